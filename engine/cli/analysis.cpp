#include "analysis.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "railhead/random/simd.hpp"
#include "railhead/results/files.hpp"
#include "railhead/results/store_query.hpp"

#include "console.hpp"
#include "figures.hpp"
#include "notes.hpp"
#include "verbs.hpp"

namespace railhead {

std::vector<Option> analysis_options(std::vector<Option> own) {
  std::vector<Option> options = {
      {"FILE", "", "Scenario, - for the standard input", Completes::scenarios, {}, false, true}};
  std::move(own.begin(), own.end(), std::back_inserter(options));
  const std::vector<Option> shared = {
      {"-n,--replications", "N", "Replications (default: the scenario's)"},
      {"--seed", "N", "Seed (default: the scenario's)"},
      {"--threads", "N", "Threads (default: one a processor)"},
      {"--set",
       "PATH=VALUE",
       "Override a value, as in run; may be repeated",
       Completes::nothing,
       {},
       true},
      max_events_option(),
      {"--store", "FILE", "Also keep the results in this result store", Completes::files},
      {"--json", "", "Print one JSON document instead of tables"},
      {"--quiet", "", "No progress"},
  };
  options.insert(options.end(), shared.begin(), shared.end());
  return options;
}

AnalysisSubject analysis_subject(const Arguments& arguments) {
  if (const std::string fault = simd_fault(); !fault.empty()) throw Error(ExitCode::kUsage, fault);
  require_store(arguments, {});
  AnalysisSubject subject;
  subject.scenario = load(*arguments.text("FILE"), arguments.overrides());
  CompileOptions options;
  options.seed = arguments.count("--seed");
  options.replications = arguments.count("--replications", 1);
  subject.compiled = compile(subject.scenario, options);
  print_warnings(subject.scenario);
  subject.runs.seed = options.seed;
  subject.runs.threads = arguments.threads();
  // Two at least: of one replication nobody can tell whether chance has a part in it.
  subject.runs.range = {0, std::max<std::uint64_t>(subject.compiled.settings.replications, 2)};
  return subject;
}

void require_store(const Arguments& arguments, const std::string& otherwise) {
  const std::string path = arguments.text("--store").value_or(otherwise);
  if (path.empty()) return;
  require_writable(path);
  if (file_exists(path)) check_store(path);
}

void keep(const Arguments& arguments, const std::string& verb, const std::string& otherwise,
          const std::function<std::string()>& document,
          const std::function<std::vector<AnalysisFigure>()>& figures) {
  const std::string path = arguments.text("--store").value_or(otherwise);
  if (path.empty()) return;
  StoredAnalysis analysis;
  analysis.verb = verb;
  for (const auto& [name, values] : arguments.values) {
    constexpr std::array kNotAsked = {"--store", "--threads", "--json", "--quiet", "--max-memory"};
    if (std::find(kNotAsked.begin(), kNotAsked.end(), name) != kNotAsked.end()) continue;
    for (const std::string& value : values)
      analysis.question +=
          fmt::format("{}{} {}", analysis.question.empty() ? "" : " ", name, value);
  }
  analysis.engine = program_version();
  analysis.document = document();
  analysis.figures = figures();
  keep_analysis(path, analysis);
  if (!arguments.has("--quiet")) print_note("railhead: kept in " + path);
}

void write_estimate(JsonWriter& json, const Estimate& estimate) {
  json.begin_object().member("value", estimate.value);
  json.member("low", estimate.low).member("high", estimate.high).end_object();
}

void write_metric_key(JsonWriter& json, const Network& network, const Metric& metric) {
  json.member("metric", info(metric.name).text).key("of").begin_object();
  for (const auto& [dimension, id] : dimension_texts(network, metric.of))
    json.member(dimension, id);
  json.end_object();
}

void write_scenario(JsonWriter& json, const Scenario& scenario, const Settings& settings) {
  json.key("scenario").begin_object().member("path", scenario.path);
  json.member("title", settings.title).member("sha256", scenario.sources.front()->sha256);
  json.end_object();
}

std::string estimate_text(const Estimate& estimate) {
  return fmt::format("{} ({} to {})", compact(estimate.value), compact(estimate.low),
                     compact(estimate.high));
}

}  // namespace railhead
