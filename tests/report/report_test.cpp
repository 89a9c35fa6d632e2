#include "railhead/report/charts.hpp"
#include "railhead/report/figures.hpp"
#include "railhead/report/page.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

ReportRun one_depot() {
  ReportRun run;
  run.title = "</script><b>";
  run.path = "depot.toml";
  run.replications = 100;
  run.start = *from_iso("2023-01-01");
  run.end = *from_iso("2023-01-11");
  run.munitions = {{"shell", ""}};
  run.grid = {run.start, run.end};
  ReportBands stock{"stock", {{"munition", "shell"}}, {5, 3}, {}, {{5, 2}}};
  stock.quantiles = {{1, 2, 3, 5, 6, 7, 8}, {0, 1, 2, 3, 4, 5, 6}};
  run.bands = {stock};
  ReportFigure flag{"stockout", {{"munition", "shell"}}, "flag", FigureKind::flag, {}};
  flag.summary.n = 100;
  run.figures = {flag};
  return run;
}

}  // namespace

TEST_CASE("figures have the digits that their interval supports") {
  CHECK(supported(1234567, 8900) == "1,235,000");
  CHECK(with_half_width(1234567, 8900) == "1,235,000 ± 9,000");
  CHECK(with_half_width(0.98765, 0.0021) == "0.988 ± 0.002");
  CHECK(supported(-1234567, 8900) == "-1,235,000");
  CHECK(supported(250000, 0) == "250,000");
  CHECK(three_digits(1234567) == "1,230,000");
  CHECK(three_digits(0.012345) == "0.0123");
}

TEST_CASE("a probability from finite runs is never 0 or 1") {
  CHECK(probability(0, 2000) == "under 0.15 %");
  CHECK(probability(2000, 2000) == "over 99.85 %");
  CHECK(probability(1240, 2000) == "62 %");
  CHECK(probability_interval(1240, 2000) == "60 to 64 %");
  CHECK(probability(1, 1000000) == "0.0001 %");
  CHECK(probability(0, 1) == "under 100 %");
}

TEST_CASE("dates are written out") {
  const auto at = static_cast<double>(from_iso("2024-03-01")->time_since_epoch().count());
  CHECK(long_date(at) == "1 March 2024");
}

TEST_CASE("a chart's name is fit for a file and a link") {
  CHECK(chart_id("stock-Front South/152mm\"") == "stock-front-south-152mm");
}

TEST_CASE("a column that charts share is kept once") {
  Chart chart;
  chart.datasets = {{"a", {{"x", {1, 2}}, {"y", {1, 2}}}}, {"b", {{"x", {1, 2.000001}}}}};
  ColumnPool pool;
  CHECK(pool.refer(chart) == R"({"a": {"x": 0, "y": 0}, "b": {"x": 0}})");
  CHECK(pool.json() == "[[1,2]]");
}

TEST_CASE("a specification alone carries its data") {
  const auto charts = stock_charts(one_depot());
  REQUIRE(charts.size() == 1);
  CHECK(charts[0].id == "stock-all-shell");
  const std::string spec = standalone_spec(charts[0]);
  CHECK(spec.find(R"("datasets":{"bands": [{"date": "2023-01-01T00:00", "p05": 1)") !=
        std::string::npos);
  CHECK(spec.find('@') == std::string::npos);
}

TEST_CASE("nothing that a scenario says can end the page's data") {
  ReportInput input;
  input.runs = {one_depot()};
  if (!report_available()) {
    CHECK_THROWS_AS(report_page(input), Error);
    return;
  }
  const std::string page = report_page(input);
  CHECK(page.find("</script><b>") == std::string::npos);
  CHECK(page.find("\\u003c/script>\\u003cb>") != std::string::npos);
  CHECK(page.find("<title>&lt;/script&gt;&lt;b&gt;</title>") != std::string::npos);
  CHECK(page.find("In under 3.0 % of runs shell is short") != std::string::npos);
}
