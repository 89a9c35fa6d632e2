#include <algorithm>

#include "railhead/report/charts.hpp"

#include "spec.hpp"

namespace railhead {
namespace {

// Bars of means with the central 90 % of runs as a rule.
constexpr const char* kBars =
    R"("data":{"name":"figures"},"encoding":{"y":{"field":"name","type":"nominal","title":null,)"
    R"("sort":null,"axis":{"labelLimit":150}}},"layer":[)"
    R"({"mark":{"type":"bar","color":"#56B4E9","height":{"band":0.6},"tooltip":true},"encoding":)"
    R"({"x":{"field":"mean","type":"quantitative","title":@AXIS@@FORMAT@}}},)"
    R"({"mark":{"type":"rule","strokeWidth":2,"color":"gray"},"encoding":{"x":{"field":"p05",)"
    R"("type":"quantitative"},"x2":{"field":"p95"}}}])";

// Each sighting on a scale on which what was seen is 1.
constexpr const char* kAgainstSeen =
    R"("data":{"name":"seen"},"encoding":{"y":{"field":"seen","type":"nominal","title":null,)"
    R"("sort":null,"axis":{"labelLimit":190}}},"layer":[)"
    R"({"mark":{"type":"rule","color":"gray","strokeDash":[4,3]},"encoding":{"x":{"datum":1,)"
    R"("type":"quantitative"},"y":{"value":0},"y2":{"value":"height"}}},)"
    R"({"mark":{"type":"bar","height":9,"opacity":0.35,"color":"#CC3311"},"encoding":{"x":)"
    R"({"field":"low","type":"quantitative","scale":{"zero":false},"title":"simulated / seen"},)"
    R"("x2":{"field":"high"}}},)"
    R"({"mark":{"type":"rule","strokeWidth":2,"color":"#0072B2"},"encoding":{"x":{"field":"p05",)"
    R"("type":"quantitative"},"x2":{"field":"p95"}}},)"
    R"({"mark":{"type":"point","filled":true,"size":60,"color":"#0072B2","opacity":1},)"
    R"("encoding":{"x":{"field":"p50","type":"quantitative"},"tooltip":[{"field":"seen",)"
    R"("type":"nominal"},{"field":"date","type":"temporal"},{"field":"kind","type":"nominal"},)"
    R"({"field":"value","type":"quantitative","format":",","title":"seen"},{"field":"p50",)"
    R"("type":"quantitative","format":".2f","title":"median / seen"}]}}])";

// " khasan-crane: Transfer between gauges." for those that have a title.
std::string titles_of(const std::vector<ReportName>& names) {
  std::string text;
  for (const ReportName& name : names)
    if (!name.title.empty()) text += " " + name.id + ": " + name.title + ".";
  return text;
}

}  // namespace

std::vector<Chart> resource_charts(const ReportRun& run) {
  std::vector<Chart> charts;
  struct Kind {
    const char *metric, *title, *axis, *format;
  };
  for (const Kind& kind :
       {Kind{"utilisation", "Utilisation of resources", "\"share of units held\"",
             ",\"axis\":{\"format\":\"%\"}"},
        Kind{"queue_length", "Loads waiting for resources", "\"loads, time average\"", ""},
        Kind{"wait_days", "Waits for resources", "\"days, mean over loads\"", ""}}) {
    Dataset data{"figures", {{"name"}, {"mean"}, {"p05"}, {"p95"}}};
    for (const ReportName& resource : run.resources) {
      const ReportFigure* figure = run.figure(kind.metric, {{"resource", resource.id}});
      if (figure == nullptr || figure->summary.n == 0) continue;
      data.columns[0].texts.push_back(resource.id);
      data.columns[1].numbers.push_back(figure->summary.mean);
      data.columns[2].numbers.push_back(figure->summary.p(0.05));
      data.columns[3].numbers.push_back(figure->summary.p(0.95));
    }
    if (data.rows() == 0) continue;
    Chart chart;
    chart.id = chart_id(std::string{"resource-"} + kind.metric);
    chart.title = kind.title;
    chart.summary =
        "The mean of the runs for each resource; the line spans the central 90 % of runs." +
        titles_of(run.resources);
    const int height = 40 + 26 * static_cast<int>(data.rows());
    chart.height = height + 50;
    chart.spec = spec_around(chart.title, height,
                             filled(kBars, {{"AXIS", kind.axis}, {"FORMAT", kind.format}}));
    chart.datasets = {std::move(data)};
    charts.push_back(std::move(chart));
  }
  return charts;
}

std::vector<Chart> sighting_charts(const ReportRun& run) {
  Dataset data{
      "seen",
      {{"seen"}, {"date"}, {"kind"}, {"value"}, {"low"}, {"high"}, {"p05"}, {"p50"}, {"p95"}}};
  for (const ReportSighting& each : run.sightings) {
    if (each.value == 0 || each.simulated.n == 0) continue;
    data.columns[0].texts.push_back(each.id);
    data.columns[1].texts.push_back(to_iso_date(each.at));
    data.columns[2].texts.push_back(each.kind);
    data.columns[3].numbers.push_back(each.value);
    const double figures[] = {each.low.value_or(each.value), each.high.value_or(each.value),
                              each.simulated.p(0.05), each.simulated.p(0.50),
                              each.simulated.p(0.95)};
    for (std::size_t i = 0; i < 5; ++i)
      data.columns[4 + i].numbers.push_back(figures[i] / each.value);
  }
  if (data.rows() == 0) return {};
  Chart chart;
  chart.id = "sightings";
  chart.title = "What was seen, and what the runs say of it";
  chart.summary =
      "Each sighting is set to 1 (its range in red); in blue the median and the "
      "central 90 % of runs of the same figure at the same date. A floor is met where "
      "the runs lie to the right of it.";
  const int height = 30 + 22 * static_cast<int>(data.rows());
  chart.height = height + 50;
  chart.spec = spec_around(chart.title, height, kAgainstSeen);
  chart.datasets = {std::move(data)};
  return {chart};
}

}  // namespace railhead
