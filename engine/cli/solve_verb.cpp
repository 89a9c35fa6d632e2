#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "railhead/base/unknown.hpp"

#include "console.hpp"
#include "figures.hpp"
#include "solve_task.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

// With seven digits, for tables.
std::string short_text(const SolveTask& task, double x) {
  return task.dates ? input_text(task, x) : fmt::format("{:.7g}", x);
}

std::string response_text(const SolveTask& task, double y) {
  if (task.kind != ResponseKind::date) return compact(y);
  return std::isinf(y) && y > 0 ? "never" : date_text(y);
}

// A whole input need not reach the target to the last digit.
std::string target_text(const SolveTask& task) {
  const char* relation = !task.question.whole ? "=" : task.question.at_most ? "<=" : ">=";
  return fmt::format("{} {} {}", task.selector, relation,
                     response_text(task, task.question.target));
}

std::string range_text(const SolveTask& task) {
  return fmt::format("{} from {} to {}", task.path, input_text(task, task.question.from),
                     input_text(task, task.question.to));
}

// 1333.3 (95 %: 1330 to 1340); of a whole input which side of it meets the target.
std::string root_text(const SolveTask& task, const Root& root) {
  std::string text = short_text(task, root.at.value);
  if (task.dates)
    text += root.met_above ? " or later" : " or earlier";
  else if (task.question.whole)
    text += root.met_above ? " or more" : " or less";
  if (root.open_low && root.at.low == root.at.high) return text + ", the least that was searched";
  return text + fmt::format(" (95 %: {}{} to {}{})", root.open_low ? "below " : "",
                            short_text(task, root.at.low), root.open_high ? "above " : "",
                            short_text(task, root.at.high));
}

// One sentence on what was found.
std::string answer(const SolveTask& task, const Solution& solution) {
  if (solution.roots.empty()) {
    const auto mean = [](const CurvePoint& a, const CurvePoint& b) { return a.mean < b.mean; };
    const auto [least, most] =
        std::minmax_element(solution.curve.begin(), solution.curve.end(), mean);
    const bool at_target = least->mean == task.question.target && most->mean == least->mean;
    if (at_target)
      return fmt::format("{} holds everywhere: {}", target_text(task), range_text(task));
    return fmt::format("no root: {} runs from {} to {} over {} and does not cross {}",
                       task.selector, response_text(task, least->mean),
                       response_text(task, most->mean), range_text(task),
                       response_text(task, task.question.target));
  }
  std::string text =
      solution.roots.size() == 1 ? std::string{} : fmt::format("{} roots: ", solution.roots.size());
  text += fmt::format("{} at {} = ", target_text(task), task.path);
  for (std::size_t i = 0; i < solution.roots.size(); ++i)
    text += (i == 0 ? "" : "; ") + root_text(task, solution.roots[i]);
  return text;
}

std::string text_report(const SolveTask& task, const Solution& solution) {
  const std::size_t width = output_width();
  std::string text;
  const auto add = [&](const std::string& paragraph, bool emphasised) {
    for (const std::string& line : wrap(paragraph, width))
      text += (emphasised ? bold(line) : line) + "\n";
  };
  add(task.subject.compiled.settings.title, true);
  add(fmt::format("{}, {} replications on common random numbers", range_text(task),
                  task.subject.runs.range.count),
      false);
  text += "\n";
  text += bold(right("input", 14) + right(task.kind == ResponseKind::date ? "median" : "mean", 12) +
               right("95 % interval", 26)) +
          "\n";
  for (const CurvePoint& point : solution.curve)
    text += right(short_text(task, point.at), 14) + right(response_text(task, point.mean), 12) +
            right(response_text(task, point.low) + " to " + response_text(task, point.high), 26) +
            "\n";
  text += "\n";
  add(answer(task, solution), false);
  return text;
}

void write_input(JsonWriter& json, const SolveTask& task, double x) {
  if (task.dates)
    json.value(input_text(task, x));
  else if (task.question.whole)
    json.value(std::llround(x));
  else
    json.value(x);
}

// Dates as text, null for one that does not come.
void write_response(JsonWriter& json, const SolveTask& task, double y) {
  if (task.kind == ResponseKind::date && std::isfinite(y))
    json.value(to_iso(Instant{Duration{std::llround(y)}}));
  else
    json.value(y);
}

void write_root(JsonWriter& json, const SolveTask& task, const Root& root) {
  json.begin_object();
  write_input(json.key("value"), task, root.at.value);
  write_input(json.key("low"), task, root.at.low);
  write_input(json.key("high"), task, root.at.high);
  if (root.open_low) json.member("open_low", true);
  if (root.open_high) json.member("open_high", true);
  if (root.mirrored) json.member("mirrored", true);
  json.end_object();
}

std::string document(const SolveTask& task, const Solution& solution) {
  JsonWriter json;
  json.begin_object().member("format", "railhead.solve/1").member("version", program_version());
  write_scenario(json, task.subject.scenario, task.subject.compiled.settings);
  json.member("seed", task.subject.compiled.network.seed);
  json.member("replications", task.subject.runs.range.count).member("vary", task.path);
  write_input(json.key("from"), task, task.question.from);
  write_input(json.key("to"), task, task.question.to);
  write_metric_key(json, task.subject.compiled.network, task.metric);
  write_response(json.key("target"), task, task.question.target);
  json.key("root");
  if (solution.roots.empty())
    json.value(kUnknown);
  else
    write_root(json, task, solution.roots.front());
  json.key("roots").begin_array();
  for (const Root& root : solution.roots) write_root(json, task, root);
  json.end_array().member("answer", answer(task, solution)).key("curve").begin_array();
  for (const CurvePoint& point : solution.curve) {
    json.begin_object();
    write_input(json.key("input"), task, point.at);
    write_response(json.key(task.kind == ResponseKind::date ? "median" : "mean"), task, point.mean);
    write_response(json.key("low"), task, point.low);
    write_response(json.key("high"), task, point.high);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

// Inputs that are dates are days since 1970.
std::vector<AnalysisFigure> figures_of(const SolveTask& task, const Solution& solution) {
  std::vector<AnalysisFigure> figures;
  for (const Root& root : solution.roots)
    figures.push_back({task.selector, "root", task.path, response_text(task, task.question.target),
                       root.at.value, root.at.low, root.at.high});
  for (const CurvePoint& point : solution.curve)
    figures.push_back({task.selector, "curve", task.path, input_text(task, point.at), point.mean,
                       point.low, point.high});
  return figures;
}

ExitCode solve(const Arguments& arguments) {
  const SolveTask task = solve_task_of(arguments);
  const Solution solution = solved(task, arguments.has("--quiet"));
  print(arguments.has("--json") ? document(task, solution) : text_report(task, solution));
  flush_output();
  keep(
      arguments, "solve", {}, [&] { return document(task, solution); },
      [&] { return figures_of(task, solution); });
  return ExitCode::kSuccess;
}

}  // namespace

Verb solve_verb() {
  Verb verb;
  verb.name = "solve";
  verb.summary = "Find the value of an input at which an outcome reaches a target";
  verb.description =
      "Varies one input between two bounds and finds where the mean of a metric (of a date the "
      "median) crosses the target, with the 95 % interval of that value and the curve. All values "
      "are run on the same random numbers; the method is sample-average approximation (Pasupathy, "
      "Kim 2011). Whole inputs (counts, units, dates, or any with --integer) give the smallest "
      "number that meets the target, or the largest where more of the input does harm: at most the "
      "target where more is worse, such as unmet, at least otherwise. Where a metric stays at the "
      "target on one side, such as nothing short, the answer is the last value at which it does. "
      "It says so where there is no crossing in the range, and names all where there are several.";
  verb.options = analysis_options({
      {"--vary", "PATH", "Input to vary, as for --set"},
      {"--from", "LOW", "Least value, a number or a date"},
      {"--to", "HIGH", "Largest value"},
      {"--metric", "METRIC", "Response, such as 'unmet{munition=152mm}'"},
      {"--target", "V", "What its mean is to reach"},
      {"--integer", "", "The input takes whole numbers alone"},
  });
  verb.examples = {
      "railhead solve scenarios/validation/ten-shipments.toml --vary consumer.guns.demand_per_day "
      "--from 500 --to 3000 --metric unmet --target 0",
      "railhead solve scenarios/dprk-2023.toml -n 50 --vary parameter.fire_2024 --from 5000 --to "
      "15000 --metric 'stockout{munition=152mm}' --target 0.5"};
  verb.run = solve;
  return verb;
}

}  // namespace railhead
