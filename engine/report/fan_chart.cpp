#include <algorithm>
#include <cmath>

#include "railhead/report/charts.hpp"
#include "railhead/results/json.hpp"

#include "spec.hpp"

namespace railhead {
namespace {

Dataset band_data(const ReportRun& run, const ReportBands& bands) {
  Dataset data{"bands", {{"date", {}, iso_dates(run.grid)}}};
  for (std::size_t level = 0; level < kQuantileNames.size(); ++level) {
    DataColumn column{kQuantileNames[level]};
    for (const auto& at : bands.quantiles) column.numbers.push_back(at[level]);
    data.columns.push_back(std::move(column));
  }
  return data;
}

Dataset run_data(const ReportRun& run, const ReportBands& bands) {
  Dataset data{"runs", {{"date"}, {"rounds"}, {"run"}}};
  const auto dates = iso_dates(run.grid);
  for (std::size_t each = 0; each < bands.runs.size(); ++each)
    for (std::size_t i = 0; i < dates.size(); ++i) {
      data.columns[0].texts.push_back(dates[i]);
      data.columns[1].numbers.push_back(bands.runs[each][i]);
      data.columns[2].texts.push_back("run " + std::to_string(each));
    }
  return data;
}

Dataset event_data(const ReportRun& run) {
  Dataset data{"events", {{"date"}, {"until"}, {"kind"}, {"event"}}};
  for (const ReportEvent& event : run.events) {
    data.columns[0].texts.push_back(to_iso_date(event.from));
    data.columns[1].texts.push_back(to_iso_date(event.until.value_or(event.from)));
    data.columns[2].texts.push_back(event.kind);
    data.columns[3].texts.push_back(event.text);
  }
  return data;
}

// What a series says is what these metrics say of its last instant.
bool same_thing(const ReportSighting& sighting, const ReportBands& bands) {
  const bool same = sighting.metric == bands.series ||
                    (sighting.metric == "stock_end" && bands.series == "stock");
  return same && sighting.of == bands.of;
}

Dataset sighting_data(const ReportRun& run, const ReportBands& bands) {
  Dataset data{"seen", {{"date"}, {"value"}, {"low"}, {"high"}, {"kind"}, {"seen"}}};
  for (const ReportSighting& each : run.sightings) {
    if (!same_thing(each, bands)) continue;
    data.columns[0].texts.push_back(to_iso_date(each.at));
    data.columns[1].numbers.push_back(each.value);
    data.columns[2].numbers.push_back(each.low.value_or(each.value));
    data.columns[3].numbers.push_back(each.high.value_or(each.value));
    data.columns[4].texts.push_back(each.kind == "floor"     ? "seen: at least"
                                    : each.kind == "ceiling" ? "seen: at most"
                                                             : "seen");
    data.columns[5].texts.push_back(each.title);
  }
  return data;
}

std::string band_layer(const char* low, const char* high, const char* name,
                       const std::string& colour) {
  return filled(
      R"({"data":{"name":"bands"},"mark":{"type":"area","color":"@COLOUR@"},"encoding":{)"
      R"("x":@DATE@,"y":{"field":"@LOW@","type":"quantitative","title":@AXIS@},)"
      R"("y2":{"field":"@HIGH@"},"opacity":{"datum":"@NAME@","type":"nominal","scale":{"domain":)"
      R"(["central 90 % of runs","central 80 %","central 50 %"],"range":[0.16,0.22,0.34]},)"
      R"("legend":{"title":null,"symbolFillColor":"@COLOUR@","symbolStrokeWidth":0}}}})",
      {{"LOW", low},
       {"HIGH", high},
       {"NAME", name},
       {"COLOUR", colour},
       {"DATE", date_axis("date")}});
}

constexpr const char* kLineLayers =
    R"({"data":{"name":"runs"},"mark":{"type":"line","strokeWidth":0.7,"color":"gray","opacity":0.7},)"
    R"("encoding":{"x":@DATE@,"y":{"field":"rounds","type":"quantitative"},)"
    R"("detail":{"field":"run","type":"nominal"}}},)"
    R"({"data":{"name":"bands"},"mark":{"type":"line","color":"@COLOUR@","strokeWidth":2.2},)"
    R"("encoding":{"x":@DATE@,"y":{"field":"p50","type":"quantitative"}}},)"
    R"({"data":{"name":"bands"},"mark":{"type":"rule","opacity":0},"encoding":{"x":@DATE@,"tooltip":[)"
    R"({"field":"date","type":"temporal","title":"date"},)"
    R"({"field":"p50","type":"quantitative","title":"median","format":".3s"},)"
    R"({"field":"p25","type":"quantitative","title":"25 % of runs below","format":".3s"},)"
    R"({"field":"p75","type":"quantitative","title":"75 % of runs below","format":".3s"},)"
    R"({"field":"p05","type":"quantitative","title":"5 % of runs below","format":".3s"},)"
    R"({"field":"p95","type":"quantitative","title":"95 % of runs below","format":".3s"}]}})";

constexpr const char* kEventLayers =
    R"(,{"data":{"name":"events"},"transform":[{"filter":"datum.until > datum.date"}],)"
    R"("mark":{"type":"rect","color":"gray","opacity":0.13},"encoding":{"x":@DATE@,)"
    R"("x2":{"field":"until"},"tooltip":{"field":"event","type":"nominal"}}},)"
    R"({"data":{"name":"events"},"mark":{"type":"tick","orient":"vertical","thickness":1.5,"size":9,)"
    R"("color":"gray","yOffset":-5},"encoding":{"x":@DATE@,"y":{"value":"height"},)"
    R"("tooltip":[{"field":"date","type":"temporal"},{"field":"kind","type":"nominal"},)"
    R"({"field":"event","type":"nominal"}]}})";

constexpr const char* kSightingLayers =
    R"(,{"data":{"name":"seen"},"mark":{"type":"rule","color":"#CC3311","strokeWidth":1.5},)"
    R"("encoding":{"x":@DATE@,"y":{"field":"low","type":"quantitative"},"y2":{"field":"high"}}},)"
    R"({"data":{"name":"seen"},"mark":{"type":"point","filled":true,"size":55,"color":"#CC3311",)"
    R"("opacity":1},"encoding":{"x":@DATE@,"y":{"field":"value","type":"quantitative"},)"
    R"("shape":{"field":"kind","type":"nominal","scale":{"domain":["seen","seen: at least",)"
    R"("seen: at most"],"range":["circle","triangle-up","triangle-down"]},"legend":{"title":null,)"
    R"("values":@KINDS@,"symbolFillColor":"#CC3311","symbolStrokeColor":"#CC3311"}},)"
    R"("tooltip":[{"field":"seen","type":"nominal"},{"field":"date","type":"temporal"},)"
    R"({"field":"value","type":"quantitative","format":","}]}})";

std::string kinds_in(const Dataset& seen) {
  JsonWriter json{0};
  json.begin_array();
  std::vector<std::string> kinds = seen.columns[4].texts;
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  for (const std::string& kind : kinds) json.value(kind);
  return json.end_array().take();
}

}  // namespace

Chart fan_chart(const ReportRun& run, const ReportBands& bands, const std::string& title,
                const std::string& axis, const std::string& colour) {
  Chart chart;
  chart.title = title;
  chart.datasets = {band_data(run, bands)};
  if (!bands.runs.empty()) chart.datasets.push_back(run_data(run, bands));
  const std::string date = date_axis("date");
  std::string layers = band_layer("p05", "p95", "central 90 % of runs", colour) + "," +
                       band_layer("p10", "p90", "central 80 %", colour) + "," +
                       band_layer("p25", "p75", "central 50 %", colour) + ",";
  std::string lines = filled(kLineLayers, {{"DATE", date}, {"COLOUR", colour}});
  if (bands.runs.empty()) lines = lines.substr(lines.find("},{\"data\"") + 2);
  layers += lines;
  if (!run.events.empty()) {
    chart.datasets.push_back(event_data(run));
    layers += filled(kEventLayers, {{"DATE", date}});
  }
  if (Dataset seen = sighting_data(run, bands); seen.rows() > 0) {
    layers += filled(kSightingLayers, {{"DATE", date}, {"KINDS", kinds_in(seen)}});
    chart.datasets.push_back(std::move(seen));
  }
  layers = filled(layers, {{"AXIS", json_quoted(axis)}});
  chart.spec = spec_around(title, 240, "\"layer\":[" + layers + "]");
  chart.height = 340;
  return chart;
}

}  // namespace railhead
