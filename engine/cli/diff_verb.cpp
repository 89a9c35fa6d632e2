#include "railhead/scenario/compile.hpp"
#include "railhead/scenario/diff.hpp"

#include "console.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

ExitCode show_differences(const Arguments& arguments) {
  const Scenario before = load(*arguments.text("A"));
  const Scenario after = load(*arguments.text("B"));
  compile(before);
  compile(after);
  for (const Difference& difference : diff(before, after)) {
    if (difference.before) print("- " + difference.path + " = " + *difference.before + "\n");
    if (difference.after) print("+ " + difference.path + " = " + *difference.after + "\n");
  }
  return ExitCode::kSuccess;
}

}  // namespace

Verb diff_verb() {
  Verb verb;
  verb.name = "diff";
  verb.summary = "Compare two scenarios, field by field";
  verb.description =
      "Prints the entities and fields in which two scenarios differ in meaning, after extends and "
      "like: lines with - as in A, lines with + as in B. Nothing is printed for equal ones.";
  verb.options = {
      {"A", "", "Scenario to start from", Completes::scenarios, {}, false, true},
      {"B", "", "Scenario to compare it with", Completes::scenarios, {}, false, true},
  };
  verb.examples = {"railhead diff scenarios/dprk-2023.toml scenarios/no-dprk.toml"};
  verb.run = show_differences;
  return verb;
}

}  // namespace railhead
