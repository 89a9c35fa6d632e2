#include <algorithm>
#include <atomic>

#include "railhead/experiment/checks.hpp"
#include "railhead/experiment/executor.hpp"
#include "railhead/random/simd.hpp"
#include "railhead/results/run_document.hpp"
#include "railhead/scenario/compile.hpp"

#include "console.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "run_report.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

CompileOptions compile_options(const Arguments& arguments) {
  CompileOptions options;
  options.seed = arguments.count("--seed");
  options.replications = arguments.count("--replications", 1);
  options.deterministic = arguments.has("--deterministic");
  if (options.deterministic && options.replications)
    throw Error(ExitCode::kUsage, "--deterministic is one replication; leave out --replications");
  return options;
}

RunIdentity identity_of(const Scenario& scenario, const Compiled& compiled) {
  RunIdentity identity;
  identity.path = scenario.path;
  identity.title = compiled.settings.title;
  identity.question = compiled.settings.question;
  identity.sha256 = scenario.sources.front()->sha256;
  identity.seed = compiled.network.seed;
  identity.deterministic = compiled.network.deterministic;
  return identity;
}

// A grid of at most 120 instants is enough for a report; it changes no metric.
void widen_grid(Network& network) {
  const Duration widest = (network.end - network.start) / 120;
  if (network.record_every < widest)
    network.record_every *= (widest + network.record_every - Duration{1}) / network.record_every;
}

void print_failures(const std::vector<CheckOutcome>& checks) {
  for (const CheckOutcome& check : checks) {
    if (check.passed) continue;
    std::string line = "railhead: check." + check.id + " fails: " + check.text;
    for (const auto& [name, figure] : check.figures)
      line += "\n  " + name + " = " + std::to_string(figure);
    print_note(line);
  }
}

ExitCode exit_code(const RunIdentity& identity, const std::vector<CheckOutcome>& checks) {
  if (identity.interrupted) return ExitCode::kInterrupted;
  const bool sound = std::all_of(checks.begin(), checks.end(),
                                 [](const CheckOutcome& check) { return check.passed; });
  return sound ? ExitCode::kSuccess : ExitCode::kCheck;
}

ExitCode run(const Arguments& arguments) {
  if (const std::string fault = simd_fault(); !fault.empty()) throw Error(ExitCode::kUsage, fault);
  const CompileOptions options = compile_options(arguments);
  const std::size_t threads = arguments.count("--threads", 1).value_or(0);
  const bool json = arguments.has("--json");

  const Scenario scenario = load(*arguments.text("FILE"), arguments.all("--set"));
  Compiled compiled = compile(scenario, options);
  const Network& network = compiled.network;
  if (!json) widen_grid(compiled.network);

  RunRequest request{default_metrics(network), {}};
  require_metrics(compiled.settings.checks, request.metrics);
  if (!json) request.series = report_series(network);
  MetricEnsemble metrics{request.metrics};
  TrajectoryEnsemble trajectories{request.series, recording_grid(network)};

  RunIdentity identity = identity_of(scenario, compiled);
  const std::uint64_t replications = compiled.settings.replications;
  {
    const InterruptWatch interrupt;
    Progress progress{replications, arguments.has("--quiet")};
    RecordSink* const sinks[] = {&metrics, &trajectories};
    const RunControl control{&interrupt.flag(), [&](std::uint64_t done) { progress.update(done); }};
    const std::uint64_t done =
        ThreadExecutor{threads}.run(network, request, {0, replications}, sinks, control);
    identity.interrupted = done < replications;
  }
  if (metrics.runs() == 0)
    throw Error(ExitCode::kInterrupted, "interrupted before any replication");

  const std::vector<CheckOutcome> checks = evaluate(compiled.settings.checks, network, metrics);
  if (json)
    print(run_document(identity, network, metrics, checks));
  else
    print(run_report({identity, network, metrics, trajectories, checks}, output_width()));
  flush_output();
  print_failures(checks);
  return exit_code(identity, checks);
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
      "alone, not on the number of threads.";
  verb.options = {
      {"FILE",
       "",
       "Scenario to run, - for the standard input",
       Completes::scenarios,
       {},
       false,
       true},
      {"-n,--replications", "N", "Replications (default: the scenario's)"},
      {"--seed", "N", "Seed (default: the scenario's)"},
      {"--threads", "N", "Threads (default: one a processor)"},
      {"--set",
       "PATH=VALUE",
       "Override a value, as site.tikhoretsk.stock.152mm.soviet=0 or parameter.fire_2024=12000; "
       "setting a parameter pins it; may be repeated",
       Completes::nothing,
       {},
       true},
      {"--deterministic", "", "One replication with central values and means of laws"},
      {"--json", "", "Print one JSON document instead of tables"},
      {"--quiet", "", "No progress"},
  };
  verb.examples = {"railhead run scenarios/dprk-2023.toml -n 500",
                   "railhead run scenarios/dprk-2023.toml -n 500 --set parameter.fire_2024=12000"};
  verb.run = run;
  return verb;
}

}  // namespace railhead
