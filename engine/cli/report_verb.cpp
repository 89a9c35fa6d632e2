#include <algorithm>
#include <memory>

#include <boost/json.hpp>

#include "railhead/random/simd.hpp"
#include "railhead/report/charts.hpp"
#include "railhead/report/page.hpp"
#include "railhead/results/files.hpp"

#include "console.hpp"
#include "interrupt.hpp"
#include "notes.hpp"
#include "progress.hpp"
#include "report_run.hpp"
#include "report_sources.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

// A scenario that was run now, or the document of one that was run before.
struct Reported {
  std::unique_ptr<ReportedRun> run;  // nothing: a document
  ReportRun report;
};

std::vector<SourceKind> kinds_of(const Arguments& arguments) {
  std::vector<SourceKind> kinds;
  for (const std::string& file : arguments.all("FILE")) kinds.push_back(source_kind(file));
  const bool runs = std::count(kinds.begin(), kinds.end(), SourceKind::scenario) > 0;
  for (const char* option : {"--replications", "--seed", "--set", "--threads"})
    if (!runs && arguments.has(option))
      throw Error(ExitCode::kUsage,
                  std::string{option} + " is for scenarios; results are shown as they are");
  return kinds;
}

std::unique_ptr<ReportedRun> run_now(const Arguments& arguments, const std::string& file,
                                     bool compared, const InterruptWatch& interrupt) {
  CompileOptions options;
  options.seed = arguments.count("--seed");
  options.replications = arguments.count("--replications", 1);
  Scenario scenario = load(file, arguments.overrides());
  if (find(scenario.document, "factor") != nullptr)
    throw Error(ExitCode::kUsage,
                file +
                    " is a study: sweep or sensitivity run it, and a report is made from the "
                    "store or the document that they leave");
  print_warnings(scenario);
  auto run = std::make_unique<ReportedRun>(std::move(scenario), options, compared);
  ThreadExecutor executor{arguments.threads()};
  Progress progress{run->compiled.settings.replications, arguments.has("--quiet")};
  const RunControl control{&interrupt.flag(),
                           [&progress](std::uint64_t done) { progress.update(done); }};
  run_for_report(*run, executor, control);
  return run;
}

// Runs are paired where both are at hand replication by replication.
void add_comparisons(ReportInput& input, const std::vector<Reported>& all) {
  for (std::size_t i = 1; i < all.size(); ++i) {
    const bool paired = all[0].run && all[i].run;
    input.comparisons.push_back(paired ? comparison_of(*all[0].run, *all[i].run)
                                       : comparison_of(all[0].report, all[i].report));
    input.comparisons.back().variant = i;
  }
}

ReportInput input_of(const Arguments& arguments) {
  const std::vector<std::string> files = arguments.all("FILE");
  const std::vector<SourceKind> kinds = kinds_of(arguments);
  const auto scenarios = std::count(kinds.begin(), kinds.end(), SourceKind::scenario);
  const InterruptWatch interrupt;
  ReportInput input;
  std::vector<Reported> all;
  for (std::size_t i = 0; i < files.size(); ++i) {
    switch (kinds[i]) {
      case SourceKind::scenario: {
        auto run = run_now(arguments, files[i], scenarios > 1, interrupt);
        ReportRun report = report_of(*run);
        all.push_back({std::move(run), std::move(report)});
        break;
      }
      case SourceKind::run: all.push_back({nullptr, run_of_document(files[i])}); break;
      case SourceKind::store: add_store(input, files[i]); break;
      case SourceKind::sensitivity:
        input.sensitivities.push_back(sensitivity_of(json_of_file(files[i]).as_object(), files[i]));
        break;
      case SourceKind::solution:
        input.solutions.push_back(solution_of(json_of_file(files[i]).as_object(), files[i]));
        break;
    }
  }
  add_comparisons(input, all);
  for (Reported& each : all) input.runs.push_back(std::move(each.report));
  keep_colours(input);
  return input;
}

void write_charts(const std::string& folder, const ReportInput& input, bool quiet) {
  make_folder(folder);
  const std::vector<Chart> charts = all_charts(input);
  for (const Chart& chart : charts)
    write_file(folder + "/" + chart.id + ".vl.json", standalone_spec(chart));
  if (!quiet) print_note("Wrote " + std::to_string(charts.size()) + " charts to " + folder);
}

ExitCode report(const Arguments& arguments) {
  if (const std::string fault = simd_fault(); !fault.empty()) throw Error(ExitCode::kUsage, fault);
  const auto charts = arguments.text("--charts");
  const auto output = arguments.text("--output");
  if (!charts && !output)
    throw Error(ExitCode::kUsage, "say where the report goes: -o report.html, or --charts DIR");
  if (output) {
    require_other(*output, arguments.all("FILE"));
    require_writable(*output);
  }
  if (charts) make_folder(*charts);
  const ReportInput input = input_of(arguments);
  if (charts) write_charts(*charts, input, arguments.has("--quiet"));
  if (output) {
    write_file(*output, report_page(input));
    if (!arguments.has("--quiet")) print_note("Wrote " + *output);
  }
  return ExitCode::kSuccess;
}

}  // namespace

Verb report_verb() {
  Verb verb;
  verb.name = "report";
  verb.summary = "Write outcomes as one HTML file with charts and sources";
  verb.description =
      "Runs the scenarios it is given, or reads what was run before, and writes a page that opens "
      "from a file and loads nothing from elsewhere: the answer with its uncertainty, stocks over "
      "time, whose rounds are fired, the date of the first shortage, resources, the flows between "
      "sites, what was seen, and every assumption with its source. The first scenario is the "
      "baseline; each further one is compared with it, replication by replication. Results are: a "
      "run.json (with the trajectories.csv beside it), of which several are compared by their "
      "summaries; a store, with the response curves and heat maps of its sweep "
      "and the analyses that sensitivity and solve kept in it; and the documents of sensitivity "
      "--json and solve --json.";
  verb.options = {
      {"FILE",
       "",
       "Scenarios, the baseline first; or results: run.json, a store, a document",
       Completes::files,
       {},
       true,
       true},
      {"-o,--output", "PATH", "The HTML file to write", Completes::files},
      {"--charts", "DIR", "Write each chart as a Vega-Lite specification with its data",
       Completes::folders},
      {"-n,--replications", "N", "Replications (default: each scenario's)"},
      {"--seed", "N", "Seed (default: each scenario's)"},
      {"--threads", "N", "Threads (default: one a processor)"},
      {"--set",
       "PATH=VALUE",
       "Override a value in every scenario; may be repeated",
       Completes::nothing,
       {},
       true},
      {"--quiet", "", "No progress"},
  };
  verb.examples = {
      "railhead report scenarios/dprk-2023.toml -o report.html",
      "railhead report scenarios/dprk-2023.toml scenarios/no-dprk.toml -o report.html",
      "railhead report scenarios/dprk-2023.toml --charts charts",
      "railhead run scenarios/embargo.toml --out o && railhead report o/run.json -o report.html",
      "railhead report results.db -o report.html",
  };
  verb.run = report;
  return verb;
}

}  // namespace railhead
