#include "sweep_report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "console.hpp"
#include "figures.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMostFactorWidth = 28;
constexpr std::size_t kResponseWidth = 20;

std::string shown_level(const Level& level) {
  if (level.text.empty()) return "-";
  if (level.text.front() == '"' && level.text.size() > 1)
    return level.text.substr(1, level.text.size() - 2);
  return level.text;
}

const char* plus_minus() {
  return output_is_unicode() ? " ± " : " +- ";
}

std::string figure_of(const MetricSummary& summary, MetricKind kind) {
  if (summary.n == 0) return "-";
  switch (kind) {
    case MetricKind::instant: return date_text(summary.p(0.50));
    case MetricKind::flag:
      return fmt::format("{:.1f} % ({:.1f}-{:.1f})", 100 * summary.mean, 100 * summary.low,
                         100 * summary.high);
    case MetricKind::ratio:
      return fmt::format("{:.4f}", summary.mean) + plus_minus() +
             (std::isfinite(summary.half_width) ? fmt::format("{:.4f}", summary.half_width) : "-");
    case MetricKind::amount: break;
  }
  return compact(summary.mean) + plus_minus() + compact(summary.half_width);
}

void write_figure(JsonWriter& json, std::string_view name, double figure, MetricKind kind) {
  json.key(name);
  if (kind == MetricKind::instant && std::isfinite(figure))
    json.value(to_iso(Instant{Duration{std::llround(figure)}}));
  else
    json.value(figure);
}

void write_response(JsonWriter& json, const std::string& selector, const MetricInfo& about,
                    const MetricSummary& summary) {
  json.begin_object();
  write_selector(json, selector);
  json.member("unit", about.unit).member("n", summary.n);
  if (summary.n > 0) {
    if (about.kind != MetricKind::instant) {
      json.member("mean", summary.mean).member("sd", summary.sd);
      json.member("half_width", summary.half_width);
      json.member("low", summary.low).member("high", summary.high);
    }
    write_figure(json, "min", summary.min, about.kind);
    for (std::size_t i = 0; i < kQuantileNames.size(); ++i)
      write_figure(json, kQuantileNames[i], summary.quantiles[i], about.kind);
    write_figure(json, "max", summary.max, about.kind);
  }
  json.end_object();
}

}  // namespace

void write_selector(JsonWriter& json, std::string_view selector) {
  const std::size_t brace = std::min(selector.find('{'), selector.size());
  json.member("metric", selector.substr(0, brace)).key("of").begin_object();
  std::size_t at = brace + 1;
  while (at < selector.size() && selector[at] != '}') {
    const std::size_t equals = selector.find('=', at);
    const std::size_t end = selector.find_first_of(",}", equals);
    json.member(selector.substr(at, equals - at), selector.substr(equals + 1, end - equals - 1));
    at = end + 1;
  }
  json.end_object();
}

void write_level(JsonWriter& json, const Level& level) {
  const std::string& text = level.text;
  const bool date = text.size() >= 10 && text[4] == '-' && text[7] == '-';
  if (text.empty())
    json.raw("null");
  else if (text == "true" || text == "false")
    json.raw(text);
  else if (!std::isnan(level.number) && !date)
    json.value(level.number);
  else
    json.value(shown_level(level));
}

SweepTable::SweepTable(const Study& study, const StudyDesign& design)
    : study_(study), design_(design) {
  for (std::size_t i = 0; i < study.factors.size(); ++i) {
    std::size_t width = study.factors[i].name.size();
    for (const DesignPoint& point : design.points)
      width = std::max(width, shown_level(point.levels[i]).size());
    widths_.push_back(std::min(width, kMostFactorWidth) + 2);
  }
}

std::vector<std::string> SweepTable::row(const std::string& point,
                                         const std::vector<std::string>& levels,
                                         const std::string& runs,
                                         const std::vector<std::string>& figures,
                                         const std::vector<std::string>& metrics) const {
  std::vector<std::string> cells = {right(point, 5) + "  "};
  for (std::size_t i = 0; i < widths_.size(); ++i) cells.push_back(left(levels[i], widths_[i]));
  cells.push_back(right(runs, 7));
  for (std::size_t i = 0; i < metrics.size(); ++i)
    cells.push_back("  " + right(figures[i], std::max(kResponseWidth, metrics[i].size())));
  return folded(cells, output_width());
}

std::string SweepTable::heading(const std::vector<std::string>& metrics) const {
  std::vector<std::string> names;
  for (const Factor& factor : study_.factors) names.push_back(factor.name);
  std::string text;
  for (const std::string& line : row("point", names, "runs", metrics, metrics))
    text += bold(line) + "\n";
  return text;
}

std::string SweepTable::line(const PointOutcome& outcome) const {
  std::vector<std::string> levels;
  for (const Level& level : design_.points[outcome.point].levels)
    levels.push_back(shown_level(level));
  std::vector<std::string> figures;
  for (std::size_t i = 0; i < outcome.metrics.size(); ++i)
    figures.push_back(figure_of(outcome.summaries[i], outcome.infos[i].kind));
  std::string text;
  for (const std::string& line :
       row(std::to_string(outcome.point), levels, std::to_string(outcome.replications), figures,
           outcome.metrics))
    text += line + "\n";
  return text;
}

std::string sweep_document(const Study& study, const StudyDesign& design,
                           const std::vector<PointOutcome>& outcomes, bool interrupted) {
  JsonWriter json;
  json.begin_object().member("format", "railhead.sweep/1").member("study", study.path);
  json.member("method", to_string(study.method));
  if (!study.store.empty()) json.member("store", study.store);
  if (interrupted) json.member("interrupted", true);
  json.key("factors").begin_array();
  for (const Factor& factor : study.factors) {
    json.begin_object().member("factor", factor.name).member("path", factor.path).end_object();
  }
  json.end_array().key("points").begin_array();
  for (const PointOutcome& outcome : outcomes) {
    json.begin_object().member("point", outcome.point).key("levels").begin_object();
    for (std::size_t i = 0; i < study.factors.size(); ++i) {
      json.key(study.factors[i].name);
      write_level(json, design.points[outcome.point].levels[i]);
    }
    json.end_object().member("replications", outcome.replications).key("responses").begin_array();
    for (std::size_t i = 0; i < outcome.metrics.size(); ++i)
      write_response(json, outcome.metrics[i], outcome.infos[i], outcome.summaries[i]);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace railhead
