#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <boost/json.hpp>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

const std::string kMain = source("scenarios/dprk-2023.toml");

}  // namespace

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
