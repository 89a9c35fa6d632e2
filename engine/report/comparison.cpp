#include <algorithm>
#include <cmath>
#include <iterator>

#include "railhead/report/charts.hpp"
#include "railhead/report/figures.hpp"

#include "content.hpp"

namespace railhead {
namespace {

std::string name_of(const ReportRun& run) {
  return run.title.empty() ? run.path : run.title;
}

// The mean of one side, with the digits that the interval of the difference supports.
Cell side_cell(const ReportDifference& of, double mean) {
  if (of.kind == FigureKind::flag)
    return {
        probability(static_cast<std::uint64_t>(std::llround(mean * static_cast<double>(of.pairs))),
                    of.pairs),
        number_text(mean)};
  return {supported(mean, of.half_width), number_text(mean)};
}

Cell difference_cell(const ReportDifference& of) {
  if (of.kind == FigureKind::flag)
    return {with_half_width(100 * of.mean, 100 * of.half_width) + " points", number_text(of.mean)};
  return {with_half_width(of.mean, of.half_width), number_text(of.mean)};
}

std::vector<Row> difference_rows(const ReportComparison& each) {
  std::vector<Row> rows;
  for (const ReportDifference& of : each.differences) {
    std::string labels;
    for (const auto& [key, id] : of.of) labels += (labels.empty() ? "" : ", ") + id;
    Row row = {{of.metric + ", " + (of.kind == FigureKind::flag ? "share of runs" : of.unit)},
               {labels},
               side_cell(of, of.baseline),
               side_cell(of, of.variant),
               difference_cell(of)};
    // Of a flag the runs differ by -1, 0 or 1, which says less than the mean.
    const bool range = each.paired && of.kind != FigureKind::flag;
    row.push_back({range ? three_digits(of.low) + " to " + three_digits(of.high) : "–"});
    rows.push_back(std::move(row));
  }
  return rows;
}

// Titles, sources, sightings and the like differ as well, but nothing follows from them.
bool is_input(const std::string& path) {
  constexpr const char* kNone[] = {
      "scenario.title", "scenario.question", "reference.", "observation.",
      "check.",         "window.",           "extends"};
  return std::none_of(std::begin(kNone), std::end(kNone),
                      [&](const char* start) { return path.starts_with(start); });
}

// A whole entity that is there on one side only can be long.
std::string shortened(const std::optional<std::string>& value) {
  constexpr std::size_t kMost = 140;
  if (!value) return "–";
  if (value->size() <= kMost) return *value;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>((*value)[end]) & 0xC0) == 0x80) --end;
  return value->substr(0, end) + "…";
}

void write_differences(Content& content, const ReportRun& variant, const ReportComparison& each) {
  std::vector<Row> changes;
  for (const ReportChange& change : each.changes)
    if (is_input(change.path))
      changes.push_back({{change.path}, {shortened(change.before)}, {shortened(change.after)}});
  const std::string how =
      each.paired
          ? "run by run on common random numbers: mean difference with the half-width of "
            "its 95 % interval, and the central 90 % of the runs' differences. "
          : "from the summaries of both: difference of the means with the half-width of its "
            "95 % interval as if the runs were independent, which is too wide where they "
            "use the same random numbers. ";
  content.table("\"" + name_of(variant) + "\" less the baseline, " + how + provenance_line(variant),
                {"Metric", "Of", "Baseline", "Variant", "Difference", "90 % of runs"},
                difference_rows(each), TableLook::beside);
  content.table("Inputs of \"" + name_of(variant) + "\" that differ from the baseline's.",
                {"Field", "Baseline", "Variant"}, changes, TableLook::beside);
}

}  // namespace

void write_comparisons(Content& content, const ReportInput& input) {
  if (input.comparisons.empty()) return;
  const ReportRun& baseline = input.runs.front();
  content.begin_section("comparison", "Comparison");
  content.paragraph("The baseline is \"" + name_of(baseline) + "\". " +
                    (input.comparisons.front().paired
                         ? "Every variant uses the same random numbers for what it has in common "
                           "with it, so that a difference is the effect of what was changed."
                         : "The runs were made before; they are compared by their summaries."));
  for (const Chart& chart : median_charts(input))
    content.chart(chart, chart.summary + " Baseline: " + provenance_line(baseline));
  for (const ReportComparison& each : input.comparisons) {
    const ReportRun& variant = input.runs[each.variant];
    content.paragraph(name_of(variant), "heading");
    write_differences(content, variant, each);
    for (const Chart& chart : difference_charts(input, each))
      content.chart(chart, chart.summary + " " + provenance_line(variant));
  }
  content.end_section();
}

}  // namespace railhead
