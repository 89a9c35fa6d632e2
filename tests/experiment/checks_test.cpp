#include "railhead/experiment/checks.hpp"

#include "railhead/experiment/executor.hpp"

#include "tests/experiment/small_scenario.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using tests::small_scenario;

namespace {

CheckOutcome outcome_of(const std::string& expression) {
  const Compiled compiled = small_scenario("[check.it]\nexpr = \"" + expression + "\"\n");
  RunRequest request;
  require_metrics(compiled.settings.checks, request.metrics);
  MetricEnsemble metrics{request.metrics};
  RecordSink* const sinks[] = {&metrics};
  ThreadExecutor{1}.run(compiled.network, request, {0, 50}, sinks, {});
  return evaluate(compiled.settings.checks, compiled.network, metrics).front();
}

}  // namespace

TEST_CASE("a check holds or fails by its condition over the replications") {
  CHECK(outcome_of("min(stock_min{site=depot}) >= 0").passed);
  CHECK_FALSE(outcome_of("min(stock_min{site=depot}) < 0").passed);
  CHECK(outcome_of("mean(demanded) > 60 * 60 and mean(demanded) < 70 * 60").passed);
  CHECK(outcome_of("p10(demanded) < p90(demanded)").passed);
}

TEST_CASE("the outcome of a check tells what its figures are") {
  const CheckOutcome outcome = outcome_of("max(backlog_end{munition=shell}) <= 0");
  REQUIRE(outcome.figures.size() == 1);
  CHECK(outcome.figures[0].name == "max(backlog_end{munition=shell})");
  CHECK(outcome.figures[0].value == 0);
  CHECK(outcome.id == "it");
  CHECK_FALSE(outcome.figures[0].is_date);
  CHECK(outcome_of("min(stockout_date) >= 2023-01-01").figures[0].is_date);
  CHECK_FALSE(outcome_of("sd(stockout_date) >= 0").figures[0].is_date);
}

TEST_CASE("the metrics of the checks are asked for once each") {
  const Compiled compiled = small_scenario(
      "[check.a]\nexpr = \"min(demanded) >= 0\"\n[check.b]\nexpr = \"max(demanded) >= 0\"\n");
  std::vector<Metric> metrics;
  require_metrics(compiled.settings.checks, metrics);
  CHECK(metrics.size() == 1);
}
