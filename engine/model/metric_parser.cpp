#include <algorithm>
#include <string>

#include "railhead/base/error.hpp"
#include "railhead/base/suggest.hpp"
#include "railhead/model/metrics.hpp"

#include "layout.hpp"

namespace railhead {

namespace {

[[noreturn]] void refuse(std::string_view selector, const std::string& what) {
  throw Error(ExitCode::kUsage, "metric `" + std::string(selector) + "`: " + what);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Keys that a metric can be of.
std::vector<std::string_view> allowed_keys(MetricName name) {
  using enum MetricName;
  switch (name) {
    case stock_end:
    case stock_mean:
    case received:
    case lost:
    case origin_share: return {"site", "munition", "origin", "window"};
    case consumed: return {"site", "munition", "origin", "consumer", "window"};
    case demanded:
    case rationed:
    case unmet:
    case fill_rate:
    case stockout:
    case stockout_days:
    case stockout_date:
    case backlog_mean:
    case effective: return {"site", "munition", "consumer", "window"};
    case produced:
    case availability:
    case starved_days: return {"line", "site", "munition", "window"};
    case shipments:
    case trains:
    case sojourn_days:
    case short_shipments: return {"shipment", "route", "window"};
    case departed:
    case arrived:
    case in_transit_end:
    case in_transit_mean:
    case containers_departed:
    case railcars_departed:
    case tonnes_departed: return {"shipment", "route", "munition", "window"};
    case wait_days:
    case queue_length:
    case utilisation: return {"resource", "shipment", "window"};
    default: return {"site", "munition", "window"};
  }
}

template <class IdType, class Entities>
IdType find_id(std::string_view selector, std::string_view kind, std::string_view id,
               const Entities& entities) {
  std::vector<std::string_view> known;
  for (const auto& entity : entities) {
    if (entity.id == id) return IdType{known.size()};
    known.push_back(entity.id);
  }
  refuse(selector,
         std::string(kind) + " `" + std::string(id) + "` is not defined" + did_you_mean(id, known));
}

void set_dimension(const Network& network, std::string_view selector, std::string_view key,
                   std::string_view id, Dimensions& of) {
  if (key == "site") of.site = find_id<SiteId>(selector, key, id, network.sites);
  if (key == "munition") of.munition = find_id<MunitionId>(selector, key, id, network.munitions);
  if (key == "origin") of.origin = find_id<OriginId>(selector, key, id, network.origins);
  if (key == "consumer") of.consumer = find_id<ConsumerId>(selector, key, id, network.consumers);
  if (key == "line") of.line = find_id<LineId>(selector, key, id, network.lines);
  if (key == "shipment") of.shipment = find_id<ShipmentId>(selector, key, id, network.shipments);
  if (key == "route") of.route = find_id<RouteId>(selector, key, id, network.routes);
  if (key == "resource") of.resource = find_id<ResourceId>(selector, key, id, network.resources);
  if (key == "window") {
    using WindowId = Id<struct WindowTag>;
    of.window =
        static_cast<std::int32_t>(find_id<WindowId>(selector, key, id, network.windows).index());
  }
}

// What a metric is of must fit together: figures of a consumer are not kept by
// origin, nor apart for its own munition and what stands in for it.
void check_dimensions(const Network& network, std::string_view selector, const Metric& metric) {
  const Dimensions& of = metric.of;
  if (!of.site.is_none() && !of.munition.is_none() &&
      find_pool(network, of.site, of.munition).is_none())
    refuse(selector, "the site never holds this munition");
  if (!of.shipment.is_none() && !of.route.is_none())
    refuse(selector, "give a shipment or a route, not both");
  // An entity without a pool has faults of its own, which are told where it stands.
  if (!of.line.is_none() && !network.lines[of.line].pool.is_none()) {
    const Pool& pool = network.pools[network.lines[of.line].pool];
    if ((!of.site.is_none() && of.site != pool.site) ||
        (!of.munition.is_none() && of.munition != pool.munition))
      refuse(selector, "the line makes `" + network.munitions[pool.munition].id + "` at site `" +
                           network.sites[pool.site].id + "`");
  }
  if (of.consumer.is_none() || network.consumers[of.consumer].pool.is_none()) return;
  const Consumer& consumer = network.consumers[of.consumer];
  const Pool& pool = network.pools[consumer.pool];
  if (!of.origin.is_none()) refuse(selector, "give a consumer or an origin, not both");
  if (!of.site.is_none() && of.site != pool.site)
    refuse(selector, "the consumer is at site `" + network.sites[pool.site].id + "`");
  if (of.munition.is_none()) return;
  if (of.munition != pool.munition)
    refuse(selector, "the consumer fires `" + network.munitions[pool.munition].id + "`");
  if (!consumer.substitutes.empty() &&
      (metric.name == MetricName::consumed || metric.name == MetricName::effective))
    refuse(selector, "what the consumer fires counts all of its munitions together");
}

MetricName find_name(std::string_view selector, std::string_view name) {
  std::vector<std::string_view> known;
  for (const MetricInfo& info : metric_infos()) {
    if (info.text == name) return info.name;
    known.push_back(info.text);
  }
  refuse(selector, "there is no metric `" + std::string(name) + "`" + did_you_mean(name, known));
}

}  // namespace

Metric parse_metric(const Network& network, std::string_view selector) {
  std::string_view text = trim(selector);
  const std::size_t brace = text.find('{');
  Metric metric;
  metric.name = find_name(selector, trim(text.substr(0, brace)));
  if (brace == std::string_view::npos) return metric;
  if (text.back() != '}') refuse(selector, "a selector ends with `}`");
  std::string_view pairs = trim(text.substr(brace + 1, text.size() - brace - 2));
  const std::vector<std::string_view> allowed = allowed_keys(metric.name);
  while (!pairs.empty()) {
    const std::size_t comma = pairs.find(',');
    const std::string_view pair = trim(pairs.substr(0, comma));
    pairs = comma == std::string_view::npos ? std::string_view{} : pairs.substr(comma + 1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos)
      refuse(selector, "`" + std::string(pair) + "` is not key=value");
    const std::string_view key = trim(pair.substr(0, equals));
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
      std::string list;
      for (std::string_view one : allowed) list.append(list.empty() ? "" : ", ").append(one);
      refuse(selector, "`" + std::string(info(metric.name).text) + "` is not of `" +
                           std::string(key) + "` but of " + list + did_you_mean(key, allowed));
    }
    std::string_view id = trim(pair.substr(equals + 1));
    if (id.size() >= 2 && id.front() == '"' && id.back() == '"') id = id.substr(1, id.size() - 2);
    set_dimension(network, selector, key, id, metric.of);
  }
  check_dimensions(network, selector, metric);
  return metric;
}

}  // namespace railhead
