#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "railhead/experiment/checks.hpp"
#include "railhead/experiment/trace_file.hpp"
#include "railhead/random/simd.hpp"
#include "railhead/results/files.hpp"
#include "railhead/results/json.hpp"

#include "console.hpp"
#include "figures.hpp"
#include "memory.hpp"
#include "notes.hpp"
#include "run_files.hpp"
#include "run_report.hpp"
#include "run_session.hpp"
#include "variance.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

std::string date_or_never(double instant) {
  return std::isfinite(instant) ? date_text(instant) : "never";
}

void print_failures(const std::vector<CheckOutcome>& checks) {
  for (const CheckOutcome& check : checks) {
    if (check.passed) continue;
    std::string line = "railhead: check." + check.id + " fails: " + check.text;
    for (const CheckFigure& figure : check.figures)
      line += "\n  " + figure.name + " = " +
              (figure.is_date ? date_or_never(figure.value) : number_text(figure.value));
    print_note(line);
  }
}

std::string worst_text(const RunSession& session, const WorstReplication& worst) {
  const bool instant = info(worst.metric.name).kind == MetricKind::instant;
  return fmt::format("\nWorst replication by {}: {}, {}\n",
                     to_string(session.network(), worst.metric), worst.replication,
                     instant ? date_text(worst.value) : number_text(worst.value));
}

void write_files(const Arguments& arguments, const RunSession& session, double quantile_error,
                 const std::string& document) {
  const auto paths =
      write_run_files(*arguments.text("--out"), document, session.network(), session.metrics(),
                      session.trajectories(), session.responses());
  if (arguments.has("--quiet")) return;
  for (const std::string& path : paths) print_note("Wrote " + path);
  if (quantile_error > 0)
    print_note(fmt::format("Quantiles of trajectories are within {:.2g} of their probability",
                           quantile_error));
}

void trace(const Arguments& arguments, const RunSession& session,
           const std::optional<WorstReplication>& worst) {
  const auto path = arguments.text("--trace");
  if (!path) return;
  std::uint64_t replication = arguments.count("--replication").value_or(0);
  if (worst && !arguments.has("--replication")) replication = worst->replication;
  const std::uint64_t events =
      write_trace(*path, session.network(), session.request(), replication, max_trace(arguments));
  if (!arguments.has("--quiet"))
    print_note(fmt::format("Wrote {}: {} events of replication {}", *path, events, replication));
}

std::vector<VarianceSplit> split_variance_of(const Arguments& arguments,
                                             const RunSession& session) {
  return variance_of(session.scenario(), session.network(), session.metrics().metrics(),
                     session.metrics().runs(), session.threads(), arguments.has("--quiet"));
}

std::string variance_json(const RunSession& session, const std::vector<VarianceSplit>& splits) {
  JsonWriter json;
  write_variance(json, session.network(), session.metrics().metrics(), splits);
  return json.take();
}

// Of the figures by munition, all sites and the whole time together.
std::string variance_text(const RunSession& session, const std::vector<VarianceSplit>& splits) {
  std::vector<Metric> shown;
  std::vector<VarianceSplit> of_shown;
  for (std::size_t i = 0; i < splits.size(); ++i) {
    const Metric& metric = session.metrics().metrics()[i];
    Dimensions by_munition;
    by_munition.munition = metric.of.munition;
    if (metric.of.munition.is_none() || !(metric.of == by_munition)) continue;
    shown.push_back(metric);
    of_shown.push_back(splits[i]);
  }
  return "\n" + variance_table(session.network(), shown, of_shown);
}

ExitCode exit_code(const RunIdentity& identity, const std::vector<CheckOutcome>& checks) {
  if (identity.interrupted) return ExitCode::kInterrupted;
  const bool sound = std::all_of(checks.begin(), checks.end(),
                                 [](const CheckOutcome& check) { return check.passed; });
  return sound ? ExitCode::kSuccess : ExitCode::kCheck;
}

void require_sense(const Arguments& arguments) {
  if (const std::string fault = simd_fault(); !fault.empty()) throw Error(ExitCode::kUsage, fault);
  if (arguments.has("--replication") && !arguments.has("--trace"))
    throw Error(ExitCode::kUsage, "--replication is the one to trace; it needs --trace");
  (void)arguments.count("--replication");
  (void)max_trace(arguments);
  if (arguments.has("--max-trace") && !arguments.has("--trace"))
    throw Error(ExitCode::kUsage, "--max-trace is the size of the trace; it needs --trace");
  if (arguments.has("--split-variance") && arguments.has("--deterministic"))
    throw Error(ExitCode::kUsage, "--deterministic leaves no variance to split");
  if (arguments.has("--split-variance") && arguments.count("--replications").value_or(2) < 2)
    throw Error(ExitCode::kUsage, "--split-variance takes two replications at least");
}

// What cannot be written is told before the replications are run, not after.
void require_places(const Arguments& arguments) {
  if (const auto folder = arguments.text("--out")) prepare_run_folder(*folder);
  if (const auto path = arguments.text("--trace")) {
    require_other(*path, arguments.all("FILE"));
    require_writable(*path);
  }
}

ExitCode run(const Arguments& arguments) {
  require_sense(arguments);
  const auto started = std::chrono::system_clock::now();
  const auto begin = std::chrono::steady_clock::now();
  RunSession session{arguments};
  require_places(arguments);
  print_warnings(session.scenario());
  session.run();

  const Network& network = session.network();
  const auto checks = evaluate(session.settings().checks, network, session.metrics());
  RunExtras extras;
  extras.worst = session.worst();
  std::vector<VarianceSplit> splits;
  if (arguments.has("--split-variance") && !session.identity().interrupted) {
    splits = split_variance_of(arguments, session);
    extras.variance = variance_json(session, splits);
  }
  if (arguments.has("--json"))
    print(run_document(session.identity(), network, session.metrics(), checks, extras));
  else
    print(
        run_report({session.identity(), network, session.metrics(), session.trajectories(), checks},
                   output_width()));
  if (!splits.empty() && !arguments.has("--json")) print(variance_text(session, splits));
  if (extras.worst && !arguments.has("--json")) print(worst_text(session, *extras.worst));
  flush_output();

  if (arguments.has("--out")) {
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    const double error = session.trajectories().quantile_error();
    extras.manifest =
        manifest_json(arguments, session.scenario(), session.identity(), session.threads(),
                      std::chrono::time_point_cast<Duration>(started), wall.count(), error,
                      fold_digests(session.digests()));
    write_files(arguments, session, error,
                run_document(session.identity(), network, session.metrics(), checks, extras));
  }
  trace(arguments, session, extras.worst);
  print_failures(checks);
  return exit_code(session.identity(), checks);
}

}  // namespace

Verb run_verb() {
  Verb verb;
  verb.name = "run";
  verb.summary = "Run a scenario and report projected stockpiles";
  verb.description =
      "Runs the replications of a scenario on all processors and reports, for each site and "
      "munition, the stock at the start and at the end, the probability and date of the first "
      "shortage, what was fired and what was missing. The figures depend on the file and the seed "
      "alone, not on the number of threads. The first Ctrl-C finishes the replications that are "
      "running and reports on those done.";
  verb.options = {
      {"FILE",
       "",
       "Scenario to run, - for the standard input",
       Completes::scenarios,
       {},
       false,
       true},
      {"-n,--replications", "N", "Replications (default: the scenario's); with --until the most"},
      {"--until", "METRIC:HALF_WIDTH",
       "Stop when the 95 % interval of the metric's mean is that narrow, looked at after 256, 512, "
       "1024, ... replications"},
      {"--seed", "N", "Seed (default: the scenario's)"},
      {"--threads", "N", "Threads (default: one a processor)"},
      {"--set",
       "PATH=VALUE",
       "Override a value, as site.tikhoretsk.stock.152mm.soviet=0 or parameter.fire_2024=12000; "
       "setting a parameter pins it; may be repeated",
       Completes::nothing,
       {},
       true},
      max_events_option(),
      {"--deterministic", "", "One replication with central values and means of laws"},
      {"--json", "", "Print one JSON document instead of tables"},
      {"--out", "DIR", "Also write run.json, metrics.csv, trajectories.csv and shipments.csv there",
       Completes::folders},
      {"--response",
       "METRIC",
       "With --out, also a column of replications.csv: the metric in each replication; may be "
       "repeated",
       Completes::nothing,
       {},
       true},
      {"--split-variance", "",
       "Also how much of each metric's variance comes from unknown parameters and how much from "
       "chance: a second replication for each draw of the parameters"},
      {"--worst", "METRIC", "Name the replication in which the metric is worst"},
      {"--trace", "FILE", "Write every event of one replication as JSON lines", Completes::files},
      {"--replication", "K",
       "The replication to trace, counted from 0 (default: the worst one, else 0); it need not be "
       "among those of the run"},
      max_trace_option(),
      {"--quiet", "", "No progress"},
  };
  verb.examples = {
      "railhead run scenarios/dprk-2023.toml -n 500 --set parameter.fire_2024=12000",
      "railhead run scenarios/dprk-2023.toml --until 'fill_rate{munition=152mm}:0.005'",
      "railhead run scenarios/dprk-2023.toml -n 500 --worst 'fill_rate{munition=152mm}' --trace "
      "worst.jsonl",
      "railhead run scenarios/dprk-2023.toml -n 500 --out results"};
  verb.run = run;
  return verb;
}

}  // namespace railhead
