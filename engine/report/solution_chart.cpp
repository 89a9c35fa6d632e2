#include <cmath>

#include "railhead/report/charts.hpp"
#include "railhead/results/json.hpp"

#include "response.hpp"
#include "spec.hpp"

namespace railhead {
namespace {

constexpr const char* kCurve =
    R"("data":{"name":"curve"},"encoding":{"x":{"field":"input","stack":null,@INPUT@}},"layer":[)"
    R"({"mark":{"type":"area","orient":"vertical","color":"#0072B2","opacity":0.25},"encoding":{"y":{"field":"low",)"
    R"(@RESPONSE@},"y2":{"field":"high"}}},)"
    R"({"mark":{"type":"line","orient":"vertical","color":"#0072B2","strokeWidth":2,"point":{"size":40,"filled":true}},)"
    R"("encoding":{"y":{"field":"mean",@TYPE@},"tooltip":[{"field":"input",@PLAIN@},)"
    R"({"field":"mean",@TYPE@},{"field":"low",@TYPE@},{"field":"high",@TYPE@}]}},)"
    R"({"data":{"name":"target"},"mark":{"type":"rule","color":"gray","strokeDash":[5,4]},"encoding":)"
    R"({"x":{"value":0},"x2":{"value":"width"},"y":{"field":"target",@TYPE@}}}@ROOTS@])";

constexpr const char* kRoots =
    R"(,{"data":{"name":"roots"},"mark":{"type":"rect","color":"#D55E00","opacity":0.2},"encoding":)"
    R"({"x":{"field":"low",@INPUT@},"x2":{"field":"high"}}},)"
    R"({"data":{"name":"roots"},"mark":{"type":"rule","color":"#D55E00","strokeWidth":2},"encoding":)"
    R"({"x":{"field":"value",@INPUT@},"tooltip":[{"field":"value",@PLAIN@},{"field":"low",@PLAIN@},)"
    R"({"field":"high",@PLAIN@}]}})";

void add_level(DataColumn& column, const ReportLevel& level) {
  if (level.date)
    column.texts.push_back(iso_of(level.number));
  else
    column.numbers.push_back(level.number);
}

// Responses that are dates are instants in microseconds.
void add_response(DataColumn& column, const ReportResponse& response, double figure) {
  if (response.kind == FigureKind::instant)
    column.texts.push_back(iso_of(figure));
  else
    column.numbers.push_back(figure);
}

Dataset curve_data(const ReportSolution& solution) {
  Dataset data{"curve", {{"input"}, {"mean"}, {"low"}, {"high"}}};
  for (const ReportCurvePoint& point : solution.curve) {
    if (!std::isfinite(point.mean)) continue;  // a date that never comes
    add_level(data.columns[0], point.input);
    add_response(data.columns[1], solution.response, point.mean);
    add_response(data.columns[2], solution.response, point.mean - point.half_width);
    add_response(data.columns[3], solution.response, point.mean + point.half_width);
  }
  return data;
}

}  // namespace

std::vector<Chart> solution_charts(const ReportSolution& solution) {
  Dataset curve = curve_data(solution);
  if (curve.rows() == 0) return {};
  const bool dates = !solution.curve.empty() && solution.curve.front().input.date;
  const std::string input =
      std::string{dates ? R"("type":"temporal","scale":{"type":"utc"})"
                        : R"("type":"quantitative","scale":{"zero":false,"nice":false})"} +
      ",\"title\":" + json_quoted(solution.vary);
  const std::string plain = dates ? R"("type":"temporal")" : R"("type":"quantitative")";
  Chart chart;
  chart.id = chart_id("solution-" + solution.response.metric + "-" + solution.vary);
  chart.title = solution.response.metric + " against " + solution.vary;
  chart.summary =
      "The mean of the runs with its 95 % interval; the dashed line is the target, the orange one "
      "where it is reached, with the 95 % interval of that value.";
  Dataset target{"target", {{"target"}}};
  add_response(target.columns[0], solution.response, solution.target);
  Dataset roots{"roots", {{"value"}, {"low"}, {"high"}}};
  for (const ReportRoot& root : solution.roots) {
    add_level(roots.columns[0], root.value);
    add_level(roots.columns[1], root.low);
    add_level(roots.columns[2], root.high);
  }
  const std::string type = solution.response.kind == FigureKind::instant
                               ? R"("type":"temporal")"
                               : R"("type":"quantitative")";
  chart.datasets = {std::move(curve), std::move(target)};
  if (roots.rows() > 0) chart.datasets.push_back(roots);
  chart.spec = spec_around(
      chart.title, 260,
      filled(kCurve,
             {{"INPUT", input},
              {"PLAIN", plain},
              {"RESPONSE", response_channel(solution.response)},
              {"TYPE", type},
              {"ROOTS",
               roots.rows() > 0 ? filled(kRoots, {{"INPUT", input}, {"PLAIN", plain}}) : ""}}));
  chart.height = 320;
  return {chart};
}

}  // namespace railhead
