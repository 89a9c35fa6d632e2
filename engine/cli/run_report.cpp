#include "run_report.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "railhead/base/unknown.hpp"

#include "chart.hpp"
#include "console.hpp"
#include "figures.hpp"
#include "stock_table.hpp"

namespace railhead {
namespace {

constexpr std::size_t kChartHeight = 8;

std::optional<std::size_t> find_series(const RunOutcome& outcome, SeriesName name,
                                       const Dimensions& of) {
  const auto& series = outcome.trajectories.series();
  const auto found = std::find(series.begin(), series.end(), Series{name, of});
  if (found == series.end()) return std::nullopt;
  return static_cast<std::size_t>(found - series.begin());
}

std::string counted(std::uint64_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string heading(const RunOutcome& outcome, std::size_t width) {
  const RunIdentity& identity = outcome.identity;
  std::string text;
  for (const std::string& line : wrap(identity.title, width)) text += bold(line) + "\n";
  if (!identity.question.empty()) text += wrapped(identity.question, width);
  const std::uint64_t runs = outcome.metrics.runs();
  return text + wrapped(fmt::format("{} to {}, {}, seed {}{}", to_iso_date(outcome.network.start),
                                    to_iso_date(outcome.network.end),
                                    identity.deterministic ? "central values"
                                                           : counted(runs, "replication"),
                                    identity.seed, identity.interrupted ? " (interrupted)" : ""),
                        width);
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
  return text + wrapped("line: median; shades: central half and central 80 % of runs", width);
}

std::string share_over_time(const RunOutcome& outcome, const Dimensions& of, std::size_t width) {
  const auto series = find_series(outcome, SeriesName::origin_share, of);
  if (!series) return {};
  std::vector<double> shares;
  for (std::size_t i = 0; i < outcome.trajectories.grid().size(); ++i)
    shares.push_back(outcome.trajectories.mean(*series, i));
  return share_line(shares, width, output_is_unicode());
}

// How the table of fire by origin uses the width: bars and the range go first where it is narrow.
struct OriginColumns {
  std::size_t name = 20, range = 16, bars = 0;
};

OriginColumns origin_columns(std::size_t width) {
  constexpr std::size_t kFigures = 20 + 7 + 8;
  constexpr std::size_t kLeastBars = 15;
  OriginColumns columns;
  if (width < kFigures + columns.range) columns.range = 0;
  const std::size_t used = kFigures + columns.range + 2;
  if (width >= used + kLeastBars) columns.bars = std::min<std::size_t>(width, 120) - used;
  return columns;
}

std::string origin_line(const RunOutcome& outcome, const Dimensions& of,
                        const OriginColumns& columns) {
  const MetricSummary share = summary_of(outcome, MetricName::origin_share, of);
  if (share.n == 0 || share.max == 0) return {};
  const MetricSummary fired = summary_of(outcome, MetricName::consumed, of);
  std::string line = left("    " + outcome.network.origins[of.origin].id, columns.name);
  line += right(percent(share.mean), 7);
  if (columns.range > 0)
    line += right(percent(share.p(0.10)) + " - " + percent(share.p(0.90)), columns.range);
  line += right(compact(fired.mean), 8);
  if (columns.bars > 0) line += "  " + share_over_time(outcome, of, columns.bars);
  return line + "\n";
}

std::string origin_table(const RunOutcome& outcome, std::size_t width) {
  const Network& network = outcome.network;
  const OriginColumns columns = origin_columns(width);
  std::string text;
  for (const MunitionId munition : network.munitions.ids()) {
    std::string lines;
    for (const OriginId origin : network.origins.ids()) {
      Dimensions of;
      of.munition = munition;
      of.origin = origin;
      lines += origin_line(outcome, of, columns);
    }
    if (!lines.empty()) text += "  " + network.munitions[munition].id + "\n" + lines;
  }
  if (text.empty()) return text;
  return "\n" +
         bold(left("Fire by origin", columns.name) + right("share", 7) +
              right(columns.range > 0 ? "80 % of runs" : "", columns.range) + right("fired", 8) +
              (columns.bars > 0 ? "  share over time" : "")) +
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

MetricSummary summary_of(const RunOutcome& outcome, MetricName name, const Dimensions& of) {
  const auto index = outcome.metrics.find({name, of});
  if (index) return outcome.metrics.summary(*index);
  MetricSummary none;
  none.mean = kUnknown;
  none.quantiles.fill(none.mean);
  return none;
}

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
