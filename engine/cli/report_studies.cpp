// The documents of sensitivity and solve as studies of the report.
#include <boost/json.hpp>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"
#include "railhead/results/files.hpp"
#include "railhead/results/json.hpp"

#include "report_sources.hpp"

namespace railhead {
namespace {

namespace json = boost::json;

double number_of(const json::object& of, std::string_view key) {
  const json::value* found = of.if_contains(key);
  return found != nullptr && found->is_number() ? found->to_number<double>() : kUnknown;
}

// The objects of an array; nothing where there is no such array.
std::vector<const json::object*> objects_of(const json::object& of, std::string_view key) {
  std::vector<const json::object*> objects;
  const json::value* found = of.if_contains(key);
  if (found == nullptr || !found->is_array()) return objects;
  for (const json::value& each : found->as_array())
    if (each.is_object()) objects.push_back(&each.as_object());
  return objects;
}

const json::object& object_of(const json::object& of, std::string_view key) {
  static const json::object none;
  const json::value* found = of.if_contains(key);
  return found != nullptr && found->is_object() ? found->as_object() : none;
}

// "stock_end{munition=152mm}" of "metric" and "of".
std::string selector_of(const json::object& of) {
  std::string dimensions;
  for (const auto& [key, id] : object_of(of, "of"))
    if (id.is_string())
      dimensions +=
          (dimensions.empty() ? "" : ",") + std::string{key} + "=" + std::string{id.as_string()};
  return text_of(of, "metric") + (dimensions.empty() ? "" : "{" + dimensions + "}");
}

ReportEstimate estimate_of(const json::object& of) {
  return {number_of(of, "value"), number_of(of, "low"), number_of(of, "high")};
}

ReportIndex index_of(const json::object& of, const std::string& name) {
  return {name, estimate_of(object_of(of, "first")), estimate_of(object_of(of, "total")),
          of.if_contains("correlated") != nullptr};
}

std::vector<ReportIndex> indices_of(const json::object& of, const char* list, const char* name) {
  std::vector<ReportIndex> indices;
  for (const json::object* each : objects_of(of, list))
    indices.push_back(index_of(*each, text_of(*each, name)));
  return indices;
}

void add_coefficients(ReportDrivers& drivers, const json::object& of) {
  const json::object& linear = object_of(of, "regression");
  const json::object& rank = object_of(of, "rank_regression");
  const auto lines = objects_of(linear, "coefficients");
  const auto ranks = objects_of(rank, "coefficients");
  for (std::size_t i = 0; i < std::min(lines.size(), ranks.size()); ++i)
    drivers.coefficients.push_back(
        {text_of(*lines[i], "factor"), estimate_of(*lines[i]), estimate_of(*ranks[i])});
  drivers.linear_r2 = number_of(linear, "r2");
  drivers.rank_r2 = number_of(rank, "r2");
}

ReportDrivers drivers_of(const json::object& of) {
  ReportDrivers drivers;
  drivers.response = response_of(selector_of(of));
  drivers.mean = number_of(of, "mean");
  drivers.sd = number_of(of, "sd");
  drivers.factors = indices_of(of, "indices", "factor");
  drivers.groups = indices_of(of, "groups", "group");
  drivers.references = indices_of(of, "references", "reference");
  if (!drivers.factors.empty())
    drivers.factors.push_back(index_of(object_of(of, "chance"), "chance"));
  add_coefficients(drivers, of);
  for (const json::object* each : objects_of(of, "swings"))
    drivers.swings.push_back({text_of(*each, "factor"), text_of(*each, "level"),
                              number_of(*each, "mean"),
                              estimate_of(object_of(*each, "difference"))});
  return drivers;
}

// What the scenario's own file says, where it is still there.
void add_scenario(StudyIdentity& of, std::vector<ReportSource>* sources) {
  if (!file_exists(of.scenario)) return;
  try {
    const Scenario scenario = load(of.scenario);
    if (!of.sha256.empty() && scenario.sources.front()->sha256 != of.sha256) return;
    const Compiled compiled = compile(scenario);
    of.question = compiled.settings.question;
    if (of.title.empty()) of.title = compiled.settings.title;
    if (sources != nullptr) *sources = sources_of(compiled.settings);
  } catch (const std::exception&) {
    // The document stands by itself; what is more is a courtesy.
  }
}

ReportLevel level_of(const json::object& of, std::string_view key) {
  const json::value* found = of.if_contains(key);
  if (found == nullptr) return {};
  if (found->is_number()) {
    const auto number = found->to_number<double>();
    return {number_text(number), number, false};
  }
  if (!found->is_string()) return {};
  const std::string text{found->as_string()};
  const auto at = from_iso(text);
  return {text, at ? static_cast<double>(at->time_since_epoch().count()) : kUnknown,
          at.has_value()};
}

ReportRoot root_of(const json::object& of) {
  return {level_of(of, "value"), level_of(of, "low"), level_of(of, "high"),
          of.if_contains("open_low") != nullptr, of.if_contains("open_high") != nullptr};
}

}  // namespace

ReportSensitivity sensitivity_of(const json::object& document, const std::string& path) {
  ReportSensitivity study;
  study.of.path = text_of(document, "study");
  study.of.title = text_of(document, "title");
  study.of.scenario = text_of(document, "scenario");
  study.of.sha256 = text_of(document, "scenario_sha256");
  study.of.version = text_of(document, "version");
  study.of.seed = count_of(document, "seed");
  study.of.replications = count_of(document, "replications");
  study.method = text_of(document, "method");
  study.points = count_of(document, "points");
  for (const json::object* each : objects_of(document, "responses"))
    study.drivers.push_back(drivers_of(*each));
  for (const json::object* each : objects_of(document, "variance"))
    for (ReportDrivers& drivers : study.drivers)
      if (drivers.response.metric == selector_of(*each) && number_of(*each, "variance") > 0)
        drivers.epistemic = estimate_of(object_of(*each, "epistemic"));
  if (study.drivers.empty()) throw Error(ExitCode::kRuntime, path + ": there is no response");
  add_scenario(study.of, &study.sources);
  return study;
}

ReportSolution solution_of(const json::object& document, const std::string& path) {
  ReportSolution solution;
  const json::object& scenario = object_of(document, "scenario");
  solution.of.path = solution.of.scenario = text_of(scenario, "path");
  solution.of.title = text_of(scenario, "title");
  solution.of.sha256 = text_of(scenario, "sha256");
  solution.of.version = text_of(document, "version");
  solution.of.seed = count_of(document, "seed");
  solution.of.replications = count_of(document, "replications");
  solution.vary = text_of(document, "vary");
  solution.response = response_of(selector_of(document));
  solution.target = number_of(document, "target");
  solution.answer = text_of(document, "answer");
  for (const json::object* each : objects_of(document, "roots"))
    solution.roots.push_back(root_of(*each));
  for (const json::object* each : objects_of(document, "curve"))
    solution.curve.push_back(
        {level_of(*each, "input"), number_of(*each, "mean"), number_of(*each, "half_width")});
  if (solution.curve.empty()) throw Error(ExitCode::kRuntime, path + ": there is no curve");
  add_scenario(solution.of, nullptr);
  return solution;
}

}  // namespace railhead
