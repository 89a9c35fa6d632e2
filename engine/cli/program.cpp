#include "railhead/cli/program.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <memory>
#include <new>

#include <CLI/CLI.hpp>

#include "railhead/base/diagnostics.hpp"
#include "railhead/base/suggest.hpp"
#include "railhead/base/text.hpp"

#include "console.hpp"
#include "figures.hpp"
#include "memory.hpp"
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

void require_one_input(const Verb& verb, const Arguments& arguments) {
  std::ptrdiff_t inputs = 0;
  for (const Option& option : verb.options) {
    if (!is_argument(option)) continue;
    const std::vector<std::string> given = arguments.all(long_name(option));
    inputs += std::count(given.begin(), given.end(), "-");
  }
  if (inputs > 1) throw Error(ExitCode::kUsage, "the standard input can be read only once");
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
      require_one_input(verbs_[i], arguments_[i]);
      limit_memory(arguments_[i]);
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

void print_fault(std::string_view text) {
  std::string lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines += (at == 0 ? "" : "\n") + shown(text.substr(at, end - at));
    at = end + 1;
  }
  print_note("railhead: error: " + lines);
}

std::string unknown(std::string_view what, std::string_view name,
                    const std::vector<std::string>& known) {
  const std::vector<std::string_view> candidates{known.begin(), known.end()};
  return std::string{what} + " \"" + std::string{name} + "\"" + did_you_mean(name, candidates);
}

const Option* find_option(const Verb& verb, std::string_view name) {
  for (const Option& option : verb.options)
    for (const std::string& each : names_of(option))
      if (each == name && !is_argument(option)) return &option;
  return nullptr;
}

std::string unknown_option(const Verb& verb, std::string_view name) {
  std::vector<std::string> names = {"--help", "-h"};
  for (const Option& option : verb.options)
    for (const std::string& each : names_of(option)) names.push_back(each);
  return unknown(verb.name + " has no option", name, names);
}

// What is wrong with the options of a verb; empty where nothing is.
std::string option_fault(const Verb& verb, const std::vector<std::string>& words) {
  std::vector<const Option*> given;
  for (std::size_t i = 1; i < words.size() && words[i] != "--"; ++i) {
    const std::string& word = words[i];
    if (word.size() < 2 || word[0] != '-' || word == "--help" || word == "-h") continue;
    const bool long_form = word.starts_with("--");
    const std::string name = long_form ? word.substr(0, word.find('=')) : word.substr(0, 2);
    const Option* option = find_option(verb, name);
    if (option == nullptr) return unknown_option(verb, name);
    const bool value_within = word.size() > name.size();
    if (is_flag(*option) && value_within) return verb.name + ": " + name + " takes no value";
    if (!option->repeats && std::find(given.begin(), given.end(), option) != given.end())
      return verb.name + ": " + name + " is given more than once";
    given.push_back(option);
    if (is_flag(*option) || value_within) continue;
    if (++i == words.size()) return verb.name + ": " + name + " needs a value, " + option->value;
  }
  return {};
}

// What is wrong with names and options, ahead of the parser, whose words for it are less clear.
// Empty where nothing is.
std::string usage_fault(const std::vector<Verb>& verbs, const std::vector<std::string>& words) {
  if (words.empty()) return "say what to do; railhead --help lists the verbs";
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "--version") return {};
  if (words[0].starts_with("-"))
    return unknown("railhead has no option", words[0], {"--help", "-h", "--version"}) +
           "; the options of a verb come after it";
  const auto verb = std::find_if(verbs.begin(), verbs.end(),
                                 [&](const Verb& each) { return each.name == words[0]; });
  if (verb != verbs.end()) return option_fault(*verb, words);
  std::vector<std::string> names{verbs.size()};
  std::transform(verbs.begin(), verbs.end(), names.begin(),
                 [](const Verb& each) { return each.name; });
  return unknown("there is no verb", words[0], names);
}

// `railhead help VERB` is `railhead VERB --help`.
std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> words{argv + 1, argv + argc};
  if (words.empty() || words[0] != "help" || words.size() > 2) return words;
  if (words.size() == 2) words[0] = words[1];
  words.resize(words.size() == 2 ? 1 : 0);
  words.emplace_back("--help");
  return words;
}

// Help goes to the standard output, what is wrong to the standard error.
int finish_parse(Parser& parser, const std::vector<std::string>& words,
                 const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return parser.app().exit(error);
  const std::string verb = words.empty() || words[0].starts_with("-") ? "" : words[0] + " ";
  print_fault((verb.empty() ? "" : words[0] + ": ") + error.what() + "; railhead " + verb +
              "--help tells more");
  return number(ExitCode::kUsage);
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
    print_fault(out_of_memory_text());
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
  // A file that may not grow further (`ulimit -f`) is told as a full disk is, not by this signal.
  std::signal(SIGXFSZ, SIG_IGN);
  const std::vector<std::string> words = words_of(argc, argv);
  const std::string fault = usage_fault(verbs, words);
  if (!fault.empty()) {
    print_fault(fault);
    return number(ExitCode::kUsage);
  }
  Parser parser{verbs};
  try {
    parser.app().parse(std::vector<std::string>{words.rbegin(), words.rend()});
  } catch (const CLI::ParseError& error) {
    return finish_parse(parser, words, error);
  }
  return guarded(parser, argc, argv);
}

}  // namespace railhead
