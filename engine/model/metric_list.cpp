#include <algorithm>

#include "railhead/model/metrics.hpp"

#include "layout.hpp"

namespace railhead {

namespace {

using enum MetricName;

// What the network's entities can have, to leave out figures that are always 0.
struct Traits {
  explicit Traits(const Network& network)
      : backlog(network.munitions.size()),
        supplied(network.pools.size()),
        duds(network.munitions.size()),
        input(network.pools.size()),
        cost(network.munitions.size()) {
    for (const Consumer& consumer : network.consumers)
      if (consumer.unmet == Unmet::backlog) backlog[network.pools[consumer.pool].munition] = 1;
    for (const Replenishment& supply : network.replenishments) supplied[supply.pool] = 1;
    for (const Origin& origin : network.origins)
      for (MunitionId id : network.munitions.ids())
        if (!origin.dud_fraction.empty() && !origin.dud_fraction[id].is_none()) duds[id] = 1;
    for (const Line& line : network.lines) {
      for (const Component& component : line.consumes) input[component.pool] = 1;
      if (!line.refurbishes.is_none()) input[line.refurbishes] = 1;
    }
    for (MunitionId id : network.munitions.ids()) {
      const Munition& m = network.munitions[id];
      cost[id] = !m.holding_per_round_day.is_none() || !m.backlog_per_round_day.is_none() ||
                 !m.order_fixed.is_none() || !m.order_per_round.is_none();
    }
    for (const Consumer& consumer : network.consumers) fires.push_back(consumer.pool);
  }
  IdMap<MunitionId, char> backlog;
  IdMap<PoolId, char> supplied;
  IdMap<MunitionId, char> duds;
  IdMap<PoolId, char> input;
  IdMap<MunitionId, char> cost;
  std::vector<PoolId> fires;  // pools with consumers, and their substitutes
};

class List {
 public:
  explicit List(const Network& network) : net_(network), traits_(network) {
    for (const Consumer& consumer : network.consumers)
      traits_.fires.insert(traits_.fires.end(), consumer.substitutes.begin(),
                           consumer.substitutes.end());
  }

  std::vector<Metric> make(std::int32_t window) {
    window_ = window;
    for (MunitionId id : net_.munitions.ids()) of_stock({}, id);
    for (PoolId id : net_.pools.ids()) of_stock(net_.pools[id].site, net_.pools[id].munition);
    for (ConsumerId id : net_.consumers.ids()) of_consumer(id);
    for (LineId id : net_.lines.ids()) of_line(id);
    for (ShipmentId id : net_.shipments.ids()) of_shipment(id);
    for (RouteId id : net_.routes.ids()) of_route(id);
    for (ResourceId id : net_.resources.ids()) of_resource(id);
    return std::move(metrics_);
  }

 private:
  void add(MetricName name, Dimensions of) {
    of.window = window_;
    metrics_.push_back({name, of});
  }
  template <class Test>
  bool any_pool(SiteId site, MunitionId munition, Test test) const {
    for (PoolId id : net_.pools.ids())
      if (net_.pools[id].munition == munition && (site.is_none() || net_.pools[id].site == site) &&
          test(id))
        return true;
    return false;
  }

  void of_stock(SiteId site, MunitionId munition) {
    Dimensions of;
    of.site = site;
    of.munition = munition;
    const bool fired = any_pool(site, munition, [&](PoolId id) {
      return std::find(traits_.fires.begin(), traits_.fires.end(), id) != traits_.fires.end();
    });
    for (MetricName name : {stock_end, stock_min, stock_mean, received, lost}) add(name, of);
    if (any_pool(site, munition, [&](PoolId id) { return traits_.input[id] != 0; }))
      add(used_up, of);
    if (fired) of_fire(of);
    if (any_pool(site, munition, [&](PoolId id) { return traits_.supplied[id] != 0; }))
      for (MetricName name : {orders, ordered, on_order_mean}) add(name, of);
    add(days_of_supply_end, of);
    if (traits_.cost[munition] != 0) add(cost, of);
    for (OriginId origin : net_.origins.ids()) {
      of.origin = origin;
      for (MetricName name : {stock_end, stock_mean, received, lost}) add(name, of);
      if (!fired) continue;
      add(consumed, of);
      add(origin_share, of);
    }
  }
  void of_fire(const Dimensions& of) {
    for (MetricName name :
         {demanded, rationed, consumed, unmet, fill_rate, stockout, stockout_days, stockout_date})
      add(name, of);
    if (traits_.backlog[of.munition] != 0)
      for (MetricName name : {backlog_mean, backlog_end}) add(name, of);
    for (MetricName name : {effective, duds}) add(name, of);
  }
  void of_consumer(ConsumerId id) {
    Dimensions of;
    of.consumer = id;
    for (MetricName name :
         {demanded, rationed, consumed, unmet, fill_rate, stockout, stockout_days, stockout_date})
      add(name, of);
    if (net_.consumers[id].unmet == Unmet::backlog) add(backlog_mean, of);
    add(effective, of);
  }
  void of_line(LineId id) {
    Dimensions of;
    of.line = id;
    for (MetricName name : {produced, availability, starved_days}) add(name, of);
  }
  void of_journeys(Dimensions of) {
    for (MetricName name : {departed, arrived, in_transit_end, in_transit_mean}) add(name, of);
    const auto known = [&](auto member) {
      if (!of.munition.is_none()) return !(net_.munitions[of.munition].*member).is_none();
      return std::any_of(net_.munitions.begin(), net_.munitions.end(),
                         [&](const Munition& m) { return !(m.*member).is_none(); });
    };
    if (known(&Munition::rounds_per_container)) add(containers_departed, of);
    if (known(&Munition::rounds_per_railcar)) add(railcars_departed, of);
    if (known(&Munition::mass_kg)) add(tonnes_departed, of);
  }
  void of_shipment(ShipmentId id) {
    Dimensions of;
    of.shipment = id;
    for (MetricName name : {shipments, trains, sojourn_days, short_shipments}) add(name, of);
    of_journeys(of);
    for (const CargoItem& item : net_.shipments[id].cargo) {
      of.munition = item.munition;
      of_journeys(of);
    }
  }
  void of_route(RouteId id) {
    Dimensions of;
    of.route = id;
    for (MetricName name : {shipments, trains, sojourn_days, short_shipments}) add(name, of);
    of_journeys(of);
  }
  void of_resource(ResourceId id) {
    Dimensions of;
    of.resource = id;
    for (MetricName name : {wait_days, queue_length, utilisation}) add(name, of);
    for (ShipmentId shipment : net_.shipments.ids()) {
      const auto& steps = net_.routes[net_.shipments[shipment].route].steps;
      const bool calls = std::any_of(steps.begin(), steps.end(), [&](const RouteStep& step) {
        const auto* use = std::get_if<UseStep>(&step);
        const auto* take = std::get_if<TakeStep>(&step);
        return (use != nullptr && use->resource == id) || (take != nullptr && take->resource == id);
      });
      if (!calls) continue;
      of.shipment = shipment;
      for (MetricName name : {wait_days, queue_length, utilisation}) add(name, of);
    }
  }

  const Network& net_;
  Traits traits_;
  std::int32_t window_ = -1;
  std::vector<Metric> metrics_;
};

}  // namespace

std::vector<Metric> default_metrics(const Network& network) {
  std::vector<Metric> metrics = List(network).make(-1);
  for (std::size_t w = 0; w < network.windows.size(); ++w) {
    const std::vector<Metric> more = List(network).make(static_cast<std::int32_t>(w));
    metrics.insert(metrics.end(), more.begin(), more.end());
  }
  return metrics;
}

namespace {

// In the units whose factors at least one munition has.
std::vector<SeriesName> departed_series(const Network& network) {
  const auto known = [&](auto factor) {
    return std::any_of(network.munitions.begin(), network.munitions.end(),
                       [&](const Munition& m) { return !(m.*factor).is_none(); });
  };
  std::vector<SeriesName> names;
  if (known(&Munition::rounds_per_container)) names.push_back(SeriesName::containers_departed);
  if (known(&Munition::rounds_per_railcar)) names.push_back(SeriesName::railcars_departed);
  if (known(&Munition::mass_kg)) names.push_back(SeriesName::tonnes_departed);
  return names;
}

}  // namespace

std::vector<Series> default_series(const Network& network) {
  std::vector<Series> series;
  const auto add_stock = [&](SiteId site, MunitionId munition) {
    Dimensions of;
    of.site = site;
    of.munition = munition;
    for (SeriesName name : {SeriesName::stock, SeriesName::in_transit, SeriesName::backlog,
                            SeriesName::produced, SeriesName::received, SeriesName::consumed,
                            SeriesName::unmet, SeriesName::lost, SeriesName::days_of_supply})
      series.push_back({name, of});
    for (OriginId origin : network.origins.ids()) {
      of.origin = origin;
      series.push_back({SeriesName::stock, of});
      series.push_back({SeriesName::origin_share, of});
    }
  };
  for (MunitionId id : network.munitions.ids()) add_stock({}, id);
  for (const Pool& pool : network.pools) add_stock(pool.site, pool.munition);
  const std::vector<SeriesName> departed = departed_series(network);
  if (!network.shipments.empty())
    for (const SeriesName name : departed) series.push_back({name, {}});
  for (ShipmentId id : network.shipments.ids()) {
    Dimensions of;
    of.shipment = id;
    series.push_back({SeriesName::in_transit, of});
    for (const SeriesName name : departed) series.push_back({name, of});
  }
  return series;
}

}  // namespace railhead
