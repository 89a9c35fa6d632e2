#include <algorithm>

#include "railhead/report/charts.hpp"
#include "railhead/report/figures.hpp"

#include "content.hpp"
#include "spec.hpp"

namespace railhead {
namespace {

void write_charts(Content& content, const std::string& id, const std::string& title,
                  const std::vector<Chart>& charts, const ReportRun& run) {
  if (charts.empty()) return;
  content.begin_section(id, title);
  for (const Chart& chart : charts)
    content.chart(chart, chart.summary + " " + provenance_line(run));
  content.end_section();
}

std::string range_of(const ReportSighting& each) {
  std::string text = three_digits(each.value);
  if (each.kind == "floor") text = "at least " + text;
  if (each.kind == "ceiling") text = "at most " + text;
  if (each.low || each.high)
    text += " (" + three_digits(each.low.value_or(each.value)) + " to " +
            three_digits(each.high.value_or(each.value)) + ")";
  return text;
}

void write_stocks(Content& content, const ReportRun& run) {
  const std::vector<Chart> charts = stock_charts(run);
  std::vector<Row> rows;
  for (const ReportEvent& event : run.events)
    rows.push_back({{to_iso_date(event.from)},
                    {event.until ? to_iso_date(*event.until) : "–"},
                    {event.kind},
                    {event.text}});
  if (charts.empty() && rows.empty()) return;
  content.begin_section("stock", "Stocks");
  if (charts.empty()) content.paragraph("The trajectories were not kept with these results.");
  for (const Chart& chart : charts)
    content.chart(chart, chart.summary + " " + provenance_line(run));
  content.table("Dated events: shipments, disruptions, changes of phase.",
                {"Date", "Until", "Kind", "What"}, rows, TableLook::folded);
  content.end_section();
}

void write_sightings(Content& content, const ReportRun& run, References& references) {
  if (run.sightings.empty()) return;
  content.begin_section("sightings", "Seen and simulated");
  for (const Chart& chart : sighting_charts(run))
    content.chart(chart, chart.summary + " " + provenance_line(run));
  std::vector<Row> rows;
  for (const ReportSighting& each : run.sightings)
    rows.push_back(
        {{each.title},
         {each.selector},
         {to_iso_date(each.at)},
         {range_of(each), number_text(each.value), references.numbers(each.cites)},
         {three_digits(each.simulated.p(0.50)), number_text(each.simulated.p(0.50))},
         {three_digits(each.simulated.p(0.05)) + " to " + three_digits(each.simulated.p(0.95))}});
  content.table("What was seen, and the same figure in the runs at the same date.",
                {"Sighting", "Metric", "Date", "Seen", "Median of runs", "90 % of runs"}, rows);
  content.end_section();
}

void write_figures(Content& content, const ReportRun& run) {
  std::vector<Row> rows;
  for (const ReportFigure& figure : run.figures) {
    const MetricSummary& of = figure.summary;
    if (of.n == 0 || figure.kind == FigureKind::instant || of.max == 0) continue;
    if (figure.of.contains("window")) continue;
    std::string labels;
    for (const auto& [key, id] : figure.of) labels += (labels.empty() ? "" : ", ") + id;
    rows.push_back({{figure.metric},
                    {labels},
                    {figure.unit},
                    {with_half_width(of.mean, of.half_width), number_text(of.mean)},
                    {three_digits(of.p(0.05)), number_text(of.p(0.05))},
                    {three_digits(of.p(0.50)), number_text(of.p(0.50))},
                    {three_digits(of.p(0.95)), number_text(of.p(0.95))}});
  }
  content.begin_section("figures", "All figures");
  content.table(
      "Every metric that is not 0 in all runs, over the whole time. " + provenance_line(run),
      {"Metric", "Of", "Unit", "Mean", "5 %", "Median", "95 %"}, rows, TableLook::folded);
  content.end_section();
}

bool is_only_assumed(const std::vector<std::string>& cites) {
  return !cites.empty() && std::all_of(cites.begin(), cites.end(),
                                       [](const std::string& id) { return id == "assumed"; });
}

}  // namespace

void write_outcome(Content& content, const ReportRun& run, References& references) {
  write_stocks(content, run);
  write_charts(content, "shortage", "First shortage", shortage_charts(run), run);
  write_charts(content, "origin", "Whose rounds are fired", origin_charts(run), run);
  write_charts(content, "departures", "Shipments", departure_charts(run), run);
  write_charts(content, "network", "Who supplies whom", network_charts(run), run);
  write_charts(content, "resources", "Resources", resource_charts(run), run);
  write_sightings(content, run, references);
  write_figures(content, run);
}

void write_variant(Content& content, const ReportRun& run, const std::string& suffix) {
  content.begin_section("variant" + suffix, run.title.empty() ? run.path : run.title);
  write_answer(content, run);
  std::vector<Chart> charts;
  for (Chart& chart : stock_charts(run))
    if (chart.id.starts_with("stock-all-")) charts.push_back(std::move(chart));
  for (const auto& make : {shortage_charts, origin_charts})
    for (Chart& chart : make(run)) charts.push_back(std::move(chart));
  for (Chart& chart : charts) {
    chart.id += suffix;
    content.chart(chart, chart.summary + " " + provenance_line(run));
  }
  content.end_section();
}

void write_assumptions(Content& content, const ReportRun& run, References& references) {
  std::vector<Row> rows;
  std::size_t without = 0, assumed = 0;
  for (const ReportAssumption& each : run.assumptions) {
    if (!each.needs_source) continue;
    Cell source;
    source.notes = references.numbers(each.cites);
    const bool is_assumed = is_only_assumed(each.cites);
    source.missing = each.cites.empty() || is_assumed;
    if (source.missing) source.text = is_assumed ? "assumed" : "no source";
    if (each.cites.empty()) ++without;
    if (is_assumed) ++assumed;
    rows.push_back({{each.path}, {each.title}, {each.value}, {each.unit}, source, {each.place}});
  }
  if (rows.empty()) return;
  content.begin_section("assumptions", "Assumptions");
  content.paragraph(std::to_string(rows.size()) + " values say something about the world; " +
                    std::to_string(without) + " of them have no source and " +
                    std::to_string(assumed) +
                    " are assumed; both stand out. Numbers in brackets lead to the references, the "
                    "letter and digit behind them are the grade of the source (Admiralty code).");
  content.table("Every value with its law, unit and source. " + provenance_line(run),
                {"Field", "Meaning", "Value or law", "Unit", "Source", "Place"}, rows,
                TableLook::folded);
  content.end_section();
}

}  // namespace railhead
