#include <fstream>

#include <unistd.h>

#include "tests/architecture/checker.hpp"
#include "tests/support/catch.hpp"

using railhead::architecture::faults_of_source;
using railhead::architecture::faults_of_tree;
using Faults = std::vector<std::string>;

TEST_CASE("no layer of the engine looks up") {
  for (const std::string& fault : faults_of_tree(RAILHEAD_SOURCE_DIR)) FAIL_CHECK(fault);
}

TEST_CASE("the engine's sources are found at all") {
  CHECK(std::filesystem::exists(RAILHEAD_SOURCE_DIR "/include/railhead/base/ids.hpp"));
  CHECK(std::filesystem::exists(RAILHEAD_SOURCE_DIR "/engine/base/error.cpp"));
}

TEST_CASE("an arrow that is not in the table is a fault") {
  CHECK(faults_of_source("model", "#include \"railhead/kernel/calendar.hpp\"\n").empty());
  CHECK(faults_of_source("model", "\n#include \"railhead/scenario/load.hpp\"\n") ==
        Faults{"2: model may not include scenario"});
  CHECK(faults_of_source("scenario", "#include \"railhead/kernel/calendar.hpp\"") ==
        Faults{"1: scenario may not include kernel"});
  CHECK(faults_of_source("report", "# include <railhead/model/network.hpp>") ==
        Faults{"1: report may not include model"});
  CHECK(faults_of_source("base", "#include \"railhead/nowhere/x.hpp\"") ==
        Faults{"1: base may not include nowhere"});
  CHECK(faults_of_source("base", "#include \"../cli/table.hpp\"") ==
        Faults{"1: base may not include cli"});
  CHECK(faults_of_source("base", "// #include \"railhead/cli/table.hpp\"").empty());
}

TEST_CASE("each library stays in its layer") {
  const auto only = [](const char* line, const char* home, const Faults& fault) {
    INFO(line);
    CHECK(faults_of_source(home, line).empty());
    CHECK(faults_of_source("stats", line) == fault);
  };
  only("#include <toml++/toml.h>", "scenario", {"1: only scenario includes toml++"});
  only("#include <sqlite3.h>", "results", {"1: only results includes SQLite"});
  only("#include <boost/mpi.hpp>", "experiment", {"1: only experiment includes MPI"});
  only("#include <mpi.h>", "experiment", {"1: only experiment includes MPI"});
  only("#include <tbb/parallel_for.h>", "experiment",
       {"1: only experiment includes the thread pool"});
  only("#include <CLI/CLI.hpp>", "cli", {"1: only cli parses arguments"});
}

TEST_CASE("only the command line prints") {
  for (const char* line : {"#include <print>", "  std::cout << x;", "printf(\"%d\", x);",
                           "std::fprintf(stderr, \"\");", "fmt::print(\"x\");"}) {
    INFO(line);
    CHECK(faults_of_source("cli", line).empty());
    CHECK(faults_of_source("report", line) == Faults{"1: only cli prints"});
  }
  CHECK(faults_of_source("base", "std::snprintf(text, size, \"%d\", x);").empty());
}

TEST_CASE("model and random call no transcendental function of the C library") {
  for (const char* line : {"x = std::exp(y);", "std::log1p(y)", "std::pow(x, 2)", "std::sinh(x)",
                           "std::atan2(y, x)", "std::lgamma(x)", "std::erfc(x)", "std::expf(x)"}) {
    INFO(line);
    CHECK(faults_of_source("random", line).size() == 1);
    CHECK(faults_of_source("model", line).size() == 1);
    CHECK(faults_of_source("stats", line).empty());
  }
  CHECK(faults_of_source("model", "std::sqrt(x) + std::floor(x)").empty());
}

// CTest hands the name of a test case to the test program, which takes a dash for an option.
TEST_CASE("no test case is named like an option") {
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator{RAILHEAD_SOURCE_DIR "/tests"}) {
    if (entry.path().extension() != ".cpp") continue;
    std::ifstream file{entry.path()};
    for (std::string line; std::getline(file, line);)
      if (line.rfind("TEST_CASE(\"-", 0) == 0) FAIL_CHECK(entry.path() << ": " << line);
  }
}

TEST_CASE("a bad tree is reported by path and line") {
  const auto root = std::filesystem::temp_directory_path() /
                    ("railhead-architecture-" + std::to_string(::getpid()));
  const auto write = [&](const char* path, const char* text) {
    std::filesystem::create_directories((root / path).parent_path());
    std::ofstream{root / path} << text;
  };
  write("include/railhead/base/up.hpp", "#pragma once\n#include \"railhead/stats/tally.hpp\"\n");
  write("engine/model/clean.cpp", "#include \"railhead/model/network.hpp\"\n");
  write("engine/odd/x.cpp", "");
  const Faults faults = faults_of_tree(root);
  std::filesystem::remove_all(root);
  CHECK(faults == Faults{"include/railhead/base/up.hpp:2: base may not include stats",
                         "engine/odd/x.cpp:1: odd is not a layer"});
}
