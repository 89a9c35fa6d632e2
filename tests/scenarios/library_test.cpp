// The scenarios of the library against what their sources state.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "railhead/base/time.hpp"

#include "runs.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using namespace railhead::tests;

namespace {

double least(const Values& values) {
  return *std::min_element(values.begin(), values.end());
}
double most(const Values& values) {
  return *std::max_element(values.begin(), values.end());
}

double mean_metric(const std::string& file, const std::string& selector,
                   std::uint64_t replications) {
  return mean(run_metrics(compile_file(file), {selector}, replications)[0]);
}

}  // namespace

TEST_CASE("every scenario of the library compiles, runs, and conserves rounds") {
  for (const std::string& file : scenario_files(".")) {
    CAPTURE(file);
    const Compiled compiled = compile_file(file);
    CHECK_FALSE(compiled.settings.question.empty());
    CHECK_FALSE(compiled.settings.references.empty());
    // simulate() throws where the ledger does not balance.
    CHECK(run_metrics(compiled, {"stock_end"}, 20)[0].size() == 20);
  }
}

TEST_CASE("every number of the library has a source or is marked as an assumption") {
  for (const std::string& file : scenario_files(".")) {
    const std::string command = std::string(RAILHEAD_PROGRAM) + " show --unsourced '" +
                                scenario_path(file) + "' 2>/dev/null";
    std::string text;
    std::FILE* const pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
    CHECK(pclose(pipe) == 0);
    // What has no source is listed, one line each.
    INFO(file);
    CHECK(text == "");
  }
}

TEST_CASE("at least a million rounds leave North Korea by 1 November 2023, in ten shipments") {
  const auto values = run_metrics(compile_file("dprk-2023.toml"),
                                  {"departed{window=to-november}", "shipments{window=to-november}",
                                   "railcars_departed{shipment=dprk-train}"},
                                  500);
  CHECK(least(values[0]) >= 1'000'000);
  CHECK(least(values[1]) == 10);
  CHECK(most(values[1]) == 10);
  // Fractions of a car are lost when a cargo is rounded to whole rounds.
  CHECK(mean(values[2]) == Approx(73).margin(0.01));
}

TEST_CASE("a million rounds last the fronts more than two months") {
  // 61 of the 92 days up to 1 November.
  const auto values =
      run_metrics(compile_file("dprk-2023.toml"), {"demanded{window=to-november}"}, 500);
  CHECK(most(values[0]) * 61 / 92 < 1'000'000);
}

TEST_CASE("containers by date lie between what Seoul and Washington counted") {
  const Compiled compiled = compile_file("dprk-2023.toml");
  const auto containers = [&](const char* date) {
    return mean_of_series(compiled, SeriesName::containers_departed, *from_iso(date), 300);
  };
  CHECK(containers("2023-10-01") >= 1'000);
  const double february = containers("2024-02-26");
  CHECK(february >= 6'700);
  CHECK(february <= 11'000);
  CHECK(containers("2024-06-17") >= 10'000);
}

TEST_CASE("without North Korea the fronts are short no later and no less") {
  const std::vector<std::string> selector = {"unmet"};
  const auto with = run_metrics(compile_file("dprk-2023.toml"), selector, 300);
  const auto without = run_metrics(compile_file("no-dprk.toml"), selector, 300);
  CHECK(mean(without[0]) >= mean(with[0]));
}

TEST_CASE("Belarus sends the tonnes and wagons that railway workers counted") {
  const char* const file = "belarus-2022.toml";
  const auto within = [](double percent, double value) {
    return Approx(value).epsilon(percent / 100);
  };
  const auto metric = [&](const char* selector) { return mean_metric(file, selector, 400); };
  CHECK(metric("tonnes_departed{shipment=to-russia,window=march-to-september}") ==
        within(1, 65'089));
  CHECK(metric("railcars_departed{shipment=to-russia,window=march-to-september}") ==
        within(2, 1'940));
  CHECK(metric("tonnes_departed{shipment=to-russia}") == within(1, 131'582));
  CHECK(metric("tonnes_departed{shipment=to-belarus}") == within(1, 37'267));
  CHECK(metric("railcars_departed{shipment=to-belarus}") == within(2, 1'390));
}

TEST_CASE("Russian fire of 2022 comes to ten to twelve million rounds") {
  const double fired = mean_metric("russia-2022.toml", "consumed{window=war-2022}", 300);
  CHECK(fired >= 10'000'000);
  CHECK(fired <= 12'000'000);
}

TEST_CASE("the theatre of thirty sites runs and is short nowhere on paper only") {
  const Compiled compiled = compile_file("theatre.toml");
  CHECK(compiled.network.sites.size() == 30);
  const auto values = run_metrics(compiled, {"consumed", "demanded"}, 50);
  CHECK(mean(values[0]) > 0.5 * mean(values[1]));
}

// Prints the table of outcomes of scenarios/README.md: test_scenarios "[outcomes]"
TEST_CASE("table of what the scenarios show", "[.][outcomes]") {
  std::printf(
      "| scenario | short in | first short (median) | wanted | fired | rationed | unmet |\n");
  std::printf("| --- | ---: | --- | ---: | ---: | ---: | ---: |\n");
  for (const std::string& file : scenario_files(".")) {
    const auto values = run_metrics(compile_file(file), {"stockout", "stockout_date", "demanded",
                                                         "consumed", "rationed", "unmet"});
    if (mean(values[2]) == 0) continue;  // nobody fires
    std::vector<double> dates;
    for (const double date : values[1])
      if (!std::isnan(date)) dates.push_back(date);
    std::sort(dates.begin(), dates.end());
    const auto median = [&] {
      return to_iso_date(Instant(Duration(std::llround(dates[dates.size() / 2]))));
    };
    std::printf("| `%s` | %.1f %% of %zu runs | %s | %.0f k | %.0f k | %.0f k | %.1f k |\n",
                file.c_str(), 100 * mean(values[0]), values[0].size(),
                dates.empty() ? "-" : median().c_str(), mean(values[2]) / 1e3,
                mean(values[3]) / 1e3, mean(values[4]) / 1e3, mean(values[5]) / 1e3);
  }
}
