#include "railhead/model/metrics.hpp"

#include <array>

namespace railhead {

namespace {

constexpr MetricInfo kInfos[] = {
    {MetricName::stock_end, "stock_end", "rounds", MetricKind::amount,
     "Rounds on hand at the end."},
    {MetricName::stock_min, "stock_min", "rounds", MetricKind::amount,
     "Smallest number of rounds on hand; of several sites or munitions, of their sum."},
    {MetricName::stock_mean, "stock_mean", "rounds", MetricKind::amount,
     "Time average of the rounds on hand."},
    {MetricName::backlog_mean, "backlog_mean", "rounds", MetricKind::amount,
     "Time average of the demand that waits."},
    {MetricName::backlog_end, "backlog_end", "rounds", MetricKind::amount,
     "Demand that waits at the end."},
    {MetricName::received, "received", "rounds", MetricKind::amount,
     "Rounds received from shipments and replenishments."},
    {MetricName::consumed, "consumed", "rounds", MetricKind::amount, "Rounds fired."},
    {MetricName::lost, "lost", "rounds", MetricKind::amount,
     "Rounds lost at the site and on the way to it."},
    {MetricName::used_up, "used_up", "rounds", MetricKind::amount,
     "Rounds that production lines took as input."},
    {MetricName::demanded, "demanded", "rounds", MetricKind::amount, "Demand before rationing."},
    {MetricName::rationed, "rationed", "rounds", MetricKind::amount,
     "Demand that rationing held back."},
    {MetricName::unmet, "unmet", "rounds", MetricKind::amount,
     "demanded - rationed - met at once."},
    {MetricName::fill_rate, "fill_rate", "share", MetricKind::ratio,
     "met at once / (demanded - rationed)."},
    {MetricName::stockout, "stockout", "probability", MetricKind::flag, "1 where unmet > 0."},
    {MetricName::stockout_days, "stockout_days", "days", MetricKind::amount,
     "Days in periods with unmet demand; for missions, time from a short one to the next receipt."},
    {MetricName::stockout_date, "stockout_date", "instant", MetricKind::instant,
     "Instant of the first shortage."},
    {MetricName::days_of_supply_end, "days_of_supply_end", "days", MetricKind::ratio,
     "Rounds on hand / mean demand per day in force, at the end."},
    {MetricName::origin_share, "origin_share", "share", MetricKind::ratio,
     "Rounds of an origin / all rounds, of those fired."},
    {MetricName::effective, "effective", "rounds", MetricKind::amount,
     "Fired rounds that work: sum of fired x (1 - dud fraction) over origins."},
    {MetricName::duds, "duds", "rounds", MetricKind::amount,
     "Fired rounds that fail: sum of fired x dud fraction over origins."},
    {MetricName::orders, "orders", "orders", MetricKind::amount, "Replenishment orders placed."},
    {MetricName::ordered, "ordered", "rounds", MetricKind::amount,
     "Rounds ordered by replenishments, as asked."},
    {MetricName::on_order_mean, "on_order_mean", "rounds", MetricKind::amount,
     "Time average of the rounds ordered and not yet received."},
    {MetricName::cost, "cost", "cost units", MetricKind::amount,
     "Holding x stock-days + backlog rate x backlog-days + fixed x orders + rate x rounds sent."},
    {MetricName::produced, "produced", "rounds", MetricKind::amount, "Output of production lines."},
    {MetricName::availability, "availability", "share", MetricKind::ratio,
     "Share of calendar time up: 1 - (failed time and outages) / time."},
    {MetricName::starved_days, "starved_days", "days", MetricKind::amount,
     "Days in periods in which components limited the output."},
    {MetricName::shipments, "shipments", "shipments", MetricKind::amount, "Shipments departed."},
    {MetricName::trains, "trains", "trains", MetricKind::amount, "Trains departed."},
    {MetricName::departed, "departed", "rounds", MetricKind::amount, "Rounds departed."},
    {MetricName::arrived, "arrived", "rounds", MetricKind::amount,
     "Rounds received at the end of the route."},
    {MetricName::in_transit_end, "in_transit_end", "rounds", MetricKind::amount,
     "Rounds under way at the end."},
    {MetricName::in_transit_mean, "in_transit_mean", "rounds", MetricKind::amount,
     "Time average of the rounds under way."},
    {MetricName::containers_departed, "containers_departed", "containers", MetricKind::amount,
     "Rounds departed / rounds_per_container, fractions kept."},
    {MetricName::railcars_departed, "railcars_departed", "railcars", MetricKind::amount,
     "Rounds departed / (rounds_per_railcar x railcar_fill), fractions kept."},
    {MetricName::tonnes_departed, "tonnes_departed", "tonnes", MetricKind::amount,
     "Rounds departed x mass_kg / 1000."},
    {MetricName::sojourn_days, "sojourn_days", "days", MetricKind::ratio,
     "Departure to receipt, mean over trains received."},
    {MetricName::short_shipments, "short", "shipments", MetricKind::amount,
     "Shipments that could not draw in full from stock."},
    {MetricName::wait_days, "wait_days", "days", MetricKind::ratio,
     "Wait for units, mean over loads that got them, zero waits included."},
    {MetricName::queue_length, "queue_length", "loads", MetricKind::amount,
     "Time average of the loads that wait."},
    {MetricName::utilisation, "utilisation", "share", MetricKind::ratio,
     "Integral of units held / integral of units."},
};

constexpr std::string_view kSeriesNames[] = {"stock",
                                             "in_transit",
                                             "backlog",
                                             "produced",
                                             "received",
                                             "consumed",
                                             "unmet",
                                             "lost",
                                             "containers_departed",
                                             "railcars_departed",
                                             "tonnes_departed",
                                             "days_of_supply",
                                             "origin_share"};

}  // namespace

std::span<const MetricInfo> metric_infos() {
  return kInfos;
}

std::string_view to_string(SeriesName name) {
  return kSeriesNames[static_cast<std::size_t>(name)];
}

std::vector<std::pair<std::string_view, std::string_view>> dimension_texts(const Network& network,
                                                                           const Dimensions& of) {
  std::vector<std::pair<std::string_view, std::string_view>> texts;
  if (!of.site.is_none()) texts.emplace_back("site", network.sites[of.site].id);
  if (!of.munition.is_none()) texts.emplace_back("munition", network.munitions[of.munition].id);
  if (!of.origin.is_none()) texts.emplace_back("origin", network.origins[of.origin].id);
  if (!of.consumer.is_none()) texts.emplace_back("consumer", network.consumers[of.consumer].id);
  if (!of.line.is_none()) texts.emplace_back("line", network.lines[of.line].id);
  if (!of.shipment.is_none()) texts.emplace_back("shipment", network.shipments[of.shipment].id);
  if (!of.route.is_none()) texts.emplace_back("route", network.routes[of.route].id);
  if (!of.resource.is_none()) texts.emplace_back("resource", network.resources[of.resource].id);
  if (of.window >= 0)
    texts.emplace_back("window", network.windows[static_cast<std::size_t>(of.window)].id);
  return texts;
}

std::string to_string(const Network& network, const Metric& metric) {
  std::string text(info(metric.name).text);
  char separator = '{';
  for (const auto& [key, id] : dimension_texts(network, metric.of)) {
    text += separator;
    text.append(key).append("=").append(id);
    separator = ',';
  }
  if (separator == ',') text += '}';
  return text;
}

std::vector<Instant> recording_grid(const Network& network) {
  std::vector<Instant> grid;
  for (Instant at = network.start; at < network.end; at += network.record_every) grid.push_back(at);
  grid.push_back(network.end);
  return grid;
}

void widen_grid(Network& network, std::int64_t steps) {
  const Duration widest = (network.end - network.start) / steps;
  if (network.record_every < widest)
    network.record_every *= (widest + network.record_every - Duration{1}) / network.record_every;
}

}  // namespace railhead
