#include "response.hpp"

#include <charconv>
#include <cmath>

#include "railhead/report/figures.hpp"
#include "railhead/results/json.hpp"

#include "spec.hpp"

namespace railhead {
namespace {

bool is_share(const ReportResponse& response) {
  return response.kind == FigureKind::flag || response.unit == "share";
}

}  // namespace

std::string response_channel(const ReportResponse& response) {
  if (response.kind == FigureKind::instant)
    return filled(R"("type":"temporal","scale":{"type":"utc"},"title":@TITLE@)",
                  {{"TITLE", json_quoted(response.metric)}});
  return filled(
      R"("type":"quantitative","title":@TITLE@,"axis":{"format":"@FORMAT@","labelExpr":"@LABEL@"})",
      {{"TITLE",
        json_quoted(is_share(response) ? response.metric : response.metric + ", " + response.unit)},
       {"FORMAT", is_share(response) ? "~%" : "~s"},
       {"LABEL", kPlainZero}});
}

std::string response_words(const ReportResponse& response) {
  if (response.kind == FigureKind::instant)
    return "Median date over the runs in which it happens, with the central 50 % (wide) and 90 % "
           "(thin) of these runs.";
  if (response.kind == FigureKind::flag) return "Share of runs with its 95 % interval.";
  return "Mean of the runs with its 95 % interval (wide) and the central 90 % of runs (thin).";
}

std::vector<DataColumn> response_columns() {
  return {{"y"}, {"low"}, {"high"}, {"p05"}, {"p95"}};
}

void add_outcome(Dataset& data, std::size_t first, const ReportResponse& response,
                 const MetricSummary& outcome) {
  const bool dates = response.kind == FigureKind::instant;
  // Of a flag the runs are 0 or 1: their range says nothing beside the interval.
  const bool flag = response.kind == FigureKind::flag;
  const double figures[] = {
      dates ? outcome.p(0.50) : outcome.mean, dates ? outcome.p(0.25) : outcome.low,
      dates ? outcome.p(0.75) : outcome.high, flag ? outcome.low : outcome.p(0.05),
      flag ? outcome.high : outcome.p(0.95)};
  for (std::size_t i = 0; i < 5; ++i) {
    if (dates)
      data.columns[first + i].texts.push_back(iso_of(figures[i]));
    else
      data.columns[first + i].numbers.push_back(figures[i]);
  }
}

Cell outcome_cell(const ReportResponse& response, const MetricSummary& outcome) {
  if (outcome.n == 0) return {"–"};
  if (response.kind == FigureKind::instant)
    return {long_date(outcome.p(0.50)), iso_of(outcome.p(0.50))};
  if (response.kind == FigureKind::flag)
    return {probability(static_cast<std::uint64_t>(
                            std::llround(outcome.mean * static_cast<double>(outcome.n))),
                        outcome.n),
            number_text(outcome.mean)};
  return {with_half_width(outcome.mean, outcome.half_width), number_text(outcome.mean)};
}

std::string iso_of(double microseconds) {
  return to_iso(Instant{Duration{std::llround(microseconds)}}).substr(0, 16);
}

std::optional<double> number_of(const std::string& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  if (fault != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace railhead
