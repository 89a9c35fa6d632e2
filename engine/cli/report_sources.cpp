#include "report_sources.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"
#include "railhead/model/metrics.hpp"
#include "railhead/results/files.hpp"
#include "railhead/stats/intervals.hpp"

#include "report_run.hpp"

namespace railhead {
namespace {

namespace json = boost::json;

// A number, an instant, or nothing (null or not there).
double figure_of(const json::object& of, std::string_view key) {
  const json::value* found = of.if_contains(key);
  if (found == nullptr || found->is_null()) return kUnknown;
  if (found->is_number()) return found->to_number<double>();
  if (const json::string* text = found->if_string())
    if (const auto at = from_iso(*text)) return static_cast<double>(at->time_since_epoch().count());
  return kUnknown;
}

}  // namespace

std::string text_of(const json::object& of, std::string_view key) {
  const json::value* found = of.if_contains(key);
  return found != nullptr && found->is_string() ? std::string{found->as_string()} : "";
}

std::uint64_t count_of(const json::object& of, std::string_view key) {
  const json::value* found = of.if_contains(key);
  json::error_code inexact;  // as of -1 or 0.5, which count nothing
  return found != nullptr && found->is_number() ? found->to_number<std::uint64_t>(inexact) : 0;
}

std::string text_of_file(const std::string& path) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 30U;
  return read_file(path, kMostBytes);
}

json::value json_of_file(const std::string& path) {
  json::error_code fault;
  json::value document = json::parse(text_of_file(path), fault);
  if (fault || !document.is_object())
    throw Error(ExitCode::kRuntime,
                path + ": this is no JSON document" + (fault ? " (" + fault.message() + ")" : ""));
  return document;
}

std::string format_of(const json::value& document) {
  const json::value* format =
      document.is_object() ? document.as_object().if_contains("format") : nullptr;
  return format != nullptr && format->is_string() ? std::string{format->as_string()} : "";
}

SourceKind source_kind(const std::string& path) {
  if (path == "-") return SourceKind::scenario;
  // A pipe can be read once, by what loads a scenario.
  if (std::error_code ignored; std::filesystem::is_fifo(path, ignored)) return SourceKind::scenario;
  std::string head(64, '\0');
  std::ifstream file{path, std::ios::binary};
  if (!file) throw Error(ExitCode::kRuntime, path + ": cannot be read");
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  if (head.starts_with("SQLite format 3")) return SourceKind::store;
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || head[first] != '{') return SourceKind::scenario;
  const std::string name = format_of(json_of_file(path));
  if (name == "railhead.run/1") return SourceKind::run;
  if (name == "railhead.sensitivity/1") return SourceKind::sensitivity;
  if (name == "railhead.solve/1") return SourceKind::solution;
  const char* instead = name == "railhead.sweep/1"     ? "; give the store of the sweep instead"
                        : name == "railhead.compare/1" ? "; give the scenarios themselves instead"
                                                       : "";
  throw Error(ExitCode::kUsage,
              path +
                  ": a report is made from scenarios, result stores and the documents of run, "
                  "sensitivity and solve; the format of this one is \"" +
                  name + "\"" + instead);
}

MetricSummary summary_of(const json::object& figure, FigureKind kind) {
  MetricSummary summary;
  const double n = figure_of(figure, "n");
  summary.n = n == n && n >= 0 ? static_cast<std::uint64_t>(n) : 0;
  summary.mean = figure_of(figure, "mean");
  summary.sd = figure_of(figure, "sd");
  summary.half_width = figure_of(figure, "half_width");
  summary.low = figure_of(figure, "low");
  summary.high = figure_of(figure, "high");
  summary.min = figure_of(figure, "min");
  summary.max = figure_of(figure, "max");
  for (std::size_t i = 0; i < kQuantileNames.size(); ++i)
    summary.quantiles[i] = figure_of(figure, kQuantileNames[i]);
  if (kind == FigureKind::flag) summary.half_width = (summary.high - summary.low) / 2;
  if (kind == FigureKind::amount || kind == FigureKind::ratio) {
    // Of a single run the document has null for an infinite half-width.
    if (summary.half_width != summary.half_width) summary.half_width = HUGE_VAL;
    summary.low = summary.mean - summary.half_width;
    summary.high = summary.mean + summary.half_width;
  }
  // Documents have no mean of dates: the median stands in.
  if (kind == FigureKind::instant) summary.mean = summary.p(0.50);
  return summary;
}

ReportResponse response_of(const std::string& selector) {
  const std::string name = selector.substr(0, selector.find('{'));
  for (const MetricInfo& about : metric_infos())
    if (about.text == name) return {selector, std::string{about.unit}, figure_kind(about.kind)};
  return {selector, "", FigureKind::amount};
}

std::vector<ReportSource> sources_of(const Settings& settings) {
  std::vector<ReportSource> sources;
  for (const Reference& each : settings.references)
    sources.push_back({each.id, each.title, each.author, each.date, each.url, each.grade});
  return sources;
}

std::size_t chart_stride(std::size_t instants) {
  return std::max<std::size_t>(1, (instants + kChartInstants - 1) / kChartInstants);
}

}  // namespace railhead
