#include "railhead/results/files.hpp"
#include "railhead/scenario/starter.hpp"

#include "console.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

ExitCode start_scenario(const Arguments& arguments) {
  const auto path = arguments.text("FILE");
  if (!path || *path == "-") {
    print(starter_scenario());
    return ExitCode::kSuccess;
  }
  if (file_exists(*path)) throw Error(ExitCode::kUsage, *path + " exists; it is left as it is");
  write_file(*path, starter_scenario());
  print_note("Wrote " + *path + "; run it with: railhead run " + *path);
  return ExitCode::kSuccess;
}

}  // namespace

Verb new_verb() {
  Verb verb;
  verb.name = "new";
  verb.summary = "Write a commented scenario to start from";
  verb.description =
      "Writes a small scenario with comments on every line of interest, which runs as it is: to "
      "FILE, which must not exist, or to the standard output.";
  verb.options = {
      {"FILE", "", "Where to write it (default: the standard output)", Completes::files}};
  verb.examples = {"railhead new my-scenario.toml"};
  verb.run = start_scenario;
  return verb;
}

}  // namespace railhead
