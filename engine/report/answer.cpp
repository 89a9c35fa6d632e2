#include <algorithm>
#include <cmath>

#include "railhead/report/figures.hpp"
#include "railhead/stats/quantiles.hpp"

#include "content.hpp"
#include "spec.hpp"

namespace railhead {
namespace {

std::uint64_t happened(const MetricSummary& flag) {
  return static_cast<std::uint64_t>(std::llround(flag.mean * static_cast<double>(flag.n)));
}

std::string sentence(const ReportRun& run, const std::string& munition) {
  const ReportFigure* flag = run.figure("stockout", {{"munition", munition}});
  const ReportFigure* date = run.figure("stockout_date", {{"munition", munition}});
  if (flag == nullptr || flag->summary.n == 0) return {};
  const std::string& name = munition;
  const std::uint64_t n = flag->summary.n;
  const std::uint64_t k = happened(flag->summary);
  const auto end = static_cast<double>(run.end.time_since_epoch().count());
  if (run.deterministic || n == 1) {
    if (k == 0) return name + " is never short before " + long_date(end) + ".";
    return name + " is first short on " + long_date(date->summary.mean) + ".";
  }
  std::string text = "In " + probability(k, n) + " of runs " + name +
                     " is short at one of its users before " + long_date(end) + " (" +
                     std::to_string(k) + " of " + std::to_string(n) + " runs; 95 % interval " +
                     probability_interval(k, n) + ")";
  if (date != nullptr && k >= 4)
    text += "; the first shortage begins between " + long_date(date->summary.p(0.25)) + " and " +
            long_date(date->summary.p(0.75)) + " in half of those runs";
  return text + ".";
}

Cell figure_cell(const ReportFigure* figure, bool percent = false) {
  if (figure == nullptr || figure->summary.n == 0) return {"–"};
  const MetricSummary& of = figure->summary;
  const double scale = percent ? 100 : 1;
  return {with_half_width(scale * of.mean, scale * of.half_width) + (percent ? " %" : ""),
          number_text(of.mean)};
}

Cell range_cell(const ReportFigure* figure) {
  if (figure == nullptr || figure->summary.n == 0) return {"–"};
  const MetricSummary& of = figure->summary;
  return {three_digits(of.p(0.05)) + " to " + three_digits(of.p(0.95))};
}

Row stock_row(const ReportRun& run, const Labels& of) {
  const auto site = of.find("site");
  Row row = {{of.at("munition")},
             {site == of.end() ? "all sites" : site->second},
             figure_cell(run.figure("stock_end", of)),
             range_cell(run.figure("stock_end", of))};
  const ReportFigure* flag = run.figure("stockout", of);
  const ReportFigure* date = run.figure("stockout_date", of);
  if (flag == nullptr || flag->summary.n == 0) {
    row.insert(row.end(), {{"–"}, {"–"}, {"–"}, {"–"}});
    return row;
  }
  row.push_back(
      {probability(happened(flag->summary), flag->summary.n), number_text(flag->summary.mean)});
  const bool dated = date != nullptr && date->summary.n > 0;
  row.push_back({dated ? long_date(date->summary.p(0.50)) : "–"});
  row.push_back(figure_cell(run.figure("fill_rate", of), true));
  row.push_back(figure_cell(run.figure("unmet", of)));
  return row;
}

}  // namespace

void write_answer(Content& content, const ReportRun& run) {
  if (!run.question.empty()) content.paragraph(run.question, "question");
  bool any = false;
  for (const ReportName& munition : run.munitions) {
    const std::string text = sentence(run, munition.id);
    if (!text.empty()) content.paragraph(text, "answer");
    any = any || !text.empty();
  }
  if (!any) content.paragraph("No consumer of this scenario can be short of anything.", "answer");
  std::vector<Row> rows;
  for (const bool by_site : {false, true})
    for (const ReportFigure& figure : run.figures) {
      if (figure.metric != "stock_end" || !figure.of.contains("munition") ||
          figure.of.contains("origin") || figure.of.contains("window") ||
          figure.of.contains("site") != by_site || figure.of.size() != (by_site ? 2U : 1U))
        continue;
      if (figure.summary.max == 0 && run.figure("stockout", figure.of) == nullptr) continue;
      rows.push_back(stock_row(run, figure.of));
    }
  content.table(
      "Stock at the end and shortages. Means with the half-width of their 95 % interval; "
      "ranges hold the central 90 % of runs; the date is the median over runs that have "
      "a shortage; a dash: not fired there, or never short. " +
          provenance_line(run),
      {"Munition", "Site", "Stock at the end", "90 % of runs", "Short at least once", "First short",
       "Demand met at once", "Unmet rounds"},
      rows);
}

}  // namespace railhead
