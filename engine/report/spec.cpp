#include "spec.hpp"

#include <algorithm>
#include <array>

#include "railhead/base/error.hpp"
#include "railhead/report/charts.hpp"
#include "railhead/results/json.hpp"

namespace railhead {

std::string filled(std::string_view text,
                   std::initializer_list<std::pair<std::string, std::string>> parts) {
  std::string result;
  std::size_t used = 0, unseen = parts.size();
  std::vector<bool> seen(parts.size());
  while (used < text.size()) {
    const std::size_t open = std::min(text.find('@', used), text.size());
    const std::size_t close = std::min(text.find('@', open + 1), text.size());
    result += text.substr(used, open - used);
    used = open;
    if (close == text.size()) break;
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto part = std::find_if(parts.begin(), parts.end(),
                                   [&](const auto& each) { return each.first == name; });
    result += part == parts.end() ? "@" + std::string{name} : part->second;
    used = part == parts.end() ? close : close + 1;
    if (part == parts.end()) continue;
    const auto index = static_cast<std::size_t>(part - parts.begin());
    if (!seen[index]) --unseen;
    seen[index] = true;
  }
  result += text.substr(used);
  ensure(unseen == 0, "a part has no place in the template");
  return result;
}

std::string spec_around(const std::string& title, int height, const std::string& body) {
  return filled(
      R"({"$schema":"https://vega.github.io/schema/vega-lite/v6.json","title":@TITLE@,)"
      R"("width":"container","height":@HEIGHT@,)"
      R"("autosize":{"type":"fit-x","contains":"padding"},@BODY@})",
      {{"HEIGHT", std::to_string(height)}, {"TITLE", json_quoted(title)}, {"BODY", body}});
}

std::string amount_axis() {
  return std::string{R"("axis":{"format":"~s","labelExpr":")"} + kPlainZero + "\"}";
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

std::size_t colour_of(const std::vector<ReportName>& names, const std::string& id) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const ReportName& name) { return name.id == id; });
  if (found == names.end()) return 0;
  return found->colour.value_or(static_cast<std::size_t>(found - names.begin()));
}

// Okabe and Ito's colours without black and yellow, and two greys; legible on white and on black.
std::string munition_colour(const ReportRun& run, const std::string& id) {
  constexpr std::array kColours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                   "#E69F00", "#56B4E9", "#8C8C8C", "#A6761D"};
  return kColours[colour_of(run.munitions, id) % kColours.size()];
}

// Paul Tol's "bright" scheme.
std::string origin_colour(const ReportRun& run, const std::string& id) {
  constexpr std::array kColours = {"#4477AA", "#EE6677", "#228833", "#CCBB44",
                                   "#66CCEE", "#AA3377", "#BBBBBB"};
  return kColours[colour_of(run.origins, id) % kColours.size()];
}

namespace {

void keep_colours(std::vector<ReportName>& names, std::vector<std::string>& palette) {
  for (ReportName& name : names) {
    const auto found = std::find(palette.begin(), palette.end(), name.id);
    name.colour = static_cast<std::size_t>(found - palette.begin());
    if (found == palette.end()) palette.push_back(name.id);
  }
}

}  // namespace

void keep_colours(ReportInput& input) {
  std::vector<std::string> munitions, origins;
  for (ReportRun& run : input.runs) {
    keep_colours(run.munitions, munitions);
    keep_colours(run.origins, origins);
  }
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
