#include "engine/experiment/threads.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace railhead;

TEST_CASE("every index is worked on once, and what was done is there afterwards") {
  for (const std::size_t threads : {1U, 2U, 5U}) {
    std::vector<int> times(1000);
    on_threads(threads, [&] {
      for (int& each : times) ++each;
      for_each_index(times.size(), [&](std::size_t index) { ++times[index]; });
      for (int& each : times) ++each;
    });
    CHECK(times == std::vector<int>(1000, 3));
  }
}

TEST_CASE("what is thrown at one index reaches who asked, with its words") {
  const auto work = [] {
    for_each_index(100, [](std::size_t index) {
      if (index > 40) throw std::runtime_error("this happened at " + std::to_string(index));
    });
  };
  CHECK_THROWS_WITH(on_threads(3, work), Catch::Contains("this happened at"));
}

namespace {

// What a pipeline did with the numbers from 0 on, which its tokens stand for in turn.
struct Line {
  std::vector<std::size_t> of_token = std::vector<std::size_t>(4);
  std::vector<std::size_t> idle = {0, 1, 2, 3};
  std::atomic<int> under_way = 0;
  int most_under_way = 0;
  std::mutex mutex;  // of idle: tokens go from the last stage back to the first
  std::size_t begun = 0;
  std::vector<std::size_t> finished;
  std::size_t fails_at[3] = {9999, 9999, 9999};

  void fail(std::size_t stage, std::size_t number) const {
    if (number == fails_at[stage]) throw std::runtime_error("stage " + std::to_string(stage));
  }
  void run() {
    run_pipeline(4, {[this] { return next(); },
                     [this](std::size_t token) {
                       fail(1, of_token[token]);
                       of_token[token] *= 2;
                     },
                     [this](std::size_t token) { finish(token); }});
  }
  std::optional<std::size_t> next() {
    fail(0, begun);
    if (begun == 500) return {};
    most_under_way = std::max(most_under_way, ++under_way);
    const std::scoped_lock lock{mutex};
    const std::size_t token = idle.back();
    idle.pop_back();
    of_token[token] = begun++;
    return token;
  }
  void finish(std::size_t token) {
    fail(2, of_token[token] / 2);
    finished.push_back(of_token[token]);
    --under_way;
    const std::scoped_lock lock{mutex};
    idle.push_back(token);
  }
};

}  // namespace

TEST_CASE("a pipeline finishes all that it began, in that order, a few at once") {
  for (const std::size_t threads : {1U, 2U, 5U}) {
    Line line;
    on_threads(threads, [&] { line.run(); });
    REQUIRE(line.finished.size() == 500);
    for (std::size_t i = 0; i < 500; ++i) REQUIRE(line.finished[i] == 2 * i);
    CHECK(line.most_under_way <= 4);
  }
}

TEST_CASE("what is thrown in a stage of a pipeline ends it and reaches who asked") {
  for (const std::size_t stage : {0U, 1U, 2U}) {
    Line line;
    line.fails_at[stage] = 100;
    CHECK_THROWS_WITH(on_threads(2, [&] { line.run(); }), "stage " + std::to_string(stage));
    CHECK(line.finished.size() <= 104);
  }
}
