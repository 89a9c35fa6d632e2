#include <algorithm>

#include <fmt/format.h>

#include "railhead/experiment/sweep.hpp"

#include "console.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "sweep_command.hpp"
#include "sweep_report.hpp"
#include "verbs.hpp"

namespace railhead {

Study study_of(const Arguments& arguments) {
  Study study = load_study(*arguments.text("STUDY"));
  if (const auto path = arguments.text("--store")) study.store = *path;
  return study;
}

ExitCode sweep_study(const Arguments& arguments, const SweepRunner& runner) {
  const Study study = study_of(arguments);
  const StudyDesign design = make_design(study);
  check_study(study, design);  // before anything is kept
  std::optional<ResultStore> store;
  if (!study.store.empty()) store.emplace(study.store);
  Sweep runs{study, design, store ? &*store : nullptr, std::string{program_version()},
             arguments.count("--replications", 1)};

  const bool json = arguments.has("--json");
  const SweepTable table{study, design};
  std::vector<PointOutcome> outcomes;
  runs.on_point = [&](const PointOutcome& outcome) {
    if (!json) {
      if (outcomes.empty()) print(table.heading(outcome.metrics));
      print(table.line(outcome));
      flush_output();
    }
    outcomes.push_back(outcome);
  };
  const InterruptWatch interrupt;
  runs.start();
  const std::uint64_t wanted = runs.remaining();
  Progress progress{study.replicate.until_metric.empty() ? wanted : 0, arguments.has("--quiet")};
  bool done = false;
  std::optional<Error> fault;
  try {
    done = runner(runs, &interrupt.flag(), [&] { progress.update(runs.delivered()); });
  } catch (const Error& error) {
    if (error.code() != ExitCode::kPartial) throw;
    if (outcomes.empty() && runs.delivered() == 0) throw Error(ExitCode::kRuntime, error.what());
    fault = error;
  }
  if (store) store->commit();
  std::sort(outcomes.begin(), outcomes.end(),
            [](const PointOutcome& a, const PointOutcome& b) { return a.point < b.point; });
  if (json) print(sweep_document(study, design, outcomes, !done));
  if (!arguments.has("--quiet") || !done)
    print_note(fmt::format("railhead: {} of {} points done, {} replications run now{}",
                           outcomes.size(), design.points.size(), runs.delivered(),
                           store ? ", kept in " + study.store : "; the study names no store"));
  if (fault) {
    print_note(std::string{"railhead: error: "} + fault->what());
    return ExitCode::kPartial;
  }
  if (!done && store) print_note("railhead: stopped early; start it again to go on");
  return done ? ExitCode::kSuccess : ExitCode::kInterrupted;
}

Verb sweep_verb() {
  Verb verb;
  verb.name = "sweep";
  verb.summary = "Run every point of a study";
  verb.description =
      "Runs the points of a study file, all with the same random numbers, and prints a line for "
      "each as it ends: means with the half-width of their 95 % interval, probabilities with "
      "their interval, median dates. Where the study names a store, responses are kept there by "
      "replication: the same sweep started again runs only what is missing, more replications or "
      "points extend it, and a changed scenario, study or engine version is refused.";
  verb.options = {
      {"STUDY", "", "Study file", Completes::scenarios, {}, false, true},
      {"-n,--replications", "N", "Replications of each point (default: the study's)"},
      {"--store", "FILE", "Keep the results there (default: the study's store)", Completes::files},
      {"--threads", "N", "Threads (default: one a processor)"},
      {"--json", "", "Print one JSON document instead of a table"},
      {"--quiet", "", "No progress"},
  };
  verb.examples = {
      "railhead sweep scenarios/studies/shipments-against-shortage.toml -n 100",
      "railhead sweep scenarios/studies/costliest-disruption.toml --store costliest.db"};
  verb.run = [](const Arguments& arguments) {
    const std::size_t threads = arguments.threads();
    return sweep_study(arguments,
                       [threads](Sweep& sweep, const auto* cancel, const auto& progress) {
                         return run_sweep(sweep, threads, cancel, progress);
                       });
  };
  return verb;
}

}  // namespace railhead
