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
// they fix about `bins` equi-depth bins a cell, a value that fills a bin alone getting one to
// itself, and from then on only integer counts are kept: 4 bytes a bin. Counts commute, so the
// result does not depend on the order in which runs come, nor on who counts. NaN is counted apart
// and belongs to no quantile. Not thread-safe; siblings are for that.
class CellQuantiles {
 public:
  static constexpr std::size_t kExactRuns = 4096;
  static constexpr std::size_t kBins = 400;

  // Requires: cells, exact_runs >= 1; 2 <= bins < 65,000.
  explicit CellQuantiles(std::size_t cells, std::size_t exact_runs = kExactRuns,
                         std::size_t bins = kBins);

  // Takes in `values` = rows x cells for the runs first_run, first_run + 1, …: in any order, each
  // run once. Rows that come before the bins are fixed wait inside. Fastest with hundreds of rows a
  // call (kRunsPerChunk).
  void add(std::uint64_t first_run, std::span<const double> values);

  // Another counter on the same bins, empty, for a thread of its own. Requires: binned().
  CellQuantiles sibling() const;
  // Adds a sibling's counts.
  void merge(const CellQuantiles& sibling);

  std::size_t cells() const { return cells_; }
  std::uint64_t runs() const { return runs_; }
  bool binned() const { return bins_fixed_ != nullptr; }
  std::uint64_t nan_count(std::size_t cell) const;
  double min(std::size_t cell) const;  // +infinity without values
  double max(std::size_t cell) const;  // -infinity without values

  // Quantiles of a cell at each p in [0, 1]; once binned, linear within the bin; NaN for a cell
  // without values. All of a cell's at once, since the exact ones sort its values.
  void quantiles(std::size_t cell, std::span<const double> p, std::span<double> out) const;
  double quantile(std::size_t cell, double p) const;

  // Largest error in p that a quantile of this cell can have: the share of its values in the
  // fullest bin that holds more than one value; 0 while exact.
  double error_mass(std::size_t cell) const;

 private:
  static constexpr std::size_t kBlock = 64;
  struct Bins;
  struct Extent {
    double min;
    double max;
    std::uint64_t nan;
  };
  void keep_rows(std::uint64_t first_run, std::span<const double> rows);
  void count_rows(std::span<const double> rows);
  void fix_bins();
  template <class Row, class Use>
  void for_columns(std::size_t count, const Row& row, Use&& use);
  std::vector<double> kept_values(std::size_t cell) const;
  const double* kept_row(std::size_t run) const {
    return &kept_[run / kBlock][run % kBlock * cells_];
  }

  std::size_t cells_ = 0;
  std::size_t exact_runs_ = 0;
  std::size_t bins_ = 0;
  std::uint64_t runs_ = 0;
  // Exact phase: run-major rows by run index, in blocks of kBlock runs.
  std::vector<std::unique_ptr<double[]>> kept_;
  std::vector<bool> present_;    // exact phase: the runs that came
  std::uint64_t kept_runs_ = 0;  // their number
  std::vector<double> waiting_;  // rows of later runs that came before the bins were fixed
  std::shared_ptr<const Bins> bins_fixed_;
  std::vector<std::uint32_t> counts_;  // cells x bins
  std::vector<Extent> extents_;
};

}  // namespace railhead
