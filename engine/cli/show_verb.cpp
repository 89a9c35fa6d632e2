#include "railhead/scenario/compile.hpp"
#include "railhead/scenario/provenance.hpp"

#include "console.hpp"
#include "notes.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

std::string place_text(const SourcePosition& position) {
  if (position.kind == PositionKind::kCommandLine) return "command line";
  return position.file + ":" + std::to_string(position.line);
}

std::string cites_text(const FieldOrigin& field) {
  if (field.cites.empty()) return field.sourceable ? "no source" : "";
  std::string text;
  for (const std::string& cite : field.cites) text += (text.empty() ? "" : ", ") + cite;
  return text;
}

std::string field_line(const FieldOrigin& field, bool with_origin) {
  std::string line = field.path + " = " + field.value;
  if (with_origin) {
    line += "  # " + place_text(field.position);
    if (const std::string cites = cites_text(field); !cites.empty()) line += "; " + cites;
  }
  return line + "\n";
}

ExitCode show(const Arguments& arguments) {
  if (arguments.has("--effective") && arguments.has("--unsourced"))
    throw Error(ExitCode::kUsage, "--effective is the whole scenario; leave out --unsourced");
  const Scenario scenario = load(*arguments.text("FILE"), arguments.overrides());
  compile(scenario);
  print_warnings(scenario);
  const bool with_origin = arguments.has("--origin");
  if (arguments.has("--effective")) {
    print(effective_toml(scenario, with_origin));
    return ExitCode::kSuccess;
  }
  const bool unsourced = arguments.has("--unsourced");
  std::size_t numbers = 0;
  std::size_t without_source = 0;
  for (const FieldOrigin& field : provenance(scenario)) {
    const bool open = field.sourceable && field.cites.empty();
    numbers += field.sourceable ? 1U : 0U;
    without_source += open ? 1U : 0U;
    if (open || !unsourced) print(field_line(field, with_origin));
  }
  flush_output();
  if (unsourced)
    print_note(std::to_string(without_source) + " of " + std::to_string(numbers) +
               " numbers have no source");
  return ExitCode::kSuccess;
}

}  // namespace

Verb show_verb() {
  Verb verb;
  verb.name = "show";
  verb.summary = "Show a scenario's values and where they come from";
  verb.description =
      "Prints every value of a scenario after extends, like, remove and overrides, one a line. "
      "--origin adds the file and line that each comes from and its references. --unsourced lists "
      "the numbers that cite nothing. --effective prints the scenario as one file.";
  verb.options = {
      {"FILE",
       "",
       "Scenario to show, - for the standard input",
       Completes::scenarios,
       {},
       false,
       true},
      {"--effective", "", "As one scenario file"},
      {"--origin", "", "With the place and the references of each value"},
      {"--unsourced", "", "Only numbers that have no source"},
      {"--set",
       "PATH=VALUE",
       "Override a value, as in run; may be repeated",
       Completes::nothing,
       {},
       true},
  };
  verb.examples = {"railhead show scenarios/dprk-2023.toml --origin"};
  verb.run = show;
  return verb;
}

}  // namespace railhead
