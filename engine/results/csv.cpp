#include "railhead/results/csv.hpp"

#include <array>
#include <cmath>

#include "railhead/results/json.hpp"

namespace railhead {
namespace {

constexpr std::string_view kEnd = "\r\n";

std::string figure(double number) {
  return std::isfinite(number) ? number_text(number) : std::string{};
}

std::string figure_of(double number, MetricKind kind) {
  if (kind != MetricKind::instant || !std::isfinite(number)) return figure(number);
  return to_iso(Instant{Duration{std::llround(number)}});
}

std::string date_of(Instant at) {
  const bool whole_day = at == std::chrono::floor<std::chrono::days>(at);
  return whole_day ? to_iso_date(at) : to_iso(at);
}

// The ids of some dimensions, each followed by a comma.
template <std::size_t N>
std::string dimension_columns(const Network& network, const Dimensions& of,
                              const std::array<std::string_view, N>& keys) {
  const auto texts = dimension_texts(network, of);
  std::string line;
  for (const std::string_view key : keys) {
    for (const auto& [name, id] : texts)
      if (name == key) line += csv_field(id);
    line += ',';
  }
  return line;
}

std::string summary_columns(const MetricSummary& summary, MetricKind kind) {
  const bool instant = kind == MetricKind::instant;
  const bool flag = kind == MetricKind::flag;
  std::string line = std::to_string(summary.n) + ',';
  line += (instant ? "" : figure(summary.mean)) + ',';
  line += (instant ? "" : figure(summary.sd)) + ',';
  line += (instant || flag ? "" : figure(summary.half_width)) + ',';
  line += (instant ? "" : figure(summary.low)) + ',';
  line += (instant ? "" : figure(summary.high)) + ',';
  line += figure_of(summary.min, kind) + ',';
  for (const double quantile : summary.quantiles) line += figure_of(quantile, kind) + ',';
  return line + figure_of(summary.max, kind);
}

constexpr std::size_t kPiece = std::size_t{1} << 20U;  // bytes written at once

// The chosen series, instant by instant.
template <std::size_t N, class Chosen>
void write_rows(const Network& network, const TrajectoryEnsemble& ensemble,
                const std::array<std::string_view, N>& keys, const Chosen& chosen,
                const PieceWriter& write) {
  std::string text = "date,series";
  for (const std::string_view key : keys) (text += ',') += key;
  text += ",mean,p05,p10,p25,p50,p75,p90,p95";
  text += kEnd;
  for (std::size_t s = 0; s < ensemble.series().size(); ++s) {
    const Series& series = ensemble.series()[s];
    if (!chosen(series)) continue;
    const std::string of =
        std::string{to_string(series.name)} + ',' + dimension_columns(network, series.of, keys);
    for (std::size_t i = 0; i < ensemble.grid().size(); ++i) {
      text += date_of(ensemble.grid()[i]) + ',' + of + figure(ensemble.mean(s, i));
      for (const double quantile : ensemble.quantiles(s, i)) (text += ',') += figure(quantile);
      text += kEnd;
      if (text.size() < kPiece) continue;
      write(text);
      text.clear();
    }
  }
  write(text);
}

}  // namespace

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string metrics_csv(const Network& network, const MetricEnsemble& ensemble) {
  constexpr std::array<std::string_view, 9> kKeys = {
      "site", "munition", "origin", "consumer", "line", "shipment", "route", "resource", "window"};
  std::string text =
      "metric,site,munition,origin,consumer,line,shipment,route,resource,window,unit,n,mean,sd,"
      "half_width,low,high,min,p05,p10,p25,p50,p75,p90,p95,max";
  text += kEnd;
  for (std::size_t i = 0; i < ensemble.metrics().size(); ++i) {
    const Metric& metric = ensemble.metrics()[i];
    const MetricInfo& about = info(metric.name);
    text += csv_field(about.text) + ',' + dimension_columns(network, metric.of, kKeys);
    text += csv_field(about.unit) + ',' + summary_columns(ensemble.summary(i), about.kind);
    text += kEnd;
  }
  return text;
}

void trajectories_csv(const Network& network, const TrajectoryEnsemble& ensemble,
                      const PieceWriter& write) {
  constexpr std::array<std::string_view, 3> kKeys = {"site", "munition", "origin"};
  write_rows(
      network, ensemble, kKeys, [](const Series& series) { return series.of.shipment.is_none(); },
      write);
}

void shipments_csv(const Network& network, const TrajectoryEnsemble& ensemble,
                   const PieceWriter& write) {
  constexpr std::array<std::string_view, 1> kKeys = {"shipment"};
  write_rows(
      network, ensemble, kKeys, [](const Series& series) { return !series.of.shipment.is_none(); },
      write);
}

std::string replications_csv(const Network& network, const ReplicationTable& table) {
  std::string text = "replication";
  for (const Metric& metric : table.metrics()) text += ',' + csv_field(to_string(network, metric));
  text += kEnd;
  for (std::size_t row = 0; row < table.runs(); ++row) {
    text += std::to_string(table.replication(row));
    for (std::size_t i = 0; i < table.metrics().size(); ++i)
      text += ',' + figure_of(table.value(row, i), info(table.metrics()[i].name).kind);
    text += kEnd;
  }
  return text;
}

}  // namespace railhead
