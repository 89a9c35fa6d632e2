#include "railhead/results/trajectories.hpp"

#include <algorithm>
#include <cmath>

#include "railhead/results/ensemble.hpp"

namespace railhead {
namespace {

// For the exact rows, and again for the bins that follow them.
constexpr std::size_t kBytes = std::size_t{1} << 29;
constexpr std::size_t kBytesPerBin = 12;     // edge and count
constexpr std::size_t kBytesPerCell = 1100;  // guide, moments

}  // namespace

std::size_t TrajectoryEnsemble::exact_runs(std::size_t cells) {
  const std::size_t affordable = kBytes / (sizeof(double) * std::max<std::size_t>(cells, 1));
  return std::clamp<std::size_t>(affordable, 256, CellQuantiles::kExactRuns);
}

std::size_t TrajectoryEnsemble::bins(std::size_t cells) {
  const std::size_t affordable = kBytes / std::max<std::size_t>(cells, 1);
  if (affordable < kBytesPerCell) return 64;
  return std::clamp<std::size_t>((affordable - kBytesPerCell) / kBytesPerBin, 64,
                                 CellQuantiles::kBins);
}

TrajectoryEnsemble::TrajectoryEnsemble(std::vector<Series> series, std::vector<Instant> grid)
    : series_(std::move(series)), grid_(std::move(grid)) {
  const std::size_t cells = series_.size() * grid_.size();
  // Enough parts for any number of threads, and few enough calls.
  cells_per_block_ = std::max<std::size_t>(256, cells / 256 + 1);
  for (std::size_t first = 0; first < cells; first += cells_per_block_) {
    const std::size_t count = std::min(cells_per_block_, cells - first);
    blocks_.push_back({first,
                       0,
                       std::vector<ChunkedMoments>(count),
                       CellQuantiles{count, exact_runs(cells), bins(cells)},
                       {}});
  }
}

void TrajectoryEnsemble::add(std::size_t part, std::span<const RunRecord> records) {
  Block& block = blocks_[part];
  const std::size_t width = block.moments.size();
  block.rows.clear();
  for (const RunRecord& record : records) {
    const auto row = std::span{record.trajectories}.subspan(block.first, width);
    for (std::size_t i = 0; i < width; ++i)
      if (!std::isnan(row[i])) block.moments[i].add(row[i]);
    block.rows.insert(block.rows.end(), row.begin(), row.end());
  }
  block.quantiles.add(block.runs, block.rows);
  block.runs += records.size();
}

std::uint64_t TrajectoryEnsemble::runs() const {
  return blocks_.empty() ? 0 : blocks_[0].runs;
}

double TrajectoryEnsemble::mean(std::size_t series, std::size_t instant) const {
  const std::size_t at = cell(series, instant);
  const Block& block = block_of(at);
  const Moments total = block.moments[at - block.first].total();
  return total.count() > 0 ? total.mean() : std::nan("");
}

std::array<double, 7> TrajectoryEnsemble::quantiles(std::size_t series, std::size_t instant) const {
  const std::size_t at = cell(series, instant);
  const Block& block = block_of(at);
  std::array<double, 7> values{};
  block.quantiles.quantiles(at - block.first, kQuantileLevels, values);
  return values;
}

double TrajectoryEnsemble::quantile_error() const {
  double worst = 0.0;
  for (const Block& block : blocks_)
    for (std::size_t i = 0; i < block.moments.size(); ++i)
      worst = std::max(worst, block.quantiles.error_mass(i));
  return worst;
}

}  // namespace railhead
