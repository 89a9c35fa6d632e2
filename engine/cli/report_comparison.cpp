#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "railhead/scenario/diff.hpp"
#include "railhead/stats/paired.hpp"
#include "railhead/stats/quantiles.hpp"

#include "report_run.hpp"

namespace railhead {
namespace {

// The column of the same metric of another scenario, by the ids of its dimensions.
std::optional<std::size_t> same_column(const ReportedRun& of, const Metric& metric,
                                       const Labels& labels) {
  for (std::size_t i = 0; i < of.responses.metrics().size(); ++i) {
    const Metric& other = of.responses.metrics()[i];
    if (other.name == metric.name && labels_of(of.compiled.network, other.of) == labels) return i;
  }
  return std::nullopt;
}

ReportDifference difference(const ReportedRun& baseline, std::size_t first,
                            const ReportedRun& variant, std::size_t second) {
  PairedDifference paired;
  Moments before, after;
  std::vector<double> values;
  const std::size_t runs =
      static_cast<std::size_t>(std::min(baseline.responses.runs(), variant.responses.runs()));
  for (std::size_t row = 0; row < runs; ++row) {
    const double a = baseline.responses.value(row, first);
    const double b = variant.responses.value(row, second);
    if (a != a || b != b) continue;
    paired.add(a, b);
    before.add(a);
    after.add(b);
    values.push_back(b - a);
  }
  std::sort(values.begin(), values.end());
  ReportDifference result;
  result.baseline = before.mean();
  result.variant = after.mean();
  result.mean = paired.mean();
  result.half_width = paired.half_width();
  result.low = sorted_quantile(values, 0.05);
  result.high = sorted_quantile(values, 0.95);
  result.pairs = paired.count();
  return result;
}

std::optional<std::size_t> same_series(const ReportedRun& of, SeriesName name,
                                       const Labels& labels) {
  for (std::size_t i = 0; i < of.request.series.size(); ++i)
    if (of.request.series[i].name == name &&
        labels_of(of.compiled.network, of.request.series[i].of) == labels)
      return i;
  return std::nullopt;
}

ReportBands difference_bands(const ReportedRun& baseline, std::size_t first,
                             const ReportedRun& variant, std::size_t second) {
  ReportBands bands;
  const std::size_t runs = std::min(baseline.kept.runs(), variant.kept.runs());
  const std::size_t width = baseline.request.series.size();
  const std::size_t other_width = variant.request.series.size();
  std::vector<double> values(runs);
  for (std::size_t i = 0; i < baseline.trajectories.grid().size(); ++i) {
    Moments moments;
    for (std::size_t run = 0; run < runs; ++run) {
      values[run] = variant.kept.value(run, i * other_width + second) -
                    baseline.kept.value(run, i * width + first);
      moments.add(values[run]);
    }
    std::sort(values.begin(), values.end());
    std::array<double, 7> quantiles{};
    for (std::size_t level = 0; level < quantiles.size(); ++level)
      quantiles[level] = sorted_quantile(values, kQuantileLevels[level]);
    bands.mean.push_back(moments.mean());
    bands.quantiles.push_back(quantiles);
  }
  return bands;
}

}  // namespace

ReportComparison comparison_of(const ReportedRun& baseline, const ReportedRun& variant) {
  ReportComparison comparison;
  for (Difference& each : diff(baseline.scenario, variant.scenario))
    comparison.changes.push_back({each.path, each.before, each.after});
  const Network& network = baseline.compiled.network;
  for (std::size_t i = 0; i < baseline.responses.metrics().size(); ++i) {
    const Metric& metric = baseline.responses.metrics()[i];
    if (metric.name == MetricName::stockout_date) continue;
    const Labels labels = labels_of(network, metric.of);
    const auto other = same_column(variant, metric, labels);
    if (!other) continue;
    ReportDifference each = difference(baseline, i, variant, *other);
    if (each.baseline == 0 && each.variant == 0) continue;
    each.metric = info(metric.name).text;
    each.kind = figure_kind(info(metric.name).kind);
    each.unit = info(metric.name).unit;
    each.of = labels;
    comparison.differences.push_back(std::move(each));
  }
  if (baseline.trajectories.grid() != variant.trajectories.grid()) return comparison;
  for (std::size_t i = 0; i < baseline.request.series.size(); ++i) {
    const Series& series = baseline.request.series[i];
    const Labels labels = labels_of(network, series.of);
    const auto other = same_series(variant, series.name, labels);
    if (series.name != SeriesName::stock || labels.size() != 1 || !other) continue;
    comparison.bands.push_back(difference_bands(baseline, i, variant, *other));
    comparison.bands.back().series = "stock";
    comparison.bands.back().of = labels;
  }
  return comparison;
}

namespace {

// What a comparison shows: figures of a munition over all sites, in the order of responses.
bool is_compared(const ReportFigure& figure) {
  constexpr const char* kNames[] = {"stock_end", "stock_min", "consumed",     "unmet",
                                    "fill_rate", "stockout",  "stockout_days"};
  const bool by_origin = figure.of.contains("origin");
  if (!figure.of.contains("munition") || figure.of.size() != (by_origin ? 2U : 1U)) return false;
  if (by_origin) return figure.metric == "consumed";
  return std::find(std::begin(kNames), std::end(kNames), figure.metric) != std::end(kNames);
}

// Assumptions by path, for what differs.
std::map<std::string, std::string> values_of(const ReportRun& run) {
  std::map<std::string, std::string> values;
  for (const ReportAssumption& each : run.assumptions) values.emplace(each.path, each.value);
  return values;
}

std::vector<ReportChange> changes_between(const ReportRun& baseline, const ReportRun& variant) {
  std::vector<ReportChange> changes;
  const auto before = values_of(baseline), after = values_of(variant);
  for (const auto& [path, value] : before) {
    const auto other = after.find(path);
    if (other == after.end())
      changes.push_back({path, value, std::nullopt});
    else if (other->second != value)
      changes.push_back({path, value, other->second});
  }
  for (const auto& [path, value] : after)
    if (!before.contains(path)) changes.push_back({path, std::nullopt, value});
  return changes;
}

}  // namespace

ReportComparison comparison_of(const ReportRun& baseline, const ReportRun& variant) {
  ReportComparison comparison;
  comparison.paired = false;
  comparison.changes = changes_between(baseline, variant);
  for (const ReportFigure& figure : baseline.figures) {
    const ReportFigure* other =
        is_compared(figure) ? variant.figure(figure.metric, figure.of) : nullptr;
    if (other == nullptr || figure.summary.n == 0 || other->summary.n == 0) continue;
    if (figure.summary.mean == 0 && other->summary.mean == 0) continue;
    ReportDifference each;
    each.metric = figure.metric;
    each.of = figure.of;
    each.unit = figure.unit;
    each.kind = figure.kind;
    each.baseline = figure.summary.mean;
    each.variant = other->summary.mean;
    each.mean = each.variant - each.baseline;
    each.half_width = std::hypot(figure.summary.half_width, other->summary.half_width);
    each.pairs = std::min(figure.summary.n, other->summary.n);
    comparison.differences.push_back(std::move(each));
  }
  return comparison;
}

}  // namespace railhead
