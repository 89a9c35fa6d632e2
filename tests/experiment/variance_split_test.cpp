#include "railhead/experiment/variance_split.hpp"

#include <cmath>
#include <vector>

#include "tests/experiment/small_scenario.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using namespace railhead::tests;

namespace {

// A rate that is uniform between 800 and 1,200, Poisson given the rate, thirty days: variance
// 30 E[r] + 900 Var[r] = 30,000 + 12,000,000.
const char* const kKnownSplit = R"(
schema = 1
[scenario]
start = 2023-01-01
horizon_days = 30
seed = 1
[munition.round]
[origin.domestic]
[site.depot]
stock = { round = { domestic = 1_000_000 } }
[parameter.rate]
value = 1000
uncertainty = { dist = "uniform", low = 800, high = 1200 }
[consumer.guns]
site = "depot"
munition = "round"
demand_per_day = { dist = "poisson", mean = "rate" }
unmet = "lost"
)";

std::vector<VarianceSplit> split_of(const char* text, const std::vector<std::string>& selectors,
                                    std::uint64_t draws) {
  const Scenario scenario = load_text("split.toml", text);
  std::vector<Network> networks = {compile(scenario).network};
  CompileOptions other;
  other.seed = 12345;
  networks.push_back(with_parameters_of(compile(scenario, other).network, networks[0]));
  RunRequest request;
  for (const std::string& selector : selectors)
    request.metrics.push_back(parse_metric(networks[0], selector));
  ThreadExecutor executor{2};
  return split_variance(executor, networks, request, {0, draws}, {});
}

}  // namespace

TEST_CASE("an unknown rate with Poisson chance splits as the law of total variance says") {
  const auto split = split_of(kKnownSplit, {"demanded{consumer=guns}"}, 2000)[0];
  const double truth = 12e6 / 12.03e6;
  CHECK(split.draws == 2000);
  CHECK(split.epistemic.low <= truth);
  CHECK(split.epistemic.high >= truth);
  CHECK(split.epistemic.high - split.epistemic.low < 0.001);
  CHECK(split.epistemic.value + split.aleatory.value == Approx(1.0));
  CHECK(split.aleatory.low == Approx(1 - split.epistemic.high));
  // 3.29 standard errors of a variance from 2,000 uniform draws.
  CHECK(split.variance == Approx(12.03e6).epsilon(3.29 * std::sqrt(0.8 / 2000)));
}

TEST_CASE("without unknown parameters everything is chance") {
  const auto splits = split_of(kSmallScenario, {"stock_end", "demanded", "trains"}, 500);
  CHECK(splits[0].variance > 0.0);
  CHECK(splits[0].epistemic.high == 0.0);
  CHECK(splits[0].aleatory.low == 1.0);
}

TEST_CASE("what does not vary has no shares") {
  SplitTally tally;
  for (int i = 0; i < 10; ++i) tally.add(std::vector<double>{4.0, 4.0});
  CHECK(tally.split().variance == 0.0);
  CHECK(tally.split().draws == 10);
}

TEST_CASE("without chance everything is ignorance, and draws without a value are left out") {
  SplitTally tally;
  for (int i = 0; i < 10; ++i)
    tally.add(std::vector<double>{static_cast<double>(i), static_cast<double>(i)});
  tally.add(std::vector<double>{1.0, std::nan("")});
  const VarianceSplit split = tally.split();
  CHECK(split.draws == 10);
  CHECK(split.epistemic.value == 1.0);
  CHECK(split.aleatory.high == 0.0);
}

// Three draws of two: means 2, 6, 10; within 2, 2, 8. Mean square within 4, of the means 16.
TEST_CASE("components follow the analysis of variance") {
  SplitTally tally;
  tally.add(std::vector<double>{1, 3});
  tally.add(std::vector<double>{7, 5});
  tally.add(std::vector<double>{8, 12});
  const VarianceSplit split = tally.split();
  CHECK(split.variance == Approx(16 - 4 / 2.0 + 4));
  CHECK(split.epistemic.value == Approx(14.0 / 18));
}

// Mean squares 36 and 2 of one and two degrees of freedom; F(1, 2) at .975 is 38.506, at .025
// .0012516. All that is known of two draws is that the ratio lies between 36 / 2 / F.
TEST_CASE("of two draws little is known") {
  SplitTally tally;
  tally.add(std::vector<double>{1, 3});
  CHECK(tally.split().variance == 0.0);
  tally.add(std::vector<double>{7, 9});
  const VarianceSplit split = tally.split();
  CHECK(split.variance == Approx(18 - 1 + 2));
  CHECK(split.epistemic.value == Approx(17.0 / 19));
  CHECK(split.epistemic.low == 0.0);
  CHECK(split.epistemic.high > 0.999);
}
