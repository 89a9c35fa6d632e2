#pragma once
// Means of many cells at once.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace railhead {

// Means of `cells` numbers over runs that come in run order, summed in chunks of kRunsPerChunk. NaN
// belongs to no mean. Not thread-safe.
class CellMeans {
 public:
  explicit CellMeans(std::size_t cells) : chunk_(cells), done_(cells), absent_(cells) {}

  // The values of the next run. Requires: as many as there are cells.
  void add(std::span<const double> row);
  // NaN without values.
  double mean(std::size_t cell) const;

 private:
  std::uint64_t runs_ = 0;
  std::vector<double> chunk_, done_;   // sums of the chunk in hand, of those before it
  std::vector<std::uint64_t> absent_;  // runs without a value
};

}  // namespace railhead
