#include "spec.hpp"

#include <algorithm>
#include <array>

#include "railhead/base/error.hpp"
#include "railhead/report/charts.hpp"
#include "railhead/results/json.hpp"

namespace railhead {

std::string filled(std::string text,
                   std::initializer_list<std::pair<std::string, std::string>> parts) {
  for (const auto& [name, content] : parts) {
    const std::string mark = "@" + name + "@";
    std::size_t at = text.find(mark);
    ensure(at != std::string::npos, [&] { return "no " + mark + " in the template"; });
    for (; at != std::string::npos; at = text.find(mark, at + content.size()))
      text.replace(at, mark.size(), content);
  }
  return text;
}

std::string spec_around(const std::string& title, int height, const std::string& body) {
  // The title goes last, since it may hold anything.
  return filled(R"({"$schema":"https://vega.github.io/schema/vega-lite/v6.json","title":@TITLE@,)"
                R"("width":"container","height":@HEIGHT@,)"
                R"("autosize":{"type":"fit-x","contains":"padding"},)",
                {{"HEIGHT", std::to_string(height)}, {"TITLE", json_quoted(title)}}) +
         body + "}";
}

std::string date_axis(const std::string& field) {
  return R"({"field":")" + field +
         R"(","type":"temporal","scale":{"type":"utc"},"title":null,)"
         R"("axis":{"format":"%b %Y","labelOverlap":true,"tickCount":8}})";
}

std::string title_of(const std::vector<ReportName>& names, const std::string& id) {
  for (const ReportName& name : names)
    if (name.id == id && !name.title.empty()) return name.title;
  return id;
}

std::size_t index_of(const std::vector<ReportName>& names, const std::string& id) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const ReportName& name) { return name.id == id; });
  return found == names.end() ? 0 : static_cast<std::size_t>(found - names.begin());
}

// Okabe and Ito's colours without black and yellow, and two greys; legible on white and on black.
std::string munition_colour(const ReportRun& run, const std::string& id) {
  constexpr std::array kColours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                   "#E69F00", "#56B4E9", "#8C8C8C", "#A6761D"};
  return kColours[index_of(run.munitions, id) % kColours.size()];
}

// Paul Tol's "bright" scheme.
std::string origin_colour(const ReportRun& run, const std::string& id) {
  constexpr std::array kColours = {"#4477AA", "#EE6677", "#228833", "#CCBB44",
                                   "#66CCEE", "#AA3377", "#BBBBBB"};
  return kColours[index_of(run.origins, id) % kColours.size()];
}

const ReportFigure* ReportRun::figure(const std::string& metric, const Labels& of) const {
  for (const ReportFigure& each : figures)
    if (each.metric == metric && each.of == of) return &each;
  return nullptr;
}

const ReportBands* ReportRun::series(const std::string& name, const Labels& of) const {
  for (const ReportBands& each : bands)
    if (each.series == name && each.of == of) return &each;
  return nullptr;
}

}  // namespace railhead
