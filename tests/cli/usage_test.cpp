#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

const std::string kMain = source("scenarios/dprk-2023.toml");

void refused(const std::vector<std::string>& arguments, int code, const std::string& what) {
  const Ended ended = run_program({arguments});
  INFO(ended.err);
  CHECK(ended.code == code);
  CHECK(ended.out.empty());
  CHECK_THAT(ended.err, Contains(what));
}

}  // namespace

TEST_CASE("the version is one line") {
  const Ended ended = type({"--version"});
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, Catch::Matches("railhead [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_CASE("a wrong command line is exit code 2 and says what is wrong") {
  refused({}, 2, "say what to do");
  refused({"rnu"}, 2, "there is no verb \"rnu\"; did you mean \"run\"?");
  refused({"run"}, 2, "railhead: error: run: FILE is required; railhead run --help tells more");
  refused({"run", kMain, "--replicatons", "3"}, 2,
          "run has no option \"--replicatons\"; did you mean \"--replications\"?");
  refused({"run", kMain, "-n"}, 2, "run: -n needs a value, N");
  refused({"run", kMain, "-n", "3", "-n", "4"}, 2, "run: -n is given more than once");
  refused({"run", kMain, "--quiet=3"}, 2, "run: --quiet takes no value");
  refused({"run", kMain, "-x"}, 2, "run has no option \"-x\"");
  refused({"run", kMain, kMain}, 2, "run: The following argument was not expected");
  refused({"run", kMain, "-n", "many"}, 2, "--replications: expected a whole number");
  refused({"run", kMain, "-n", "0"}, 2, "at least 1, found 0");
  refused({"run", kMain, "-n", "-3"}, 2, "-3");
  refused({"run", kMain, "--seed", "1.5"}, 2, "--seed: expected a whole number, found \"1.5\"");
  refused({"run", kMain, "--threads", "0"}, 2, "--threads: expected at least 1");
  refused({"completions", "tcsh"}, 2, "tcsh");
  refused({"show", kMain, "--effective", "--unsourced"}, 2, "leave out --unsourced");
  refused({"check", "-", "-"}, 2, "the standard input can be read only once");
}

TEST_CASE("help is asked for with or without dashes") {
  CHECK(type({"help"}).out == type({"--help"}).out);
  CHECK(type({"help", "run"}).out == type({"run", "--help"}).out);
  CHECK_THAT(type({"help", "rnu"}).err, Contains("did you mean \"run\"?"));
}

TEST_CASE("a scenario that is invalid is exit code 3, with the place of each fault") {
  refused({"run", "/nowhere/none.toml"}, 3, "none.toml");
  const Ended ended = type({"check", "-"}, "schema = 1\n[scenario]\nfoo = 1\n");
  CHECK(ended.code == 3);
  CHECK_THAT(ended.err, Contains("-:3:1: error: "));
  CHECK_THAT(ended.err, Contains("foo = 1\n"));
}

TEST_CASE("check goes through all files and says which are sound") {
  const std::string bad = source("README.md");
  const Ended ended = type({"check", kMain, bad});
  CHECK(ended.code == 3);
  CHECK(ended.out == kMain + ": ok\n");
  CHECK_THAT(ended.err, Contains("README.md:"));
  CHECK(type({"check", kMain}).code == 0);
}

TEST_CASE("an output that cannot be written is a run-time error") {
  if (::access("/dev/full", W_OK) != 0) return;
  const std::string command = std::string{RAILHEAD_PROGRAM} + " schema >/dev/full 2>/dev/null";
  CHECK(WEXITSTATUS(std::system(command.c_str())) == 1);
}

TEST_CASE("a reader that goes away ends the program without a word") {
  const TemporaryFolder folder;
  const std::string command = std::string{RAILHEAD_PROGRAM} + " run " + kMain + " -n 20 --json 2>" +
                              folder.path("err") + " | head -c 1 >/dev/null";
  CHECK(std::system(command.c_str()) == 0);
  CHECK(file_text(folder.path("err")).empty());
}
