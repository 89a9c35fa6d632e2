#include <array>
#include <utility>

#include <fmt/format.h>

#include "console.hpp"
#include "verbs.hpp"

// The manual page, made from the table of verbs.
namespace railhead {
namespace {

// Text as man(7) wants it: hyphens that can be copied, no accidental requests.
std::string roff(std::string_view text) {
  std::string safe;
  if (!text.empty() && (text.front() == '.' || text.front() == '\'')) safe += "\\&";
  for (const char c : text) {
    if (c == '\\')
      safe += "\\e";
    else if (c == '-')
      safe += "\\-";
    else
      safe += c;
  }
  return safe;
}

std::string synopsis(const Verb& verb) {
  std::string options;
  std::string arguments;
  for (const Option& option : verb.options) {
    if (!is_argument(option)) {
      options = " [\\fIoptions\\fR]";
      continue;
    }
    const std::string shown = "\\fI" + roff(option.names) + "\\fR" + (option.repeats ? "..." : "");
    arguments += option.required ? " " + shown : " [" + shown + "]";
  }
  return "\\fBrailhead " + roff(verb.name) + "\\fR" + options + arguments + "\n.br\n";
}

std::string option_entry(const Option& option) {
  std::string names;
  for (const std::string& name : names_of(option))
    names += (names.empty() ? "" : ", ") + std::string{is_argument(option) ? "\\fI" : "\\fB"} +
             roff(name) + "\\fR";
  if (!option.value.empty()) names += " \\fI" + roff(option.value) + "\\fR";
  return ".TP\n" + names + "\n" + roff(option.help) + "\n";
}

std::string verb_section(const Verb& verb) {
  std::string text = ".SS " + roff(verb.name) + "\n" + roff(verb.description) + "\n";
  for (const Option& option : verb.options) text += option_entry(option);
  text += ".PP\nExamples:\n.PP\n.nf\n.RS\n";
  for (const std::string& example : verb.examples) text += roff(example) + "\n";
  return text + ".RE\n.fi\n";
}

constexpr std::array<std::pair<const char*, const char*>, 7> kExitCodes = {{
    {"0", "Success."},
    {"1", "A run-time error."},
    {"2", "The command line is wrong."},
    {"3", "The scenario is invalid."},
    {"4", "The ledger of rounds or a check of the scenario failed."},
    {"6", "Only some of the runs are done."},
    {"130", "Interrupted; what was done by then is reported."},
}};

constexpr std::array<std::pair<const char*, const char*>, 3> kEnvironment = {{
    {"NO_COLOR", "Set to anything: no colours."},
    {"COLUMNS", "Width of tables and charts."},
    {"RAILHEAD_SIMD",
     "baseline, avx2 or avx512: the instructions to draw random numbers with. "
     "The results are the same bits with each."},
}};

std::string manual_page() {
  std::string text =
      fmt::format(".TH RAILHEAD 1 \"\" \"railhead {}\" \"User Commands\"\n", program_version());
  text += ".SH NAME\nrailhead \\- simulate munitions supply\n.SH SYNOPSIS\n";
  for (const Verb& verb : all_verbs()) text += synopsis(verb);
  text +=
      ".SH DESCRIPTION\nA scenario file goes in: depots, production lines, routes, shipments and "
      "the guns that fire.\nStockpile trajectories come out: what is on hand day by day, when a "
      "shortage begins and how likely it is, and whose rounds are being fired, each figure with "
      "its "
      "uncertainty over many replications.\n.PP\nData go to the standard output; progress and "
      "diagnostics go to the standard error.\n.SH VERBS\n";
  for (const Verb& verb : all_verbs()) text += verb_section(verb);
  text += ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : kExitCodes)
    text += fmt::format(".TP\n.B {}\n{}\n", code, roff(meaning));
  text += ".SH ENVIRONMENT\n";
  for (const auto& [name, meaning] : kEnvironment)
    text += fmt::format(".TP\n.B {}\n{}\n", name, roff(meaning));
  return text;
}

}  // namespace

Verb manual_verb() {
  Verb verb;
  verb.name = "manual";
  verb.summary = "Print the manual page";
  verb.description = "Prints the manual page in the form that man(1) reads.";
  verb.examples = {"railhead manual > railhead.1"};
  verb.run = [](const Arguments&) {
    print(manual_page());
    return ExitCode::kSuccess;
  };
  return verb;
}

}  // namespace railhead
