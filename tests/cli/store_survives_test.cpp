// What becomes of a store when its writer is killed, has a rival, or runs out of disk.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <thread>

#include <sys/wait.h>

#include "railhead/results/store.hpp"
#include "railhead/results/store_query.hpp"

#include "tests/cli/small_study.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

using Clock = std::chrono::steady_clock;

// RAILHEAD_KILLS for a longer test than the usual one.
int kills_wanted() {
  const char* more = std::getenv("RAILHEAD_KILLS");
  return more == nullptr ? 10 : std::atoi(more);
}

std::vector<std::string> sweep_of(const SmallStudy& files, const std::string& store) {
  return {RAILHEAD_PROGRAM, "sweep", files.study(), "--store", store, "--quiet"};
}

// Starts a sweep and kills it after so long. Whether it was still at work then.
bool killed(const SmallStudy& files, const std::string& store, Clock::duration after) {
  const TemporaryFolder folder;
  Background sweep{sweep_of(files, store), folder};
  std::this_thread::sleep_for(after);
  sweep.kill();
  return sweep.wait() == 128 + SIGKILL;
}

// Kills sweeps of a study at random moments of their work, `kills` in all; every store that is then
// gone on with must equal one that was never touched.
void kill_at_random(const SmallStudy& files, int kills, std::mt19937& random) {
  const std::string whole = files.file("whole.db");
  const auto begin = Clock::now();
  REQUIRE(type({"sweep", files.study(), "--store", whole, "--quiet"}).code == 0);
  const auto taken = Clock::now() - begin;
  const std::string expected = store_content(whole);
  std::uniform_real_distribution<double> moment{0.0, 1.0};
  for (int done = 0, store_number = 0; done < kills; ++store_number) {
    REQUIRE(store_number < 20 * kills);  // nearly all moments are in the midst of the work
    const std::string store = files.file("killed.db");
    for (int time = 0; time < 2 && done < kills; ++time)
      done +=
          killed(files, store, std::chrono::duration_cast<Clock::duration>(moment(random) * taken))
              ? 1
              : 0;
    REQUIRE(type({"sweep", files.study(), "--store", store, "--quiet"}).code == 0);
    REQUIRE(store_content(store) == expected);
    std::filesystem::remove(store);
  }
}

}  // namespace

TEST_CASE("a sweep that is killed at any moment and started again equals one that was not") {
  std::mt19937 random{20231101};
  const int kills = kills_wanted();
  kill_at_random(SmallStudy{"responses", 20'000}, (kills + 1) / 2, random);
  kill_at_random(SmallStudy{"summaries", 10'000}, (kills + 2) / 4, random);
  kill_at_random(SmallStudy{"trajectories", 2'000}, kills / 4, random);
}

TEST_CASE("a sweep that is interrupted says so, and goes on when it is started again") {
  const SmallStudy files{"responses", 40'000};
  REQUIRE(type({"sweep", files.study(), "--store", files.file("whole.db"), "--quiet"}).code == 0);
  const std::string store = files.file("stopped.db");
  const Ended stopped = run_program({{"sweep", files.study(), "--store", store}, {}, {}, 100});
  if (stopped.code != 0) {  // where the machine is not so fast that it was done
    CHECK(stopped.code == 130);
    CHECK_THAT(stopped.err, Contains("stopped early; start it again to go on"));
  }
  REQUIRE(type({"sweep", files.study(), "--store", store, "--quiet"}).code == 0);
  CHECK(store_content(store) == store_content(files.file("whole.db")));
}

TEST_CASE("a sweep waits for another on its store or for who verifies it, or is refused") {
  const SmallStudy files{"responses", 20};
  const std::string store = files.file("kept.db");
  {
    const railhead::ResultStore first{store};
    const Ended refused = type({"sweep", files.study(), "--quiet"});
    CHECK(refused.code == 1);
    CHECK_THAT(refused.err, Contains("kept.db: another process is writing this store"));
    const Ended early = type({"verify", store, "--quiet"});
    CHECK(early.code == 1);
    CHECK_THAT(early.err, Contains("kept.db: another process is writing this store"));
  }
  {
    const auto held = railhead::hold_store(store);
    const Ended refused = type({"sweep", files.study(), "--quiet"});
    CHECK(refused.code == 1);
    CHECK_THAT(refused.err, Contains("kept.db: another process is verifying this store"));
  }
  auto first = std::make_unique<railhead::ResultStore>(store);
  std::thread ending{[&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
    first.reset();
  }};
  CHECK(type({"sweep", files.study(), "--quiet"}).code == 0);
  ending.join();
  const auto held = railhead::hold_store(store);
  CHECK(type({"query", store, "SELECT 1"}).code == 0);
}

TEST_CASE("a full disk is told, and the sweep goes on when there is room again") {
  const SmallStudy files{"responses", 20'000};
  REQUIRE(type({"sweep", files.study(), "--store", files.file("whole.db"), "--quiet"}).code == 0);
  const std::string store = files.file("full.db");
  // No file may grow beyond so many blocks of 512 bytes; to the program that is a disk without
  // room.
  const std::string command = "trap '' XFSZ; ulimit -f 1500; exec " RAILHEAD_PROGRAM " sweep " +
                              files.study() + " --store " + store + " --quiet >/dev/null 2>" +
                              files.file("err");
  const int status = std::system(command.c_str());
  CHECK(WEXITSTATUS(status) == 1);
  CHECK_THAT(file_text(files.file("err")),
             Contains("full.db: the disk ") && Contains("what was committed before is kept"));
  CHECK_FALSE(store_content(store).empty());
  REQUIRE(type({"sweep", files.study(), "--store", store, "--quiet"}).code == 0);
  CHECK(store_content(store) == store_content(files.file("whole.db")));
}

TEST_CASE("rows are committed while nothing more comes") {
  const SmallStudy files{"responses", 20};
  const std::string store = files.file("kept.db");
  REQUIRE(type({"sweep", files.study(), "--quiet"}).code == 0);
  railhead::ResultStore writer{store};
  const std::int64_t point = railhead::point_key("stock=800");
  railhead::RunRecord record;
  record.replication = 20;
  record.metrics = {1, 2};
  writer.add_runs(point, {&record, 1});
  const auto rows = [&] { return type({"query", store, "SELECT count(*) AS n FROM runs"}).out; };
  for (int time = 0; time < 100 && rows() != "n\n81\n"; ++time)
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  CHECK(rows() == "n\n81\n");
}
