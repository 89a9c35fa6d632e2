#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "railhead/stats/quantiles.hpp"

namespace railhead {

// CellQuantiles that are fed in run order, row by row: rows wait until there are enough for them to
// be counted together, which is several times as fast.
class BufferedQuantiles {
 public:
  BufferedQuantiles(std::size_t cells, std::size_t exact_runs, std::size_t bins,
                    std::size_t rows_at_once)
      : quantiles_(cells, exact_runs, bins), capacity_(cells * rows_at_once) {}

  // The values of the next run. Requires: as many as there are cells.
  void add(std::span<const double> row) {
    rows_.insert(rows_.end(), row.begin(), row.end());
    if (rows_.size() >= capacity_) settle();
  }
  // Counts what waits. To be called before anything is read.
  void settle() {
    if (rows_.empty()) return;
    quantiles_.add(quantiles_.runs(), rows_);
    rows_.clear();
  }
  const CellQuantiles& settled() const { return quantiles_; }

 private:
  CellQuantiles quantiles_;
  std::size_t capacity_;
  std::vector<double> rows_;
};

}  // namespace railhead
