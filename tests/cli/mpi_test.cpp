// Sweeps over the ranks of an MPI job. Open MPI takes the ranks of one machine through memory.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/cli/small_study.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

std::string mpi_program() {
  return (std::filesystem::path{RAILHEAD_PROGRAM}.parent_path() / "railhead-mpi").string();
}

// False, with a word, where the program was not built or there is no mpirun.
bool mpi_is_there() {
  const bool there = std::filesystem::exists(mpi_program()) &&
                     std::system("mpirun --version >/dev/null 2>&1") == 0;
  if (!there) WARN("no railhead-mpi or no mpirun: not tested");
  return there;
}

// Open MPI leaks a little at its end, which is not for the address sanitizer to tell here.
std::vector<std::string> job(int ranks, const SmallStudy& files, const std::string& store) {
  return {"env", "ASAN_OPTIONS=detect_leaks=0", "mpirun", "--oversubscribe", "--allow-run-as-root",
          "--bind-to", "none", "--mca", "btl", "self,vader",
          // A busy machine may need more than a second to hear of the end.
          "--mca", "odls_base_sigkill_timeout", "3", "-n", std::to_string(ranks), mpi_program(),
          "sweep", files.study(), "--quiet", "--chunk", "100", "--store", store};
}

// The process that is this rank of the job that writes `store`; 0 where there is none (yet).
pid_t process_of(int rank, const std::string& store) {
  const std::string variable = std::string{"OMPI_COMM_WORLD_RANK="} + std::to_string(rank);
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc", ignored}) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (file_text("/proc/" + name + "/cmdline").find(store) == std::string::npos) continue;
    // Variables are ended by NUL.
    if (("\0" + file_text("/proc/" + name + "/environ")).find(variable + '\0') != std::string::npos)
      return std::atoi(name.c_str());
  }
  return 0;
}

bool has_runs(const std::string& store) {
  const Ended ended = type({"query", store, "SELECT count(*) > 0 AS any FROM runs"});
  return ended.out == "any\n1\n";
}

}  // namespace

TEST_CASE("the number of ranks does not show in the store") {
  if (!mpi_is_there()) return;
  const SmallStudy files{"summaries", 3000};
  REQUIRE(type({"sweep", files.study(), "--store", files.file("one.db"), "--quiet"}).code == 0);
  const std::string expected = store_content(files.file("one.db"));
  for (const int ranks : {1, 2, 5}) {
    const TemporaryFolder folder;
    const std::string store = files.file("ranks.db");
    Background sweep{job(ranks, files, store), folder};
    const int code = sweep.wait();
    INFO(ranks << " ranks: " << sweep.err());
    REQUIRE(code == 0);
    CHECK(store_content(store) == expected);
    std::filesystem::remove(store);
  }
}

TEST_CASE("a rank that dies ends the job, and the store goes on from there") {
  if (!mpi_is_there()) return;
  const SmallStudy files{"responses", 40'000};
  REQUIRE(type({"sweep", files.study(), "--store", files.file("one.db"), "--quiet"}).code == 0);
  const std::string store = files.file("ranks.db");
  const TemporaryFolder folder;
  Background sweep{job(3, files, store), folder};
  pid_t victim = 0;
  for (int time = 0; time < 3000 && (victim == 0 || !has_runs(store)); ++time) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
    victim = process_of(2, store);
  }
  REQUIRE(victim > 0);
  REQUIRE(kill(victim, SIGKILL) == 0);
  CHECK(sweep.wait() != 0);
  CHECK_THAT(sweep.err(), Contains("a rank died") && Contains("start it again to go on"));
  REQUIRE(type({"sweep", files.study(), "--store", store, "--quiet"}).code == 0);
  CHECK(store_content(store) == store_content(files.file("one.db")));
}

TEST_CASE("what goes wrong in an MPI job is said once and is its exit code") {
  if (!mpi_is_there()) return;
  const SmallStudy files{"responses", 20};
  std::ofstream{files.study(), std::ios::app} << "[[response]]\nmetric = \"stock_ende\"\n";
  const TemporaryFolder folder;
  Background sweep{job(2, files, files.file("kept.db")), folder};
  CHECK(sweep.wait() == 3);
  const std::string err = sweep.err();
  const std::size_t told = err.find("there is no metric `stock_ende`");
  REQUIRE(told != std::string::npos);
  CHECK(err.find("there is no metric `stock_ende`", told + 1) == std::string::npos);
  CHECK_FALSE(std::filesystem::exists(files.file("kept.db")));
}
