#include <algorithm>
#include <cmath>

#include "railhead/report/charts.hpp"
#include "railhead/results/json.hpp"
#include "railhead/stats/intervals.hpp"

#include "spec.hpp"

namespace railhead {
namespace {

constexpr const char* kShares =
    R"("data":{"name":"short"},"encoding":{"x":@DATE@,"color":{"field":"munition","type":"nominal",)"
    R"("legend":{"title":null,"symbolType":"square","symbolOpacity":1,"symbolStrokeWidth":0},)"
    R"("scale":{"domain":@NAMES@,"range":@COLOURS@}}},"layer":[)"
    R"({"mark":{"type":"area","opacity":0.2},"encoding":{"y":{"field":"low","type":"quantitative",)"
    R"("title":"share of runs","axis":{"format":"%"}},"y2":{"field":"high"}}},)"
    R"({"mark":{"type":"line","strokeWidth":2.2,"tooltip":true},"encoding":{"y":{"field":"share",)"
    R"("type":"quantitative"}}}])";

// How many runs are short by an instant, from the dates of all.
double count_by(const std::vector<double>& dates, double now) {
  return static_cast<double>(std::upper_bound(dates.begin(), dates.end(), now) - dates.begin());
}

// The same from a summary of the dates: between its quantiles straight on.
double count_by(const MetricSummary& dates, double now) {
  if (now < dates.min) return 0;
  double at = dates.min, share = 0;
  const auto beyond = [&](double next, double level) {
    if (now < next) {
      if (next > at) share += (level - share) * (now - at) / (next - at);
      return true;
    }
    at = next;
    share = level;
    return false;
  };
  bool done = false;
  for (std::size_t i = 0; i < kQuantileLevels.size() && !done; ++i)
    done = beyond(dates.quantiles[i], kQuantileLevels[i]);
  if (!done) beyond(dates.max, 1);
  return std::round(share * static_cast<double>(dates.n));
}

}  // namespace

std::vector<Chart> shortage_charts(const ReportRun& run) {
  Dataset data{"short", {{"date"}, {"munition"}, {"share"}, {"low"}, {"high"}}};
  JsonWriter names{0}, colours{0};
  names.begin_array();
  colours.begin_array();
  for (const ReportName& munition : run.munitions) {
    const auto dates = run.shortages.find(munition.id);
    const ReportFigure* figure = run.figure("stockout_date", {{"munition", munition.id}});
    const bool known = dates != run.shortages.end();
    if (known ? dates->second.empty() : figure == nullptr || figure->summary.n == 0) continue;
    names.value(munition.id);
    colours.value(munition_colour(run, munition.id));
    for (const Instant& at : run.grid) {
      const auto now = static_cast<double>(at.time_since_epoch().count());
      const double k = known ? count_by(dates->second, now) : count_by(figure->summary, now);
      const Interval of = wilson(static_cast<std::uint64_t>(k), run.replications);
      data.columns[0].texts.push_back(to_iso_date(at));
      data.columns[1].texts.push_back(munition.id);
      data.columns[2].numbers.push_back(k / static_cast<double>(run.replications));
      data.columns[3].numbers.push_back(of.low);
      data.columns[4].numbers.push_back(of.high);
    }
  }
  if (data.rows() == 0) return {};
  Chart chart;
  chart.id = "first-shortage";
  chart.title = "Date of the first shortage: share of runs that are short by then";
  chart.summary =
      "For each munition the share of runs whose first shortage lies before a date, "
      "with the 95 % interval of that share.";
  if (run.summaries) chart.summary += " Between the quantiles of the dates it is drawn straight.";
  chart.datasets = {data};
  chart.height = 310;
  chart.spec = spec_around(chart.title, 240,
                           filled(kShares, {{"DATE", date_axis("date")},
                                            {"NAMES", names.end_array().take()},
                                            {"COLOURS", colours.end_array().take()}}));
  return {chart};
}

}  // namespace railhead
