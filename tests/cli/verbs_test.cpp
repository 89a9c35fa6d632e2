#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <boost/json.hpp>
#include <sys/wait.h>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

const std::string kMain = source("scenarios/dprk-2023.toml");

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

// Runs a command of a shell in a folder that looks like a clone, with a small store where it reads
// one; its standard error.
std::string shell(const std::string& command, int& code) {
  const TemporaryFolder folder;
  std::filesystem::create_directory_symlink(source("scenarios"), folder.path("scenarios"));
  if (command.find("results.db") != std::string::npos)
    REQUIRE(type({"sweep", source("scenarios/studies/shipments-against-shortage.toml"), "-n", "2",
                  "--store", folder.path("results.db"), "--quiet"})
                .code == 0);
  const std::string program = std::filesystem::path{RAILHEAD_PROGRAM}.parent_path();
  const std::string line =
      "cd " + folder.path() + " && PATH=\"" + program + ":$PATH\" && " + command + " >out 2>err";
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
      const std::string err = shell(command, code);
      INFO(err);
      CHECK(code == 0);
    }
  }
}

TEST_CASE("a new scenario runs as it is") {
  const TemporaryFolder folder;
  const Ended made = type({"new", folder.path("mine.toml")});
  REQUIRE(made.code == 0);
  CHECK(type({"check", folder.path("mine.toml")}).code == 0);
  const Ended ran = type({"run", folder.path("mine.toml"), "-n", "20"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  const Ended again = type({"new", folder.path("mine.toml")});
  CHECK(again.code == 2);
  CHECK_THAT(again.err, Contains("exists"));
  CHECK(type({"new"}).out == file_text(folder.path("mine.toml")));
}

TEST_CASE("a variant whose new value changes no run is told so, and runs") {
  const TemporaryFolder folder;
  REQUIRE(type({"new", folder.path("mine.toml")}).code == 0);
  const std::string variant = folder.path("variant.toml");
  std::ofstream{variant} << "schema = 1\nextends = [\"mine.toml\"]\n"
                            "[parameter.fire_rate]\nvalue = 8_000\n";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"check", variant},
        {"run", variant, "-n", "2"},
        {"compare", folder.path("mine.toml"), variant, "-n", "2"}}) {
    const Ended ended = type(words);
    CHECK(ended.code == 0);
    CHECK_THAT(ended.err, Contains(variant + ":4:1: warning: parameter \"fire_rate\" is still"));
  }
}

TEST_CASE("show tells what each value is and where it comes from") {
  const Ended plain = type({"show", kMain, "--set", "parameter.fire_2023=1234"});
  CHECK(plain.code == 0);
  CHECK_THAT(plain.out, Contains("parameter.fire_2023.value = 1234\n"));
  const Ended origin = type({"show", kMain, "--origin", "--set", "parameter.fire_2023=1234"});
  CHECK_THAT(origin.out, Contains("parameter.fire_2023.value = 1234  # command line"));
  CHECK_THAT(origin.out, Contains("  # " + kMain + ":"));
  const Ended unsourced = type({"show", kMain, "--unsourced"});
  CHECK(unsourced.out.size() < plain.out.size());
  CHECK_THAT(unsourced.err, Contains("numbers have no source"));
}

TEST_CASE("the effective scenario is the same scenario in one file") {
  const std::string variant = source("scenarios/no-dprk.toml");
  const Ended effective = type({"show", variant, "--effective"});
  REQUIRE(effective.code == 0);
  const Ended one = type({"run", variant, "-n", "20", "--json"});
  const Ended two = type({"run", "-", "-n", "20", "--json"}, effective.out);
  INFO(two.err);
  REQUIRE(two.code == 0);
  CHECK(boost::json::parse(one.out).at("digest") == boost::json::parse(two.out).at("digest"));
}

TEST_CASE("diff names what two scenarios differ in") {
  const Ended same = type({"diff", kMain, kMain});
  CHECK(same.code == 0);
  CHECK(same.out.empty());
  const Ended other = type({"diff", kMain, source("scenarios/no-dprk.toml")});
  CHECK(other.code == 0);
  CHECK_THAT(other.out, Contains("- scenario.title = "));
  CHECK_THAT(other.out, Contains("+ scenario.title = "));
  CHECK_THAT(other.out, Contains("- shipment.dprk-early"));
}

TEST_CASE("the schema is a JSON document") {
  const Ended ended = type({"schema"});
  CHECK(ended.code == 0);
  CHECK_THAT(boost::json::parse(ended.out).at("$schema").as_string().c_str(),
             Contains("json-schema.org"));
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

TEST_CASE("bash reads its completions and completes with them") {
  const TemporaryFolder folder;
  std::filesystem::create_directory_symlink(source("scenarios"), folder.path("scenarios"));
  const std::string command =
      std::string{RAILHEAD_PROGRAM} + " completions bash >" + folder.path("c") + " && cd " +
      folder.path() +
      " && bash -c '. ./c; COMP_WORDS=(railhead run --rep); COMP_CWORD=2; "
      "_railhead; echo \"${COMPREPLY[@]}\"; COMP_WORDS=(railhead ch); COMP_CWORD=1; _railhead; "
      "echo \"${COMPREPLY[@]}\"; touch \"my own.toml\"; COMP_WORDS=(railhead run my); "
      "COMP_CWORD=2; "
      "_railhead; echo \"${#COMPREPLY[@]} ${COMPREPLY[0]}\"; COMP_WORDS=(railhead export --format "
      "= "
      "j); COMP_CWORD=4; _railhead; echo \"${COMPREPLY[@]}\"' >" +
      folder.path("out") + " 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);
  CHECK(file_text(folder.path("out")) ==
        "--replications --replication\ncheck\n1 my own.toml\njson\n");
}

TEST_CASE("zsh and fish read their completions, where they are installed") {
  const TemporaryFolder folder;
  for (const std::string shell_name : {"zsh", "fish"}) {
    if (std::system(("command -v " + shell_name + " >/dev/null").c_str()) != 0) continue;
    const std::string script = folder.path(shell_name);
    std::ofstream{script} << type({"completions", shell_name}).out;
    CHECK(std::system((shell_name + " -n " + script).c_str()) == 0);
    if (shell_name != "fish") continue;
    const std::string asked = "cd " + folder.path() + " && touch csv.toml && fish -c 'source " +
                              script + "; complete -C \"railhead export --format \"' >" +
                              folder.path("out") + " 2>&1";
    REQUIRE(std::system(asked.c_str()) == 0);
    CHECK(file_text(folder.path("out")).find(".toml") == std::string::npos);
    CHECK(file_text(folder.path("out")).starts_with("csv\t"));
  }
}
