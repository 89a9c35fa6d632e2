// Every case of scenarios/validation/cases.csv against its truth.
#include <cmath>
#include <cstdio>
#include <map>

#include "known_answers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sanitized.hpp"

using namespace railhead;
using namespace railhead::tests;

namespace {

// A fault of this size must show: wider tolerances are refused, where all replications are run.
constexpr double kFaultToSee = 0.02;

void check_family(const std::string& family) {
  for (const auto& rows : cases_by_file(family)) {
    const std::vector<Outcome> outcomes = outcomes_of(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Outcome& o = outcomes[i];
      CAPTURE(rows[i].file, rows[i].metric, rows[i].statistic, o.truth, o.estimate, o.tolerance);
      CHECK(o.agrees);
      if (!kSanitized) CHECK(o.tolerance <= kFaultToSee * std::abs(o.truth));
    }
  }
}

}  // namespace

TEST_CASE("queues, series of them and pipelines are as long as theory says") {
  check_family("queue");
}

TEST_CASE("inventory policies keep waiting and hold in stock what theory says") {
  check_family("inventory");
}

TEST_CASE("supply worked out by hand comes out to the round and the day") {
  check_family("supply");
}

TEST_CASE("unknown and chance parts of the spread add up as the law of total variance says") {
  check_family("statistics");
}

TEST_CASE("every validation scenario has a known answer") {
  std::map<std::string, int> rows;
  for (const Case& row : read_cases()) ++rows["validation/" + row.file];
  for (const std::string& file : scenario_files("validation")) {
    CAPTURE(file);
    CHECK(rows[file] > 0);
  }
}

// Prints the table of scenarios/README.md: test_scenarios "[table]"
TEST_CASE("table of the known answers", "[.][table]") {
  std::printf("| case | metric | theory | estimate | standard error | verdict |\n");
  std::printf("| --- | --- | ---: | ---: | ---: | --- |\n");
  for (const auto& rows : cases_by_file()) {
    const std::vector<Outcome> outcomes = outcomes_of(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Case& row = rows[i];
      const Outcome& o = outcomes[i];
      const std::string metric = row.metric + (row.statistic == "sd" ? ", standard deviation" : "");
      const char* const verdict = o.agrees ? "agrees" : "DIFFERS";
      std::printf("| %s | `%s` | ", row.file.substr(0, row.file.size() - 5).c_str(),
                  metric.c_str());
      if (row.kind == "statistical")
        std::printf("%.7g | %.7g | %.2g | %s |\n", o.truth, o.estimate, o.standard_error, verdict);
      else if (row.kind == "same")
        std::printf("as %s | %.0f runs differ | exact | %s |\n", row.truth.c_str(), o.estimate,
                    verdict);
      else
        std::printf("%s | %s | exact | %s |\n", row.truth.c_str(),
                    o.agrees ? "the same" : "another", verdict);
    }
  }
}
