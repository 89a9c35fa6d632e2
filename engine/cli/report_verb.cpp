#include <memory>

#include "railhead/random/simd.hpp"
#include "railhead/report/charts.hpp"
#include "railhead/report/page.hpp"
#include "railhead/results/files.hpp"

#include "console.hpp"
#include "interrupt.hpp"
#include "notes.hpp"
#include "progress.hpp"
#include "report_run.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

using Runs = std::vector<std::unique_ptr<ReportedRun>>;

Runs run_all(const Arguments& arguments) {
  CompileOptions options;
  options.seed = arguments.count("--seed");
  options.replications = arguments.count("--replications", 1);
  const std::vector<std::string> files = arguments.all("FILE");
  Runs runs;
  for (const std::string& file : files) {
    Scenario scenario = load(file, arguments.all("--set"));
    print_warnings(scenario);
    runs.push_back(std::make_unique<ReportedRun>(std::move(scenario), options, files.size() > 1));
  }
  const InterruptWatch interrupt;
  ThreadExecutor executor{arguments.count("--threads", 1).value_or(0)};
  for (auto& run : runs) {
    Progress progress{run->compiled.settings.replications, arguments.has("--quiet")};
    const RunControl control{&interrupt.flag(),
                             [&progress](std::uint64_t done) { progress.update(done); }};
    run_for_report(*run, executor, control);
  }
  return runs;
}

ReportInput input_of(const Runs& runs) {
  ReportInput input;
  for (const auto& run : runs) input.runs.push_back(report_of(*run));
  for (std::size_t i = 1; i < runs.size(); ++i) {
    input.comparisons.push_back(comparison_of(*runs.front(), *runs[i]));
    input.comparisons.back().variant = i;
  }
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
  const ReportInput input = input_of(run_all(arguments));
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
      "Runs the scenarios and writes a page that opens from a file and loads nothing from "
      "elsewhere: the answer with its uncertainty, stocks over time, whose rounds are fired, the "
      "date of the first shortage, resources, the flows between sites, what was seen, and every "
      "assumption with its source. The first scenario is the baseline; each further one is "
      "compared with it, replication by replication.";
  verb.options = {
      {"FILE", "", "Scenarios, the baseline first", Completes::scenarios, {}, true, true},
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
  };
  verb.run = report;
  return verb;
}

}  // namespace railhead
