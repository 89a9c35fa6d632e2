#include <algorithm>
#include <cmath>
#include <map>

#include "railhead/report/charts.hpp"
#include "railhead/report/figures.hpp"
#include "railhead/results/json.hpp"

#include "response.hpp"
#include "spec.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMostBars = 24;

constexpr const char* kIndices =
    R"("data":{"name":"indices"},"encoding":{"y":{"field":"input","type":"nominal","sort":null,)"
    R"("title":null,"axis":{"labelLimit":190}},"yOffset":{"field":"index","type":"nominal","sort":)"
    R"(["first: by itself","total: with all it acts through"]},"color":{"field":"index","type":"nominal",)"
    R"("title":null,"sort":null,"scale":{"domain":["first: by itself","total: with all it acts through"],)"
    R"("range":["#0072B2","#D55E00"]},"legend":{"columns":1}}},"layer":[)"
    R"({"mark":{"type":"rule","strokeWidth":2,"clip":true},"encoding":{"x":{"field":"low",)"
    R"("type":"quantitative","title":"share of the variance","scale":{"domain":[-0.1,1.1],)"
    R"("nice":false},"axis":{"format":"%","values":[0,0.25,0.5,0.75,1]}},"x2":{"field":"high"}}},)"
    R"({"mark":{"type":"point","filled":true,"size":55,"opacity":1,"clip":true},"encoding":{"x":)"
    R"({"field":"value","type":"quantitative"},"tooltip":[{"field":"input","type":"nominal"},)"
    R"({"field":"index","type":"nominal"},{"field":"value","type":"quantitative","format":".2f"},)"
    R"({"field":"low","type":"quantitative","format":".2f"},{"field":"high","type":"quantitative",)"
    R"("format":".2f"}]}}])";

constexpr const char* kTornado =
    R"("data":{"name":"swings"},"encoding":{"y":{"field":"input","type":"nominal","sort":null,)"
    R"("title":null,"axis":{"labelLimit":190}}},"layer":[)"
    R"({"mark":{"type":"bar","height":{"band":0.7},"opacity":0.85},"encoding":{"x":{"field":"change",)"
    R"("type":"quantitative","title":@TITLE@,"axis":{"format":"@FORMAT@","labelExpr":"@LABEL@"}},)"
    R"("color":{"field":"end","type":"nominal","title":null,"scale":{"domain":["at its low level",)"
    R"("at its high level","at another level"],"range":["#0072B2","#E69F00","#8C8C8C"]},"legend":)"
    R"({"values":@ENDS@}},"tooltip":[{"field":"input","type":"nominal"},)"
    R"({"field":"level","type":"nominal"},{"field":"change","type":"quantitative","format":".3~s"},)"
    R"({"field":"low","type":"quantitative","format":".3~s"},{"field":"high","type":"quantitative",)"
    R"("format":".3~s"}]}},)"
    R"({"mark":{"type":"rule","strokeWidth":1.5,"color":"gray"},"encoding":{"x":{"field":"low",)"
    R"("type":"quantitative"},"x2":{"field":"high"}}}])";

constexpr const char* kCoefficients =
    R"("data":{"name":"coefficients"},"encoding":{"y":{"field":"input","type":"nominal","sort":null,)"
    R"("title":null,"axis":{"labelLimit":190}}},"layer":[)"
    R"({"mark":{"type":"rule","color":"gray","strokeDash":[4,3]},"encoding":{"x":{"datum":0,)"
    R"("type":"quantitative"},"y":{"value":0},"y2":{"value":"height"}}},)"
    R"({"mark":{"type":"rule","strokeWidth":2,"color":"#0072B2"},"encoding":{"x":{"field":"low",)"
    R"("type":"quantitative","title":"standard deviations of the response"},"x2":{"field":"high"}}},)"
    R"({"mark":{"type":"point","filled":true,"size":55,"opacity":1,"color":"#0072B2"},"encoding":)"
    R"({"x":{"field":"value","type":"quantitative"},"tooltip":[{"field":"input","type":"nominal"},)"
    R"({"field":"value","type":"quantitative","format":".2f"}]}}])";

Chart index_chart(const ReportDrivers& drivers, std::vector<ReportIndex> indices,
                  const std::string& of) {
  std::stable_sort(indices.begin(), indices.end(), [](const ReportIndex& a, const ReportIndex& b) {
    return a.total.value > b.total.value;
  });
  if (indices.size() > kMostBars) indices.resize(kMostBars);
  Dataset data{"indices", {{"input"}, {"index"}, {"value"}, {"low"}, {"high"}}};
  for (const ReportIndex& index : indices)
    for (const bool total : {false, true}) {
      const ReportEstimate& each = total ? index.total : index.first;
      data.columns[0].texts.push_back(index.name + (index.correlated ? " *" : ""));
      data.columns[1].texts.push_back(total ? "total: with all it acts through"
                                            : "first: by itself");
      data.columns[2].numbers.push_back(each.value);
      data.columns[3].numbers.push_back(std::max(each.low, -0.1));
      data.columns[4].numbers.push_back(std::min(each.high, 1.1));
    }
  Chart chart;
  chart.id = chart_id("indices-" + of + "-" + drivers.response.metric);
  chart.title = "Which " + of + " drives " + drivers.response.metric;
  chart.summary =
      "Sobol indices with their 95 % intervals: the share of the variance that knowing the " + of +
      " alone takes away, and the share that is left when all else is known. Marked * where "
      "the scenario correlates it with another input; the indices take it as independent.";
  const int height = 20 + 30 * static_cast<int>(indices.size());
  chart.spec = spec_around(chart.title, height, kIndices);
  chart.height = height + 110;
  chart.datasets = {std::move(data)};
  return chart;
}

// Which of a factor's levels is its least and which its greatest.
std::string end_of(const ReportDrivers& drivers, const ReportSwing& swing) {
  double least = HUGE_VAL, most = -HUGE_VAL;
  for (const ReportSwing& each : drivers.swings) {
    if (each.factor != swing.factor) continue;
    const auto number = number_of(each.level);
    if (!number) return "at another level";
    least = std::min(least, *number);
    most = std::max(most, *number);
  }
  const double number = *number_of(swing.level);
  if (least == most) return "at another level";
  return number == least  ? "at its low level"
         : number == most ? "at its high level"
                          : "at another level";
}

std::vector<ReportSwing> by_reach(const ReportDrivers& drivers) {
  std::map<std::string, double> reach;
  for (const ReportSwing& swing : drivers.swings)
    reach[swing.factor] = std::max(reach[swing.factor], std::abs(swing.difference.value));
  std::vector<ReportSwing> swings = drivers.swings;
  std::stable_sort(swings.begin(), swings.end(), [&](const ReportSwing& a, const ReportSwing& b) {
    return reach[a.factor] > reach[b.factor];
  });
  return swings;
}

Chart tornado(const ReportDrivers& drivers) {
  Dataset data{"swings", {{"input"}, {"level"}, {"end"}, {"change"}, {"low"}, {"high"}}};
  const bool dates = drivers.response.kind == FigureKind::instant;
  const double unit = dates ? 86'400e6 : 1.0;
  std::vector<std::string> names, ends;
  const auto note = [](std::vector<std::string>& known, const std::string& text) {
    if (std::find(known.begin(), known.end(), text) == known.end()) known.push_back(text);
  };
  for (const ReportSwing& swing : by_reach(drivers)) {
    note(names, swing.factor);
    if (names.size() > kMostBars) break;
    note(ends, end_of(drivers, swing));
    data.columns[0].texts.push_back(swing.factor);
    data.columns[1].texts.push_back(swing.level);
    data.columns[2].texts.push_back(end_of(drivers, swing));
    data.columns[3].numbers.push_back(swing.difference.value / unit);
    data.columns[4].numbers.push_back(swing.difference.low / unit);
    data.columns[5].numbers.push_back(swing.difference.high / unit);
  }
  JsonWriter shown{0};
  shown.begin_array();
  for (const std::string& end : ends) shown.value(end);
  Chart chart;
  chart.id = chart_id("tornado-" + drivers.response.metric);
  chart.title = "What moves " + drivers.response.metric;
  chart.summary =
      "Each input by itself at its levels, all else as in the scenario: the change of the mean on "
      "common random numbers; the line is its 95 % interval.";
  const int height = 20 + 26 * static_cast<int>(std::min(names.size(), kMostBars));
  const bool share = drivers.response.kind == FigureKind::flag || drivers.response.unit == "share";
  chart.spec =
      spec_around(chart.title, height,
                  filled(kTornado, {{"TITLE", json_quoted("change of " + drivers.response.metric +
                                                          (dates ? ", days" : ""))},
                                    {"FORMAT", share ? "~%" : "~s"},
                                    {"LABEL", kPlainZero},
                                    {"ENDS", shown.end_array().take()}}));
  chart.height = height + 80;
  chart.datasets = {std::move(data)};
  return chart;
}

Chart coefficient_chart(const ReportDrivers& drivers) {
  std::vector<ReportCoefficient> sorted = drivers.coefficients;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const ReportCoefficient& a, const ReportCoefficient& b) {
                     return std::abs(a.linear.value) > std::abs(b.linear.value);
                   });
  if (sorted.size() > kMostBars) sorted.resize(kMostBars);
  Dataset data{"coefficients", {{"input"}, {"value"}, {"low"}, {"high"}}};
  for (const ReportCoefficient& each : sorted) {
    data.columns[0].texts.push_back(each.factor);
    data.columns[1].numbers.push_back(each.linear.value);
    data.columns[2].numbers.push_back(each.linear.low);
    data.columns[3].numbers.push_back(each.linear.high);
  }
  Chart chart;
  chart.id = chart_id("coefficients-" + drivers.response.metric);
  chart.title = "How " + drivers.response.metric + " follows its inputs";
  chart.summary =
      "Standardised regression coefficients with their 95 % intervals: standard "
      "deviations that the response moves when an input moves by one of its own.";
  const int height = 20 + 24 * static_cast<int>(sorted.size());
  chart.spec = spec_around(chart.title, height, kCoefficients);
  chart.height = height + 60;
  chart.datasets = {std::move(data)};
  return chart;
}

}  // namespace

std::vector<Chart> driver_charts(const ReportDrivers& drivers) {
  std::vector<Chart> charts;
  if (!drivers.factors.empty()) charts.push_back(index_chart(drivers, drivers.factors, "input"));
  if (!drivers.groups.empty()) charts.push_back(index_chart(drivers, drivers.groups, "group"));
  if (!drivers.references.empty())
    charts.push_back(index_chart(drivers, drivers.references, "source"));
  if (!drivers.swings.empty()) charts.push_back(tornado(drivers));
  if (!drivers.coefficients.empty()) charts.push_back(coefficient_chart(drivers));
  return charts;
}

}  // namespace railhead
