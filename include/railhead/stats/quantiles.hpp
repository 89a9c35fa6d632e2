#pragma once
// Quantiles of samples: exact ones, and of many cells at once in bounded memory.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace railhead {

// Quantile of ascending values, linear between order statistics (Hyndman and Fan's type 7).
// Requires: not empty, 0 <= p <= 1. NaN when empty.
double sorted_quantile(std::span<const double> ascending, double p);

// Quantiles of `cells` numbers (a trajectory's series x instants) over many runs. The first
// `exact_runs` runs (by run index) are kept and give exact quantiles; when all of them are there
// they fix `bins` equi-depth bins a cell, and from then on only integer counts are kept: 4 bytes a
// bin. Counts commute, so the result does not depend on the order in which runs come, nor on who
// counts. NaN is counted apart and belongs to no quantile. Not thread-safe.
class CellQuantiles {
 public:
  static constexpr std::size_t kExactRuns = 4096;
  static constexpr std::size_t kBins = 400;

  explicit CellQuantiles(std::size_t cells, std::size_t exact_runs = kExactRuns,
                         std::size_t bins = kBins);

  // Takes in `values` = rows x cells for runs first_run, first_run + 1, … in any order, each run
  // once. Rows that come before their bins are fixed wait inside.
  void add(std::uint64_t first_run, std::span<const double> values);

  // Another counter on the same bins, empty, for a thread of its own; only when binned().
  CellQuantiles sibling() const;
  // Adds a sibling's counts. Requires: same bins.
  void merge(const CellQuantiles& sibling);

  std::size_t cells() const { return cells_; }
  std::uint64_t runs() const { return runs_; }
  bool binned() const { return edges_ != nullptr; }
  std::uint64_t nan_count(std::size_t cell) const;
  double min(std::size_t cell) const;
  double max(std::size_t cell) const;

  // Quantile of a cell; linear within its bin once binned; NaN for a cell without values.
  double quantile(std::size_t cell, double p) const;
  // Largest error in p that a quantile of this cell can have: the share of its runs in the fullest
  // bin that is wider than one value; 0 while exact.
  double error_mass(std::size_t cell) const;

 private:
  struct Edges;
  void count_rows(std::span<const double> rows);
  void fix_bins();
  double exact_quantile(std::size_t cell, double p) const;

  std::size_t cells_ = 0;
  std::size_t exact_runs_ = 0;
  std::size_t bins_ = 0;
  std::uint64_t runs_ = 0;
  std::uint64_t exact_present_ = 0;
  std::vector<double> rows_;     // exact phase: run-major; empty afterwards
  std::vector<bool> present_;    // exact phase: which of the first runs came
  std::vector<double> waiting_;  // rows of later runs that came before the bins were fixed
  std::shared_ptr<const Edges> edges_;
  std::vector<std::uint32_t> counts_;  // cells x bins
  std::vector<std::uint64_t> nan_;
  std::vector<double> min_;
  std::vector<double> max_;
};

}  // namespace railhead
