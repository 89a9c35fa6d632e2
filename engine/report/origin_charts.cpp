#include <algorithm>
#include <map>

#include "railhead/report/charts.hpp"
#include "railhead/results/json.hpp"

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
    R"({"field":"origin","type":"nominal"}@RATE@,)"
    R"({"field":"share","type":"quantitative","format":".0%"}]})";

// The fire of 30 days up to an instant of the grid, or of as many as there are.
constexpr Duration kSpan = 30 * kDay;

std::size_t start_of_span(const std::vector<Instant>& grid, std::size_t i) {
  std::size_t j = i - 1;
  while (j > 0 && grid[i] - grid[j - 1] <= kSpan) --j;
  return j;
}

Dataset empty_fire() {
  return {"fire", {{"date"}, {"origin"}, {"rounds_per_day"}, {"rank"}, {"share"}}};
}

Dataset fire_data(const ReportRun& run, const std::string& munition) {
  Dataset data = empty_fire();
  const std::size_t stride = std::max<std::size_t>(1, run.grid.size() / 60);
  for (std::size_t rank = 0; rank < run.origins.size(); ++rank) {
    const std::string& origin = run.origins[rank].id;
    const ReportBands* bands = run.series("consumed", {{"munition", munition}, {"origin", origin}});
    if (bands == nullptr || bands->mean.empty() || bands->mean.back() <= 0) continue;
    for (std::size_t i = stride; i < run.grid.size(); i += stride) {
      const std::size_t from = start_of_span(run.grid, i);
      const double days = days_of(run.grid[i] - run.grid[from]);
      data.columns[0].texts.push_back(to_iso_date(run.grid[i]));
      data.columns[1].texts.push_back(title_of(run.origins, origin));
      data.columns[2].numbers.push_back((bands->mean[i] - bands->mean[from]) / days);
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

// The shares alone, where the fire by origin is not at hand.
Dataset share_data(const ReportRun& run, const std::string& munition) {
  Dataset data = empty_fire();
  data.columns.erase(data.columns.begin() + 2);
  for (std::size_t rank = 0; rank < run.origins.size(); ++rank) {
    const std::string& origin = run.origins[rank].id;
    const ReportBands* bands =
        run.series("origin_share", {{"munition", munition}, {"origin", origin}});
    if (bands == nullptr) continue;
    for (std::size_t i = 0; i < run.grid.size(); ++i) {
      if (bands->mean[i] != bands->mean[i]) continue;
      data.columns[0].texts.push_back(to_iso_date(run.grid[i]));
      data.columns[1].texts.push_back(title_of(run.origins, origin));
      data.columns[2].numbers.push_back(static_cast<double>(rank));
      data.columns[3].numbers.push_back(bands->mean[i]);
    }
  }
  return data;
}

constexpr const char* kRate =
    R"(,{"field":"rounds_per_day","type":"quantitative","format":",.3r","title":"rounds a day, mean"})";

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
                     : R"("title":"rounds a day, mean of runs",)" + amount_axis()},
              {"RATE", data.columns.size() == 5 ? kRate : ""},
              {"SCALE", origin_scale(run)}}));
  return chart;
}

}  // namespace

std::vector<Chart> origin_charts(const ReportRun& run) {
  std::vector<Chart> charts;
  for (const ReportName& munition : run.munitions) {
    const std::string& name = munition.id;
    const Dataset fire = fire_data(run, name);
    const Dataset shares = fire.rows() > 0 ? fire : share_data(run, name);
    if (fire.rows() > 0) {
      charts.push_back(stacked(run, fire, name + ": fire by origin", false));
      charts.back().id = chart_id("fire-" + name);
      charts.back().summary =
          "Rounds fired a day over the last 30 days, the mean of the runs, stacked by whose they "
          "are.";
    }
    if (shares.rows() == 0) continue;
    charts.push_back(stacked(run, shares, name + ": share of fire by origin", true));
    charts.back().id = chart_id("share-" + name);
    charts.back().summary =
        "The share of each origin in what was fired in the last 30 days, the mean of the runs.";
  }
  return charts;
}

}  // namespace railhead
