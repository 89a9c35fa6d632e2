#include "measure_builder.hpp"

#include "railhead/base/error.hpp"

namespace railhead {

void MeasureBuilder::span(Plan& plan) const {
  const auto segment_after = [&](Instant at) {
    if (at <= net_.start) return 0U;
    const auto place = std::lower_bound(l_.boundaries.begin(), l_.boundaries.end(), at);
    return static_cast<std::uint32_t>(place - l_.boundaries.begin()) + 1;
  };
  Instant from = net_.statistics_from;
  Instant until = net_.end;
  if (of_.window >= 0) {
    // Counts and averages start after the warm-up, those of windows too.
    from = std::max(from, net_.windows[static_cast<std::size_t>(of_.window)].from);
    until = std::min(until, net_.windows[static_cast<std::size_t>(of_.window)].until);
  }
  plan.to_segment = segment_after(until);
  plan.from_segment = std::min(segment_after(from), plan.to_segment);
}

NodeId MeasureBuilder::node() const {
  if (of_.site.is_none() && of_.munition.is_none()) return l_.node_everything;
  if (of_.site.is_none()) return l_.node_of_munition[of_.munition];
  if (of_.munition.is_none()) return l_.node_of_site[of_.site];
  for (PoolId pool : net_.pools.ids())
    if (matches(pool)) return NodeId{pool.index()};
  return {};
}

void MeasureBuilder::seated(std::uint32_t column) {
  for (ConsumerId id : net_.consumers.ids())
    if (matches(id)) add(Source::count, column + l_.consumer_seat[id.index()]);
}

void MeasureBuilder::consumers(std::uint32_t column, double sign) {
  for (ConsumerId id : net_.consumers.ids())
    if (matches(id)) add(Source::count, column + id.index(), sign);
}

// Pool x origin columns; `kind` weighs by effectiveness or duds.
void MeasureBuilder::cells(Source source, std::uint32_t column, std::int32_t kind) {
  for (PoolId pool : net_.pools.ids()) {
    if (!matches(pool)) continue;
    for (OriginId origin : net_.origins.ids()) {
      if (!of_.origin.is_none() && of_.origin != origin) continue;
      const std::uint32_t cell = l_.cell(pool, origin);
      const auto weigh = [&] { return weight({static_cast<Coefficient::Kind>(kind), cell, {}}); };
      add(source, column + cell, 1.0, kind < 0 ? -1 : weigh());
    }
  }
}

void MeasureBuilder::build(MetricName name, Plan& plan) {
  switch (name) {
    case MetricName::stock_end:
    case MetricName::stock_min:
    case MetricName::stock_mean:
    case MetricName::received:
    case MetricName::lost:
    case MetricName::used_up:
    case MetricName::days_of_supply_end: return build_stock(name, plan);
    case MetricName::orders:
    case MetricName::ordered:
    case MetricName::on_order_mean:
    case MetricName::produced:
    case MetricName::availability:
    case MetricName::starved_days: return build_supply(name, plan);
    case MetricName::cost: return build_cost(plan);
    case MetricName::wait_days:
    case MetricName::queue_length:
    case MetricName::utilisation: return build_resource(name, plan);
    case MetricName::departed:
    case MetricName::containers_departed:
    case MetricName::railcars_departed:
    case MetricName::tonnes_departed: return build_departed(name, plan);
    case MetricName::shipments:
    case MetricName::trains:
    case MetricName::arrived:
    case MetricName::in_transit_end:
    case MetricName::in_transit_mean:
    case MetricName::sojourn_days:
    case MetricName::short_shipments: return build_journey(name, plan);
    default: return build_fire(name, plan);
  }
}

void MeasureBuilder::build_stock(MetricName name, Plan& plan) {
  const Columns& c = l_.columns;
  switch (name) {
    case MetricName::stock_end: cells(Source::level, c.on_hand); break;
    case MetricName::received: cells(Source::count, c.received); break;
    case MetricName::lost: cells(Source::count, c.lost); break;
    case MetricName::stock_min:
      plan.formula = Formula::smallest;
      add(Source::least, node().index());
      break;
    case MetricName::stock_mean:
      cells(Source::area, c.on_hand);
      close_above(plan);
      add(Source::span, 0);
      return ratio(plan);
    case MetricName::used_up:
      for (PoolId pool : net_.pools.ids())
        if (matches(pool)) add(Source::count, c.used_up + pool.index());
      break;
    default: return days_of_supply(plan);
  }
  close_above(plan);
}

void MeasureBuilder::days_of_supply(Plan& plan) {
  cells(Source::level, l_.columns.on_hand);
  close_above(plan);
  if (of_.site.is_none()) {
    for (MunitionId id : net_.munitions.ids())
      if (of_.munition.is_none() || of_.munition == id) add(Source::munition_demand, id.index());
  } else {
    for (PoolId pool : net_.pools.ids())
      if (matches(pool)) add(Source::pool_demand, pool.index());
  }
  ratio(plan);
}

void MeasureBuilder::build_fire(MetricName name, Plan& plan) {
  const Columns& c = l_.columns;
  const bool one = !of_.consumer.is_none();
  switch (name) {
    case MetricName::demanded: seated(c.demanded); break;
    case MetricName::rationed: consumers(c.rationed); break;
    case MetricName::unmet: consumers(c.unmet); break;
    case MetricName::consumed: one ? seated(c.consumed) : cells(Source::count, c.fired); break;
    case MetricName::stockout:
      consumers(c.unmet);
      plan.formula = Formula::flag;
      break;
    case MetricName::stockout_days:
      add(Source::count,
          c.short_ticks + (one ? static_cast<std::uint32_t>(l_.nodes.size()) + of_.consumer.index()
                               : node().index()));
      m_.terms_.back().sign = 1.0 / static_cast<double>(kDay.count());
      break;
    case MetricName::stockout_date:
      plan.formula = Formula::earliest;
      for (ConsumerId id : net_.consumers.ids())
        if (matches(id)) add(Source::first, id.index());
      break;
    case MetricName::backlog_end:
    case MetricName::backlog_mean:
      for (ConsumerId id : net_.consumers.ids())
        if (matches(id))
          add(name == MetricName::backlog_end ? Source::level : Source::area,
              c.backlog + id.index());
      if (name == MetricName::backlog_end) break;
      close_above(plan);
      add(Source::span, 0);
      return ratio(plan);
    case MetricName::fill_rate:
      seated(c.demanded);
      consumers(c.rationed, -1.0);
      consumers(c.unmet, -1.0);
      close_above(plan);
      seated(c.demanded);
      consumers(c.rationed, -1.0);
      return ratio(plan);
    case MetricName::origin_share:
      cells(Source::count, c.fired);
      close_above(plan);
      of_.origin = OriginId{};
      cells(Source::count, c.fired);
      return ratio(plan);
    case MetricName::effective:
      if (one && l_.duds)
        add(Source::sum, c.effective + of_.consumer.index());
      else if (one)
        seated(c.consumed);
      else
        cells(Source::count, c.fired, static_cast<int>(Coefficient::Kind::effectiveness));
      break;
    case MetricName::duds:
      cells(Source::count, c.fired, static_cast<int>(Coefficient::Kind::duds));
      break;
    default: internal_fault("a metric without a formula");
  }
  close_above(plan);
}

void MeasureBuilder::build_supply(MetricName name, Plan& plan) {
  const Columns& c = l_.columns;
  const auto each_supply = [&](std::uint32_t column) {
    for (ReplenishmentId id : net_.replenishments.ids())
      if (matches(net_.replenishments[id].pool)) add(Source::count, column + id.index());
  };
  const auto each_line = [&](auto visit) {
    for (LineId id : net_.lines.ids())
      if (of_.line.is_none() ? matches(net_.lines[id].pool) : of_.line == id) visit(id);
  };
  switch (name) {
    case MetricName::orders: each_supply(c.orders); break;
    case MetricName::ordered: each_supply(c.ordered); break;
    case MetricName::produced:
      each_line([&](LineId id) { add(Source::count, c.produced + l_.line_seat[id.index()]); });
      break;
    case MetricName::starved_days:
      each_line([&](LineId id) {
        add(Source::count, c.starved_ticks + id.index(), 1.0 / static_cast<double>(kDay.count()));
      });
      break;
    case MetricName::availability:
      each_line([&](LineId id) {
        add(Source::span, 0);
        add(Source::sum, c.down_days + id.index(), -1.0);
      });
      close_above(plan);
      each_line([&](LineId) { add(Source::span, 0); });
      return ratio(plan);
    default:
      for (PoolId pool : net_.pools.ids())
        if (matches(pool)) add(Source::area, c.on_order + pool.index());
      close_above(plan);
      add(Source::span, 0);
      return ratio(plan);
  }
  close_above(plan);
}

void MeasureBuilder::build_cost(Plan& plan) {
  const Columns& c = l_.columns;
  const auto rate = [&](ValueId value) {
    return weight({Coefficient::Kind::value, value.index(), {}});
  };
  for (PoolId pool : net_.pools.ids()) {
    if (!matches(pool)) continue;
    const Munition& munition = net_.munitions[net_.pools[pool].munition];
    if (!munition.holding_per_round_day.is_none())
      for (OriginId origin : net_.origins.ids())
        add(Source::area, c.on_hand + l_.cell(pool, origin), 1.0,
            rate(munition.holding_per_round_day));
    if (!munition.backlog_per_round_day.is_none())
      for (ConsumerId id : l_.consumers_of[pool])
        add(Source::area, c.backlog + id.index(), 1.0, rate(munition.backlog_per_round_day));
    for (ReplenishmentId id : l_.replenishments_of[pool]) {
      if (!munition.order_fixed.is_none())
        add(Source::count, c.orders + id.index(), 1.0, rate(munition.order_fixed));
      if (!munition.order_per_round.is_none())
        add(Source::count, c.sent + id.index(), 1.0, rate(munition.order_per_round));
    }
  }
  close_above(plan);
}

Measures::Measures(const Network& network, const Layout& layout, const std::vector<Metric>& metrics,
                   const std::vector<Series>& series)
    : network_(network), layout_(layout) {
  MeasureBuilder builder(*this);
  for (const Metric& metric : metrics) metrics_.push_back(builder.metric(metric));
  for (const Series& s : series) series_.push_back(builder.series(s));
  note_figures();
}

}  // namespace railhead
