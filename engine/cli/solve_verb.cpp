#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "railhead/experiment/solve.hpp"
#include "railhead/results/replications.hpp"
#include "railhead/scenario/fields.hpp"
#include "railhead/stats/intervals.hpp"

#include "analysis.hpp"
#include "console.hpp"
#include "figures.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

constexpr double kMicrosecondsPerDay = 86'400e6;

// A number, or a date as days since 1970.
struct Quantity {
  double number = 0.0;
  bool date = false;
};

Quantity quantity(const Arguments& arguments, std::string_view option) {
  const auto given = arguments.text(option);
  if (!given) throw Error(ExitCode::kUsage, std::string{option} + " is needed");
  std::string digits = *given;
  std::erase(digits, '_');
  Quantity result;
  const auto [end, fault] =
      std::from_chars(digits.data(), digits.data() + digits.size(), result.number);
  if (fault == std::errc{} && end == digits.data() + digits.size() && std::isfinite(result.number))
    return result;
  if (const auto instant = from_iso(*given))
    return {static_cast<double>(instant->time_since_epoch().count()) / kMicrosecondsPerDay, true};
  throw Error(ExitCode::kUsage,
              fmt::format("{}: expected a number or a date, found \"{}\"", option, *given));
}

// Whether the field that a path names takes whole numbers alone.
bool is_whole_field(const std::string& path) {
  const std::string last = path.substr(path.rfind('.') + 1);
  if (last == "count" || last == "units") return true;
  const TableForm* kind = entity_kind(path.substr(0, path.find('.')));
  const Field* field = kind == nullptr ? nullptr : kind->field(last);
  return field != nullptr && field->form == Form::integer;
}

struct Task {
  AnalysisSubject subject;
  std::string path, selector;
  Metric metric;
  bool dates = false;  // the input is a date
  RootQuestion question;
};

Task task_of(const Arguments& arguments) {
  Task task;
  for (const char* needed : {"--vary", "--metric"})
    if (!arguments.has(needed)) throw Error(ExitCode::kUsage, std::string{needed} + " is needed");
  task.path = *arguments.text("--vary");
  task.selector = *arguments.text("--metric");
  const Quantity from = quantity(arguments, "--from");
  const Quantity to = quantity(arguments, "--to");
  const Quantity target = quantity(arguments, "--target");
  if (from.date != to.date)
    throw Error(ExitCode::kUsage, "--from and --to are two numbers or two dates");
  if (!(from.number < to.number)) throw Error(ExitCode::kUsage, "--from must be below --to");
  task.subject = analysis_subject(arguments);
  task.metric = parse_metric(task.subject.compiled.network, task.selector);
  const MetricInfo& about = info(task.metric.name);
  if (target.date && about.kind != MetricKind::instant)
    throw Error(ExitCode::kUsage, fmt::format("{} is no date", about.text));
  task.dates = from.date;
  RootQuestion& question = task.question;
  question.from = from.number;
  question.to = to.number;
  question.target = target.date ? target.number * kMicrosecondsPerDay : target.number;
  question.whole = from.date || arguments.has("--integer") || is_whole_field(task.path);
  question.at_most = more_is_worse(task.metric.name);
  question.resolution = about.unit == "rounds" ? 1.0 : 0.0;
  if (question.whole &&
      (std::floor(from.number) != from.number || std::floor(to.number) != to.number))
    throw Error(ExitCode::kUsage, "--from and --to must be whole numbers here");
  return task;
}

std::string input_text(const Task& task, double x) {
  if (task.dates) return date_text(x * kMicrosecondsPerDay);
  return number_text(x);
}

// With seven digits, for tables.
std::string short_text(const Task& task, double x) {
  return task.dates ? input_text(task, x) : fmt::format("{:.7g}", x);
}

std::string response_text(const Task& task, double y) {
  return info(task.metric.name).kind == MetricKind::instant ? date_text(y) : compact(y);
}

CurvePoint summarised(const Task& task, double x, const ResponseMatrix& matrix) {
  Moments moments;
  for (std::size_t row = 0; row < matrix.rows; ++row)
    if (const double y = matrix.at(row, 0); !std::isnan(y)) moments.add(y);
  const bool instant = info(task.metric.name).kind == MetricKind::instant;
  if (moments.count() == 0) {
    if (!instant)
      throw Error(ExitCode::kRuntime, fmt::format("{} does not occur in any replication at {} = {}",
                                                  task.selector, task.path, input_text(task, x)));
    return {x, std::numeric_limits<double>::infinity(), 0};  // later than any date
  }
  return {x, moments.mean(), half_width(moments)};
}

Solution solve_task(const Arguments& arguments, const Task& task) {
  const InterruptWatch interrupt;
  Progress progress{0, arguments.has("--quiet")};
  std::uint64_t done = 0;
  return solve_for(task.question, [&](double x) {
    const std::array overrides = {task.path + "=" + input_text(task, x)};
    PointRuns runs = task.subject.runs;
    runs.control = {&interrupt.flag(), [&](std::uint64_t more) { progress.update(done + more); }};
    const std::array responses = {task.selector};
    const ResponseMatrix matrix =
        run_point(with_overrides(task.subject.scenario, overrides), responses, runs);
    if (matrix.rows < runs.range.count) throw Error(ExitCode::kInterrupted, "interrupted");
    done += matrix.rows;
    return summarised(task, x, matrix);
  });
}

std::string target_text(const Task& task) {
  return task.selector + " = " + response_text(task, task.question.target);
}

std::string range_text(const Task& task) {
  return fmt::format("{} from {} to {}", task.path, input_text(task, task.question.from),
                     input_text(task, task.question.to));
}

// One sentence on what was found.
std::string answer(const Task& task, const Solution& solution) {
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
  std::string text = solution.roots.size() == 1
                         ? fmt::format("{} at {} = ", target_text(task), task.path)
                         : fmt::format("{} roots: {} at {} = ", solution.roots.size(),
                                       target_text(task), task.path);
  for (std::size_t i = 0; i < solution.roots.size(); ++i) {
    const Root& root = solution.roots[i];
    text += fmt::format("{}{} (95 %: {}{} to {}{})", i == 0 ? "" : "; ",
                        short_text(task, root.at.value), root.open_low ? "below " : "",
                        short_text(task, root.at.low), root.open_high ? "above " : "",
                        short_text(task, root.at.high));
  }
  return text;
}

std::string text_report(const Task& task, const Solution& solution) {
  std::string text;
  const Settings& settings = task.subject.compiled.settings;
  if (!settings.title.empty()) text += bold(settings.title) + "\n";
  text += fmt::format("{}, {} replications on common random numbers\n\n", range_text(task),
                      task.subject.runs.range.count);
  text += bold(right("input", 14) + right("mean", 12) + right("95 % +/-", 12)) + "\n";
  for (const CurvePoint& point : solution.curve)
    text += right(short_text(task, point.at), 14) + right(response_text(task, point.mean), 12) +
            right(info(task.metric.name).kind == MetricKind::instant
                      ? compact(point.half_width / kMicrosecondsPerDay) + " d"
                      : compact(point.half_width),
                  12) +
            "\n";
  return text + "\n" + answer(task, solution) + "\n";
}

void write_input(JsonWriter& json, const Task& task, double x) {
  if (task.dates)
    json.value(input_text(task, x));
  else if (task.question.whole)
    json.value(std::llround(x));
  else
    json.value(x);
}

void write_root(JsonWriter& json, const Task& task, const Root& root) {
  json.begin_object();
  write_input(json.key("value"), task, root.at.value);
  write_input(json.key("low"), task, root.at.low);
  write_input(json.key("high"), task, root.at.high);
  if (root.open_low) json.member("open_low", true);
  if (root.open_high) json.member("open_high", true);
  if (root.mirrored) json.member("mirrored", true);
  json.end_object();
}

std::string document(const Task& task, const Solution& solution) {
  JsonWriter json;
  json.begin_object().member("format", "railhead.solve/1");
  write_scenario(json, task.subject.scenario, task.subject.compiled.settings);
  json.member("seed", task.subject.compiled.network.seed);
  json.member("replications", task.subject.runs.range.count).member("vary", task.path);
  write_input(json.key("from"), task, task.question.from);
  write_input(json.key("to"), task, task.question.to);
  write_metric_key(json, task.subject.compiled.network, task.metric);
  json.member("target", task.question.target);
  json.key("root");
  if (solution.roots.empty())
    json.value(std::numeric_limits<double>::quiet_NaN());
  else
    write_root(json, task, solution.roots.front());
  json.key("roots").begin_array();
  for (const Root& root : solution.roots) write_root(json, task, root);
  json.end_array().member("answer", answer(task, solution)).key("curve").begin_array();
  for (const CurvePoint& point : solution.curve) {
    json.begin_object();
    write_input(json.key("input"), task, point.at);
    json.member("mean", point.mean).member("half_width", point.half_width).end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

ExitCode solve(const Arguments& arguments) {
  const Task task = task_of(arguments);
  const Solution solution = solve_task(arguments, task);
  print(arguments.has("--json") ? document(task, solution) : text_report(task, solution));
  return ExitCode::kSuccess;
}

}  // namespace

Verb solve_verb() {
  Verb verb;
  verb.name = "solve";
  verb.summary = "Find the value of an input at which an outcome reaches a target";
  verb.description =
      "Varies one input between two bounds and finds where the mean of a metric crosses the "
      "target, with the 95 % interval of that value and the curve. All values are run on the same "
      "random numbers. Whole inputs (counts, units, dates, or any with --integer) give the number "
      "that meets the target next to the crossing: at most the target where more is worse, such as "
      "unmet, at least otherwise. Where a metric stays at the target on one side, such as nothing "
      "short, the answer is the last value at which it does. It says so where there is no crossing "
      "in the range, and names all where there are several.";
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
