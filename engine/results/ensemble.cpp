#include "railhead/results/ensemble.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "railhead/base/error.hpp"
#include "railhead/stats/intervals.hpp"

namespace railhead {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

MetricSummary nothing() {
  MetricSummary summary{0, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, {}};
  summary.quantiles.fill(kNaN);
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

MetricEnsemble::MetricEnsemble(std::vector<Metric> metrics)
    : metrics_(std::move(metrics)), exact_runs_(exact_runs(metrics_.size())) {
  std::size_t first = 0;
  do {
    Block block;
    block.first = first;
    block.moments.resize(std::min(kMetricsPerBlock, metrics_.size() - first));
    blocks_.push_back(std::move(block));
    first += kMetricsPerBlock;
  } while (first < metrics_.size());
}

void MetricEnsemble::keep(Block& block, std::span<const double> row) const {
  if (block.runs == exact_runs_) {
    block.sketch.emplace(row.size(), exact_runs_);
    std::uint64_t run = 0;
    for (std::vector<double>& chunk : block.rows) {
      block.sketch->add(run, chunk);
      run += kRunsPerChunk;
      chunk = {};
    }
    block.rows = {};
  }
  if (block.sketch) {
    block.sketch->add(block.runs, row);
    return;
  }
  if (block.runs % kRunsPerChunk == 0) {
    block.rows.emplace_back();
    block.rows.back().reserve(kRunsPerChunk * row.size());
  }
  block.rows.back().insert(block.rows.back().end(), row.begin(), row.end());
}

void MetricEnsemble::add(std::size_t part, std::span<const RunRecord> records) {
  Block& block = blocks_[part];
  for (const RunRecord& record : records) {
    const auto row = std::span{record.metrics}.subspan(block.first, block.moments.size());
    for (std::size_t i = 0; i < row.size(); ++i)
      if (!std::isnan(row[i])) block.moments[i].add(row[i]);
    if (!row.empty()) keep(block, row);
    if (part == 0) block.digest.add(record.digest);
    ++block.runs;
  }
}

std::optional<std::size_t> MetricEnsemble::find(const Metric& metric) const {
  const auto found = std::find(metrics_.begin(), metrics_.end(), metric);
  if (found == metrics_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - metrics_.begin());
}

std::vector<double> MetricEnsemble::sorted_values(std::size_t metric) const {
  const Block& block = block_of(metric);
  std::vector<double> values;
  values.reserve(block.runs);
  for (const std::vector<double>& chunk : block.rows)
    for (std::size_t at = metric - block.first; at < chunk.size(); at += block.moments.size())
      if (!std::isnan(chunk[at])) values.push_back(chunk[at]);
  std::sort(values.begin(), values.end());
  return values;
}

Moments MetricEnsemble::moments(std::size_t metric) const {
  const Block& block = block_of(metric);
  return block.moments[metric - block.first].total();
}

double MetricEnsemble::quantile(std::size_t metric, double p) const {
  const Block& block = block_of(metric);
  const Moments total = moments(metric);
  if (total.count() == 0) return kNaN;
  if (total.min() == total.max()) return total.min();
  return clamped(block.sketch ? block.sketch->quantile(metric - block.first, p)
                              : sorted_quantile(sorted_values(metric), p),
                 total);
}

double MetricEnsemble::quantile_error(std::size_t metric) const {
  const Block& block = block_of(metric);
  return block.sketch ? block.sketch->error_mass(metric - block.first) : 0.0;
}

MetricSummary MetricEnsemble::summary(std::size_t metric) const {
  const Moments total = moments(metric);
  if (total.count() == 0) return nothing();
  MetricSummary summary;
  summary.n = total.count();
  summary.mean = total.mean();
  summary.sd = total.sd();
  summary.half_width = half_width(total);
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
  const bool exact = !block_of(metric).sketch;
  const std::vector<double> values = exact ? sorted_values(metric) : std::vector<double>{};
  for (std::size_t i = 0; i < kQuantileLevels.size(); ++i)
    summary.quantiles[i] = exact ? clamped(sorted_quantile(values, kQuantileLevels[i]), total)
                                 : quantile(metric, kQuantileLevels[i]);
  return summary;
}

}  // namespace railhead
