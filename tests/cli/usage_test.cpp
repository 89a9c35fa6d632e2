#include <cstdlib>
#include <fstream>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sanitized.hpp"

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
  refused({"--hepl"}, 2, "railhead has no option \"--hepl\"; did you mean \"--help\"?");
  refused({"-n", "3"}, 2, "the options of a verb come after it");
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
  refused({"run", kMain, "--threads", "1025"}, 2, "--threads: expected at most 1024, found 1025");
  refused({"completions", "tcsh"}, 2, "tcsh");
  refused({"run", kMain, "--split-variance", "-n", "1"}, 2, "two replications at least");
  refused({"show", kMain, "--effective", "--unsourced"}, 2, "leave out --unsourced");
  refused({"check", "-", "-"}, 2, "the standard input can be read only once");
}

TEST_CASE(
    "an override that is no PATH=VALUE is a wrong command line, one that does not fit a fault") {
  refused({"run", kMain, "--set", "parameter.fire_2024"}, 2,
          "railhead: error: --set \"parameter.fire_2024\": an override is PATH=VALUE, such as "
          "parameter.fire_rate=12000\n");
  refused({"check", kMain, "--set", "=3"}, 2, "an override is PATH=VALUE");
  refused({"show", kMain, "--set", "parameter.fire_2024="}, 2, "there is no value after the =");
  refused({"compare", kMain, kMain, "--set", ""}, 2, "an override is PATH=VALUE");
  refused({"run", kMain, "--set", "site.x.stock=[1"}, 2, "\"[1\" is not a TOML value");
  refused({"run", kMain, "--set", "parameter.fire_2042=1"}, 3, "did you mean \"fire_2024\"?");
}

TEST_CASE("the standard input is read once, whatever asks for it") {
  for (const char* verb : {"check", "compare", "diff", "report"})
    refused({verb, "-", "-"}, 2, "the standard input can be read only once");
}

TEST_CASE("a dash is the standard output where there may be one, and no name for a file") {
  const Ended starter = type({"new", "-"});
  CHECK(starter.code == 0);
  CHECK(starter.out == type({"new"}).out);
  refused({"run", kMain, "--trace", "-"}, 2, "- is no name for a file to write");
  refused({"report", kMain, "-o", "-"}, 2, "- is no name for a file to write");
}

TEST_CASE("a scenario comes from a file, the standard input or a pipe that somebody writes to") {
  const TemporaryFolder folder;
  const std::string pipe = folder.path("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  refused({"check", pipe}, 3, "pipe: error: is a pipe to which nobody writes");
  const std::string command = "cat '" + kMain + "' >'" + pipe + "' & '" + RAILHEAD_PROGRAM +
                              "' check '" + pipe + "' >/dev/null";
  CHECK(WEXITSTATUS(std::system(command.c_str())) == 0);
  CHECK(type({"check", "-"}, file_text(kMain)).out == "-: ok\n");
}

TEST_CASE("a value that goes wrong while it runs is told with its place") {
  const TemporaryFolder folder;
  const std::string file = folder.path("short.toml");
  std::ofstream{file}
      << "schema = 1\n[scenario]\nstart = 2024-01-01\nhorizon_days = 9\n[parameter.u]\n"
         "uncertainty = { dist = \"uniform\", low = 1, high = 2 }\n[site.depot]\nkeep_rounds = "
         "\"1 - u\"\n";
  const std::string start = "railhead: error: replication 0: site.depot.keep_rounds (";
  const std::string when = ") at 2024-01-01T00:00:00Z: it comes to -0.";
  const Ended ended = type({"run", file, "--quiet"});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.err, Contains(start + file + ":8:15" + when));
  CHECK_THAT(ended.err, Contains(", but must be between 0 and 4e+15"));
  CHECK_THAT(type({"run", file, "--quiet", "--set", "site.depot.keep_rounds=0.5 - u"}).err,
             Contains(start + "--set site.depot.keep_rounds=0.5 - u" + when));
  CHECK_THAT(type({"run", file, "--set", "parameter.u=1e300"}).err,
             Contains("replication 0: parameter.u (--set parameter.u=1e300) at "
                      "2024-01-01T00:00:00Z: its value is not finite"));
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

TEST_CASE("what is sure to take more memory than is allowed is told before the run") {
  if (kSanitized) return;  // under which there is no limit: they reserve terabytes
  refused({"run", kMain, "-n", "1000000000000", "--max-memory", "1GiB", "--worst", "unmet"}, 1,
          "the single figures of 1000000000000 replications take 15258789 MiB, more than the 1024 "
          "MiB of memory that are allowed");
}

TEST_CASE("a study where a scenario is wanted is told in one line") {
  const Ended ended = type({"run", source("scenarios/studies/what-matters-152mm.toml")});
  CHECK(ended.code == 3);
  CHECK_THAT(ended.err, Contains("error: this is a study, not a scenario; plan, sweep and "
                                 "sensitivity read it"));
  CHECK(ended.err.find("error: ", ended.err.find("error: ") + 1) == std::string::npos);
}

TEST_CASE("a workday that is named twice is warned of") {
  const TemporaryFolder folder;
  const std::string file = folder.path("days.toml");
  std::ofstream{file} << "schema = 1\n[scenario]\nstart = 2024-01-01\nhorizon_days = 9\n"
                         "[munition.m]\n[origin.o]\n[site.s]\n[line.l]\nsite = \"s\"\nmunition = "
                         "\"m\"\norigin = \"o\"\noutput_per_day = 1\nworkdays = [\"mon\", \"tue\", "
                         "\"mon\"]\n";
  const Ended ended = type({"check", file});
  CHECK(ended.code == 0);
  CHECK_THAT(ended.err,
             Contains(file + ":13:27: warning: line \"l\": workdays names \"mon\" twice"));
}
