#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

constexpr const char* kScenario = R"(
schema = 1
[scenario]
start = 2023-01-01
horizon_days = 60
seed = 7
[munition.shell]
[origin.old]
[site.depot]
stock = { shell = { old = 1000 } }
[consumer.guns]
site = "depot"
munition = "shell"
demand_per_day = { dist = "normal", mean = 18, cv = 0.4 }
unmet = "lost"
)";

constexpr const char* kStudy = R"(
schema = 1
scenario = "small.toml"
[design]
method = "grid"
[factor.stock]
path = "site.depot.stock.shell.old"
values = [800, 900, 1000, 1100]
[replicate]
replications = 20_000
[[response]]
metric = "stock_end{munition=shell}"
[[response]]
metric = "stockout_date"
[store]
path = "kept.db"
keep = "summaries"
)";

struct Files {
  Files() {
    std::ofstream{folder.path("small.toml")} << kScenario;
    std::ofstream{folder.path("study.toml")} << kStudy;
  }
  TemporaryFolder folder;
  std::string study() const { return folder.path("study.toml"); }
  std::string store(const std::string& name) const { return folder.path(name); }
};

std::string content(const std::string& store) {
  std::string text;
  for (const char* table : {"meta", "points", "levels", "factors", "responses", "runs", "summaries",
                            "scenarios", "inputs"}) {
    const Ended ended = type({"query", store, std::string{"SELECT * FROM "} + table});
    REQUIRE(ended.code == 0);
    text.append(ended.out);
  }
  return text;
}

// Starts a sweep and kills it after so long. Whether it was killed before it was done.
bool killed(const Files& files, const std::string& store, std::chrono::milliseconds after) {
  const pid_t process = fork();
  if (process == 0) {
    if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(1);
    execl(RAILHEAD_PROGRAM, RAILHEAD_PROGRAM, "sweep", files.study().c_str(), "--store",
          store.c_str(), "--quiet", nullptr);
    _exit(127);
  }
  std::this_thread::sleep_for(after);
  kill(process, SIGKILL);
  int status = 0;
  REQUIRE(waitpid(process, &status, 0) == process);
  return WIFSIGNALED(status);
}

std::string mpi_program() {
  return (std::filesystem::path{RAILHEAD_PROGRAM}.parent_path() / "railhead-mpi").string();
}

}  // namespace

TEST_CASE("a sweep that is killed at any moment and started again equals one that was not") {
  const Files files;
  const std::string whole = files.store("whole.db");
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(type({"sweep", files.study(), "--store", whole, "--quiet"}).code == 0);
  const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  const std::string expected = content(whole);
  std::mt19937 moments{20231101};
  const char* more = std::getenv("RAILHEAD_KILLS");  // for a longer test than the usual one
  const int kills = more == nullptr ? 10 : std::atoi(more);
  for (int kill = 0; kill < kills; ++kill) {
    const std::string store = files.store("killed-" + std::to_string(kill) + ".db");
    std::uniform_int_distribution<long> moment{1, std::max<long>(taken.count(), 2)};
    killed(files, store, std::chrono::milliseconds{moment(moments)});
    killed(files, store, std::chrono::milliseconds{moment(moments)});
    REQUIRE(type({"sweep", files.study(), "--store", store, "--quiet"}).code == 0);
    REQUIRE(content(store) == expected);
  }
}

TEST_CASE("a sweep prints a line a point, and nothing is run twice") {
  const Files files;
  const Ended first = type({"sweep", files.study(), "-n", "50"});
  CHECK(first.code == 0);
  CHECK_THAT(first.out, Contains("stock_end{munition=shell}") && Contains("1100"));
  CHECK_THAT(first.err, Contains("200 replications run now"));
  const Ended again = type({"sweep", files.study(), "-n", "50"});
  CHECK(again.out == first.out);
  CHECK_THAT(again.err, Contains(" 0 replications run now"));
}

TEST_CASE("plan keeps nothing") {
  const Files files;
  const Ended plan = type({"plan", files.study(), "--json"});
  CHECK(plan.code == 0);
  CHECK_THAT(plan.out, Contains("\"points\": 4") && Contains("\"runs\": 80000"));
  CHECK_FALSE(std::filesystem::exists(files.store("kept.db")));
}

TEST_CASE("a store is exported in a fixed order, and compared point by point") {
  const Files files;
  REQUIRE(type({"sweep", files.study(), "-n", "20", "--quiet"}).code == 0);
  const std::string store = files.store("kept.db");
  const Ended csv = type({"export", store, "--format", "csv", "-o", files.store("out.csv")});
  CHECK(csv.code == 0);
  CHECK_THAT(file_text(files.store("out.csv")),
             Catch::StartsWith("point,replication,summary,metric,value\r\n"));
  CHECK_THAT(type({"export", store, "--format", "json"}).out, Contains("\"railhead.export/1\""));
  const Ended compared = type({"compare", "--store", store, "--json"});
  CHECK(compared.code == 0);
  CHECK_THAT(compared.out,
             Contains("\"format\": \"railhead.compare/1\"") && Contains("\"variance_ratio\""));
}

TEST_CASE("the number of ranks does not show in the store") {
  if (!std::filesystem::exists(mpi_program()) || std::system("mpirun --version >/dev/null 2>&1"))
    return;
  const Files files;
  REQUIRE(type({"sweep", files.study(), "-n", "3000", "--store", files.store("one.db"), "--quiet"})
              .code == 0);
  const std::string expected = content(files.store("one.db"));
  for (const char* ranks : {"1", "2", "5"}) {
    const std::string store = files.store(std::string{"ranks-"} + ranks + ".db");
    const std::string command = std::string{"mpirun --oversubscribe --allow-run-as-root -n "} +
                                ranks + " " + mpi_program() + " sweep " + files.study() +
                                " -n 3000 --quiet --chunk 100 --store " + store + " >/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
    CHECK(content(store) == expected);
  }
}
