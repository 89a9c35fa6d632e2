#include <algorithm>
#include <map>

#include "railhead/report/charts.hpp"
#include "railhead/results/json.hpp"
#include "railhead/stats/intervals.hpp"

#include "spec.hpp"

namespace railhead {
namespace {

// The origins' ids and colours as a scale.
std::string origin_scale(const ReportRun& run) {
  JsonWriter json{0};
  json.begin_object().key("domain").begin_array();
  for (const ReportName& origin : run.origins) json.value(title_of(run.origins, origin.id));
  json.end_array().key("range").begin_array();
  for (const ReportName& origin : run.origins) json.value(origin_colour(run, origin.id));
  return json.end_array().end_object().take();
}

constexpr const char* kStack =
    R"("data":{"name":"fire"},"mark":{"type":"area","tooltip":true},"encoding":{"x":@DATE@,)"
    R"("y":{"field":"@FIELD@","type":"quantitative","stack":"zero",@SHOW@},)"
    R"("order":{"field":"rank","type":"quantitative"},"color":{"field":"origin","type":"nominal",)"
    R"("scale":@SCALE@,"legend":{"title":null}},"tooltip":[{"field":"date","type":"temporal"},)"
    R"({"field":"origin","type":"nominal"},{"field":"rounds_per_day","type":"quantitative",)"
    R"("format":",.3r","title":"rounds a day, mean"},)"
    R"({"field":"share","type":"quantitative","format":".0%"}]})";

// Mean rounds a day between instants of the grid some `stride` apart.
Dataset fire_data(const ReportRun& run, const std::string& munition) {
  Dataset data{"fire", {{"date"}, {"origin"}, {"rounds_per_day"}, {"rank"}, {"share"}}};
  const std::size_t stride = std::max<std::size_t>(1, run.grid.size() / 60);
  for (std::size_t rank = 0; rank < run.origins.size(); ++rank) {
    const std::string& origin = run.origins[rank].id;
    const ReportBands* bands = run.series("consumed", {{"munition", munition}, {"origin", origin}});
    if (bands == nullptr || bands->mean.empty() || bands->mean.back() <= 0) continue;
    for (std::size_t i = stride; i < run.grid.size(); i += stride) {
      const double days = days_of(run.grid[i] - run.grid[i - stride]);
      data.columns[0].texts.push_back(to_iso_date(run.grid[i]));
      data.columns[1].texts.push_back(title_of(run.origins, origin));
      data.columns[2].numbers.push_back((bands->mean[i] - bands->mean[i - stride]) / days);
      data.columns[3].numbers.push_back(static_cast<double>(rank));
    }
  }
  std::map<std::string, double> total;
  const auto& dates = data.columns[0].texts;
  for (std::size_t row = 0; row < dates.size(); ++row)
    total[dates[row]] += data.columns[2].numbers[row];
  for (std::size_t row = 0; row < dates.size(); ++row)
    data.columns[4].numbers.push_back(data.columns[2].numbers[row] / total[dates[row]]);
  return data;
}

Chart stacked(const ReportRun& run, const Dataset& data, const std::string& title, bool share) {
  Chart chart;
  chart.title = title;
  chart.datasets = {data};
  chart.height = 295;
  chart.spec = spec_around(
      title, 220,
      filled(kStack,
             {{"DATE", date_axis("date")},
              {"FIELD", share ? "share" : "rounds_per_day"},
              {"SHOW",
               share ? R"("title":"share of fire","axis":{"format":"%"},"scale":{"domain":[0,1]})"
                     : R"("title":"rounds a day, mean of runs","axis":{"format":"~s"})"},
              {"SCALE", origin_scale(run)}}));
  return chart;
}

}  // namespace

std::vector<Chart> origin_charts(const ReportRun& run) {
  std::vector<Chart> charts;
  for (const ReportName& munition : run.munitions) {
    const Dataset data = fire_data(run, munition.id);
    if (data.rows() == 0) continue;
    const std::string& name = munition.id;
    charts.push_back(stacked(run, data, name + ": fire by origin", false));
    charts.back().id = chart_id("fire-" + munition.id);
    charts.back().summary = "Rounds fired a day, the mean of the runs, stacked by whose they are.";
    charts.push_back(stacked(run, data, name + ": share of fire by origin", true));
    charts.back().id = chart_id("share-" + munition.id);
    charts.back().summary = "The share of each origin in what is fired, of the mean of the runs.";
  }
  return charts;
}

std::vector<Chart> shortage_charts(const ReportRun& run) {
  Chart chart;
  Dataset data{"short", {{"date"}, {"munition"}, {"share"}, {"low"}, {"high"}}};
  std::string names, colours;
  for (const auto& [munition, dates] : run.shortages) {
    if (dates.empty()) continue;
    const std::string& name = munition;
    names += (names.empty() ? "" : ",") + json_quoted(name);
    colours += (colours.empty() ? "" : ",") + json_quoted(munition_colour(run, munition));
    std::size_t k = 0;
    for (const Instant& at : run.grid) {
      const auto now = static_cast<double>(at.time_since_epoch().count());
      while (k < dates.size() && dates[k] <= now) ++k;
      const Interval of = wilson(k, run.replications);
      data.columns[0].texts.push_back(to_iso_date(at));
      data.columns[1].texts.push_back(name);
      data.columns[2].numbers.push_back(static_cast<double>(k) /
                                        static_cast<double>(run.replications));
      data.columns[3].numbers.push_back(of.low);
      data.columns[4].numbers.push_back(of.high);
    }
  }
  if (data.rows() == 0) return {};
  chart.id = "first-shortage";
  chart.title = "Date of the first shortage: share of runs that are short by then";
  chart.summary =
      "For each munition the share of runs whose first shortage lies before a date, "
      "with the 95 % interval of that share.";
  chart.datasets = {data};
  chart.height = 340;
  const std::string colour =
      R"("color":{"field":"munition","type":"nominal","legend":{"title":null},"scale":{"domain":[)" +
      names + R"(],"range":[)" + colours + "]}}";
  chart.spec = spec_around(
      chart.title, 240,
      R"("data":{"name":"short"},"encoding":{"x":)" + date_axis("date") + "," + colour +
          R"(},"layer":[{"mark":{"type":"area","opacity":0.2},"encoding":{"y":{"field":"low",)"
          R"("type":"quantitative","title":"share of runs","axis":{"format":"%"}},)"
          R"("y2":{"field":"high"}}},)"
          R"({"mark":{"type":"line","strokeWidth":2.2,"tooltip":true},"encoding":{"y":)"
          R"({"field":"share","type":"quantitative"}}}])");
  return {chart};
}

}  // namespace railhead
