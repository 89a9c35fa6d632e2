#include "railhead/stats/cell_means.hpp"

#include "railhead/base/unknown.hpp"
#include "railhead/stats/moments.hpp"

namespace railhead {

void CellMeans::add(std::span<const double> row) {
  double* chunk = chunk_.data();
  std::uint64_t* absent = absent_.data();
  for (std::size_t i = 0; i < row.size(); ++i) {
    chunk[i] += row[i] == row[i] ? row[i] : 0.0;
    absent[i] += row[i] == row[i] ? 0U : 1U;
  }
  if (++runs_ % kRunsPerChunk != 0) return;
  for (std::size_t i = 0; i < row.size(); ++i) {
    done_[i] += chunk[i];
    chunk[i] = 0.0;
  }
}

double CellMeans::mean(std::size_t cell) const {
  const std::uint64_t count = runs_ - absent_[cell];
  if (count == 0) return kUnknown;
  return (done_[cell] + chunk_[cell]) / static_cast<double>(count);
}

}  // namespace railhead
