#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/model/network.hpp"

// What a replication is measured by: the list of scenarios/README.md.
namespace railhead {

enum class MetricName : std::uint8_t {
  // of munition; site + munition; some also by origin
  stock_end,
  stock_min,
  stock_mean,
  backlog_mean,
  backlog_end,
  received,
  consumed,
  lost,
  used_up,
  demanded,
  rationed,
  unmet,
  fill_rate,
  stockout,
  stockout_days,
  stockout_date,
  days_of_supply_end,
  origin_share,
  effective,
  duds,
  orders,
  ordered,
  on_order_mean,
  cost,
  // of line
  produced,
  availability,
  starved_days,
  // of shipment; shipment + munition; route
  shipments,
  trains,
  departed,
  arrived,
  in_transit_end,
  in_transit_mean,
  containers_departed,
  railcars_departed,
  tonnes_departed,
  sojourn_days,
  short_shipments,  // written "short"
  // of resource; resource + shipment
  wait_days,
  queue_length,
  utilisation,
};

// How replications of a metric are summarised.
enum class MetricKind : std::uint8_t {
  amount,
  ratio,
  flag,     // 0 or 1: Wilson's interval
  instant,  // microseconds since 1970 UTC; NaN where it does not occur
};

struct MetricInfo {
  MetricName name;
  std::string_view text;  // as written in files and documents
  std::string_view unit;  // rounds, days, rounds/day, share, …
  MetricKind kind;
  std::string_view definition;  // one sentence, with the formula
};

// All metrics, indexed by MetricName.
std::span<const MetricInfo> metric_infos();
inline const MetricInfo& info(MetricName name) {
  return metric_infos()[static_cast<std::size_t>(name)];
}

// The dimensions a figure is of; none: summed (or averaged) over.
struct Dimensions {
  SiteId site;
  MunitionId munition;
  OriginId origin;
  ConsumerId consumer;
  LineId line;
  ShipmentId shipment;
  RouteId route;
  ResourceId resource;
  std::int32_t window = -1;  // index into Network::windows, -1: the whole run
  friend bool operator==(const Dimensions&, const Dimensions&) = default;
};

struct Metric {
  MetricName name = MetricName::stock_end;
  Dimensions of;
  friend bool operator==(const Metric&, const Metric&) = default;
};

// The dimensions in use as (key, id) pairs, in the order site, munition,
// origin, consumer, line, shipment, route, resource, window.
std::vector<std::pair<std::string_view, std::string_view>> dimension_texts(const Network& network,
                                                                           const Dimensions& of);

// "stock_end{site=tikhoretsk,munition=152mm}".
std::string to_string(const Network& network, const Metric& metric);

// Every metric of the list that the network's entities can have, for the whole
// run and every window, in a fixed order.
std::vector<Metric> default_metrics(const Network& network);

// Parses a selector such as `fill_rate{munition=152mm,window=winter}`.
// Throws Error (usage) naming what was found, what is allowed and the nearest
// name: unknown metric, key or id; a dimension the metric is not of.
Metric parse_metric(const Network& network, std::string_view selector);

// Trajectories on the recording grid.
enum class SeriesName : std::uint8_t {
  stock,  // on hand; also by origin
  in_transit,
  backlog,
  produced,  // cumulative from here …
  received,
  consumed,
  unmet,
  lost,
  containers_departed,
  railcars_departed,
  tonnes_departed,  // … to here
  days_of_supply,
  origin_share,  // of the last 30 days' fire
};
std::string_view to_string(SeriesName name);

struct Series {
  SeriesName name = SeriesName::stock;
  Dimensions of;
  friend bool operator==(const Series&, const Series&) = default;
};

// Every series the network's entities can have: by munition (all sites), by
// site and munition, by origin, by shipment; in a fixed order.
std::vector<Series> default_series(const Network& network);

// Instants of the recording grid, start and end included.
std::vector<Instant> recording_grid(const Network& network);

// Leaves out instants of the grid evenly until it has at most `steps` steps; changes no metric.
void widen_grid(Network& network, std::int64_t steps);

}  // namespace railhead
