#include "layout.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace railhead {

PoolId find_pool(const Network& network, SiteId site, MunitionId munition) {
  const auto* first = network.pools.data();
  const auto* last = first + network.pools.size();
  const auto* found =
      std::lower_bound(first, last, std::pair{site, munition}, [](const Pool& pool, auto key) {
        return std::pair{pool.site, pool.munition} < key;
      });
  if (found == last || found->site != site || found->munition != munition) return {};
  return PoolId{static_cast<std::size_t>(found - first)};
}

Layout::Layout(const Network& network)
    : pools(static_cast<std::uint32_t>(network.pools.size())),
      origins(static_cast<std::uint32_t>(network.origins.size())),
      consumers(static_cast<std::uint32_t>(network.consumers.size())),
      lines(static_cast<std::uint32_t>(network.lines.size())),
      programmes(
          static_cast<std::uint32_t>(network.shipments.size() + network.replenishments.size())),
      shipments(static_cast<std::uint32_t>(network.shipments.size())),
      routes(network) {
  for (const Origin& origin : network.origins)
    for (ValueId value : origin.dud_fraction) duds |= !value.is_none();
  add_lanes(network);
  add_nodes(network);
  add_facts(network);
  add_consumers(network);
  note_apart(network);
  add_supply(network);
  add_periods(network);
  add_output(network);
  add_seats(network);
  add_quiet_pools(network);
  add_boundaries(network);
  // From the start on, and the end.
  const Duration every = std::max(network.record_every, Duration{1});
  records =
      static_cast<std::size_t>((network.end - network.start + every - Duration{1}) / every) + 1;
  place_columns(network);
}

namespace {

bool varies_in_time(const Network& network, ValueId id) {
  if (id.is_none()) return false;
  const Value& value = network.values[id];
  if (value.step_count != 1) return true;
  const ExpressionId expression = network.steps[value.first_step].law.a[0].expression;
  return !expression.is_none() && !network.expressions[expression].profiles.empty();
}

bool fill_varies_on(const Network& network, RouteId route) {
  return !route.is_none() && varies_in_time(network, network.routes[route].railcar_fill);
}

}  // namespace

void Layout::add_lanes(const Network& network) {
  for (ShipmentId id : network.shipments.ids()) {
    first_lane.push_back(static_cast<std::uint32_t>(lanes.size()));
    for (const CargoItem& item : network.shipments[id].cargo)
      lanes.push_back({programme(id), item.munition, item.to});
    fill_varies.resize(lanes.size(), fill_varies_on(network, network.shipments[id].route));
  }
  for (ReplenishmentId id : network.replenishments.ids()) {
    first_lane.push_back(static_cast<std::uint32_t>(lanes.size()));
    const PoolId to = network.replenishments[id].pool;
    lanes.push_back({programme(id), network.pools[to].munition, to});
    fill_varies.resize(lanes.size(), fill_varies_on(network, network.replenishments[id].route));
  }
  first_lane.push_back(static_cast<std::uint32_t>(lanes.size()));
}

// Nodes with the same pools are one node.
void Layout::add_nodes(const Network& network) {
  std::map<std::vector<PoolId>, NodeId> known;
  const auto node = [&](std::vector<PoolId> members) {
    const auto [place, is_new] = known.try_emplace(members, NodeId{nodes.size()});
    if (is_new) nodes.push_back(std::move(members));
    return place->second;
  };
  IdMap<MunitionId, std::vector<PoolId>> by_munition(network.munitions.size());
  IdMap<SiteId, std::vector<PoolId>> by_site(network.sites.size());
  std::vector<PoolId> all;
  for (PoolId id : network.pools.ids()) {
    node({id});  // so that the node of a pool has the pool's index
    by_munition[network.pools[id].munition].push_back(id);
    by_site[network.pools[id].site].push_back(id);
    all.push_back(id);
  }
  for (auto& members : by_munition) node_of_munition.push_back(node(std::move(members)));
  for (auto& members : by_site) node_of_site.push_back(node(std::move(members)));
  node_everything = node(std::move(all));
  nodes_of.resize(pools);
  for (NodeId id : nodes.ids())
    for (PoolId pool : nodes[id]) nodes_of[pool].nodes[nodes_of[pool].count++] = id;
  site_first_pool.assign(network.sites.size() + 1, 0);
  for (const Pool& pool : network.pools) ++site_first_pool[pool.site.index() + 1];
  for (std::size_t i = 1; i < site_first_pool.size(); ++i)
    site_first_pool[i] += site_first_pool[i - 1];
}

void Layout::add_facts(const Network& network) {
  for (PoolId id : network.pools.ids()) {
    const Pool& pool = network.pools[id];
    facts.push_back({pool.site, cell(id, OriginId{0}), pool.munition.index() * origins,
                     network.sites[pool.site].issue, false, nodes_of[id]});
  }
  for (const Consumer& consumer : network.consumers)
    facts[consumer.pool].awaited |= consumer.unmet == Unmet::backlog || consumer.mission.active();
}

void Layout::add_consumers(const Network& network) {
  consumers_of.resize(pools);
  groups_of.resize(pools);
  plain_site.assign(network.sites.size(), 1);
  for (ConsumerId id : network.consumers.ids()) {
    const Consumer& consumer = network.consumers[id];
    consumer_order.push_back(id);
    consumers_of[consumer.pool].push_back(id);
    if (!consumer.ration.empty() || !consumer.reserve_rounds.is_none() ||
        !consumer.substitutes.empty() || consumer.counts == Counts::effective || duds ||
        network.sites[network.pools[consumer.pool].site].issue == Issue::proportional)
      plain_site[network.pools[consumer.pool].site.index()] = 0;
  }
  const auto key = [&](ConsumerId id) {
    const Consumer& consumer = network.consumers[id];
    const Pool& pool = network.pools[consumer.pool];
    return std::tuple{pool.site, consumer.priority, pool.munition, id};
  };
  std::sort(consumer_order.begin(), consumer_order.end(),
            [&](ConsumerId a, ConsumerId b) { return key(a) < key(b); });
  site_first_group.assign(network.sites.size() + 1, 0);
  for (std::uint32_t i = 0; i < consumer_order.size(); ++i) {
    const Consumer& consumer = network.consumers[consumer_order[i]];
    if (groups.empty() || groups.back().pool != consumer.pool ||
        groups.back().priority != consumer.priority) {
      groups_of[consumer.pool].push_back(static_cast<std::uint32_t>(groups.size()));
      groups.push_back({consumer.pool, consumer.priority, i, 0});
      ++site_first_group[network.pools[consumer.pool].site.index() + 1];
    }
    ++groups.back().count;
    groups.back().rationed |= !consumer.ration.empty();
  }
  for (SiteId site : network.sites.ids())
    if (site_first_group[site.index() + 1] > 0) firing_sites.push_back(site);
  for (std::size_t i = 1; i < site_first_group.size(); ++i)
    site_first_group[i] += site_first_group[i - 1];
}

void Layout::note_apart(const Network& network) {
  apart_site.assign(network.sites.size(), 1);
  for (const ConsumerGroup& group : groups) {
    const Consumer& consumer = network.consumers[consumer_order[group.first]];
    if (consumers_of[group.pool].size() > 1 || consumer.counts == Counts::effective ||
        !consumer.reserve_rounds.is_none() || !consumer.substitutes.empty())
      apart_site[network.pools[group.pool].site.index()] = 0;
  }
}

void Layout::add_supply(const Network& network) {
  replenishments_of.resize(pools);
  demand_on.resize(pools);
  simple.assign(pools, 1);
  const auto key = [&](ReplenishmentId id) {
    const Replenishment& supply = network.replenishments[id];
    return std::tuple{supply.from, supply.priority, id};
  };
  for (ReplenishmentId id : network.replenishments.ids()) reviewers.push_back(id);
  std::sort(reviewers.begin(), reviewers.end(),
            [&](ReplenishmentId a, ReplenishmentId b) { return key(a) < key(b); });
  review_rank.resize(reviewers.size());
  for (std::size_t i = 0; i < reviewers.size(); ++i)
    review_rank[reviewers[i].index()] = static_cast<std::uint32_t>(i);
  IdMap<PoolId, std::vector<PoolId>> downstream(pools);
  for (ReplenishmentId id : network.replenishments.ids()) {
    const Replenishment& supply = network.replenishments[id];
    replenishments_of[supply.pool].push_back(id);
    simple[supply.pool] = 0;
    if (supply.from.is_none()) continue;
    downstream[supply.from].push_back(supply.pool);
    simple[supply.from] = 0;
  }
  for (PoolId id : network.pools.ids()) {
    std::vector<PoolId> reached{id};
    for (std::size_t i = 0; i < reached.size(); ++i)
      for (PoolId next : downstream[reached[i]])
        if (std::find(reached.begin(), reached.end(), next) == reached.end())
          reached.push_back(next);
    for (PoolId pool : reached)
      demand_on[id].insert(demand_on[id].end(), consumers_of[pool].begin(),
                           consumers_of[pool].end());
    if (!network.sites[network.pools[id].site].capacity_rounds.is_none()) simple[id] = 0;
    if (facts[id].awaited) simple[id] = 0;
  }
  for (const Shipment& shipment : network.shipments)
    if (shipment.draw_from == DrawFrom::stock)
      for (const CargoItem& item : shipment.cargo) simple[item.from] = 0;
}

void Layout::add_boundaries(const Network& network) {
  const auto add = [&](Instant at) {
    if (at > network.start && at < network.end) boundaries.push_back(at);
  };
  add(network.statistics_from);
  for (const Window& window : network.windows) {
    add(window.from);
    add(window.until);
  }
  boundaries.push_back(network.end);
  std::sort(boundaries.begin(), boundaries.end());
  boundaries.erase(std::unique(boundaries.begin(), boundaries.end()), boundaries.end());
}

void Layout::place_columns(const Network& network) {
  const auto resources = static_cast<std::uint32_t>(network.resources.size());
  const auto supplies = static_cast<std::uint32_t>(network.replenishments.size());
  const auto lane_count = static_cast<std::uint32_t>(lanes.size());
  const auto call_count = static_cast<std::uint32_t>(routes.calls.size());
  const auto node_count = static_cast<std::uint32_t>(nodes.size());
  Columns& c = columns;
  const auto place = [](std::uint32_t& end, std::uint32_t& column, std::uint32_t size) {
    column = end;
    end += size;
  };
  for (auto* column : {&c.received, &c.fired, &c.lost}) place(c.counts, *column, pools * origins);
  place(c.counts, c.used_up, pools);
  for (auto* column : {&c.demanded, &c.rationed, &c.unmet, &c.consumed})
    place(c.counts, *column, consumers);
  for (auto* column : {&c.produced, &c.starved_ticks}) place(c.counts, *column, lines);
  for (auto* column : {&c.orders, &c.ordered, &c.sent}) place(c.counts, *column, supplies);
  for (auto* column : {&c.shipments, &c.trains, &c.short_shipments, &c.journeys})
    place(c.counts, *column, programmes);
  for (auto* column : {&c.departed, &c.arrived}) place(c.counts, *column, lane_count);
  place(c.counts, c.waits, call_count);
  place(c.counts, c.short_ticks, node_count + consumers);
  place(c.levels, c.on_hand, pools * origins);
  place(c.levels, c.backlog, consumers);
  place(c.levels, c.on_order, pools);
  place(c.levels, c.in_transit, lane_count);
  for (auto* column : {&c.queue, &c.held}) place(c.levels, *column, call_count);
  place(c.levels, c.units, resources);
  place(c.times, c.journey_time, programmes);
  place(c.times, c.wait_time, call_count);
  place(c.sums, c.down_days, lines);
  place(c.sums, c.effective, consumers);
  place(c.sums, c.railcars, lane_count);
}

}  // namespace railhead
