#include "railhead/report/charts.hpp"
#include "railhead/results/json.hpp"

#include "content.hpp"
#include "spec.hpp"

namespace railhead {
namespace {

constexpr const char* kComparedMedians =
    R"("data":{"name":"medians"},"mark":{"type":"line","strokeWidth":2.2,"tooltip":true},)"
    R"("encoding":{"x":@DATE@,"y":{"field":"rounds","type":"quantitative","title":)"
    R"("rounds on hand, median",@AMOUNT@},"color":{"field":"scenario","type":"nominal","sort":null,)"
    R"("legend":{"title":null,"labelLimit":420,"columns":1,"symbolType":"stroke"},"scale":{"range":)"
    R"(["#0072B2","#D55E00","#009E73","#CC79A7","#E69F00","#56B4E9"]}},"strokeDash":{"field":)"
    R"("scenario","type":"nominal","sort":null}})";

Chart medians(const ReportInput& input, const ReportBands& of, const std::string& munition) {
  Chart chart;
  chart.id = chart_id("medians-" + munition);
  chart.title = munition + ", all sites: median of each scenario";
  chart.summary = "The median of the rounds on hand over time, one line a scenario.";
  chart.height = 268 + 16 * static_cast<int>(input.runs.size());
  Dataset data{"medians", {{"date"}, {"scenario"}, {"rounds"}}};
  for (const ReportRun& run : input.runs) {
    const ReportBands* bands = run.series("stock", of.of);
    if (bands == nullptr) continue;
    for (std::size_t i = 0; i < run.grid.size(); ++i) {
      data.columns[0].texts.push_back(to_iso_date(run.grid[i]));
      data.columns[1].texts.push_back(run.title.empty() ? run.path : run.title);
      data.columns[2].numbers.push_back(bands->quantiles[i][3]);
    }
  }
  chart.datasets = {std::move(data)};
  chart.spec = spec_around(
      chart.title, 220,
      filled(kComparedMedians, {{"DATE", date_axis("date")}, {"AMOUNT", amount_axis()}}));
  return chart;
}

}  // namespace

std::vector<Chart> median_charts(const ReportInput& input) {
  std::vector<Chart> charts;
  for (const ReportBands& bands : input.runs.front().bands) {
    const bool total = bands.of.size() == 1 && bands.of.contains("munition");
    if (bands.series == "stock" && total)
      charts.push_back(medians(input, bands, bands.of.at("munition")));
  }
  return charts;
}

std::vector<Chart> difference_charts(const ReportInput& input, const ReportComparison& each) {
  std::vector<Chart> charts;
  const ReportRun& variant = input.runs[each.variant];
  for (const ReportBands& bands : each.bands) {
    const std::string munition = bands.of.at("munition");
    ReportRun frame;  // neither events nor sightings of either belong to a difference
    frame.grid = input.runs.front().grid;
    Chart chart =
        fan_chart(frame, bands, munition + ": variant less baseline", "rounds on hand, difference",
                  munition_colour(input.runs.front(), munition));
    chart.id = chart_id("difference-" + std::to_string(each.variant) + "-" + munition);
    chart.summary = "Rounds on hand at all sites in \"" +
                    (variant.title.empty() ? variant.path : variant.title) +
                    "\" less those of the baseline in the same replication: median and bands that "
                    "hold the central 50, 80 and 90 % of runs.";
    charts.push_back(std::move(chart));
  }
  return charts;
}

namespace {

void add_study_charts(std::vector<Chart>& charts, const ReportInput& input) {
  std::size_t number = 0;
  const auto add = [&](std::vector<Chart> of_study) {
    for (Chart& chart : of_study) {
      chart.id += study_suffix(number);
      charts.push_back(std::move(chart));
    }
  };
  for (const ReportSolution& each : input.solutions) {
    add(solution_charts(each));
    ++number;
  }
  for (const ReportSweep& each : input.sweeps) {
    add(response_charts(each));
    add(point_charts(each));
    ++number;
  }
  for (const ReportSensitivity& each : input.sensitivities) {
    for (const ReportDrivers& drivers : each.drivers) add(driver_charts(drivers));
    ++number;
  }
}

}  // namespace

std::vector<Chart> all_charts(const ReportInput& input) {
  std::vector<Chart> charts;
  if (!input.comparisons.empty()) charts = median_charts(input);
  for (const ReportComparison& each : input.comparisons)
    for (Chart& chart : difference_charts(input, each)) charts.push_back(std::move(chart));
  for (std::size_t number = 0; number < input.runs.size(); ++number)
    for (const auto& make : {stock_charts, shortage_charts, origin_charts, departure_charts,
                             resource_charts, network_charts, sighting_charts})
      for (Chart& chart : make(input.runs[number])) {
        if (number > 0) chart.id += "-" + std::to_string(number);
        charts.push_back(std::move(chart));
      }
  add_study_charts(charts, input);
  return charts;
}

}  // namespace railhead
