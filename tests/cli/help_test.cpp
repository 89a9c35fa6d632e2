#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include <sys/wait.h>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sanitized.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::vector<std::string> verbs() {
  std::vector<std::string> names;
  bool listed = false;
  for (const std::string& line : lines_of(type({"--help"}).out)) {
    if (listed && line.empty()) break;
    if (listed) names.push_back(line.substr(2, line.find(' ', 2) - 2));
    listed |= line == "Verbs:";
  }
  return names;
}

// What follows "Example:" or "Examples:" at the end of a help text.
std::vector<std::string> examples(const std::string& help) {
  std::vector<std::string> commands;
  bool listed = false;
  for (const std::string& line : lines_of(help)) {
    if (listed && line.starts_with("  ")) commands.push_back(line.substr(2));
    listed |= line.starts_with("Example");
  }
  return commands;
}

// Under a sanitizer, with 20 replications where hundreds are asked for.
std::string affordable(const std::string& text) {
  static const std::regex replications{R"((replications = |-n )[1-9][0-9_]{2,})"};
  return kSanitized ? std::regex_replace(text, replications, "$0120") : text;
}

// The scenarios of a clone.
void lay_out(const std::string& folder) {
  std::filesystem::copy(source("scenarios"), folder, std::filesystem::copy_options::recursive);
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
    if (entry.path().extension() != ".toml") continue;
    const std::string text = affordable(file_text(entry.path().string()));
    std::ofstream{entry.path()} << text;
  }
}

// Runs a command of a shell in a folder that looks like a clone, with a small store where it reads
// one; its standard error.
std::string shell(const std::string& command, const std::string& scenarios, int& code) {
  const TemporaryFolder folder;
  std::filesystem::create_directory_symlink(scenarios, folder.path("scenarios"));
  if (command.find("results.db") != std::string::npos)
    REQUIRE(type({"sweep", source("scenarios/studies/shipments-against-shortage.toml"), "-n", "2",
                  "--store", folder.path("results.db"), "--quiet"})
                .code == 0);
  const std::string program = std::filesystem::path{RAILHEAD_PROGRAM}.parent_path();
  const std::string line = "cd " + folder.path() + " && PATH=\"" + program + ":$PATH\" && " +
                           affordable(command) + " >out 2>err";
  const int status = std::system(line.c_str());
  code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return file_text(folder.path("err"));
}

}  // namespace

TEST_CASE("every help ends with an example that works") {
  // Where npm fetched nothing for it, the page of the report is left out of the program.
  const std::string charts = file_text(
      (std::filesystem::path{RAILHEAD_PROGRAM}.parent_path() / "report/charts.js").string());
  if (charts.empty()) WARN("no charts here: examples that write a report are not run");
  const TemporaryFolder clone;
  const std::string scenarios = clone.path("scenarios");
  lay_out(scenarios);
  const auto names = verbs();
  REQUIRE(names.size() >= 8);
  for (const std::string& verb : names) {
    const Ended help = type({verb, "--help"});
    CHECK(help.code == 0);
    const auto commands = examples(help.out);
    INFO(help.out);
    REQUIRE_FALSE(commands.empty());
    for (const std::string& command : commands) {
      if (charts.empty() && command.find("-o report.html") != std::string::npos) continue;
      int code = -1;
      INFO(command);
      const std::string err = shell(command, scenarios, code);
      INFO(err);
      CHECK(code == 0);
    }
  }
}

TEST_CASE("completions and the manual name every verb and option") {
  const auto names = verbs();
  const std::string manual = type({"manual"}).out;
  for (const char* shell_name : {"bash", "zsh", "fish"}) {
    const std::string script = type({"completions", shell_name}).out;
    for (const std::string& verb : names) CHECK_THAT(script, Contains(verb));
    CHECK_THAT(script, Contains("replications"));
    CHECK_THAT(script, Contains("deterministic"));
  }
  for (const std::string& verb : names) CHECK_THAT(manual, Contains(".SS " + verb));
  CHECK_THAT(manual, Contains("\\-\\-replications"));
  CHECK_THAT(manual, Contains(".SH EXIT STATUS"));
}
