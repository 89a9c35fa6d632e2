#include "railhead/experiment/compare.hpp"

#include <algorithm>
#include <set>

#include "railhead/base/error.hpp"
#include "railhead/experiment/executor.hpp"

#include "compare_sides.hpp"

namespace railhead {
namespace {

// What is compared of one variant: columns and series of it and of the baseline.
struct Pairing {
  std::vector<std::size_t> baseline_columns, variant_columns;
  std::vector<std::size_t> baseline_series, variant_series;
  std::vector<std::string> selectors;
  std::unique_ptr<PairedMetrics> metrics;
  std::unique_ptr<TrajectoryEnsemble> trajectories;
};

std::size_t column_of(RunRequest& request, const Metric& metric) {
  const auto found = std::find(request.metrics.begin(), request.metrics.end(), metric);
  const auto column = static_cast<std::size_t>(found - request.metrics.begin());
  if (found == request.metrics.end()) request.metrics.push_back(metric);
  return column;
}

std::size_t place_of(RunRequest& request, const Series& series) {
  const auto found = std::find(request.series.begin(), request.series.end(), series);
  const auto place = static_cast<std::size_t>(found - request.series.begin());
  if (found == request.series.end()) request.series.push_back(series);
  return place;
}

// Selectors to compare: those asked for, or all usual ones that the variant has too.
std::vector<std::string> selectors_of(const Network& baseline, const Network& variant,
                                      const CompareOptions& options) {
  if (!options.metrics.empty()) return options.metrics;
  std::set<std::string> known;
  for (const Metric& metric : default_metrics(variant)) known.insert(to_string(variant, metric));
  std::vector<std::string> selectors;
  for (const Metric& metric : default_metrics(baseline))
    if (std::string selector = to_string(baseline, metric); known.contains(selector))
      selectors.push_back(std::move(selector));
  return selectors;
}

std::string text_of(const Network& network, const Series& series) {
  std::string text{to_string(series.name)};
  for (const auto& [key, id] : dimension_texts(network, series.of))
    text.append(",").append(key).append("=").append(id);
  return text;
}

void pair_series(Side& baseline, Side& variant, bool all, Pairing& pairing) {
  std::vector<Series> chosen;
  for (const Series& series : default_series(baseline.network())) {
    const bool stock = series.name == SeriesName::stock && series.of.origin.is_none();
    if (!all && !stock) continue;
    const std::string text = text_of(baseline.network(), series);
    for (const Series& other : default_series(variant.network())) {
      if (other.name != series.name || text_of(variant.network(), other) != text) continue;
      chosen.push_back(series);
      pairing.baseline_series.push_back(place_of(baseline.request, series));
      pairing.variant_series.push_back(place_of(variant.request, other));
    }
  }
  pairing.trajectories =
      std::make_unique<TrajectoryEnsemble>(chosen, recording_grid(baseline.network()));
}

Pairing pair_up(Side& baseline, Side& variant, const CompareOptions& options) {
  Pairing pairing;
  std::vector<MetricKind> kinds;
  pairing.selectors = selectors_of(baseline.network(), variant.network(), options);
  for (const std::string& selector : pairing.selectors) {
    const Metric metric = parse_metric(baseline.network(), selector);
    pairing.baseline_columns.push_back(column_of(baseline.request, metric));
    pairing.variant_columns.push_back(
        column_of(variant.request, parse_metric(variant.network(), selector)));
    kinds.push_back(info(metric.name).kind);
  }
  pairing.metrics = std::make_unique<PairedMetrics>(std::move(kinds));
  pair_series(baseline, variant, options.all_series, pairing);
  return pairing;
}

std::vector<double> chosen(const RunRecord& record, const std::vector<std::size_t>& columns) {
  std::vector<double> values;
  values.reserve(columns.size());
  for (const std::size_t column : columns) values.push_back(record.metrics[column]);
  return values;
}

void add_trajectories(const Pairing& pairing, const Side& baseline, const Side& variant,
                      const RunRecord& a, const RunRecord& b, RunRecord& difference) {
  const std::size_t width_a = baseline.request.series.size();
  const std::size_t width_b = variant.request.series.size();
  difference.trajectories.clear();
  for (std::size_t instant = 0; instant < pairing.trajectories->grid().size(); ++instant)
    for (std::size_t i = 0; i < pairing.baseline_series.size(); ++i)
      difference.trajectories.push_back(
          b.trajectories[instant * width_b + pairing.variant_series[i]] -
          a.trajectories[instant * width_a + pairing.baseline_series[i]]);
  for (std::size_t part = 0; part < pairing.trajectories->parts(); ++part)
    pairing.trajectories->add(part, {&difference, 1});
}

void take_batch(const std::vector<Side>& sides, std::vector<Pairing>& pairings) {
  RunRecord difference;
  for (std::size_t v = 0; v < pairings.size(); ++v) {
    Pairing& pairing = pairings[v];
    for (std::size_t run = 0; run < sides[0].batch.records.size(); ++run) {
      const RunRecord& a = sides[0].batch.records[run];
      const RunRecord& b = sides[v + 1].batch.records[run];
      pairing.metrics->add(chosen(a, pairing.baseline_columns), chosen(b, pairing.variant_columns));
      difference.replication = a.replication;
      add_trajectories(pairing, sides[0], sides[v + 1], a, b, difference);
    }
  }
}

// Replications of a batch: records of at most 64 MiB a side, of whole chunks of sums where they
// fit.
std::uint64_t batch_size(const Side& side) {
  const std::size_t values = side.request.metrics.size() +
                             side.request.series.size() * recording_grid(side.network()).size();
  const std::uint64_t fits = (std::uint64_t{64} << 20) / (8 * values + 64);
  return std::clamp<std::uint64_t>(fits, 16, 1024);
}

void run_pairs(std::vector<Side>& sides, std::vector<Pairing>& pairings,
               const CompareOptions& options, std::uint64_t replications, Comparison& result) {
  ThreadExecutor executor{options.threads};
  const std::uint64_t total = replications * sides.size();
  const std::uint64_t batch = batch_size(sides.front());
  while (result.replications < replications && !result.interrupted) {
    const RunRange range{result.replications, std::min(batch, replications - result.replications)};
    std::uint64_t fewest = range.count;
    for (std::size_t i = 0; i < sides.size(); ++i) {
      const std::uint64_t before = result.replications * sides.size() + i * range.count;
      const RunControl control{options.cancel, [&](std::uint64_t done) {
                                 if (options.progress) options.progress(before + done, total);
                               }};
      sides[i].batch.records.clear();
      RecordSink* const sinks[] = {&sides[i].batch};
      fewest = std::min(fewest,
                        executor.run(sides[i].network(), sides[i].request, range, sinks, control));
    }
    for (Side& side : sides) side.batch.records.resize(fewest);
    take_batch(sides, pairings);
    result.replications += fewest;
    result.interrupted = fewest < range.count;
  }
  for (Pairing& pairing : pairings) {
    pairing.metrics->settle();
    for (std::size_t part = 0; part < pairing.trajectories->parts(); ++part)
      pairing.trajectories->settle(part);
  }
}

ComparedSide described(const Scenario& scenario, const Compiled& compiled) {
  return {scenario.path, compiled.settings.title, scenario.sources.front()->sha256};
}

}  // namespace

Comparison compare(const std::vector<Scenario>& scenarios, const CompareOptions& options) {
  if (scenarios.size() < 2) throw Error(ExitCode::kUsage, "compare takes at least two scenarios");
  std::vector<Side> sides = sides_of(scenarios, options);
  std::vector<Pairing> pairings;
  for (std::size_t v = 1; v < sides.size(); ++v)
    pairings.push_back(pair_up(sides[0], sides[v], options));

  Comparison result;
  result.baseline = described(scenarios[0], *sides[0].compiled);
  result.seed = sides[0].network().seed;
  result.level = 1 - 0.05 / static_cast<double>(pairings.size());
  const std::uint64_t replications =
      options.replications.value_or(sides[0].compiled->settings.replications);
  run_pairs(sides, pairings, options, replications, result);
  if (result.replications == 0)
    throw Error(ExitCode::kInterrupted, "interrupted before any replication was done");

  for (std::size_t v = 0; v < pairings.size(); ++v) {
    result.variants.push_back(described(scenarios[v + 1], *sides[v + 1].compiled));
    for (Difference& each : diff(scenarios[0], scenarios[v + 1]))
      result.inputs.push_back({v, std::move(each)});
    for (std::size_t i = 0; i < pairings[v].selectors.size(); ++i) {
      PairedFigures figures = pairings[v].metrics->figures(i, result.level);
      const Metric& metric = sides[0].request.metrics[pairings[v].baseline_columns[i]];
      figures.metric = pairings[v].selectors[i];
      figures.unit = figures.kind == MetricKind::instant ? "days" : info(metric.name).unit;
      figures.variant = v;
      result.differences.push_back(std::move(figures));
    }
    result.trajectories.push_back(std::move(pairings[v].trajectories));
  }
  result.compiled = sides[0].compiled;
  return result;
}

}  // namespace railhead
