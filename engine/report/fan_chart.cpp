#include <algorithm>
#include <array>

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

// Bands lie side by side and not over each other, so that the legend shows their true shade.
struct Band {
  const char *low, *high, *name;
};
constexpr std::array kBands = {
    Band{"p05", "p10", "central 90 % of runs"}, Band{"p90", "p95", "central 90 % of runs"},
    Band{"p10", "p25", "central 80 %"}, Band{"p75", "p90", "central 80 %"},
    Band{"p25", "p75", "central 50 %"}};

// Two hexadecimal digits of opacity behind a colour. A constant of a layer may have neither scale
// nor legend in Vega-Lite, a calculated field may.
constexpr std::array kShades = {"29", "52", "8c"};

std::string band_layers(const std::string& colour) {
  std::string shades;
  for (const char* shade : kShades)
    shades += (shades.empty() ? "" : ",") + json_quoted(colour + shade);
  std::string layers;
  for (const Band& band : kBands)
    layers += filled(
        R"({"transform":[{"calculate":"'@NAME@'","as":"band"}],"mark":"area","encoding":{"y":)"
        R"({"field":"@LOW@","type":"quantitative","title":@AXIS@,"axis":{"format":"~s"}},)"
        R"("y2":{"field":"@HIGH@"},"color":{"field":"band","type":"nominal","scale":{"domain":)"
        R"(["central 90 % of runs","central 80 %","central 50 %"],"range":[@SHADES@]},)"
        R"("legend":{"title":null,"symbolType":"square","symbolStrokeWidth":0}}}},)",
        {{"LOW", band.low}, {"HIGH", band.high}, {"NAME", band.name}, {"SHADES", shades}});
  return layers;
}

constexpr const char* kMedianLayers =
    R"({"mark":{"type":"line","color":"@COLOUR@","strokeWidth":2.2},"encoding":{"y":{"field":"p50",)"
    R"("type":"quantitative"}}},{"mark":{"type":"rule","opacity":0},"encoding":{"tooltip":[)"
    R"({"field":"date","type":"temporal","title":"date"},)"
    R"({"field":"p50","type":"quantitative","title":"median","format":".3s"},)"
    R"({"field":"p25","type":"quantitative","title":"25 % of runs below","format":".3s"},)"
    R"({"field":"p75","type":"quantitative","title":"75 % of runs below","format":".3s"},)"
    R"({"field":"p05","type":"quantitative","title":"5 % of runs below","format":".3s"},)"
    R"({"field":"p95","type":"quantitative","title":"95 % of runs below","format":".3s"}]}})";

constexpr const char* kRunLayer =
    R"(,{"data":{"name":"runs"},"mark":{"type":"line","strokeWidth":0.8,"color":"gray","opacity":0.8},)"
    R"("encoding":{"y":{"field":"rounds","type":"quantitative"},"detail":{"field":"run",)"
    R"("type":"nominal"}}})";

constexpr const char* kEventLayers =
    R"(,{"data":{"name":"events"},"transform":[{"filter":"datum.until > datum.date"}],)"
    R"("mark":{"type":"rect","color":"gray","opacity":0.13},"encoding":{)"
    R"("x2":{"field":"until"},"tooltip":{"field":"event","type":"nominal"}}},)"
    R"({"data":{"name":"events"},"mark":{"type":"tick","orient":"vertical","thickness":1.5,"size":9,)"
    R"("color":"gray","yOffset":-5},"encoding":{"y":{"value":"height"},)"
    R"("tooltip":[{"field":"date","type":"temporal"},{"field":"kind","type":"nominal"},)"
    R"({"field":"event","type":"nominal"}]}})";

constexpr const char* kSightingLayers =
    R"(,{"data":{"name":"seen"},"mark":{"type":"rule","color":"#CC3311","strokeWidth":1.5},)"
    R"("encoding":{"y":{"field":"low","type":"quantitative"},"y2":{"field":"high"}}},)"
    R"({"data":{"name":"seen"},"mark":{"type":"point","filled":true,"size":55,"color":"#CC3311",)"
    R"("opacity":1},"encoding":{"y":{"field":"value","type":"quantitative"},)"
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
  std::string layers = band_layers(colour) + filled(kMedianLayers, {{"COLOUR", colour}});
  if (!bands.runs.empty()) {
    chart.datasets.push_back(run_data(run, bands));
    layers += kRunLayer;
  }
  if (!run.events.empty()) {
    chart.datasets.push_back(event_data(run));
    layers += kEventLayers;
  }
  if (Dataset seen = sighting_data(run, bands); seen.rows() > 0) {
    layers += filled(kSightingLayers, {{"KINDS", kinds_in(seen)}});
    chart.datasets.push_back(std::move(seen));
  }
  layers = filled(layers, {{"AXIS", json_quoted(axis)}});
  chart.spec = spec_around(title, 240,
                           R"("data":{"name":"bands"},"encoding":{"x":)" + date_axis("date") +
                               R"(},"layer":[)" + layers + "]");
  chart.height = 320;
  return chart;
}

}  // namespace railhead
