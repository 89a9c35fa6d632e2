#include "railhead/experiment/compare.hpp"

#include <algorithm>
#include <cmath>

#include "tests/experiment/small_scenario.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using Catch::Contains;

namespace {

Scenario small(const std::vector<std::string>& overrides = {}) {
  return load_text("small.toml", tests::kSmallScenario, overrides);
}

CompareOptions fifty() {
  CompareOptions options;
  options.replications = 50;
  options.all_series = true;
  return options;
}

const PairedFigures& figures_of(const Comparison& comparison, const std::string& metric,
                                std::size_t variant = 0) {
  for (const PairedFigures& each : comparison.differences)
    if (each.metric == metric && each.variant == variant) return each;
  throw std::runtime_error("no " + metric);
}

}  // namespace

TEST_CASE("a scenario compared with itself differs by exactly 0") {
  const Comparison comparison = compare({small(), small()}, fifty());
  CHECK(comparison.inputs.empty());
  REQUIRE_FALSE(comparison.differences.empty());
  for (const PairedFigures& each : comparison.differences) {
    CHECK(each.mean == 0);
    CHECK(each.sd == 0);
    CHECK(each.identical == 50);
    CHECK(each.superiority == 0.5);
  }
  const TrajectoryEnsemble& all = *comparison.trajectories[0];
  for (std::size_t i = 0; i < all.grid().size(); ++i) {
    CHECK(all.mean(0, i) == 0);
    CHECK(all.quantiles(0, i)[6] == 0);
  }
}

TEST_CASE("a change from a date on leaves everything before it equal to the bit") {
  const Scenario changed =
      small({"line.plant.output_per_day=[ { from = 2023-01-01, value = { dist = \"normal\", mean = "
             "50, cv = 0.3 } }, { from = 2023-02-01, value = 90 } ]"});
  const Comparison comparison = compare({small(), changed}, fifty());
  const TrajectoryEnsemble& all = *comparison.trajectories[0];
  const auto stock = static_cast<std::size_t>(
      std::find_if(all.series().begin(), all.series().end(),
                   [](const Series& s) { return s.name == SeriesName::stock; }) -
      all.series().begin());
  for (std::size_t day = 0; day <= 31; ++day) {
    CHECK(all.quantiles(stock, day)[0] == 0);
    CHECK(all.quantiles(stock, day)[6] == 0);
  }
  CHECK(all.mean(stock, 40) > 0);
}

TEST_CASE("a variant with more stock is better in every pair, and the pairs gain precision") {
  const Comparison comparison =
      compare({small(), small({"site.depot.stock.shell.old=1010"})}, fifty());
  const PairedFigures& unmet = figures_of(comparison, "unmet{munition=shell}");
  CHECK(unmet.mean <= 0);
  CHECK(unmet.superiority <= 0.5);
  CHECK(unmet.variance_ratio > 2);
  REQUIRE(comparison.inputs.size() == 1);
  CHECK(comparison.inputs[0].difference.path == "site.depot.stock.shell.old");
}

TEST_CASE("intervals of several variants hold together") {
  const Scenario more = small({"site.depot.stock.shell.old=1100"});
  const Comparison two = compare({small(), more}, fifty());
  const Comparison three = compare({small(), more, more}, fifty());
  CHECK(two.level == 0.95);
  CHECK(three.level == 0.975);
  CHECK(figures_of(three, "unmet{munition=shell}").half_width >
        figures_of(two, "unmet{munition=shell}").half_width);
  CHECK(figures_of(three, "unmet{munition=shell}", 1).mean ==
        figures_of(two, "unmet{munition=shell}").mean);
}

TEST_CASE("runs that are no pairs are refused") {
  const auto refused = [](const std::string& change, const std::string& what) {
    try {
      compare({small(), small({change})}, fifty());
      FAIL("nothing was thrown");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::kUsage);
      CHECK_THAT(error.what(), Contains("not pairs") && Contains(what));
    }
  };
  refused("scenario.seed=8", "has seed 8, the baseline 7; --seed gives all of them one");
  refused("scenario.start=2023-01-02", "start 2023-01-02");
  refused("scenario.horizon_days=61", "end");
  CompareOptions one_seed = fifty();
  one_seed.seed = 3;
  CHECK(compare({small(), small({"scenario.seed=8"})}, one_seed).seed == 3);
}

TEST_CASE("the first event at which two runs part is found") {
  const FirstDifference same = first_difference(small(), small(), {}, 4);
  CHECK_FALSE(same.before.has_value());
  CHECK_FALSE(same.after.has_value());
  const FirstDifference found =
      first_difference(small(), small({"line.plant.output_per_day=200"}), {}, 4);
  REQUIRE(found.before.has_value());
  CHECK_THAT(*found.before, Contains("2023-01-02") && Contains("output"));
}

// Differences 1, 0, 2, -1: mean 1/2, variance 5/3; t(3) at .975 is 3.182446, at .9875 4.176535.
TEST_CASE("paired figures are those worked out by hand") {
  PairedMetrics pairs{{MetricKind::amount}};
  const double baseline[] = {1, 2, 3, 4};
  const double variant[] = {2, 2, 5, 3};
  for (std::size_t i = 0; i < 4; ++i) pairs.add({&baseline[i], 1}, {&variant[i], 1});
  pairs.settle();
  const PairedFigures figures = pairs.figures(0, 0.95);
  CHECK(figures.pairs == 4);
  CHECK(figures.n == 4);
  CHECK(figures.baseline_mean == 2.5);
  CHECK(figures.variant_mean == 3.0);
  CHECK(figures.mean == 0.5);
  CHECK(figures.sd == Approx(std::sqrt(5.0 / 3)));
  CHECK(figures.half_width == Approx(3.182446 * std::sqrt(5.0 / 12)).epsilon(1e-6));
  CHECK(pairs.figures(0, 0.975).half_width == Approx(4.176535 * std::sqrt(5.0 / 12)).epsilon(1e-6));
  CHECK(figures.superiority == 0.625);  // two larger, one tie
  CHECK(figures.identical == 1);
  CHECK(figures.variance_ratio == Approx((5.0 / 3 + 2) / (5.0 / 3)));
  CHECK(figures.quantiles[3] == 0.5);
}

TEST_CASE(
    "a metric that does not occur on both sides makes a pair only where it is missing on both") {
  const double none = std::nan("");
  PairedMetrics pairs{{MetricKind::instant}};
  const double day = 86'400e6;
  const double baseline[] = {none, none, 3 * day, 5 * day};
  const double variant[] = {none, day, none, 4 * day};
  for (std::size_t i = 0; i < 4; ++i) pairs.add({&baseline[i], 1}, {&variant[i], 1});
  pairs.settle();
  const PairedFigures figures = pairs.figures(0, 0.95);
  CHECK(figures.pairs == 4);
  CHECK(figures.n == 1);
  CHECK(figures.identical == 1);
  CHECK(figures.mean == -1);  // days
  CHECK(figures.superiority == 0);
}

TEST_CASE("a disruption of the main scenario changes nothing before its date, in any series") {
  const std::string path = RAILHEAD_SOURCE_DIR "/scenarios/dprk-2023.toml";
  const Scenario baseline = load(path);
  for (const char* what :
       {"kind = \"stock-loss\"\ntarget = \"tikhoretsk\"\nfraction = { dist = \"uniform\", low = "
        "0.2, "
        "high = 0.6 }",
        "kind = \"route-closure\"\ntarget = \"tikhoretsk-south\"\nduration_days = 20",
        "kind = \"line-outage\"\ntarget = \"new-152\"\nduration_days = 20",
        "kind = \"demand-surge\"\ntarget = \"south-152\"\nduration_days = 9\nfactor = 2"}) {
    const Scenario variant =
        load_text(RAILHEAD_SOURCE_DIR "/scenarios/variant.toml",
                  std::string{"schema = 1\nextends = [\"dprk-2023.toml\"]\n[disruption.new]\nat = "
                              "2024-03-01\n"} +
                      what + "\n");
    CompareOptions options;
    options.replications = 12;
    options.all_series = true;
    const Comparison comparison = compare({baseline, variant}, options);
    const TrajectoryEnsemble& all = *comparison.trajectories[0];
    const Instant date = *from_iso("2024-03-01");
    bool differs = false;
    for (std::size_t i = 0; i < all.series().size(); ++i) {
      for (std::size_t day = 0; day < all.grid().size(); ++day) {
        const bool same =
            all.mean(i, day) == 0 && all.quantiles(i, day)[0] == 0 && all.quantiles(i, day)[6] == 0;
        const bool unknown = std::isnan(all.mean(i, day));  // days of supply without demand
        if (all.grid()[day] < date) REQUIRE((same || unknown));
        differs |= !same && !unknown;
      }
    }
    CHECK(differs);
    const FirstDifference found = first_difference(baseline, variant, {}, 3);
    REQUIRE(found.after.has_value());
    CHECK_THAT(*found.after, Contains("2024-03-01") && Contains("disruption.new"));
  }
}
