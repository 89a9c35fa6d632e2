#include <atomic>
#include <chrono>

#include <fmt/format.h>

#include "railhead/experiment/sweep.hpp"

#include "console.hpp"
#include "figures.hpp"
#include "sweep_report.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

using Clock = std::chrono::steady_clock;

struct StudyCost {
  std::uint64_t points = 0;
  std::uint64_t runs = 0;  // at most, with a stopping rule
  bool at_most = false;
  double runs_per_second = 0;
  std::uint64_t bytes = 0;
};

// Replications a second of one point, from a sample of about half a second.
double rate_of(const CompiledPoint& point, std::size_t threads) {
  constexpr std::uint64_t kMost = 20'000;
  const auto begin = Clock::now();
  std::atomic<bool> enough = false;
  const RunControl control{&enough, [&](std::uint64_t) {
                             enough = Clock::now() - begin > std::chrono::milliseconds{500};
                           }};
  const std::uint64_t ran =
      ThreadExecutor{threads}.run(point.compiled.network, point.request, {0, kMost}, {}, control);
  return static_cast<double>(ran) / std::chrono::duration<double>(Clock::now() - begin).count();
}

// About what SQLite takes for the rows: a replication's, a summary's, a quantile cell's.
std::uint64_t bytes_of(const Study& study, const CompiledPoint& point, std::uint64_t points,
                       std::uint64_t runs) {
  const std::uint64_t row = 24 + 8 * point.responses;
  std::uint64_t at_end = 200 * point.request.metrics.size();
  if (study.keep == Keep::trajectories)
    at_end += 90 * point.request.series.size() * recording_grid(point.compiled.network).size();
  return runs * row + points * at_end;
}

StudyCost cost_of(const Study& study, const StudyDesign& design, const Arguments& arguments) {
  PointCompiler compiler{study, design};
  StudyCost result;
  result.points = design.points.size();
  const auto asked = arguments.count("--replications", 1);
  result.at_most = !study.replicate.until_metric.empty() && !asked;
  const std::size_t step = std::max<std::size_t>(1, design.points.size() / 3);
  const std::size_t threads = arguments.threads();
  double seconds_per_run = 0;
  std::uint64_t samples = 0;
  for (std::size_t i = 0; i < design.points.size(); i += step) {
    const auto point = compiler.compile_point(i);
    seconds_per_run += 1 / rate_of(*point, threads);
    ++samples;
    if (i > 0) continue;
    std::uint64_t each = study.replicate.replications.value_or(point->replications);
    if (result.at_most) each = study.replicate.max;
    result.runs = result.points * asked.value_or(each);
    result.bytes = bytes_of(study, *point, result.points, result.runs);
  }
  result.runs_per_second = static_cast<double>(samples) / seconds_per_run;
  return result;
}

std::string bytes_text(std::uint64_t bytes) {
  const auto count = static_cast<double>(bytes);
  if (bytes < 10'000) return fmt::format("{} bytes", bytes);
  if (bytes < 10'000'000) return fmt::format("{:.0f} kB", count / 1e3);
  if (bytes < 10'000'000'000) return fmt::format("{:.0f} MB", count / 1e6);
  return fmt::format("{:.0f} GB", count / 1e9);
}

ExitCode plan(const Arguments& arguments) {
  const Study study = load_study(*arguments.text("STUDY"));
  const StudyDesign design = make_design(study);
  check_study(study, design);
  const StudyCost result = cost_of(study, design, arguments);
  const double seconds = static_cast<double>(result.runs) / result.runs_per_second;
  if (arguments.has("--json")) {
    JsonWriter json;
    json.begin_object().member("format", "railhead.plan/1").member("study", study.path);
    json.member("method", to_string(study.method)).member("points", result.points);
    json.member("runs", result.runs).member("at_most", result.at_most);
    json.member("runs_per_second", result.runs_per_second).member("seconds", seconds);
    json.member("bytes", result.bytes).key("design").begin_array();
    for (const DesignPoint& point : design.points) {
      json.begin_object();
      for (std::size_t i = 0; i < study.factors.size(); ++i) {
        json.key(study.factors[i].name);
        write_level(json, point.levels[i]);
      }
      json.end_object();
    }
    json.end_array().end_object();
    print(json.take() + "\n");
    return ExitCode::kSuccess;
  }
  const char* most = result.at_most ? " at most" : "";
  print(fmt::format("points  {} ({})\n", result.points, to_string(study.method)));
  print(fmt::format("runs    {}{}\n", result.runs, most));
  print(fmt::format("time    {:.1f} s{} at {} runs a second\n", seconds, most,
                    compact(result.runs_per_second)));
  print(fmt::format("store   {}{}\n", bytes_text(result.bytes), most));
  return ExitCode::kSuccess;
}

}  // namespace

Verb plan_verb() {
  Verb verb;
  verb.name = "plan";
  verb.summary = "Say what a study would take";
  verb.description =
      "Reads a study and its scenario, makes the design, and runs a short sample: the number of "
      "points and runs, the time they would take on this machine and the size of the store. "
      "Nothing is kept.";
  verb.options = {
      {"STUDY", "", "Study file", Completes::scenarios, {}, false, true},
      {"-n,--replications", "N", "Replications of each point (default: the study's)"},
      {"--threads", "N", "Threads (default: one a processor)"},
      {"--json", "", "Print one JSON document, the design included"},
      {"--quiet", "", "No progress"},
  };
  verb.examples = {"railhead plan scenarios/studies/when-an-embargo-bites.toml"};
  verb.run = plan;
  return verb;
}

}  // namespace railhead
