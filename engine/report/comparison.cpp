#include "railhead/report/charts.hpp"
#include "railhead/report/figures.hpp"

#include "content.hpp"

namespace railhead {
namespace {

std::string name_of(const ReportRun& run) {
  return run.title.empty() ? run.path : run.title;
}

void write_differences(Content& content, const ReportInput& input, const ReportComparison& each) {
  const ReportRun& variant = input.runs[each.variant];
  std::vector<Row> rows;
  for (const ReportDifference& of : each.differences) {
    std::string labels;
    for (const auto& [key, id] : of.of) labels += (labels.empty() ? "" : ", ") + id;
    rows.push_back({{of.metric},
                    {labels},
                    {of.unit},
                    {supported(of.baseline, of.half_width), number_text(of.baseline)},
                    {supported(of.variant, of.half_width), number_text(of.variant)},
                    {with_half_width(of.mean, of.half_width), number_text(of.mean)},
                    {three_digits(of.low) + " to " + three_digits(of.high)}});
  }
  content.table("\"" + name_of(variant) +
                    "\" less the baseline, run by run on common random "
                    "numbers: mean difference with the half-width of its 95 % interval, and the "
                    "central 90 % of the runs' differences. " +
                    provenance_line(variant),
                {"Metric", "Of", "Unit", "Baseline", "Variant", "Difference", "90 % of runs"},
                rows);
  std::vector<Row> changes;
  for (const ReportChange& change : each.changes)
    changes.push_back({{change.path}, {change.before.value_or("–")}, {change.after.value_or("–")}});
  content.table("Inputs of \"" + name_of(variant) + "\" that differ from the baseline's.",
                {"Field", "Baseline", "Variant"}, changes, true);
}

}  // namespace

void write_comparisons(Content& content, const ReportInput& input) {
  if (input.comparisons.empty()) return;
  content.begin_section("comparison", "Comparison");
  content.paragraph("The baseline is \"" + name_of(input.runs.front()) +
                    "\". Every variant uses the same random numbers for what it has in common "
                    "with it, so that a difference is the effect of what was changed.");
  for (const Chart& chart : comparison_charts(input))
    content.chart(chart, chart.summary + " Baseline: " + provenance_line(input.runs.front()));
  for (const ReportComparison& each : input.comparisons) write_differences(content, input, each);
  content.end_section();
}

}  // namespace railhead
