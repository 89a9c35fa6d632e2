#include "railhead/results/trajectories.hpp"

#include <algorithm>
#include <cstring>

#include "railhead/base/unknown.hpp"
#include "railhead/results/ensemble.hpp"

namespace railhead {
namespace {

// For the exact rows, and again for the bins that follow them.
constexpr std::size_t kBytes = std::size_t{1} << 29;
constexpr std::size_t kBytesPerBin = 12;     // edge and count
constexpr std::size_t kBytesPerCell = 1100;  // guide, moments
constexpr std::size_t kAhead = 16;           // rows that are asked for ahead

// Rows that wait to be counted together: the more, the longer a cell's memory serves; all cells may
// take some 32 MiB for them.
std::size_t rows_at_once(std::size_t cells) {
  return std::clamp<std::size_t>((std::size_t{1} << 22) / std::max<std::size_t>(cells, 1), 64, 256);
}

bool same_bits(std::span<const double> a, std::span<const double> b) {
  return std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

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
    : series_(std::move(series)), grid_(std::move(grid)), columns_(series_.size()) {}

std::span<TrajectoryEnsemble::Column> TrajectoryEnsemble::columns_of(std::size_t part) {
  const std::size_t first = part * kSeriesAPart;
  return std::span(columns_).subspan(first, std::min(kSeriesAPart, columns_.size() - first));
}

void TrajectoryEnsemble::add(std::size_t part, std::span<const RunRecord> records) {
  const std::span<Column> columns = columns_of(part);
  const std::size_t instants = grid_.size();
  std::vector<double> values(columns.size() * instants);
  for (const RunRecord& record : records) {
    const double* row = record.trajectories.data() + part * kSeriesAPart;
    for (std::size_t i = 0; i < instants; ++i, row += series_.size()) {
      // Rows are pages apart, which no hardware foresees.
      if (i + kAhead < instants) __builtin_prefetch(row + kAhead * series_.size());
      for (std::size_t c = 0; c < columns.size(); ++c) values[c * instants + i] = row[c];
    }
    for (std::size_t c = 0; c < columns.size(); ++c)
      add_run(columns[c], {&values[c * instants], instants});
  }
}

void TrajectoryEnsemble::add_run(Column& column, std::span<const double> values) const {
  const auto take = [&column](std::span<const double> row) {
    column.means->add(row);
    column.quantiles->add(row);
  };
  if (column.runs == 0) column.first.assign(values.begin(), values.end());
  if (!column.quantiles && !same_bits(column.first, values)) {
    const std::size_t cells = series_.size() * grid_.size();
    column.means.emplace(grid_.size());
    column.quantiles.emplace(grid_.size(), exact_runs(cells), bins(cells), rows_at_once(cells));
    for (std::uint64_t run = 0; run < column.runs; ++run) take(column.first);
  }
  if (column.quantiles) take(values);
  ++column.runs;
}

void TrajectoryEnsemble::settle(std::size_t part) {
  for (Column& column : columns_of(part))
    if (column.quantiles) column.quantiles->settle();
}

std::uint64_t TrajectoryEnsemble::runs() const {
  return columns_.empty() ? 0 : columns_[0].runs;
}

double TrajectoryEnsemble::mean(std::size_t series, std::size_t instant) const {
  const Column& column = columns_[series];
  if (column.runs == 0) return kUnknown;
  if (!column.quantiles) return column.first[instant];
  return column.means->mean(instant);
}

std::array<double, 7> TrajectoryEnsemble::quantiles(std::size_t series, std::size_t instant) const {
  std::array<double, 7> values{};
  const Column& column = columns_[series];
  if (column.quantiles)
    column.quantiles->settled().quantiles(instant, kQuantileLevels, values);
  else
    values.fill(column.runs > 0 ? column.first[instant] : kUnknown);
  return values;
}

double TrajectoryEnsemble::quantile_error() const {
  double worst = 0.0;
  for (const Column& column : columns_)
    for (std::size_t i = 0; column.quantiles && i < grid_.size(); ++i)
      worst = std::max(worst, column.quantiles->settled().error_mass(i));
  return worst;
}

}  // namespace railhead
