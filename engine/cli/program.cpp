#include "railhead/cli/program.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <memory>
#include <new>

#include <CLI/CLI.hpp>

#include "railhead/base/diagnostics.hpp"
#include "railhead/base/suggest.hpp"

#include "console.hpp"
#include "figures.hpp"
#include "sweep_command.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

int number(ExitCode code) {
  return static_cast<int>(code);
}

std::string footer_of(const Verb& verb) {
  std::string footer = verb.examples.size() == 1 ? "Example:\n" : "Examples:\n";
  for (const std::string& example : verb.examples) footer += "  " + example + "\n";
  footer.pop_back();
  return footer;
}

constexpr std::size_t kHelpColumn = 32;

// CLI11 indents the lines that follow a line break.
std::string help_of(const Option& option) {
  std::string text;
  for (const std::string& line : wrap(option.help, 80 - kHelpColumn))
    text += (text.empty() ? "" : "\n") + line;
  return text;
}

void add_option(CLI::App& app, const Option& option, std::vector<std::string>& values) {
  if (is_flag(option)) {
    app.add_flag_callback(
        option.names, [&values] { values.emplace_back("true"); }, help_of(option));
    return;
  }
  CLI::Option* added = app.add_option(option.names, values, help_of(option));
  added->type_name(is_argument(option) ? "" : option.value)->required(option.required);
  if (is_argument(option) && option.repeats)
    added->expected(option.required ? 1 : 0, CLI::detail::expected_max_vector_size);
  else
    added->expected(1)->allow_extra_args(false);
  if (option.repeats) added->take_all();
  if (!option.words.empty()) added->check(CLI::IsMember(option.words));
}

// The command line as CLI11 sees it, made from the table.
class Parser {
 public:
  explicit Parser(const std::vector<Verb>& verbs) : verbs_(verbs) {
    app_.set_version_flag("--version", "railhead " + std::string{program_version()});
    app_.require_subcommand(1);
    app_.get_formatter()->column_width(kHelpColumn);
    app_.get_formatter()->label("SUBCOMMAND", "VERB");
    app_.set_help_flag("-h,--help", "Print this help and exit");
    app_.failure_message(CLI::FailureMessage::simple);
    app_.footer("railhead VERB --help tells more about a verb.");
    arguments_.resize(verbs.size());
    for (std::size_t i = 0; i < verbs.size(); ++i) {
      const Verb& verb = verbs[i];
      CLI::App* sub = app_.add_subcommand(verb.name, verb.summary);
      sub->group("Verbs");
      sub->get_formatter()->column_width(kHelpColumn);
      sub->footer(footer_of(verb));
      for (const Option& option : verb.options)
        add_option(*sub, option, arguments_[i].values[long_name(option)]);
    }
  }

  CLI::App& app() { return app_; }

  ExitCode run(int argc, char** argv) {
    for (std::size_t i = 0; i < verbs_.size(); ++i) {
      if (!app_.got_subcommand(verbs_[i].name)) continue;
      arguments_[i].command_line.assign(argv, argv + argc);
      return verbs_[i].run(arguments_[i]);
    }
    return ExitCode::kUsage;
  }

 private:
  const std::vector<Verb>& verbs_;
  CLI::App app_{
      "Simulates munitions supply: a scenario file goes in, stockpile trajectories come out",
      "railhead"};
  std::vector<Arguments> arguments_;
};

// Ends with a message on the standard error, or help on the standard output.
int finish_parse(Parser& parser, const CLI::ParseError& error) {
  const int code = parser.app().exit(error);
  return code == 0 ? 0 : number(ExitCode::kUsage);
}

void print_fault(std::string_view text) {
  print_note("railhead: error: " + std::string{text});
}

std::string unknown(std::string_view what, std::string_view name,
                    const std::vector<std::string>& known) {
  const std::vector<std::string_view> candidates{known.begin(), known.end()};
  return std::string{what} + " \"" + std::string{name} + "\"" + did_you_mean(name, candidates);
}

// Names of verbs and options that do not exist, with the nearest, ahead of the parser, whose words
// for them are less clear. Empty where all exist.
std::string unknown_name(const std::vector<Verb>& verbs, const std::vector<std::string>& words) {
  if (words.empty()) return "say what to do; railhead --help lists the verbs";
  if (words[0].starts_with("-")) return {};
  const auto verb = std::find_if(verbs.begin(), verbs.end(),
                                 [&](const Verb& each) { return each.name == words[0]; });
  std::vector<std::string> names;
  if (verb == verbs.end()) {
    for (const Verb& each : verbs) names.push_back(each.name);
    return unknown("there is no verb", words[0], names);
  }
  names = {"--help", "-h"};
  for (const Option& option : verb->options)
    for (const std::string& name : names_of(option)) names.push_back(name);
  for (std::size_t i = 1; i < words.size() && words[i] != "--"; ++i) {
    const std::string name = words[i].substr(0, words[i].find('='));
    if (!name.starts_with("--")) continue;
    if (std::find(names.begin(), names.end(), name) == names.end())
      return unknown(verb->name + " has no option", name, names);
    const bool takes_value = std::any_of(
        verb->options.begin(), verb->options.end(),
        [&](const Option& option) { return long_name(option) == name && !is_flag(option); });
    if (takes_value && name == words[i]) ++i;
  }
  return {};
}

int guarded(Parser& parser, int argc, char** argv) {
  try {
    const ExitCode code = parser.run(argc, argv);
    flush_output();
    return number(code);
  } catch (const DiagnosticError& error) {
    print_note(error.what());
    return number(error.code());
  } catch (const Error& error) {
    print_fault(error.what());
    return number(error.code());
  } catch (const std::bad_alloc&) {
    print_fault("out of memory");
  } catch (const std::exception& error) {
    print_fault(error.what());
  }
  return number(ExitCode::kRuntime);
}

}  // namespace

int run_program(int argc, char** argv) {
  return run_verbs(all_verbs(), argc, argv);
}

int run_verbs(const std::vector<Verb>& verbs, int argc, char** argv) {
  // A reader that goes away (`railhead run … | head`) ends the program without a word, whatever the
  // parent process made of this signal.
  std::signal(SIGPIPE, SIG_DFL);
  const std::string fault = unknown_name(verbs, {argv + 1, argv + argc});
  if (!fault.empty()) {
    print_fault(fault);
    return number(ExitCode::kUsage);
  }
  Parser parser{verbs};
  try {
    parser.app().parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return finish_parse(parser, error);
  }
  return guarded(parser, argc, argv);
}

}  // namespace railhead
