#include "run_report.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "chart.hpp"
#include "console.hpp"
#include "figures.hpp"

namespace railhead {
namespace {

constexpr std::size_t kChartHeight = 8;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

MetricSummary summary_of(const RunOutcome& outcome, MetricName name, const Dimensions& of) {
  const auto index = outcome.metrics.find({name, of});
  if (index) return outcome.metrics.summary(*index);
  MetricSummary none;
  none.mean = kNaN;
  none.quantiles.fill(kNaN);
  return none;
}

std::optional<std::size_t> find_series(const RunOutcome& outcome, SeriesName name,
                                       const Dimensions& of) {
  const auto& series = outcome.trajectories.series();
  const auto found = std::find(series.begin(), series.end(), Series{name, of});
  if (found == series.end()) return std::nullopt;
  return static_cast<std::size_t>(found - series.begin());
}

double stock_at_start(const RunOutcome& outcome, const Dimensions& of) {
  const auto series = find_series(outcome, SeriesName::stock, of);
  return series ? outcome.trajectories.mean(*series, 0) : kNaN;
}

std::string wrapped(std::string_view text, std::size_t width) {
  std::string lines;
  for (const std::string& line : wrap(text, width)) lines += line + "\n";
  return lines;
}

std::string heading(const RunOutcome& outcome, std::size_t width) {
  const RunIdentity& identity = outcome.identity;
  std::string text;
  for (const std::string& line : wrap(identity.title, width)) text += bold(line) + "\n";
  if (!identity.question.empty()) text += wrapped(identity.question, width);
  const std::uint64_t runs = outcome.metrics.runs();
  text += fmt::format("{} to {}, {}, seed {}{}\n", to_iso_date(outcome.network.start),
                      to_iso_date(outcome.network.end),
                      identity.deterministic
                          ? "central values"
                          : fmt::format("{} replication{}", runs, runs == 1 ? "" : "s"),
                      identity.seed, identity.interrupted ? " (interrupted)" : "");
  return text;
}

// One line of the table: a stock of one munition.
std::string stock_line(const RunOutcome& outcome, const Dimensions& of, std::string_view label,
                       std::size_t label_width) {
  const MetricSummary end = summary_of(outcome, MetricName::stock_end, of);
  const MetricSummary demanded = summary_of(outcome, MetricName::demanded, of);
  std::string line = left(label, label_width);
  line += right(compact(stock_at_start(outcome, of)), 8);
  line += right(compact(end.p(0.50)), 8);
  line += right(compact(end.p(0.10)) + " - " + compact(end.p(0.90)), 16);
  if (demanded.n > 0 && demanded.max > 0) {
    const MetricSummary date = summary_of(outcome, MetricName::stockout_date, of);
    line += right(percent(summary_of(outcome, MetricName::stockout, of).mean), 7);
    line += right(date.n > 0 ? date_text(date.p(0.50)) : "-", 12);
    line += right(compact(summary_of(outcome, MetricName::consumed, of).mean), 7);
    line += right(compact(summary_of(outcome, MetricName::unmet, of).mean), 7);
  }
  return line + "\n";
}

std::string stock_table(const RunOutcome& outcome, std::size_t width) {
  const Network& network = outcome.network;
  std::size_t label_width = 12;
  for (const Munition& munition : network.munitions)
    label_width = std::max(label_width, munition.id.size() + 2);
  label_width = std::min(label_width, std::max<std::size_t>(width, 80) - 65);

  std::string text = "\n" +
                     bold(left("Stock", label_width) + right("start", 8) + right("end", 8) +
                          right("80 % of runs", 16) + right("short", 7) + right("first short", 12) +
                          right("fired", 7) + right("unmet", 7)) +
                     "\n";
  const auto group = [&](const std::string& title, SiteId site) {
    std::string lines;
    for (const MunitionId munition : network.munitions.ids()) {
      Dimensions of;
      of.site = site;
      of.munition = munition;
      if (!outcome.metrics.find({MetricName::stock_end, of})) continue;
      lines += stock_line(outcome, of, "  " + network.munitions[munition].id, label_width);
    }
    if (!lines.empty()) text += title + "\n" + lines;
  };
  group("all sites", SiteId{});
  for (const SiteId site : network.sites.ids()) {
    const Site& about = network.sites[site];
    group(about.role.empty() ? about.id : about.id + " (" + about.role + ")", site);
  }
  text += wrapped(
      "end: median; short: share of runs with unmet demand; first short: median "
      "date of those; fired and unmet: means",
      width);
  return text;
}

std::string stock_charts(const RunOutcome& outcome, std::size_t width) {
  const Network& network = outcome.network;
  const TrajectoryEnsemble& all = outcome.trajectories;
  std::string text;
  for (const MunitionId munition : network.munitions.ids()) {
    Dimensions of;
    of.munition = munition;
    const auto series = find_series(outcome, SeriesName::stock, of);
    if (!series) continue;
    std::vector<Band> bands;
    for (std::size_t i = 0; i < all.grid().size(); ++i) {
      const auto q = all.quantiles(*series, i);
      bands.push_back({q[1], q[2], q[3], q[4], q[5]});
    }
    const std::string chart = band_chart(bands, network.start, network.end, std::min(width, 120UL),
                                         kChartHeight, output_is_unicode());
    if (!chart.empty())
      text += "\n" + bold(network.munitions[munition].id + ", rounds at all sites") + "\n" + chart;
  }
  if (text.empty()) return text;
  return text + "line: median; shades: central half and central 80 % of runs\n";
}

std::string share_over_time(const RunOutcome& outcome, const Dimensions& of, std::size_t width) {
  const auto series = find_series(outcome, SeriesName::origin_share, of);
  if (!series) return {};
  std::vector<double> shares;
  for (std::size_t i = 0; i < outcome.trajectories.grid().size(); ++i)
    shares.push_back(outcome.trajectories.mean(*series, i));
  return share_line(shares, width, output_is_unicode());
}

std::string origin_line(const RunOutcome& outcome, const Dimensions& of, std::size_t width) {
  const MetricSummary share = summary_of(outcome, MetricName::origin_share, of);
  if (share.n == 0 || share.max == 0) return {};
  const MetricSummary fired = summary_of(outcome, MetricName::consumed, of);
  return "    " + left(outcome.network.origins[of.origin].id, 16) + right(percent(share.mean), 7) +
         right(percent(share.p(0.10)) + " - " + percent(share.p(0.90)), 16) +
         right(compact(fired.mean), 8) + "  " + share_over_time(outcome, of, width) + "\n";
}

std::string origin_table(const RunOutcome& outcome, std::size_t width) {
  const Network& network = outcome.network;
  const std::size_t bars = std::min(width, 120UL) - 53;
  std::string text;
  for (const MunitionId munition : network.munitions.ids()) {
    std::string lines;
    for (const OriginId origin : network.origins.ids()) {
      Dimensions of;
      of.munition = munition;
      of.origin = origin;
      lines += origin_line(outcome, of, bars);
    }
    if (!lines.empty()) text += "  " + network.munitions[munition].id + "\n" + lines;
  }
  if (text.empty()) return text;
  return "\n" +
         bold(left("Fire by origin", 20) + right("share", 7) + right("80 % of runs", 16) +
              right("fired", 8) + "  share over time") +
         "\n" + text;
}

std::string check_table(const RunOutcome& outcome, std::size_t width) {
  if (outcome.checks.empty()) return {};
  constexpr std::size_t kVerdict = 9;
  std::string text = "\n" + bold("Checks") + "\n";
  for (const CheckOutcome& check : outcome.checks) {
    text += check.passed ? "  holds  " : warning_colour("  FAILS  ");
    std::string lines;
    for (const std::string& line : wrap(check.id + ": " + check.text, width - kVerdict))
      lines += (lines.empty() ? "" : std::string(kVerdict, ' ')) + line + "\n";
    text += lines;
  }
  return text;
}

}  // namespace

std::vector<Series> report_series(const Network& network) {
  std::vector<Series> chosen;
  for (const Series& series : default_series(network)) {
    const Dimensions& of = series.of;
    const bool of_stock = !of.munition.is_none() && of.shipment.is_none();
    const bool stock = series.name == SeriesName::stock && of.origin.is_none();
    const bool share = series.name == SeriesName::origin_share && of.site.is_none();
    if (of_stock && (stock || share)) chosen.push_back(series);
  }
  return chosen;
}

std::string run_report(const RunOutcome& outcome, std::size_t width) {
  return heading(outcome, width) + stock_table(outcome, width) + stock_charts(outcome, width) +
         origin_table(outcome, width) + check_table(outcome, width);
}

}  // namespace railhead
