// A run.json as a run of the report.
#include <algorithm>

#include <boost/json.hpp>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"
#include "railhead/results/files.hpp"

#include "report_run.hpp"
#include "report_sources.hpp"

namespace railhead {
namespace {

namespace json = boost::json;

const json::object& object_of(const json::object& of, std::string_view key,
                              const std::string& path) {
  const json::value* found = of.if_contains(key);
  if (found == nullptr || !found->is_object())
    throw Error(ExitCode::kRuntime, path + ": \"" + std::string{key} + "\" is missing");
  return found->as_object();
}

void add_figures(ReportRun& report, const json::object& document, const std::string& path) {
  const json::value* metrics = document.if_contains("metrics");
  if (metrics == nullptr || !metrics->is_array())
    throw Error(ExitCode::kRuntime, path + ": \"metrics\" is missing");
  for (const json::value& each : metrics->as_array()) {
    if (!each.is_object()) continue;
    const json::object& of = each.as_object();
    ReportFigure figure;
    figure.metric = text_of(of, "metric");
    figure.unit = text_of(of, "unit");
    figure.kind = response_of(figure.metric).kind;
    for (const auto& [key, id] : object_of(of, "of", path))
      if (id.is_string()) figure.of.emplace(key, id.as_string());
    figure.summary = summary_of(of, figure.kind);
    report.figures.push_back(std::move(figure));
  }
}

// The figure of the run at the date of a sighting: that of the whole run where it is of its end,
// else, of a series, from the bands at that date.
MetricSummary seen_in(const ReportRun& report, const ReportSighting& sighting) {
  if (sighting.of.contains("window") || sighting.at >= report.end) {
    const ReportFigure* figure = report.figure(sighting.metric, sighting.of);
    if (figure != nullptr) return figure->summary;
  }
  MetricSummary summary;
  summary.mean = summary.half_width = kUnknown;
  summary.quantiles.fill(kUnknown);
  const ReportBands* bands =
      report.series(sighting.metric == "stock_end" ? "stock" : sighting.metric, sighting.of);
  const auto at = std::find(report.grid.begin(), report.grid.end(), sighting.at);
  if (bands == nullptr || at == report.grid.end()) return summary;
  const auto index = static_cast<std::size_t>(at - report.grid.begin());
  summary.n = report.replications;
  summary.mean = bands->mean[index];
  summary.quantiles = bands->quantiles[index];
  return summary;
}

// Without the places of its values, which are lines of a text that nobody sees.
std::vector<ReportAssumption> placeless(std::vector<ReportAssumption> assumptions) {
  for (ReportAssumption& each : assumptions) each.place.clear();
  return assumptions;
}

// What was run did compile: that it does not is a fault of the document.
template <class Make>
auto of_record(const std::string& path, const Make& make) {
  try {
    return make();
  } catch (const DiagnosticError& error) {
    throw Error(ExitCode::kRuntime,
                path + ": the scenario in it is damaged, or of another version:\n" + error.what());
  }
}

}  // namespace

ReportRun run_of_document(const std::string& path) {
  const json::value file = json_of_file(path);
  const json::object& document = file.as_object();
  const json::object& head = object_of(document, "scenario", path);
  const json::value* manifest = document.if_contains("manifest");
  if (manifest == nullptr || !manifest->is_object())
    throw Error(ExitCode::kRuntime, path +
                                        ": there is no manifest with the scenario in it; "
                                        "railhead run --out DIR writes one");
  const std::string toml = text_of(manifest->as_object(), "scenario");
  const Scenario scenario = of_record(path, [&] { return load_text(text_of(head, "path"), toml); });
  CompileOptions options;
  options.deterministic = document.if_contains("deterministic") != nullptr;
  Compiled compiled = of_record(path, [&] { return compile(scenario, options); });
  ReportRun report = frame_of(scenario, compiled);
  report.sha256 = text_of(head, "sha256");
  report.version = text_of(manifest->as_object(), "version");
  report.digest = text_of(document, "digest");
  report.seed = count_of(document, "seed");
  report.replications = count_of(document, "replications");
  report.summaries = true;
  report.assumptions = placeless(std::move(report.assumptions));
  add_figures(report, document, path);
  const std::string beside = path.substr(0, path.rfind('/') + 1) + "trajectories.csv";
  if (file_exists(beside)) read_trajectories(report, beside);
  add_sightings(report, compiled,
                [&](std::size_t, const ReportSighting& seen) { return seen_in(report, seen); });
  add_flows(report, compiled.network);
  thin(report.grid, report.bands, chart_stride(report.grid.size()));
  return report;
}

}  // namespace railhead
