#include "railhead/experiment/executor.hpp"

#include <mutex>

#include "railhead/results/ensemble.hpp"
#include "railhead/results/trajectories.hpp"

#include "tests/experiment/small_scenario.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using tests::small_scenario;

namespace {

// Notes which replications each of its parts was given.
class Witness final : public RecordSink {
 public:
  std::size_t parts() const override { return seen.size(); }
  void add(std::size_t part, std::span<const RunRecord> records) override {
    for (const RunRecord& record : records) seen[part].push_back(record.replication);
  }
  std::vector<std::vector<std::uint64_t>> seen{3};
};

struct Outcome {
  std::uint64_t digest = 0;
  double mean = 0, p90 = 0, stock_p10 = 0, stock_mean = 0;
  bool operator==(const Outcome&) const = default;
};

Outcome run_with(std::size_t threads, std::uint64_t runs) {
  const Compiled compiled = small_scenario();
  const Network& network = compiled.network;
  const RunRequest request{default_metrics(network), default_series(network)};
  MetricEnsemble metrics{request.metrics};
  TrajectoryEnsemble trajectories{request.series, recording_grid(network)};
  RecordSink* const sinks[] = {&metrics, &trajectories};
  ThreadExecutor{threads}.run(network, request, {0, runs}, sinks, {});
  const auto stock = metrics.find({MetricName::unmet, {}});
  const std::size_t index = stock.value_or(0);
  return {metrics.digest(), metrics.summary(index).mean, metrics.summary(index).p(0.9),
          trajectories.quantiles(0, 30)[1], trajectories.mean(0, 30)};
}

}  // namespace

TEST_CASE("every sink is given every replication once and in order") {
  const Compiled compiled = small_scenario();
  const RunRequest request{default_metrics(compiled.network), {}};
  for (const std::size_t threads : {1U, 3U}) {
    Witness witness;
    RecordSink* const sinks[] = {&witness};
    std::uint64_t told = 0;
    const RunControl control{nullptr, [&](std::uint64_t done) { told = done; }};
    CHECK(ThreadExecutor{threads}.run(compiled.network, request, {100, 1000}, sinks, control) ==
          1000);
    CHECK(told == 1000);
    for (const auto& part : witness.seen) {
      REQUIRE(part.size() == 1000);
      for (std::size_t i = 0; i < part.size(); ++i) REQUIRE(part[i] == 100 + i);
    }
  }
}

TEST_CASE("one, two or seven threads give the same bits") {
  const Outcome one = run_with(1, 5000);
  CHECK(one == run_with(2, 5000));
  CHECK(one == run_with(7, 5000));
  CHECK_FALSE(one == run_with(2, 4999));
}

TEST_CASE("a range that is run in two pieces equals one that is run at once") {
  const Compiled compiled = small_scenario();
  const RunRequest request{default_metrics(compiled.network), {}};
  MetricEnsemble whole{request.metrics};
  MetricEnsemble pieces{request.metrics};
  RecordSink* const whole_sink[] = {&whole};
  RecordSink* const pieces_sink[] = {&pieces};
  ThreadExecutor executor{2};
  executor.run(compiled.network, request, {0, 700}, whole_sink, {});
  executor.run(compiled.network, request, {0, 300}, pieces_sink, {});
  executor.run(compiled.network, request, {300, 400}, pieces_sink, {});
  CHECK(whole.digest() == pieces.digest());
  CHECK(whole.summary(0).mean == pieces.summary(0).mean);
}

TEST_CASE("a cancelled run delivers what was finished, without gaps") {
  const Compiled compiled = small_scenario();
  const RunRequest request{default_metrics(compiled.network), {}};
  Witness witness;
  RecordSink* const sinks[] = {&witness};
  std::atomic<bool> cancel = false;
  const RunControl control{&cancel, [&](std::uint64_t done) { cancel = done > 50; }};
  const std::uint64_t done =
      ThreadExecutor{3}.run(compiled.network, request, {0, 1'000'000}, sinks, control);
  CHECK(done > 50);
  CHECK(done < 1'000'000);
  REQUIRE(witness.seen[0].size() == done);
  for (std::size_t i = 0; i < done; ++i) REQUIRE(witness.seen[0][i] == i);
}

TEST_CASE("the error of the smallest failing replication is the one that is told") {
  Compiled compiled = small_scenario();
  compiled.network.max_events = 1;
  const RunRequest request{default_metrics(compiled.network), {}};
  std::string first;
  for (const std::size_t threads : {1U, 2U, 5U}) {
    Witness witness;
    RecordSink* const sinks[] = {&witness};
    try {
      ThreadExecutor{threads}.run(compiled.network, request, {40, 1000}, sinks, {});
      FAIL("nothing was thrown");
    } catch (const Error& error) {
      if (first.empty()) first = error.what();
      CHECK(first == error.what());
      CHECK(witness.seen[0].empty());
    }
  }
  CHECK_THAT(first, Catch::Contains("40"));
}
