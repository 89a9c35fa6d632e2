#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "measure.hpp"

namespace railhead {

// Writes a row of series at each instant of the recording grid. Most series are sums of whole
// columns, and most columns stand still from one instant to the next: sums are kept, and a column
// that has changed is added to those that it belongs to.
class Recorder {
 public:
  Recorder(const Measures& measures, const std::vector<Series>& series);

  // Whether a series needs the mean demand in TallyColumns.
  [[nodiscard]] bool needs_demand() const { return !per_demand_.empty(); }
  void begin();
  [[nodiscard]] std::size_t rows() const { return at_.size(); }
  // One row, of as many values as there are series. Requires: later than the rows before.
  void write(const TallyColumns& now, Instant at, const std::vector<double>& coefficients,
             double* row);

 private:
  // Where the value of a series comes from.
  struct Whole {
    std::uint32_t series = 0, total = 0;
  };
  struct Share {  // of recent fire
    std::uint32_t series = 0, above = 0, below = 0;
  };
  struct PerDemand {
    std::uint32_t series = 0, above = 0;
    std::span<const Term> demand;  // of the measures
  };

  // In vehicles or tonnes: read as its plan says, and again once more rounds have departed.
  struct Departed {
    std::uint32_t series = 0;
    std::uint32_t total = 0;  // of rounds; kAlways: the plan reads more than counts
    Rounds read_at = -1;      // this total
    double value = 0.0;
  };
  static constexpr std::uint32_t kAlways = 0xffffffffU;

  // Columns that belong to the same sums, all counts or all levels.
  struct Atom {
    std::uint32_t first_column = 0, end_column = 0;  // into columns_
    std::uint32_t first_total = 0, end_total = 0;    // into totals_of_
    Rounds sum = 0;
  };
  class Builder;

  void bring_up_to_date(const TallyColumns& now);
  void write_shares(Instant at, double* row);

  const Measures& measures_;
  std::vector<Whole> whole_;
  std::vector<Share> shares_;
  std::vector<PerDemand> per_demand_;
  std::vector<Departed> departed_;

  std::vector<Atom> counts_, levels_;
  std::vector<std::uint32_t> columns_, totals_of_;
  std::vector<Rounds> totals_;

  std::vector<Instant> at_;    // the grid so far
  std::vector<Rounds> fired_;  // row x share: above, below
  std::size_t recent_ = 0;     // rows that are thirty days old or more
};

}  // namespace railhead
