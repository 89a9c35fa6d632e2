#include <algorithm>

#include "railhead/base/diagnostics.hpp"
#include "railhead/scenario/compile.hpp"

#include "console.hpp"
#include "notes.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

// Whether the file is sound; all its faults are printed.
bool check_file(const std::string& path, const std::vector<std::string>& overrides) {
  try {
    const Scenario scenario = load(path, overrides);
    compile(scenario);
    print_warnings(scenario);
    print(path + ": ok\n");
    return true;
  } catch (const DiagnosticError& error) {
    print_note(error.what());
    const auto faults =
        std::count_if(error.diagnostics().begin(), error.diagnostics().end(),
                      [](const Diagnostic& fault) { return fault.severity == Severity::kError; });
    print_note(path + ": " + std::to_string(faults) + (faults == 1 ? " error" : " errors"));
    return false;
  }
}

ExitCode check(const Arguments& arguments) {
  bool sound = true;
  const std::vector<std::string> overrides = arguments.overrides();
  for (const std::string& path : arguments.all("FILE")) sound &= check_file(path, overrides);
  return sound ? ExitCode::kSuccess : ExitCode::kScenario;
}

}  // namespace

Verb check_verb() {
  Verb verb;
  verb.name = "check";
  verb.summary = "Name every fault of scenario files";
  verb.description =
      "Reads each scenario, with what it extends, and names all its faults at once, each with the "
      "file, the line and the column where it stands. Nothing is run.";
  verb.options = {
      {"FILE",
       "",
       "Scenario to check, - for the standard input",
       Completes::scenarios,
       {},
       true,
       true},
      {"--set",
       "PATH=VALUE",
       "Override a value, as in run; may be repeated",
       Completes::nothing,
       {},
       true},
  };
  verb.examples = {"railhead check scenarios/dprk-2023.toml"};
  verb.run = check;
  return verb;
}

}  // namespace railhead
