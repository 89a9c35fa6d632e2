#include "solve_task.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "railhead/results/replications.hpp"
#include "railhead/scenario/fields.hpp"

#include "figures.hpp"
#include "interrupt.hpp"
#include "progress.hpp"

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

}  // namespace

SolveTask solve_task_of(const Arguments& arguments) {
  SolveTask task;
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
  const bool instant = about.kind == MetricKind::instant;
  if (target.date && !instant)
    throw Error(ExitCode::kUsage, fmt::format("{} is no date", about.text));
  if (instant && !target.date)
    throw Error(ExitCode::kUsage,
                fmt::format("{} is a date: --target takes one, such as 2024-01-31", about.text));
  task.kind = instant                          ? ResponseKind::date
              : about.kind == MetricKind::flag ? ResponseKind::flag
                                               : ResponseKind::number;
  task.dates = from.date;
  RootQuestion& question = task.question;
  question.from = from.number;
  question.to = to.number;
  question.target = instant ? target.number * kMicrosecondsPerDay : target.number;
  question.whole = from.date || arguments.has("--integer") || is_whole_field(task.path);
  question.at_most = more_is_worse(task.metric.name);
  question.resolution = about.unit == "rounds" ? 1.0 : 0.0;
  if (question.whole &&
      (std::floor(from.number) != from.number || std::floor(to.number) != to.number))
    throw Error(ExitCode::kUsage, "--from and --to must be whole numbers here");
  return task;
}

std::string input_text(const SolveTask& task, double x) {
  if (task.dates) return date_text(x * kMicrosecondsPerDay);
  return number_text(x);
}

namespace {

// Whether chance has no part in any metric of the scenario as it is.
bool is_exact(const SolveTask& task) {
  constexpr std::uint64_t kLooks = 32;
  const Network& network = task.subject.compiled.network;
  std::vector<std::string> selectors;
  for (const Metric& metric : default_metrics(network))
    selectors.push_back(to_string(network, metric));
  PointRuns runs = task.subject.runs;
  runs.range.count = std::min(runs.range.count, kLooks);
  const ResponseMatrix matrix = run_point(task.subject.scenario, selectors, runs);
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  for (std::size_t row = 1; row < matrix.rows; ++row)
    for (std::size_t column = 0; column < selectors.size(); ++column)
      if (!same(matrix.at(row, column), matrix.at(0, column))) return false;
  return true;
}

CurvePoint summarised(const SolveTask& task, double x, bool exact, const ResponseMatrix& matrix) {
  std::vector<double> values = matrix.column(0);
  if (task.kind != ResponseKind::date)
    std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty())
    throw Error(ExitCode::kRuntime, fmt::format("{} does not occur in any replication at {} = {}",
                                                task.selector, task.path, input_text(task, x)));
  CurvePoint point = curve_point(x, task.kind, values);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const bool constant = *least == *most || std::all_of(values.begin(), values.end(),
                                                       [](double y) { return std::isnan(y); });
  if (exact && constant) point = around(x, point.mean, 0);
  return point;
}

}  // namespace

Solution solved(const SolveTask& task, bool quiet) {
  const bool exact = is_exact(task);
  const InterruptWatch interrupt;
  Progress progress{0, quiet};
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
    return summarised(task, x, exact, matrix);
  });
}

}  // namespace railhead
