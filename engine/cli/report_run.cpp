#include "report_run.hpp"

#include <algorithm>

#include "railhead/base/hash.hpp"
#include "railhead/experiment/checks.hpp"

namespace railhead {
namespace {

constexpr std::size_t kSingleRuns = 3;  // drawn in each fan chart
constexpr std::size_t kComparedRuns = 4'096;

// The metric of an observation up to its date: of a window of its own, unless it names one or runs
// to the end.
Metric at_its_date(Network& network, const Observation& observation) {
  Metric metric = observation.metric;
  if (metric.of.window >= 0 || observation.at >= network.end || observation.at <= network.start)
    return metric;
  const auto same = [&](const Window& window) {
    return window.from == network.start && window.until == observation.at;
  };
  const auto found = std::find_if(network.windows.begin(), network.windows.end(), same);
  metric.of.window = static_cast<std::int32_t>(found - network.windows.begin());
  if (found == network.windows.end())
    network.windows.push_back(
        {"until-" + to_iso_date(observation.at), network.start, observation.at});
  return metric;
}

std::vector<Series> report_series_of(const Network& network) {
  std::vector<Series> chosen;
  for (const Series& series : default_series(network)) {
    const Dimensions& of = series.of;
    if (series.name == SeriesName::stock && of.origin.is_none()) chosen.push_back(series);
    if (series.name == SeriesName::origin_share && of.site.is_none())
      chosen.push_back({SeriesName::consumed, of});
  }
  const auto any = [&](auto member) {
    return !network.shipments.empty() &&
           std::any_of(network.munitions.begin(), network.munitions.end(),
                       [&](const Munition& munition) { return !(munition.*member).is_none(); });
  };
  if (any(&Munition::rounds_per_container)) chosen.push_back({SeriesName::containers_departed, {}});
  if (any(&Munition::rounds_per_railcar)) chosen.push_back({SeriesName::railcars_departed, {}});
  if (any(&Munition::mass_kg)) chosen.push_back({SeriesName::tonnes_departed, {}});
  return chosen;
}

std::size_t index_in(std::vector<Metric>& metrics, const Metric& metric) {
  const auto found = std::find(metrics.begin(), metrics.end(), metric);
  const auto index = static_cast<std::size_t>(found - metrics.begin());
  if (found == metrics.end()) metrics.push_back(metric);
  return index;
}

RunRequest request_of(Compiled& compiled, std::vector<Metric>& sightings) {
  Network& network = compiled.network;
  RunRequest request;
  request.metrics = default_metrics(network);
  require_metrics(compiled.settings.checks, request.metrics);
  for (const Metric& metric : flow_metrics(network)) index_in(request.metrics, metric);
  for (const Observation& observation : compiled.settings.observations) {
    sightings.push_back(at_its_date(network, observation));
    index_in(request.metrics, sightings.back());
  }
  widen_grid(network, kChartInstants);
  request.series = report_series_of(network);
  return request;
}

// The dates of first shortages by munition, and what is compared: figures of a munition over all
// sites.
std::vector<std::size_t> responses_of(const RunRequest& request) {
  using enum MetricName;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < request.metrics.size(); ++i) {
    const Metric& metric = request.metrics[i];
    Dimensions munition;
    munition.munition = metric.of.munition;
    munition.origin = metric.of.origin;
    if (metric.of.munition.is_none() || !(metric.of == munition)) continue;
    const bool by_origin = !metric.of.origin.is_none();
    const auto names = by_origin ? std::vector{consumed}
                                 : std::vector{stock_end, stock_min, consumed,      unmet,
                                               fill_rate, stockout,  stockout_days, stockout_date};
    if (std::find(names.begin(), names.end(), metric.name) != names.end()) chosen.push_back(i);
  }
  return chosen;
}

}  // namespace

void KeptRuns::add(std::size_t, std::span<const RunRecord> records) {
  for (const RunRecord& record : records)
    if (runs_.size() < most_) runs_.push_back(record.trajectories);
}

ReportedRun::ReportedRun(Scenario from, const CompileOptions& options, bool compared)
    : scenario(std::move(from)),
      compiled(compile(scenario, options)),
      request(request_of(compiled, sighting_metrics)),
      metrics(request.metrics),
      trajectories(request.series, recording_grid(compiled.network)),
      responses(request.metrics, responses_of(request)),
      kept(compared ? kComparedRuns : kSingleRuns) {}

void run_for_report(ReportedRun& run, Executor& executor, const RunControl& control) {
  const std::uint64_t asked = run.compiled.settings.replications;
  RecordSink* const sinks[] = {&run.metrics, &run.trajectories, &run.responses, &run.kept};
  run.replications = executor.run(run.compiled.network, run.request, {0, asked}, sinks, control);
  if (run.replications < asked)
    throw Error(ExitCode::kInterrupted, "interrupted; no report was written");
}

Labels labels_of(const Network& network, const Dimensions& of) {
  Labels labels;
  for (const auto& [key, id] : dimension_texts(network, of)) labels.emplace(key, id);
  return labels;
}

namespace {

void add_figures(ReportRun& report, const ReportedRun& run) {
  const Network& network = run.compiled.network;
  for (std::size_t i = 0; i < run.request.metrics.size(); ++i) {
    const Metric& metric = run.request.metrics[i];
    const MetricInfo& about = info(metric.name);
    report.figures.push_back({std::string{about.text}, labels_of(network, metric.of),
                              std::string{about.unit}, figure_kind(about.kind),
                              run.metrics.summary(i)});
  }
}

void add_bands(ReportRun& report, const ReportedRun& run) {
  const Network& network = run.compiled.network;
  report.grid = run.trajectories.grid();
  const std::size_t width = run.request.series.size();
  for (std::size_t s = 0; s < width; ++s) {
    ReportBands bands;
    bands.series = to_string(run.request.series[s].name);
    bands.of = labels_of(network, run.request.series[s].of);
    for (std::size_t i = 0; i < report.grid.size(); ++i) {
      bands.mean.push_back(run.trajectories.mean(s, i));
      bands.quantiles.push_back(run.trajectories.quantiles(s, i));
    }
    for (std::size_t r = 0; r < std::min(kSingleRuns, run.kept.runs()); ++r) {
      std::vector<double> values;
      for (std::size_t i = 0; i < report.grid.size(); ++i)
        values.push_back(run.kept.value(r, i * width + s));
      bands.runs.push_back(std::move(values));
    }
    report.bands.push_back(std::move(bands));
  }
}

void add_shortages(ReportRun& report, const ReportedRun& run) {
  for (std::size_t column = 0; column < run.responses.metrics().size(); ++column) {
    const Metric& metric = run.responses.metrics()[column];
    if (metric.name != MetricName::stockout_date) continue;
    auto& dates = report.shortages[run.compiled.network.munitions[metric.of.munition].id];
    for (std::size_t row = 0; row < run.responses.runs(); ++row)
      if (const double date = run.responses.value(row, column); date == date) dates.push_back(date);
    std::sort(dates.begin(), dates.end());
  }
}

}  // namespace

ReportRun report_of(const ReportedRun& run) {
  ReportRun report = frame_of(run.scenario, run.compiled);
  report.digest = to_hex(run.metrics.digest());
  report.replications = run.replications;
  add_figures(report, run);
  add_bands(report, run);
  add_shortages(report, run);
  add_sightings(report, run.compiled, [&](std::size_t i, const ReportSighting&) {
    return run.metrics.summary(*run.metrics.find(run.sighting_metrics[i]));
  });
  add_flows(report, run.compiled.network);
  return report;
}

}  // namespace railhead
