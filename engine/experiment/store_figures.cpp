#include "store_figures.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "rerun.hpp"

namespace railhead {
namespace {

std::size_t rows_in(const RecordedSweep& sweep, const char* table, const RecordedPoint& point) {
  return static_cast<std::size_t>(whole_in(
      rows_of(sweep.path,
              fmt::format("SELECT count(*) FROM {} WHERE point_key = {}", table, point.key))
          .at(0),
      0));
}

// Figures of a row from a column on; what is not finite is kept as nothing.
bool same_figures(const RecordedRow& kept, std::size_t first, const std::vector<double>& made) {
  for (std::size_t i = 0; i < made.size(); ++i) {
    const double recorded = number_in(kept, first + i);
    if (recorded != made[i] && !(std::isnan(recorded) && !std::isfinite(made[i]))) return false;
  }
  return true;
}

std::vector<double> figures_of(const MetricSummary& summary) {
  std::vector<double> figures = {static_cast<double>(summary.n),
                                 summary.mean,
                                 summary.sd,
                                 summary.half_width,
                                 summary.low,
                                 summary.high,
                                 summary.min};
  figures.insert(figures.end(), summary.quantiles.begin(), summary.quantiles.end());
  figures.push_back(summary.max);
  return figures;
}

void compare_summaries(const RecordedSweep& sweep, const RecordedPoint& point,
                       const Network& network, const MetricEnsemble& metrics,
                       VerifyOutcome& outcome) {
  const auto rows =
      rows_of(sweep.path, "SELECT * FROM summaries WHERE point_key = " + std::to_string(point.key));
  std::map<std::string, std::size_t> made;
  for (std::size_t i = 0; i < metrics.metrics().size(); ++i)
    made[to_string(network, metrics.metrics()[i])] = i;
  for (const RecordedRow& kept : rows) {
    const std::string& selector = text_in(kept, 1);
    const auto metric = made.find(selector);
    if (metric == made.end() || !same_figures(kept, 2, figures_of(metrics.summary(metric->second))))
      note_difference(outcome, "point " + point.label + ": the summary of " + selector +
                                   " is not what is recorded");
  }
  if (rows.size() != metrics.metrics().size())
    note_difference(outcome, "point " + point.label + ": there are " + std::to_string(rows.size()) +
                                 " summaries of " + std::to_string(metrics.metrics().size()));
}

// The row that names a series.
bool is_named(const RecordedSweep& sweep, const Network& network, const Series& series) {
  const auto rows = rows_of(sweep.path,
                            "SELECT series, site, munition, origin, shipment FROM series WHERE "
                            "series_key = " +
                                std::to_string(series_key(network, series)));
  if (rows.size() != 1 || rows[0].cells[0] != StoreCell{std::string{to_string(series.name)}})
    return false;
  std::size_t column = 1;
  const auto dimensions = dimension_texts(network, series.of);
  for (const std::string_view wanted : {"site", "munition", "origin", "shipment"}) {
    StoreCell expected;
    for (const auto& [dimension, id] : dimensions)
      if (dimension == wanted) expected = std::string{id};
    if (rows[0].cells[column++] != expected) return false;
  }
  return true;
}

bool same_series(const RecordedSweep& sweep, const RecordedPoint& point, std::int64_t key,
                 const TrajectoryEnsemble& trajectories, std::size_t series) {
  const auto rows = rows_of(
      sweep.path,
      "SELECT at, mean, p05, p10, p25, p50, p75, p90, p95 FROM quantiles WHERE "
      "point_key = " +
          std::to_string(point.key) + " AND series_key = " + std::to_string(key) + " ORDER BY at");
  if (rows.size() != trajectories.grid().size()) return false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<double> made = {trajectories.mean(series, i)};
    const auto quantiles = trajectories.quantiles(series, i);
    made.insert(made.end(), quantiles.begin(), quantiles.end());
    if (whole_in(rows[i], 0) != trajectories.grid()[i].time_since_epoch().count() ||
        !same_figures(rows[i], 1, made))
      return false;
  }
  return true;
}

void compare_quantiles(const RecordedSweep& sweep, const RecordedPoint& point,
                       const Network& network, const TrajectoryEnsemble& trajectories,
                       VerifyOutcome& outcome) {
  const std::size_t made = trajectories.series().size() * trajectories.grid().size();
  if (const std::size_t kept = rows_in(sweep, "quantiles", point); kept != made)
    note_difference(outcome,
                    fmt::format("point {}: there are quantiles of {} instants of series, of {}",
                                point.label, kept, made));
  for (std::size_t i = 0; i < trajectories.series().size(); ++i) {
    const Series& series = trajectories.series()[i];
    if (is_named(sweep, network, series) &&
        same_series(sweep, point, series_key(network, series), trajectories, i))
      continue;
    note_difference(outcome, "point " + point.label + ": the quantiles of " +
                                 std::string{to_string(series.name)} + " of " +
                                 to_string(network, Metric{MetricName::stock_end, series.of}) +
                                 " are not what is recorded");
  }
}

}  // namespace

void compare_nothing(const RecordedSweep& sweep, const RecordedPoint& point,
                     VerifyOutcome& outcome) {
  const auto& cells = point.row.cells;
  const bool blank = std::all_of(cells.begin(), cells.begin() + 4, [](const StoreCell& cell) {
    return std::holds_alternative<std::monostate>(cell);
  });
  if (blank && rows_in(sweep, "summaries", point) + rows_in(sweep, "quantiles", point) == 0) return;
  note_difference(outcome, fmt::format("point {}: it has not ended, and has figures", point.label));
}

void compare_figures(const RecordedSweep& sweep, const RecordedPoint& point, const Network& network,
                     MetricEnsemble& metrics, TrajectoryEnsemble& trajectories,
                     VerifyOutcome& outcome) {
  if (point.ended == 0) return compare_nothing(sweep, point, outcome);
  for (RecordSink* sink :
       {static_cast<RecordSink*>(&metrics), static_cast<RecordSink*>(&trajectories)})
    for (std::size_t part = 0; part < sink->parts(); ++part) sink->settle(part);
  const auto at = [](Instant instant) {
    return static_cast<double>(instant.time_since_epoch().count());
  };
  const double seed = static_cast<double>(static_cast<std::int64_t>(network.seed));
  if (!same_figures(point.row, 0,
                    {seed, at(network.start), at(network.end), at(network.statistics_from)}))
    note_difference(outcome, "point " + point.label +
                                 ": its seed or its span of time is not what "
                                 "is recorded");
  compare_summaries(sweep, point, network, metrics, outcome);
  compare_quantiles(sweep, point, network, trajectories, outcome);
}

void compare_responses(const RecordedSweep& sweep, const Network& network, VerifyOutcome& outcome) {
  for (const StoreResponse& response : sweep.responses) {
    const MetricInfo& about = info(parse_metric(network, response.metric).name);
    if (response.unit != about.unit || response.whole != is_whole(about))
      note_difference(outcome, "the response " + response.metric + " has another unit");
  }
}

}  // namespace railhead
