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

Dataset event_data(const ReportRun& run, const std::string& name, bool (*use)(const ReportEvent&)) {
  Dataset data{name, {{"date"}, {"until"}, {"kind"}, {"event"}}};
  for (const ReportEvent& event : run.events) {
    if (!use(event)) continue;
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
constexpr std::array kShades = {"8c", "52", "29"};

// The field "band": the first layer has scale and legend of all.
constexpr const char* kBandField = R"("color":{"field":"band","type":"nominal"})";

std::string band_colour(const std::string& colour, bool runs) {
  std::string shades = json_quoted(colour);
  for (const char* shade : kShades) shades += "," + json_quoted(colour + shade);
  return filled(
      R"("color":{"field":"band","type":"nominal","scale":{"domain":["median","central 50 %",)"
      R"("central 80 %","central 90 % of runs"@RUN@],"range":[@SHADES@@GRAY@]},"legend":{"title":null,)"
      R"("symbolType":"square","symbolStrokeWidth":0,"symbolOpacity":1}})",
      {{"RUN", runs ? R"(,"single runs")" : ""},
       {"SHADES", shades},
       {"GRAY", runs ? R"(,"#808080")" : ""}});
}

std::string band_layers(const std::string& colour, const std::string& axis) {
  std::string layers;
  for (const Band& band : kBands)
    layers += filled(
        R"({"transform":[{"calculate":"'@NAME@'","as":"band"}],"mark":"area","encoding":{"y":)"
        R"({"field":"@LOW@","type":"quantitative","title":@AXIS@,@AMOUNT@},)"
        R"("y2":{"field":"@HIGH@"},@COLOUR@}},)",
        {{"LOW", band.low},
         {"HIGH", band.high},
         {"NAME", band.name},
         {"AXIS", json_quoted(axis)},
         {"AMOUNT", amount_axis()},
         {"COLOUR", layers.empty() ? colour : kBandField}});
  return layers;
}

constexpr const char* kMedianLayers =
    R"({"transform":[{"calculate":"'median'","as":"band"}],"mark":{"type":"line","strokeWidth":2.2},)"
    R"("encoding":{"y":{"field":"p50","type":"quantitative"},@COLOUR@}},)"
    R"({"mark":{"type":"rule","opacity":0},"encoding":{"tooltip":[)"
    R"({"field":"date","type":"temporal","title":"date"},)"
    R"({"field":"p50","type":"quantitative","title":"median","format":".3s"},)"
    R"({"field":"p25","type":"quantitative","title":"25 % of runs below","format":".3s"},)"
    R"({"field":"p75","type":"quantitative","title":"75 % of runs below","format":".3s"},)"
    R"({"field":"p05","type":"quantitative","title":"5 % of runs below","format":".3s"},)"
    R"({"field":"p95","type":"quantitative","title":"95 % of runs below","format":".3s"}]}})";

constexpr const char* kRunLayer =
    R"(,{"data":{"name":"runs"},"transform":[{"calculate":"'single runs'","as":"band"}],"mark":)"
    R"({"type":"line","strokeWidth":0.8,"opacity":0.8},"encoding":{"y":{"field":"rounds","type":)"
    R"("quantitative"},@COLOUR@,"detail":{"field":"run","type":"nominal"}}})";

// Departures as short marks on the axis, disruptions in orange and shaded while they last, changes
// of phase as dotted lines.
struct EventLayer {
  const char* data;
  bool (*use)(const ReportEvent&);
  const char* layer;
};
constexpr std::array kEventLayers = {
    EventLayer{"lasting", [](const ReportEvent& e) { return e.until && *e.until > e.from; },
               R"("mark":{"type":"rect","color":"#D55E00","opacity":0.13},"encoding":{"x2":)"
               R"({"field":"until"},@TIP@})"},
    EventLayer{"changes", [](const ReportEvent& e) { return e.kind == "change"; },
               R"("mark":{"type":"rule","color":"gray","strokeDash":[1,3]},"encoding":{@TIP@})"},
    EventLayer{
        "departures", [](const ReportEvent& e) { return e.kind.starts_with("departure"); },
        R"("mark":{"type":"tick","orient":"vertical","thickness":1.5,"size":9,"color":"gray",)"
        R"("yOffset":-5},"encoding":{"y":{"value":"height"},@TIP@})"},
    EventLayer{
        "disruptions", [](const ReportEvent& e) { return e.kind == "disruption"; },
        R"("mark":{"type":"tick","orient":"vertical","thickness":3,"size":14,"color":"#D55E00",)"
        R"("yOffset":-7},"encoding":{"y":{"value":"height"},@TIP@})"}};

constexpr const char* kEventTip =
    R"("tooltip":[{"field":"date","type":"temporal"},{"field":"until","type":"temporal"},)"
    R"({"field":"kind","type":"nominal"},{"field":"event","type":"nominal"}])";

std::string add_events(Chart& chart, const ReportRun& run) {
  std::string layers;
  for (const EventLayer& each : kEventLayers) {
    Dataset data = event_data(run, each.data, each.use);
    if (data.rows() == 0) continue;
    layers += std::string{R"(,{"data":{"name":")"} + each.data + "\"}," +
              filled(each.layer, {{"TIP", kEventTip}}) + "}";
    chart.datasets.push_back(std::move(data));
  }
  return layers;
}

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
  const std::string bands_colour = band_colour(colour, !bands.runs.empty());
  std::string layers =
      band_layers(bands_colour, axis) + filled(kMedianLayers, {{"COLOUR", kBandField}});
  if (!bands.runs.empty()) {
    chart.datasets.push_back(run_data(run, bands));
    layers += filled(kRunLayer, {{"COLOUR", kBandField}});
  }
  layers += add_events(chart, run);
  if (Dataset seen = sighting_data(run, bands); seen.rows() > 0) {
    layers += filled(kSightingLayers, {{"KINDS", kinds_in(seen)}});
    chart.datasets.push_back(std::move(seen));
  }
  chart.spec = spec_around(title, 240,
                           R"("data":{"name":"bands"},"encoding":{"x":)" + date_axis("date") +
                               R"(},"layer":[)" + layers + "]");
  chart.height = 302;
  return chart;
}

}  // namespace railhead
