#include <algorithm>

#include "railhead/report/charts.hpp"

#include "spec.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMostFans = 12;

constexpr const char* kPointMedians =
    R"("data":{"name":"medians"},"mark":{"type":"line","strokeWidth":1.8,"tooltip":true},)"
    R"("encoding":{"x":@DATE@,"y":{"field":"rounds","type":"quantitative","title":)"
    R"("rounds on hand, median",@AMOUNT@},"color":{"field":"point","type":"ordinal","sort":null,)"
    R"("scale":{"scheme":{"name":"viridis","extent":[0,0.85]}},"legend":{"title":null,"columns":2,"labelLimit":200}}})";

Chart medians(const ReportSweep& sweep, const ReportBands& like) {
  const std::string munition = like.of.at("munition");
  Chart chart;
  chart.id = chart_id("points-stock-" + munition);
  chart.title = munition + ", all sites: median of each point";
  chart.summary = "The median of the rounds on hand over time, one line a point of the sweep.";
  Dataset data{"medians", {{"date"}, {"point"}, {"rounds"}}};
  const auto dates = iso_dates(sweep.grid);
  for (const ReportPoint& point : sweep.points)
    for (const ReportBands& bands : point.bands)
      for (std::size_t i = 0; bands.of == like.of && i < bands.quantiles.size(); ++i) {
        data.columns[0].texts.push_back(dates[i]);
        data.columns[1].texts.push_back(point.label);
        data.columns[2].numbers.push_back(bands.quantiles[i][3]);
      }
  chart.spec =
      spec_around(chart.title, 240,
                  filled(kPointMedians, {{"DATE", date_axis("date")}, {"AMOUNT", amount_axis()}}));
  chart.height = 290 + 8 * static_cast<int>(std::min<std::size_t>(sweep.points.size(), 30));
  chart.datasets = {std::move(data)};
  return chart;
}

}  // namespace

std::vector<Chart> point_charts(const ReportSweep& sweep) {
  std::vector<Chart> charts;
  std::size_t fans = 0;
  const ReportPoint* first = nullptr;
  for (const ReportPoint& point : sweep.points) {
    if (first == nullptr && !point.bands.empty()) first = &point;
    fans += point.bands.size();
  }
  if (first == nullptr) return charts;
  for (const ReportBands& bands : first->bands) charts.push_back(medians(sweep, bands));
  if (fans > kMostFans) return charts;
  ReportRun frame;  // events and sightings are those of a scenario
  frame.grid = sweep.grid;
  for (std::size_t i = 0; i < sweep.points.size(); ++i)
    for (const ReportBands& bands : sweep.points[i].bands) {
      const std::string munition = bands.of.at("munition");
      Chart chart = fan_chart(frame, bands, munition + " at " + sweep.points[i].label,
                              "rounds on hand", "#0072B2");
      chart.id = chart_id("point-" + std::to_string(i) + "-" + munition);
      chart.summary = "Rounds on hand at all sites: median and bands of the runs.";
      charts.push_back(std::move(chart));
    }
  return charts;
}

}  // namespace railhead
