#include <algorithm>
#include <optional>

#include "railhead/report/charts.hpp"
#include "railhead/results/json.hpp"

#include "response.hpp"
#include "spec.hpp"
#include "sweep_shape.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMostSeries = 8;    // lines that a reader tells apart
constexpr std::size_t kMostLabels = 40;   // points that are named one by one
constexpr std::size_t kMostFigures = 80;  // cells of a heat map that are written out
constexpr std::size_t kMostInputs = 8;    // inputs that the points are drawn against

// The layers of a response: central 90 % of runs, interval of the mean, mean.
constexpr const char* kOnCurve =
    R"("data":{"name":"points"},"encoding":{"x":{"field":"level","stack":null,@LEVEL@}@COLOUR@},"layer":[)"
    R"({"mark":{"type":"@WIDE@","orient":"vertical","opacity":0.3@BARE@},"encoding":{"y":{"field":"low",@RESPONSE@},)"
    R"("y2":{"field":"high"}}},)"
    R"({"mark":{"type":"rule","strokeWidth":1,"opacity":0.7},"encoding":{"y":{"field":"p05",@TYPE@},)"
    R"("y2":{"field":"p95"}}},)"
    R"({"mark":{"type":"line","orient":"vertical","strokeWidth":2,"point":{"size":45,"filled":true},"tooltip":true},)"
    R"("encoding":{"y":{"field":"y",@TYPE@},"tooltip":@TIP@}}])";

constexpr const char* kAgainstLabels =
    R"("data":{"name":"points"},"encoding":{"y":{"field":"point","type":"nominal","sort":null,)"
    R"("title":null,"axis":{"labelLimit":220}}},"layer":[)"
    R"({"mark":{"type":"rule","strokeWidth":1,"color":"#0072B2","opacity":0.7},"encoding":{"x":)"
    R"({"field":"p05",@RESPONSE@},"x2":{"field":"p95"}}},)"
    R"({"mark":{"type":"rule","strokeWidth":5,"color":"#0072B2","opacity":0.4},"encoding":{"x":)"
    R"({"field":"low",@TYPE@},"x2":{"field":"high"}}},)"
    R"({"mark":{"type":"point","filled":true,"size":60,"color":"#0072B2","opacity":1},"encoding":)"
    R"({"x":{"field":"y",@TYPE@},"tooltip":@TIP@}}])";

constexpr const char* kScatter =
    R"("data":{"name":"points"},"mark":{"type":"point","filled":true,"size":28,"opacity":0.7,)"
    R"("color":"#0072B2"},"encoding":{"x":{"field":"level",@LEVEL@},"y":{"field":"y",@RESPONSE@},)"
    R"("tooltip":@TIP@})";

constexpr const char* kHeat =
    R"("data":{"name":"points"},"encoding":{"x":{"field":"level","type":"ordinal","sort":null,)"
    R"("title":@X@,"axis":{"labelAngle":0,"labelOverlap":true}},"y":{"field":"series","type":)"
    R"("ordinal","sort":@ORDER@,"title":@Y@}},"layer":[{"mark":{"type":"rect","tooltip":true},)"
    R"("encoding":{"color":{"field":"y",@TYPE@,"title":@METRIC@,"scale":{"scheme":"viridis"},)"
    R"("legend":{"orient":"bottom","gradientLength":220,"format":"@FORMAT@"}},"tooltip":@TIP@}}@TEXT@])";

constexpr const char* kHeatText =
    R"(,{"mark":{"type":"text","fontSize":11},"encoding":{"text":{@FIGURE@},"color":{"condition":{"test":"datum.y > @MIDDLE@","value":"black"},)"
    R"("value":"white"}}})";

std::string json_list(const std::vector<std::string>& texts) {
  JsonWriter json{0};
  json.begin_array();
  for (const std::string& text : texts) json.value(text);
  return json.end_array().take();
}

std::string type_of(const ReportResponse& response) {
  return response.kind == FigureKind::instant ? R"("type":"temporal")" : R"("type":"quantitative")";
}

std::string tooltip(const ReportResponse& response) {
  const bool dates = response.kind == FigureKind::instant;
  const bool share = response.kind == FigureKind::flag || response.unit == "share";
  const std::string type =
      dates ? R"("type":"temporal")"
            : std::string{R"("type":"quantitative","format":")"} + (share ? ".3~p" : ".4~s") + "\"";
  return filled(R"([{"field":"point","type":"nominal"},{"field":"y",@TYPE@,"title":"@CENTRE@"},)"
                R"({"field":"low",@TYPE@,"title":"from"},{"field":"high",@TYPE@,"title":"to"}])",
                {{"TYPE", type}, {"CENTRE", dates ? "median" : "mean"}});
}

std::string level_channel(const SweepAxis& axis, const std::string& name) {
  const std::string type = axis.dates     ? R"("type":"temporal","scale":{"type":"utc"})"
                           : axis.numbers ? R"("type":"quantitative","scale":{"zero":false})"
                                          : R"("type":"nominal","sort":null)";
  return type + ",\"title\":" + json_quoted(name);
}

class ResponseCharts {
 public:
  ResponseCharts(const ReportSweep& sweep, std::size_t response)
      : sweep_(sweep), index_(response), response_(sweep.responses[response]) {}

  // One line, or one for each level of `series`.
  Chart curve(const SweepAxis& axis, const SweepAxis* series) const {
    Chart chart = started("curve", axis);
    chart.title = response_.metric + " against " + name(axis) +
                  (series == nullptr ? "" : " and " + name(*series));
    const std::string colour =
        series == nullptr
            ? R"(,"color":{"value":"#0072B2"})"
            : filled(
                  R"(,"color":{"field":"series","type":"ordinal","sort":@ORDER@,"title":@TITLE@,)"
                  R"("legend":{"symbolType":"square","symbolOpacity":1,"symbolStrokeWidth":0},)"
                  R"("scale":{"scheme":{"name":"viridis","extent":[0,0.85]}}})",
                  {{"TITLE", json_quoted(name(*series))}, {"ORDER", json_list(series->levels)}});
    chart.spec = spec_around(chart.title, 240,
                             filled(kOnCurve, {{"LEVEL", level_channel(axis, name(axis))},
                                               {"COLOUR", colour},
                                               {"WIDE", axis.numbers ? "area" : "rule"},
                                               {"BARE", axis.numbers ? "" : ",\"strokeWidth\":6"},
                                               {"RESPONSE", response_channel(response_)},
                                               {"TYPE", type_of(response_)},
                                               {"TIP", tooltip(response_)}}));
    chart.height = series == nullptr ? 290 : 340;
    chart.datasets = {data(&axis, series)};
    return chart;
  }

  Chart heat_map(const SweepAxis& x, const SweepAxis& y) const {
    Chart chart = started("heat", x);
    chart.title = response_.metric + " over " + name(x) + " and " + name(y);
    const bool share = response_.kind == FigureKind::flag || response_.unit == "share";
    const std::string format = share ? ".2~p" : ".3~s";
    Dataset cells = data(&x, &y);
    // The levels as texts, so that each has a cell of its width.
    cells.columns[1] = {"level", {}, level_texts(x)};
    // A share is written as a probability, which is never 0 or 1.
    const bool flag = response_.kind == FigureKind::flag;
    const std::string figure =
        flag ? R"("field":"share","type":"nominal")"
             : filled(R"("field":"y","type":"quantitative","format":"@F@")", {{"F", format}});
    if (flag) cells.columns.push_back({"share", {}, shares(x)});
    const std::vector<double>& figures = cells.columns[3].numbers;
    const auto [least, most] = std::minmax_element(figures.begin(), figures.end());
    const std::string text =
        figures.size() > kMostFigures
            ? std::string{}
            : filled(kHeatText, {{"FIGURE", figure},
                                 {"MIDDLE", number_text(*least + 0.6 * (*most - *least))}});
    const std::vector<std::string> downwards{y.levels.rbegin(), y.levels.rend()};
    const int height = std::clamp(30 * static_cast<int>(y.levels.size()), 120, 420);
    chart.spec = spec_around(chart.title, height,
                             filled(kHeat, {{"X", json_quoted(name(x))},
                                            {"ORDER", json_list(downwards)},
                                            {"Y", json_quoted(name(y))},
                                            {"TYPE", type_of(response_)},
                                            {"METRIC", json_quoted(response_.metric)},
                                            {"FORMAT", format},
                                            {"TIP", tooltip(response_)},
                                            {"TEXT", text}}));
    chart.height = height + 110;
    chart.summary = "One cell a point: the mean of the runs, or the share of runs.";
    chart.datasets = {std::move(cells)};
    return chart;
  }

  Chart labelled() const {
    Chart chart = started("points", {});
    chart.title = response_.metric + " by point";
    chart.datasets = {data(nullptr, nullptr)};
    const int height = 20 + 24 * static_cast<int>(chart.datasets[0].rows());
    chart.spec = spec_around(chart.title, height,
                             filled(kAgainstLabels, {{"RESPONSE", response_channel(response_)},
                                                     {"TYPE", type_of(response_)},
                                                     {"TIP", tooltip(response_)}}));
    chart.height = height + 55;
    return chart;
  }

  Chart scatter(const SweepAxis& axis) const {
    Chart chart = started("scatter", axis);
    chart.title = response_.metric + " against " + name(axis);
    chart.summary = "One mark a point of the design; the other inputs vary as well.";
    chart.spec = spec_around(chart.title, 220,
                             filled(kScatter, {{"LEVEL", level_channel(axis, name(axis))},
                                               {"RESPONSE", response_channel(response_)},
                                               {"TIP", tooltip(response_)}}));
    chart.height = 280;
    chart.datasets = {data(&axis, nullptr)};
    return chart;
  }

 private:
  const std::string& name(const SweepAxis& axis) const { return sweep_.factors[axis.factor].name; }

  Chart started(const std::string& kind, const SweepAxis& axis) const {
    Chart chart;
    chart.id = chart_id(kind + "-" + std::to_string(index_) + "-" + response_.metric + "-" +
                        (kind == "points" ? "" : name(axis)));
    chart.summary = response_words(response_);
    return chart;
  }

  std::vector<std::size_t> shown(const SweepAxis* axis) const {
    std::vector<std::size_t> points;
    for (std::size_t i = 0; i < sweep_.points.size(); ++i)
      if (sweep_.points[i].outcomes[index_].n > 0) points.push_back(i);
    if (axis != nullptr)
      std::stable_sort(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
        const auto place = [&](std::size_t i) {
          return std::find(axis->levels.begin(), axis->levels.end(),
                           sweep_.points[i].levels[axis->factor].text);
        };
        return place(a) < place(b);
      });
    return points;
  }

  std::vector<std::string> level_texts(const SweepAxis& axis) const {
    std::vector<std::string> texts;
    for (const std::size_t i : shown(&axis))
      texts.push_back(sweep_.points[i].levels[axis.factor].text);
    return texts;
  }

  std::vector<std::string> shares(const SweepAxis& axis) const {
    std::vector<std::string> texts;
    for (const std::size_t i : shown(&axis))
      texts.push_back(outcome_cell(response_, sweep_.points[i].outcomes[index_]).text);
    return texts;
  }

  // Columns point, level, series and the response's.
  Dataset data(const SweepAxis* axis, const SweepAxis* series) const {
    Dataset data{"points", {{"point"}, {"level"}, {"series"}}};
    for (DataColumn& column : response_columns()) data.columns.push_back(std::move(column));
    for (const std::size_t i : shown(axis)) {
      const ReportPoint& point = sweep_.points[i];
      data.columns[0].texts.push_back(point.label);
      if (axis != nullptr) {
        const ReportLevel& level = point.levels[axis->factor];
        if (axis->dates)
          data.columns[1].texts.push_back(iso_of(level.number));
        else if (axis->numbers)
          data.columns[1].numbers.push_back(level.number);
        else
          data.columns[1].texts.push_back(level.text);
      }
      if (series != nullptr) data.columns[2].texts.push_back(point.levels[series->factor].text);
      add_outcome(data, 3, response_, point.outcomes[index_]);
    }
    if (series == nullptr) data.columns.erase(data.columns.begin() + 2);
    if (axis == nullptr) data.columns.erase(data.columns.begin() + 1);
    return data;
  }

  const ReportSweep& sweep_;
  std::size_t index_;
  const ReportResponse& response_;
};

// The more levels of numbers, the rather it is the axis of a curve.
std::size_t width_of(const SweepAxis& axis) {
  return axis.numbers ? 1000 + axis.levels.size() : axis.levels.size();
}

std::vector<Chart> charts_of(const ReportSweep& sweep, std::size_t response,
                             const std::vector<SweepAxis>& axes) {
  const ResponseCharts charts{sweep, response};
  if (axes.size() == 1) return {charts.curve(axes[0], nullptr)};
  if (axes.size() == 2 && is_grid(sweep, axes[0], axes[1])) {
    const bool swap = width_of(axes[1]) > width_of(axes[0]);
    const SweepAxis& x = axes[swap ? 1 : 0];
    const SweepAxis& other = axes[swap ? 0 : 1];
    std::vector<Chart> both;
    if (other.levels.size() <= kMostSeries) both.push_back(charts.curve(x, &other));
    if (sweep.responses[response].kind != FigureKind::instant)
      both.push_back(charts.heat_map(x, other));
    return both;
  }
  if (sweep.points.size() <= kMostLabels) return {charts.labelled()};
  std::vector<Chart> scatters;
  for (const SweepAxis& axis : axes)
    if (scatters.size() < kMostInputs) scatters.push_back(charts.scatter(axis));
  return scatters;
}

}  // namespace

std::vector<Chart> response_charts(const ReportSweep& sweep) {
  std::vector<Chart> charts;
  const auto axes = varying_axes(sweep);
  for (std::size_t response = 0; response < sweep.responses.size(); ++response) {
    const bool any =
        std::any_of(sweep.points.begin(), sweep.points.end(),
                    [&](const ReportPoint& point) { return point.outcomes[response].n > 0; });
    if (!any) continue;
    for (Chart& chart : charts_of(sweep, response, axes)) charts.push_back(std::move(chart));
  }
  return charts;
}

}  // namespace railhead
