// The engine and the reference simulator on random networks: the same figures, to the round.
// RAILHEAD_SEED=n plays one network, RAILHEAD_CASES=n that many of them, from RAILHEAD_FIRST=n on.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string>

#include "railhead/model/simulate.hpp"

#include "tests/reference/generator.hpp"
#include "tests/reference/simulator.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using namespace railhead::reference;

namespace {

RunRequest everything(const Network& network) {
  RunRequest request;
  request.metrics = default_metrics(network);
  request.series = default_series(network);
  return request;
}

bool same(double a, double b, bool instant) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (instant) return std::abs(a - b) <= 1;  // microsecond
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

// What a replication cannot be played for; an internal fault is none.
template <class Play>
std::string refusal(const Play& play) {
  try {
    play();
  } catch (const Error& error) {
    const std::string text = error.what();
    if (text.find("asks for") == std::string::npos) throw;
    return text;
  }
  return {};
}

// Empty, or where the two differ first.
std::string difference(const Network& network, std::uint64_t replication) {
  Simulator reference{network, replication};
  const std::string refused = refusal([&] { reference.run(); });
  if (refused.empty() && !reference.imbalance().empty())
    return "reference: " + reference.imbalance();
  const RunRequest request = everything(network);
  Workspace workspace{network, request};
  RunRecord record;
  const std::string told = refusal([&] { simulate(workspace, replication, record); });
  if (refused.empty() != told.empty() || told.find(refused) == std::string::npos)
    return "engine: " + told + ", reference: " + refused;
  if (!refused.empty()) return {};
  std::string found;
  int differences = 0;
  const auto compare = [&](const std::string& name, double engine, double obvious, bool instant) {
    if (same(engine, obvious, instant) || ++differences > 12) return;
    found += "\n  " + name + ": engine " + std::to_string(engine) + ", reference " +
             std::to_string(obvious);
  };
  // Trajectories first: they say when it went apart.
  const std::vector<Instant> grid = recording_grid(network);
  for (std::size_t t = 0; t < grid.size() && differences == 0; ++t)
    for (std::size_t i = 0; i < request.series.size(); ++i) {
      const Series& series = request.series[i];
      compare(std::string{to_string(series.name)} + " " +
                  to_string(network, Metric{MetricName::stock_end, series.of}) + " at " +
                  to_iso(grid[t]),
              record.trajectories[t * request.series.size() + i], reference.series(series, grid[t]),
              false);
    }
  for (std::size_t i = 0; i < request.metrics.size(); ++i) {
    const Metric& metric = request.metrics[i];
    compare(to_string(network, metric), record.metrics[i], reference.metric(metric),
            info(metric.name).kind == MetricKind::instant);
  }
  return found;
}

std::string outcome(std::uint64_t seed, Features features) {
  try {
    const Network network = random_network(seed, features);
    for (std::uint64_t replication = 0; replication < 2; ++replication)
      if (const std::string found = difference(network, replication); !found.empty())
        return std::string{"replication "}.append(std::to_string(replication)).append(found);
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

// Leaves out whatever can be left out with the two still apart.
Features narrowed(std::uint64_t seed, Features features) {
  for (unsigned f = 0; f < static_cast<unsigned>(Feature::count); ++f) {
    const Features fewer = without(features, static_cast<Feature>(f));
    if (fewer != features && !outcome(seed, fewer).empty()) features = fewer;
  }
  return features;
}

std::uint64_t environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE("the engine does what the slow simulator does, to the round") {
  const std::uint64_t only = environment("RAILHEAD_SEED", 0);
  const std::uint64_t first = only > 0 ? only : environment("RAILHEAD_FIRST", 1);
  const std::uint64_t cases = only > 0 ? 1 : environment("RAILHEAD_CASES", 150);
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    if (outcome(seed, kAllFeatures).empty()) continue;
    const Features features = narrowed(seed, kAllFeatures);
    std::string kept;
    for (unsigned f = 0; f < static_cast<unsigned>(Feature::count); ++f)
      if (has(features, static_cast<Feature>(f)))
        kept.append(" ").append(to_string(static_cast<Feature>(f)));
    FAIL_CHECK("RAILHEAD_SEED=" << seed << " with only" << kept << "\n"
                                << outcome(seed, features) << "\n"
                                << describe(random_network(seed, features)));
  }
}

TEST_CASE("an unrelated site, line, consumer and shipment change nobody else's figures") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Network alone = random_network(seed, kAllFeatures);
    Network larger = alone;
    add_unrelated(larger);
    RunRequest request = everything(alone);
    RunRecord before, after;
    Workspace workspace{alone, request};
    simulate(workspace, 3, before);
    Workspace larger_workspace{larger, request};
    simulate(larger_workspace, 3, after);
    INFO("seed " << seed);
    for (std::size_t i = 0; i < request.metrics.size(); ++i) {
      INFO(to_string(alone, request.metrics[i]));
      CHECK(same(before.metrics[i], after.metrics[i], false));
    }
  }
}

TEST_CASE("a longer run has the same past") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Network shorter = random_network(seed, kAllFeatures);
    Network longer = shorter;
    longer.end += 10 * kDay;
    const RunRequest request = everything(shorter);
    RunRecord before, after;
    Workspace workspace{shorter, request};
    simulate(workspace, 5, before);
    Workspace longer_workspace{longer, request};
    simulate(longer_workspace, 5, after);
    const std::vector<Instant> grid = recording_grid(shorter);
    INFO("seed " << seed);
    for (std::size_t t = 0; t < grid.size() && grid[t] < shorter.end; ++t)
      for (std::size_t i = 0; i < request.series.size(); ++i) {
        const std::size_t at = t * request.series.size() + i;
        REQUIRE(same(before.trajectories[at], after.trajectories[at], false));
      }
  }
}

TEST_CASE("the clock never goes back, and telling of events changes nothing") {
  class Listener : public TraceListener {
   public:
    void on_event(const TraceEvent& event) override {
      if (events_++ > 0) REQUIRE(event.at >= last_);
      last_ = event.at;
    }
    std::uint64_t events_ = 0;

   private:
    Instant last_;
  };
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Network network = random_network(seed, kAllFeatures);
    const RunRequest request = everything(network);
    Workspace workspace{network, request};
    RunRecord silent, told;
    Listener listener;
    simulate(workspace, 1, silent);
    simulate(workspace, 1, told, &listener);
    CHECK(listener.events_ > 0);
    CHECK(silent.digest == told.digest);
  }
}
