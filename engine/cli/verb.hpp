// What the command line understands, as data: help, manual page and completions are made from it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/base/error.hpp"

namespace railhead {

// What a value is completed with.
enum class Completes : std::uint8_t { nothing, scenarios, files, folders, words };

// An option, or an argument by position (its name has no dash, "FILE").
struct Option {
  std::string names;       // "-n,--replications"
  std::string value = {};  // what stands for it in help; empty: a flag
  std::string help;
  Completes completes = Completes::nothing;
  std::vector<std::string> words = {};  // the only values allowed, where there are any
  bool repeats = false;
  bool required = false;  // of arguments
};

// What was given for one verb.
class Arguments {
 public:
  // Names are the long ones: "--seed", "FILE".
  bool has(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  std::optional<std::string> text(std::string_view name) const;
  // A whole number, `_` between digits allowed, of at least `least`. Throws Error (usage).
  std::optional<std::uint64_t> count(std::string_view name, std::uint64_t least = 0) const;
  // --threads, from 1 to 1024; `otherwise` where it isn't given. Throws Error (usage).
  std::size_t threads(std::size_t otherwise = 0) const;
  // What lies over the scenario: --set, and --max-events as a value of [scenario].
  std::vector<std::string> overrides() const;
  // The command line as typed, for the manifest.
  std::vector<std::string> command_line;

  std::map<std::string, std::vector<std::string>, std::less<>> values;
};

struct Verb {
  std::string name;
  std::string summary;      // one line
  std::string description;  // paragraphs for the manual and --help
  std::vector<Option> options;
  std::vector<std::string> examples;  // commands that do something sensible in a clone
  std::function<ExitCode(const Arguments&)> run;
};

// Of verbs that run a scenario.
Option max_events_option();

// "-n,--replications" as two names.
std::vector<std::string> names_of(const Option& option);
// The long name of an option: "--seed" of "-s,--seed".
std::string long_name(const Option& option);
inline bool is_argument(const Option& option) {
  return option.names.front() != '-';
}
inline bool is_flag(const Option& option) {
  return option.value.empty() && !is_argument(option);
}

}  // namespace railhead
