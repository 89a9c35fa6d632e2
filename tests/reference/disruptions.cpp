// Failures and disruptions: what starts, what it changes, what ends.
#include "tests/reference/simulator.hpp"

namespace railhead::reference {

// The k-th up time begins now.
void Simulator::schedule_failure(const Failure& failure, std::uint64_t k, std::uint32_t entity,
                                 const std::function<void(bool down)>& set_down) {
  if (!failure.active()) return;
  const Duration up = duration_of_days(values_.draw(failure.up_days, now_, k));
  at(now_ + up, Kind::failure, entity, [=, this] {
    set_down(true);
    const Duration down = duration_of_days(values_.draw(failure.down_days, now_, k));
    at(now_ + down, Kind::repair, entity, [=, this] {
      set_down(false);
      schedule_failure(failure, k + 1, entity, set_down);
    });
  });
}

void Simulator::start_disruptions() {
  for (const DisruptionId id : network_.disruptions.ids()) {
    const Disruption& d = network_.disruptions[id];
    if (!d.at.is_none())
      schedule_occurrence(id, 0, network_.start + duration_of_days(values_.draw(d.at, now_, 0)));
    else
      schedule_occurrence(id, 0,
                          d.from + duration_of_days(values_.draw(d.interval_days, d.from, 0)));
  }
}

void Simulator::schedule_occurrence(DisruptionId id, std::uint64_t occurrence, Instant when) {
  const Disruption& d = network_.disruptions[id];
  if (occurrence >= d.count || when >= d.until) return;
  at(when, Kind::disruption_start, id.index(), [this, id, occurrence] { strike(id, occurrence); });
}

void Simulator::strike(DisruptionId id, std::uint64_t occurrence) {
  const Disruption& d = network_.disruptions[id];
  if (d.at.is_none()) {
    const double days = values_.draw(d.interval_days, now_, occurrence + 1);
    schedule_occurrence(id, occurrence + 1, now_ + duration_of_days(days));
  }
  const double probability = values_.mean_or(d.probability, now_, 1);
  if (!d.probability.is_none() && !values_.happens(probability, d.probability_key, occurrence))
    return;
  begin(id, occurrence);
  if (d.duration_days.is_none()) return;
  const double days = values_.draw(d.duration_days, now_, occurrence);
  at(now_ + duration_of_days(days), Kind::disruption_end, id.index(),
     [this, id, occurrence] { end(id, occurrence); });
}

void Simulator::begin(DisruptionId id, std::uint64_t occurrence) {
  const Disruption& d = network_.disruptions[id];
  const auto drawn = [&](ValueId value, double absent) {
    return value.is_none() ? absent : values_.draw(value, now_, occurrence);
  };
  for (const std::uint32_t target : d.targets) {
    if (d.kind == DisruptionKind::stock_loss) {
      lose_stock(d, SiteId{target}, occurrence);
    } else if (d.kind == DisruptionKind::route_closure) {
      ++routes_[RouteId{target}].closures;
    } else if (d.kind == DisruptionKind::line_outage) {
      lines_[LineId{target}].outages[{id, occurrence}] = drawn(d.fraction, 1);
      line_changed(LineId{target});
    } else if (d.kind == DisruptionKind::resource_outage) {
      const Rounds units = d.units.is_none() ? kAllUnits : round_half_up(drawn(d.units, 0));
      servers_[ResourceId{target}].outages[{id, occurrence}] = units;
      rebalance(ResourceId{target});
    } else if (d.kind == DisruptionKind::shipment_embargo) {
      ++programmes_[ShipmentId{target}].embargoes;
      if (d.hold) ++programmes_[ShipmentId{target}].holds;
    } else {
      consumers_[ConsumerId{target}].surges[{id, occurrence}] = drawn(d.factor, 1);
      surge_changed(ConsumerId{target});
    }
  }
}

void Simulator::end(DisruptionId id, std::uint64_t occurrence) {
  const Disruption& d = network_.disruptions[id];
  for (const std::uint32_t target : d.targets) {
    if (d.kind == DisruptionKind::route_closure) {
      Closure& route = routes_[RouteId{target}];
      if (--route.closures > 0) continue;
      const std::vector<LoadPtr> waiting = std::move(route.waiting);
      route.waiting.clear();
      for (const LoadPtr& load : waiting) travel(load);
    } else if (d.kind == DisruptionKind::line_outage) {
      lines_[LineId{target}].outages.erase({id, occurrence});
      line_changed(LineId{target});
    } else if (d.kind == DisruptionKind::resource_outage) {
      servers_[ResourceId{target}].outages.erase({id, occurrence});
      rebalance(ResourceId{target});
    } else if (d.kind == DisruptionKind::shipment_embargo) {
      const ShipmentId shipment{target};
      Programme& programme = programmes_[shipment];
      --programme.embargoes;
      if (d.hold) --programme.holds;
      if (programme.embargoes > 0) continue;
      const auto held = std::move(programme.held);
      programme.held.clear();
      for (const std::uint64_t number : held) schedule_departure(shipment, number, now_);
      // No rounds have come in: only what the embargo held up may leave now.
      if (programme.waiting > 0)
        serve_waiting(network_.routes[network_.shipments[shipment].route].from);
    } else {
      consumers_[ConsumerId{target}].surges.erase({id, occurrence});
      surge_changed(ConsumerId{target});
    }
  }
}

}  // namespace railhead::reference
