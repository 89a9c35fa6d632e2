// Rounds, rates and costs too large to count are told, with their place.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/trust/one_consumer.hpp"

using namespace railhead::tests;
using Catch::Contains;

TEST_CASE("rounds that leave 64 bits are told, never wrapped") {
  for (const char* unmet : {"lost", "backlog"}) {
    const Ended ended = run_with({kDemand + "3.9e15", std::string{"consumer.guns.unmet="} + unmet,
                                  "scenario.end=2054-01-01"},
                                 {"-n", "1"});
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err, Contains("replication 0, at 2030-06-23T00:00:00Z: the sum of") &&
                              Contains("rounds is too large to count"));
  }
  CHECK_THAT(run_with({kDemand + "4e15", "consumer.guns.period_days=2"}).err,
             Contains("rounds is too large to count"));
}

TEST_CASE("rounds and rates that no run can count are refused by the check, at their place") {
  for (const char* field :
       {"site.depot.stock.shell.home=4e15", "site.depot.capacity_rounds=4e15"}) {
    const Ended ended = run_with({kDemand + "1", field});
    CAPTURE(field, ended.err);
    CHECK(ended.code == 3);
    CHECK_THAT(ended.err,
               Contains("must be between 0 and 3999999999999999, found 4000000000000000"));
  }
  const Ended cost = run_with({kDemand + "1", "cost.shell.holding_per_round_day=1e308"});
  CHECK(cost.code == 3);
  CHECK_THAT(cost.err,
             Contains("command line: error: cost \"shell\": holding_per_round_day must be "
                      "between 0 and 1000000000000000, found 1e+308\n"
                      "    cost.shell.holding_per_round_day=1e308\n"));
  CHECK(run_with({kDemand + "1", "cost.shell.holding_per_round_day=1e15"}, {"--json"})
            .out.find("null") == std::string::npos);
}

TEST_CASE(
    "rounds that are too many in a run, and events that come too often, name who brings them") {
  const std::string guns = "consumer.guns.demand_per_day (-:";
  CHECK_THAT(type({"run", "-", "--quiet", "-n", "1", "--set", "consumer.guns.period_days=2"},
                  kScenario + std::string{"demand_per_day = 4e15\n"})
                 .err,
             Contains("rounds is too large to count; it came with demand, the most by " + guns));
  CHECK_THAT(type({"run", "-", "--quiet", "-n", "1", "--set", "scenario.end=2054-01-01"},
                  kScenario + std::string{"demand_per_day = 3.9e15\n"})
                 .err,
             Contains("rounds is too large to count; it came with demand, the most by " + guns));
  CHECK_THAT(
      run_with({kDemand + "1", "consumer.guns.period_days=1e-9", "scenario.max_events=1000"}).err,
      Contains("the last one demand, most often of consumer.guns; an interval"));
  const std::string supply = R"(
[replenishment.r]
site = "depot"
munition = "shell"
origin = "home"
from = "external"
lead_time_days = 1
policy = "base-stock"
base_stock = 10
review_days = 1e-9
[resource.crane]
units = 1
)";
  const std::string scenario = kScenario + std::string{"demand_per_day = 1\n"} + supply;
  CHECK_THAT(type({"run", "-", "--quiet", "-n", "1", "--max-events", "1000"}, scenario).err,
             Contains("the last one a review, most often of replenishment.r; an interval"));
  CHECK_THAT(type({"run", "-", "--quiet", "-n", "1", "--max-events", "1000", "--set",
                   "replenishment.r.review_days=1", "--set",
                   "resource.crane.failure={up_days=1e-9,down_days=1e-9}"},
                  scenario)
                 .err,
             Contains("the last one a change of state of resource.crane; an interval"));
}

TEST_CASE("a law given by a list that has no draws in a run is named with its place") {
  for (const char* law :
       {"{ dist = \"discrete\", values = [\"1/none\", 2], weights = [1, 1] }",
        "{ dist = \"discrete\", values = [1, 2], weights = [\"none\", \"none\"] }"})
    CHECK_THAT(type({"run", "-", "--quiet", "-n", "1"},
                    kScenario + std::string{"demand_per_day = "} + law + "\n")
                   .err,
               Contains("replication 0: consumer.guns.demand_per_day (-:"));
}
