#include "railhead/report/charts.hpp"
#include "railhead/results/json.hpp"

#include "spec.hpp"

namespace railhead {
namespace {

constexpr const char* kMedians =
    R"("data":{"name":"medians"},"mark":{"type":"line","strokeWidth":2.2,"tooltip":true},)"
    R"("encoding":{"x":@DATE@,"y":{"field":"rounds","type":"quantitative","title":)"
    R"("rounds on hand, median","axis":{"format":"~s"}},"color":{"field":"scenario","type":"nominal","sort":null,)"
    R"("legend":{"title":null,"labelLimit":320,"columns":1},"scale":{"range":["#0072B2","#D55E00","#009E73",)"
    R"("#CC79A7","#E69F00","#56B4E9"]}},"strokeDash":{"field":"scenario","type":"nominal",)"
    R"("sort":null,"legend":null}})";

Chart medians(const ReportInput& input, const ReportBands& of, const std::string& munition) {
  Chart chart;
  chart.id = chart_id("medians-" + munition);
  chart.title = munition + ", all sites: median of each scenario";
  chart.summary = "The median of the rounds on hand over time, one line a scenario.";
  chart.height = 350;
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
  chart.spec = spec_around(chart.title, 220, filled(kMedians, {{"DATE", date_axis("date")}}));
  return chart;
}

}  // namespace

std::vector<Chart> comparison_charts(const ReportInput& input) {
  std::vector<Chart> charts;
  if (input.comparisons.empty()) return charts;
  for (const ReportBands& bands : input.runs.front().bands) {
    const bool total = bands.of.size() == 1 && bands.of.contains("munition");
    if (bands.series == "stock" && total)
      charts.push_back(medians(input, bands, bands.of.at("munition")));
  }
  for (const ReportComparison& each : input.comparisons) {
    const ReportRun& variant = input.runs[each.variant];
    for (const ReportBands& bands : each.bands) {
      const std::string munition = bands.of.at("munition");
      ReportRun frame;  // neither events nor sightings of either belong to a difference
      frame.grid = input.runs.front().grid;
      Chart chart =
          fan_chart(frame, bands, munition + ", all sites: difference from the baseline",
                    "rounds, variant less baseline", munition_colour(input.runs.front(), munition));
      chart.id = chart_id("difference-" + std::to_string(each.variant) + "-" + munition);
      chart.summary = "Rounds on hand in \"" + variant.title +
                      "\" less those of the baseline in the same replication: median and bands.";
      charts.push_back(std::move(chart));
    }
  }
  return charts;
}

std::vector<Chart> all_charts(const ReportInput& input) {
  std::vector<Chart> charts = comparison_charts(input);
  for (std::size_t number = 0; number < input.runs.size(); ++number)
    for (const auto& make : {stock_charts, shortage_charts, origin_charts, departure_charts,
                             resource_charts, network_charts, sighting_charts})
      for (Chart& chart : make(input.runs[number])) {
        if (number > 0) chart.id += "-" + std::to_string(number);
        charts.push_back(std::move(chart));
      }
  return charts;
}

}  // namespace railhead
