#include <algorithm>

#include "railhead/base/apportion.hpp"
#include "railhead/base/error.hpp"

#include "stock.hpp"

namespace railhead {

namespace {

constexpr std::int64_t kAllUnits = std::numeric_limits<std::int64_t>::max() / 4;
constexpr std::size_t kMostInForce = 10'000;  // at once; each is looked at when another begins

bool hits(const Disruption& disruption, std::uint32_t target) {
  return std::find(disruption.targets.begin(), disruption.targets.end(), target) !=
         disruption.targets.end();
}

// Combines the magnitudes of the disruptions of a kind in force on a target, in
// order of id and occurrence.
template <class Combine>
double in_force(const State& s, DisruptionKind kind, std::uint32_t target, double start,
                Combine combine) {
  for (const ActiveDisruption& active : s.active) {
    const Disruption& disruption = s.network.disruptions[active.id];
    if (disruption.kind == kind && hits(disruption, target))
      start = combine(start, active.magnitude);
  }
  return start;
}

// What a strike may destroy at a site: by pool and origin what is on hand, then
// what waits outside. Returns its mass in kg where `with_mass`.
double weigh_stock(State& s, SiteId site, bool with_mass) {
  s.stock_at_risk.clear();
  double mass = 0.0;
  for (std::uint32_t p = s.layout.site_first_pool[site.index()];
       p < s.layout.site_first_pool[site.index() + 1]; ++p) {
    const ValueId kg = s.network.munitions[s.network.pools[PoolId{p}].munition].mass_kg;
    const double each = with_mass ? s.values.at(kg, s.network.start) : 0.0;
    for (OriginId origin : s.network.origins.ids()) {
      const Rounds inside = on_hand_of(s, PoolId{p}, origin);
      const Rounds outside = outside_of(s, PoolId{p}, origin);
      s.stock_at_risk.push_back(inside);
      s.stock_at_risk.push_back(outside);
      mass += static_cast<double>(inside + outside) * each;
    }
  }
  // For each of them all that waits outside was looked at.
  count_work(s, s.stock_at_risk.size() / 2 * s.outside_lots[site.index()].size() / kLotsPerEvent);
  return mass;
}

void lose_stock(State& s, const Disruption& disruption, SiteId site, std::uint64_t k) {
  const double mass = weigh_stock(s, site, !disruption.tonnes.is_none());
  s.loss.assign(s.stock_at_risk.size(), 0);
  if (!disruption.rounds.is_none()) {
    s.credit.assign(s.stock_at_risk.size(), 0);
    apportion(round_half_up(s.values.draw(disruption.rounds, s.now, k)), s.stock_at_risk,
              s.stock_at_risk, s.credit, s.loss);
  } else {
    double fraction = 1.0;
    if (!disruption.tonnes.is_none())
      fraction = mass > 0.0
                     ? std::min(1.0, 1000.0 * s.values.draw(disruption.tonnes, s.now, k) / mass)
                     : 0.0;
    else if (!disruption.fraction.is_none())
      fraction = s.values.draw(disruption.fraction, s.now, k);
    for (std::size_t i = 0; i < s.loss.size(); ++i)
      s.loss[i] = round_half_up(static_cast<double>(s.stock_at_risk[i]) * fraction);
  }
  const std::uint32_t first = s.layout.site_first_pool[site.index()];
  const std::uint32_t last = s.layout.site_first_pool[site.index() + 1];
  for (std::size_t i = 0; i < s.loss.size(); i += 2) {
    const auto cell = static_cast<std::uint32_t>(i / 2);
    destroy(s, PoolId{first + cell / s.layout.origins}, OriginId{cell % s.layout.origins},
            s.loss[i], s.loss[i + 1]);
  }
  for (std::uint32_t p = first; p < last; ++p) after_leaving(s, PoolId{p});
}

// Puts the effect of what is in force now on every target.
void apply(State& s, const Disruption& disruption, std::int32_t change) {
  for (std::uint32_t target : disruption.targets) {
    switch (disruption.kind) {
      case DisruptionKind::stock_loss: break;
      case DisruptionKind::route_closure:
        s.closures[target] += change;
        if (s.closures[target] == 0) open_route(s, RouteId{target});
        break;
      case DisruptionKind::line_outage: {
        const double out =
            in_force(s, disruption.kind, target, 0.0, [](double a, double b) { return a + b; });
        s.flows.set_capability(s.values, target, 1.0 - std::min(1.0, out), s.now);
        break;
      }
      case DisruptionKind::resource_outage:
        s.resources[target].units.set_outage(units_out(s, ResourceId{target}));
        rebalance(s, ResourceId{target});
        break;
      case DisruptionKind::shipment_embargo:
        s.programmes[target].embargoes += change;
        if (disruption.hold) s.programmes[target].holding += change;
        lift_embargo(s, ShipmentId{target});
        break;
      case DisruptionKind::demand_surge: {
        const double factor =
            in_force(s, disruption.kind, target, 1.0, [](double a, double b) { return a * b; });
        s.flows.set_capability(s.values, s.layout.lines + target, factor, s.now);
        forget_demand(s);
        break;
      }
    }
  }
}

double magnitude_of(State& s, const Disruption& disruption, std::uint64_t k) {
  const ValueId value =
      disruption.kind == DisruptionKind::demand_surge ? disruption.factor : disruption.fraction;
  return value.is_none() ? 1.0 : s.values.draw(value, s.now, k);
}

void expect_next(State& s, DisruptionId id, Instant from) {
  const Disruption& disruption = s.network.disruptions[id];
  const std::uint64_t k = s.occurrence[id.index()];
  Instant at;
  if (!disruption.at.is_none()) {
    if (k > 0) return;
    at = s.network.start + duration_of_days(s.values.draw(disruption.at, s.network.start, 0));
    if (at < s.network.start) return;
  } else {
    if (k >= disruption.count) return;
    at = from + duration_of_days(s.values.draw(disruption.interval_days, from, k));
    if (at >= disruption.until) return;
  }
  if (at < s.network.end)
    schedule(s, at, EventClass::change, EventKind::disruption_start, id.index(), id.index());
}

}  // namespace

void begin_disruptions(State& s) {
  s.active.clear();
  s.next_active = 0;
  for (DisruptionId id : s.network.disruptions.ids()) {
    s.occurrence[id.index()] = 0;
    expect_next(s, id, s.network.disruptions[id].from);
  }
}

void start_disruption(State& s, DisruptionId id) {
  const Disruption& disruption = s.network.disruptions[id];
  const std::uint64_t k = s.occurrence[id.index()]++;
  expect_next(s, id, s.now);
  if (!disruption.probability.is_none() &&
      !s.values.happens(disruption.probability, disruption.probability_key, s.now, k))
    return;
  if (s.trace != nullptr)
    trace_event(s, "disruption", "disruption." + disruption.id, {}, static_cast<std::int64_t>(k), 0,
                0.0, "it happens");
  if (disruption.kind == DisruptionKind::stock_loss) {
    for (std::uint32_t target : disruption.targets) lose_stock(s, disruption, SiteId{target}, k);
    return;
  }
  if (s.active.size() >= kMostInForce)
    throw Error(ExitCode::kRuntime, "more than " + std::to_string(kMostInForce) +
                                        " disruptions are in force, the last one disruption." +
                                        disruption.id + "; they come faster than they end");
  ActiveDisruption active{id, k, magnitude_of(s, disruption, k), kAllUnits, s.next_active++};
  if (!disruption.units.is_none())
    active.units = round_half_up(s.values.draw(disruption.units, s.now, k));
  const double days = s.values.draw(disruption.duration_days, s.now, k);
  const auto place = std::find_if(s.active.begin(), s.active.end(),
                                  [&](const auto& other) { return id < other.id; });
  s.active.insert(place, active);
  apply(s, disruption, 1);
  schedule(s, s.now + duration_of_days(days), EventClass::change, EventKind::disruption_end,
           id.index(), active.token);
}

void end_disruption(State& s, std::uint32_t token) {
  const auto place = std::find_if(s.active.begin(), s.active.end(),
                                  [&](const auto& active) { return active.token == token; });
  const Disruption& disruption = s.network.disruptions[place->id];
  s.active.erase(place);
  apply(s, disruption, -1);
}

std::int64_t units_out(const State& s, ResourceId resource) {
  std::int64_t out = 0;
  for (const ActiveDisruption& active : s.active) {
    const Disruption& disruption = s.network.disruptions[active.id];
    if (disruption.kind == DisruptionKind::resource_outage && hits(disruption, resource.index()))
      out = std::min(kAllUnits, out + active.units);
  }
  return out;
}

}  // namespace railhead
