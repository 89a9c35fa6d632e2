#include "railhead/results/ensemble.hpp"

#include <algorithm>
#include <cmath>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"

namespace railhead {
namespace {

MetricSummary nothing() {
  MetricSummary summary{0,        kUnknown, kUnknown, kUnknown, kUnknown,
                        kUnknown, kUnknown, kUnknown, {}};
  summary.quantiles.fill(kUnknown);
  return summary;
}

// Quantiles between order statistics may differ from equal values in the last bit; theirs do not.
double clamped(double quantile, const Moments& moments) {
  return std::clamp(quantile, moments.min(), moments.max());
}

}  // namespace

double MetricSummary::p(double level) const {
  const auto* found = std::find(kQuantileLevels.begin(), kQuantileLevels.end(), level);
  ensure(found != kQuantileLevels.end(), "a quantile that summaries do not hold");
  return quantiles[static_cast<std::size_t>(found - kQuantileLevels.begin())];
}

std::size_t MetricEnsemble::exact_runs(std::size_t metrics) {
  constexpr std::size_t kValues = (std::size_t{1} << 28) / sizeof(double);
  return std::clamp<std::size_t>(kValues / std::max<std::size_t>(metrics, 1), 4096, 16384);
}

MetricEnsemble::MetricEnsemble(std::vector<Metric> metrics) : metrics_(std::move(metrics)) {
  const std::size_t exact = exact_runs(metrics_.size());
  std::size_t first = 0;
  do {
    const std::size_t width = std::min(kMetricsPerBlock, metrics_.size() - first);
    blocks_.push_back({first, 0, std::vector<ChunkedMoments>(width),
                       BufferedQuantiles{std::max<std::size_t>(width, 1), exact,
                                         CellQuantiles::kBins, kRunsPerChunk},
                       Hash64{}});
    first += kMetricsPerBlock;
  } while (first < metrics_.size());
}

void MetricEnsemble::add(std::size_t part, std::span<const RunRecord> records) {
  Block& block = blocks_[part];
  const std::size_t width = block.moments.size();
  for (const RunRecord& record : records) {
    const auto row = std::span{record.metrics}.subspan(block.first, width);
    for (std::size_t i = 0; i < width; ++i)
      if (!std::isnan(row[i])) block.moments[i].add(row[i]);
    if (width > 0) block.quantiles.add(row);
    if (part == 0) block.digest.add(record.digest);
    ++block.runs;
  }
}

std::optional<std::size_t> MetricEnsemble::find(const Metric& metric) const {
  const auto found = std::find(metrics_.begin(), metrics_.end(), metric);
  if (found == metrics_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - metrics_.begin());
}

Moments MetricEnsemble::moments(std::size_t metric) const {
  const Block& block = block_of(metric);
  return block.moments[metric - block.first].total();
}

double MetricEnsemble::quantile(std::size_t metric, double p) const {
  const Block& block = block_of(metric);
  const Moments total = moments(metric);
  if (total.count() == 0) return kUnknown;
  return clamped(block.quantiles.settled().quantile(metric - block.first, p), total);
}

double MetricEnsemble::quantile_error(std::size_t metric) const {
  const Block& block = block_of(metric);
  return block.quantiles.settled().error_mass(metric - block.first);
}

MetricSummary MetricEnsemble::summary(std::size_t metric) const {
  HalfWidths widths;
  return summary(metric, widths);
}

MetricSummary MetricEnsemble::summary(std::size_t metric, HalfWidths& widths) const {
  const Moments total = moments(metric);
  if (total.count() == 0) return nothing();
  MetricSummary summary;
  summary.n = total.count();
  summary.mean = total.mean();
  summary.sd = total.sd();
  summary.half_width = widths.of(total);
  summary.low = total.mean() - summary.half_width;
  summary.high = total.mean() + summary.half_width;
  if (info(metrics_[metric].name).kind == MetricKind::flag) {
    const auto ones = static_cast<std::uint64_t>(std::llround(total.sum()));
    const Interval interval = wilson(ones, total.count());
    summary.low = interval.low;
    summary.high = interval.high;
  }
  summary.min = total.min();
  summary.max = total.max();
  if (total.min() == total.max()) {
    summary.quantiles.fill(total.min());
    return summary;
  }
  const Block& block = block_of(metric);
  block.quantiles.settled().quantiles(metric - block.first, kQuantileLevels, summary.quantiles);
  for (double& quantile : summary.quantiles) quantile = clamped(quantile, total);
  return summary;
}

}  // namespace railhead
