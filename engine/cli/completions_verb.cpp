#include <algorithm>

#include <fmt/format.h>

#include "console.hpp"
#include "verbs.hpp"

// Scripts by which shells complete the command line, made from the table of verbs.
namespace railhead {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> option_names(const Verb& verb) {
  std::vector<std::string> names = {"--help"};
  for (const Option& option : verb.options)
    if (!is_argument(option))
      for (const std::string& name : names_of(option)) names.push_back(name);
  return names;
}

std::vector<std::string> verb_names() {
  std::vector<std::string> names;
  for (const Verb& verb : all_verbs()) names.push_back(verb.name);
  return names;
}

// In single quotes for any of the shells.
std::string quoted(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\'')
      safe += "'\\''";
    else
      safe += c;
  }
  return "'" + safe + "'";
}

// Fills COMPREPLY with the lines that commands print: names of files may hold spaces.
std::string bash_fill(std::string_view commands) {
  return fmt::format("mapfile -t COMPREPLY < <({})", commands);
}

std::string bash_words(const std::vector<std::string>& words) {
  return bash_fill("compgen -W " + quoted(joined(words)) + " -- \"$cur\"");
}

std::string bash_reply(const Option& option) {
  switch (option.completes) {
    case Completes::scenarios:
      return bash_fill("compgen -f -X '!*.toml' -- \"$cur\"; compgen -d -- \"$cur\"");
    case Completes::files: return bash_fill("compgen -f -- \"$cur\"");
    case Completes::folders: return bash_fill("compgen -d -- \"$cur\"");
    case Completes::words: return bash_words(option.words);
    case Completes::nothing: break;
  }
  return "COMPREPLY=()";
}

std::string bash_script() {
  std::string values;
  std::string rest;
  for (const Verb& verb : all_verbs()) {
    std::string arguments = "COMPREPLY=()";
    for (const Option& option : verb.options) {
      if (is_argument(option)) arguments = bash_reply(option);
      if (option.value.empty()) continue;
      for (const std::string& name : names_of(option))
        values += fmt::format("    {},{}) {}; return ;;\n", verb.name, name, bash_reply(option));
    }
    rest += fmt::format("    {})\n      if [[ $cur == -* ]]; then {}\n      else {}; fi ;;\n",
                        verb.name, bash_words(option_names(verb)), arguments);
  }
  std::vector<std::string> first = verb_names();
  first.insert(first.end(), {"--help", "--version"});
  return fmt::format(R"(# bash completion of railhead
_railhead() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} verb=${{COMP_WORDS[1]}}
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    {}
    return
  fi
  # --out=DIR comes as three words.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${{COMP_WORDS[COMP_CWORD-2]}}; fi
  case $verb,$prev in
{}  esac
  case $verb in
{}  esac
}}
complete -o filenames -F _railhead railhead
)",
                     bash_words(first), values, rest);
}

std::string zsh_action(const Option& option) {
  switch (option.completes) {
    case Completes::scenarios: return "_files -g \"*.toml\"";
    case Completes::files: return "_files";
    case Completes::folders: return "_files -/";
    case Completes::words: return "(" + joined(option.words) + ")";
    case Completes::nothing: return " ";
  }
  return " ";
}

// Text inside a specification of _arguments.
std::string zsh_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string zsh_specifications(const Verb& verb) {
  std::string text;
  for (const Option& option : verb.options) {
    if (is_argument(option)) {
      text += " \\\n        " + quoted((option.repeats ? "*:" : ":") + zsh_text(option.names) +
                                       ":" + zsh_action(option));
      continue;
    }
    for (const std::string& name : names_of(option)) {
      std::string specification = (option.repeats ? "*" : "") + name;
      specification += "[" + zsh_text(option.help) + "]";
      if (!option.value.empty())
        specification += ":" + zsh_text(option.value) + ":" + zsh_action(option);
      text += " \\\n        " + quoted(specification);
    }
  }
  return text;
}

std::string zsh_script() {
  std::string summaries;
  std::string cases;
  for (const Verb& verb : all_verbs()) {
    summaries += "    " + quoted(verb.name + ":" + zsh_text(verb.summary)) + "\n";
    cases += fmt::format("    {})\n      _arguments '--help[Print help]'{} ;;\n", verb.name,
                         zsh_specifications(verb));
  }
  return fmt::format(R"(#compdef railhead
# zsh completion of railhead
_railhead() {{
  local -a verbs=(
{}  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    return
  fi
  local verb=${{words[2]}}
  shift words
  (( CURRENT-- ))
  case $verb in
{}  esac
}}
_railhead "$@"
)",
                     summaries, cases);
}

std::string fish_option(const Verb& verb, const Option& option) {
  std::string line =
      "complete -c railhead -n " + quoted("__fish_seen_subcommand_from " + verb.name);
  for (const std::string& name : names_of(option)) {
    if (is_argument(option)) break;
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!is_argument(option)) line += " -d " + quoted(option.help);
  if (!option.value.empty()) line += option.completes == Completes::files ? " -r" : " -x";
  switch (option.completes) {
    case Completes::scenarios: line += " -k -a '(__fish_complete_suffix .toml)'"; break;
    case Completes::files: line += " -F"; break;
    case Completes::folders: line += " -a '(__fish_complete_directories)'"; break;
    case Completes::words: line += " -a " + quoted(joined(option.words)); break;
    case Completes::nothing: break;
  }
  return line + "\n";
}

std::string fish_script() {
  std::string text = "# fish completion of railhead\ncomplete -c railhead -f\n";
  for (const Verb& verb : all_verbs())
    text += "complete -c railhead -n __fish_use_subcommand -a " + verb.name + " -d " +
            quoted(verb.summary) + "\n";
  for (const Verb& verb : all_verbs())
    for (const Option& option : verb.options) text += fish_option(verb, option);
  return text;
}

}  // namespace

Verb completions_verb() {
  Verb verb;
  verb.name = "completions";
  verb.summary = "Print a script by which a shell completes this program";
  verb.description = "Prints the completion script of a shell, to be read by its start-up file.";
  verb.options = {
      {"SHELL", "", "bash, zsh or fish", Completes::words, {"bash", "zsh", "fish"}, false, true}};
  verb.examples = {"railhead completions bash"};
  verb.run = [](const Arguments& arguments) {
    const std::string shell = *arguments.text("SHELL");
    print(shell == "bash" ? bash_script() : shell == "zsh" ? zsh_script() : fish_script());
    return ExitCode::kSuccess;
  };
  return verb;
}

}  // namespace railhead
