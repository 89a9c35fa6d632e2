#include "railhead/report/charts.hpp"
#include "railhead/report/figures.hpp"
#include "railhead/report/page.hpp"

#include "engine/report/spec.hpp"
#include "engine/report/sweep_shape.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

ReportRun one_depot() {
  ReportRun run;
  run.title = "</script><b>";
  run.question = run.title;
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

TEST_CASE("a template is filled once, whatever its parts say") {
  CHECK(filled("@A@-@B@-@A@", {{"A", "@B@"}, {"B", "x@y"}}) == "@B@-x@y-@B@");
  CHECK(filled("no mark, but me@home", {}) == "no mark, but me@home");
  CHECK_THROWS(filled("nothing", {{"A", "x"}}));
}

TEST_CASE("a munition keeps its colour in every scenario") {
  ReportInput input;
  input.runs.resize(2);
  input.runs[0].munitions = {{"122mm", ""}, {"152mm", ""}};
  input.runs[1].munitions = {{"152mm", ""}, {"203mm", ""}};
  keep_colours(input);
  CHECK(munition_colour(input.runs[0], "152mm") == munition_colour(input.runs[1], "152mm"));
  CHECK(munition_colour(input.runs[0], "122mm") != munition_colour(input.runs[1], "203mm"));
}

namespace {

// Two inputs of two levels each; the second goes with the first or does not.
ReportSweep two_by_two(bool together) {
  ReportSweep sweep;
  sweep.factors = {{"a", "parameter.a"}, {"b", "parameter.b"}};
  sweep.responses = {{"stockout", "probability", FigureKind::flag}};
  for (const double a : {1.0, 2.0})
    for (const double b : {10.0, 5.0}) {
      if (together && (a == 1) != (b == 10)) continue;
      ReportPoint point;
      point.label = "a=" + std::to_string(a) + ", b=" + std::to_string(b);
      point.levels = {{std::to_string(static_cast<int>(a)), a},
                      {std::to_string(static_cast<int>(b)), b}};
      point.outcomes.resize(1);
      point.outcomes[0].n = 100;
      sweep.points.push_back(std::move(point));
    }
  return sweep;
}

}  // namespace

TEST_CASE("inputs that go together are one axis, others a grid") {
  CHECK(varying_axes(two_by_two(true)).size() == 1);
  const ReportSweep sweep = two_by_two(false);
  const auto axes = varying_axes(sweep);
  REQUIRE(axes.size() == 2);
  CHECK(axes[1].levels == std::vector<std::string>{"5", "10"});
  CHECK(is_grid(sweep, axes[0], axes[1]));
}

TEST_CASE("a heat map says of no probability that it is 0") {
  const auto charts = response_charts(two_by_two(false));
  REQUIRE(charts.size() == 2);
  CHECK(charts[1].id == "heat-0-stockout-a");
  const auto& columns = charts[1].datasets[0].columns;
  CHECK(columns.back().name == "share");
  CHECK(columns.back().texts.front() == "under 3.0 %");
}

TEST_CASE("the date of a shortage is drawn from a summary where there is nothing else") {
  ReportRun run = one_depot();
  run.summaries = true;
  ReportFigure date{"stockout_date", {{"munition", "shell"}}, "instant", FigureKind::instant, {}};
  const auto at = [](const char* day) {
    return static_cast<double>(from_iso(day)->time_since_epoch().count());
  };
  date.summary.n = 50;
  date.summary.min = at("2023-01-02");
  date.summary.quantiles.fill(at("2023-01-05"));
  date.summary.max = at("2023-01-10");
  run.figures.push_back(date);
  const auto charts = shortage_charts(run);
  REQUIRE(charts.size() == 1);
  const auto& shares = charts[0].datasets[0].columns[2].numbers;
  CHECK(shares.front() == 0);
  CHECK(shares.back() == 0.5);
}
