#include <fmt/format.h>

#include "railhead/results/files.hpp"
#include "railhead/results/json.hpp"

#include "compare_report.hpp"
#include "console.hpp"
#include "interrupt.hpp"
#include "notes.hpp"
#include "progress.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

CompareOptions options_of(const Arguments& arguments) {
  CompareOptions options;
  options.seed = arguments.count("--seed");
  options.replications = arguments.count("--replications", 1);
  options.metrics = arguments.all("--metric");
  options.all_series = arguments.has("--out");
  options.threads = arguments.threads();
  return options;
}

std::vector<Scenario> scenarios_of(const Arguments& arguments) {
  std::vector<Scenario> scenarios;
  for (const std::string& path : arguments.all("FILE"))
    scenarios.push_back(load(path, arguments.overrides()));
  if (scenarios.size() < 2)
    throw Error(ExitCode::kUsage, "compare takes two or more scenarios, or --store FILE");
  for (const Scenario& scenario : scenarios) print_warnings(scenario);
  return scenarios;
}

ExitCode prove(const Arguments& arguments) {
  const auto scenarios = scenarios_of(arguments);
  if (scenarios.size() != 2) throw Error(ExitCode::kUsage, "--prove takes a pair of scenarios");
  const std::uint64_t replication = arguments.count("--replication").value_or(0);
  const FirstDifference found =
      first_difference(scenarios[0], scenarios[1], options_of(arguments), replication);
  if (arguments.has("--json")) {
    JsonWriter json;
    json.begin_object().member("format", "railhead.prove/1").member("replication", replication);
    json.member("baseline", scenarios[0].path).member("variant", scenarios[1].path);
    json.member("common_events", found.common);
    json.member("equal", !found.before && !found.after);
    json.key("before").raw(found.before.value_or("null"));
    json.key("after").raw(found.after.value_or("null")).end_object();
    print(json.take() + "\n");
    return ExitCode::kSuccess;
  }
  if (!found.before && !found.after) {
    print(fmt::format("Replication {}: all {} events are equal\n", replication, found.common));
    return ExitCode::kSuccess;
  }
  print(fmt::format("Replication {}: the first {} events are equal, then\n", replication,
                    found.common));
  print("- " + found.before.value_or("(no more events)") + "\n");
  print("+ " + found.after.value_or("(no more events)") + "\n");
  return ExitCode::kSuccess;
}

Comparison compared(const Arguments& arguments) {
  if (const auto store = arguments.text("--store")) {
    if (arguments.has("FILE"))
      throw Error(ExitCode::kUsage, "compare takes either scenarios or --store");
    return compare_store(*store, arguments.count("--baseline").value_or(0),
                         arguments.all("--metric"));
  }
  const auto scenarios = scenarios_of(arguments);
  CompareOptions options = options_of(arguments);
  const InterruptWatch interrupt;
  std::optional<Progress> progress;
  options.cancel = &interrupt.flag();
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    if (!progress) progress.emplace(total, arguments.has("--quiet"));
    progress->update(done);
  };
  return compare(scenarios, options);
}

void write_files(const Arguments& arguments, const Comparison& comparison) {
  const auto folder = arguments.text("--out");
  if (!folder) return;
  const auto write = [&](const std::string& name, const std::string& content) {
    write_file(*folder + "/" + name, content);
    if (!arguments.has("--quiet")) print_note("Wrote " + *folder + "/" + name);
  };
  write("compare.json", compare_document(comparison));
  if (!comparison.trajectories.empty()) write("differences.csv", difference_csv(comparison));
}

// Options that would be passed over in silence.
void refuse_idle_options(const Arguments& arguments) {
  const bool stored = arguments.has("--store");
  for (const char* option :
       {"--replications", "--seed", "--threads", "--set", "--prove", "--replication"})
    if (stored && arguments.has(option))
      throw Error(ExitCode::kUsage,
                  std::string{option} + " is for scenarios; a store is compared as it is");
  if (!stored && arguments.has("--baseline"))
    throw Error(ExitCode::kUsage, "--baseline is a point of --store; of scenarios it is the first");
  if (arguments.has("--replication") && !arguments.has("--prove"))
    throw Error(ExitCode::kUsage, "--replication is the one to prove; it needs --prove");
}

ExitCode run_compare(const Arguments& arguments) {
  refuse_idle_options(arguments);
  if (arguments.has("--prove")) return prove(arguments);
  if (const auto folder = arguments.text("--out")) {
    make_folder(*folder);
    require_writable(*folder + "/compare.json");
  }
  const Comparison comparison = compared(arguments);
  if (arguments.has("--json"))
    print(compare_document(comparison));
  else
    print(compare_report(comparison, arguments.has("--metric") || arguments.has("--store"),
                         output_width()));
  flush_output();
  write_files(arguments, comparison);
  return comparison.interrupted ? ExitCode::kInterrupted : ExitCode::kSuccess;
}

}  // namespace

Verb compare_verb() {
  Verb verb;
  verb.name = "compare";
  verb.summary = "Compare scenarios like for like";
  verb.description =
      "Runs two or more scenarios on the same random numbers and compares them replication by "
      "replication; the first is the baseline. For each metric: the difference with its 95 % "
      "interval (simultaneous where there are several variants), the share of replications in "
      "which the variant is larger, those without any difference, and by what factor common random "
      "numbers cut the variance. Beside it the difference of the input files, and a chart of the "
      "difference in stock. Scenarios of different seed, start or end are no pairs and are "
      "refused. "
      "With --store, the points of a sweep are compared. With --prove, the first event at which "
      "two scenarios differ.";
  verb.options = {
      {"FILE", "", "Scenarios, the baseline first", Completes::scenarios, {}, true, false},
      {"--store", "FILE", "Compare the points of a result store instead", Completes::files},
      {"--baseline", "POINT", "With --store, the point to compare with (default: 0)"},
      {"-n,--replications", "N", "Replications (default: the baseline's)"},
      {"--seed", "N", "Seed of all (default: theirs)"},
      {"--threads", "N", "Threads (default: one a processor)"},
      {"--set",
       "PATH=VALUE",
       "Override a value in all scenarios; may be repeated",
       Completes::nothing,
       {},
       true},
      {"--metric",
       "METRIC",
       "Compare this metric only; may be repeated",
       Completes::nothing,
       {},
       true},
      {"--prove", "", "Print the first event at which two scenarios differ"},
      {"--replication", "K", "With --prove, in this replication (default: 0)"},
      {"--out", "DIR", "Also write compare.json and differences.csv there", Completes::folders},
      {"--json", "", "Print one JSON document instead of tables"},
      {"--quiet", "", "No progress"},
  };
  verb.examples = {
      "railhead compare scenarios/dprk-2023.toml scenarios/no-dprk.toml -n 200",
      "railhead compare scenarios/dprk-2023.toml scenarios/no-dprk.toml --prove --replication 3"};
  verb.run = run_compare;
  return verb;
}

}  // namespace railhead
