#include <algorithm>

#include "railhead/base/error.hpp"

#include "stock.hpp"

namespace railhead {

namespace {

// Marks a departure that an embargo held back: the next one is on its way already.
constexpr std::uint32_t kHeld = 0x80000000U;

Instant after_days(State& s, Instant from, ValueId days, std::uint64_t index) {
  return from + duration_of_days(s.values.draw(days, from, index));
}

// Those of one programme at one instant leave in order of their numbers: what an
// embargo held back goes before what is due when it ends.
void expect(State& s, ShipmentId id, Instant at, std::uint64_t number) {
  if (at >= s.network.end) return;
  count_work(s, 1);
  const auto slot = static_cast<std::uint32_t>(number);
  s.calendar.push(
      EventKey::make(at, static_cast<std::uint8_t>(EventClass::departure),
                     (static_cast<std::uint32_t>(EventKind::departure) << kRankBits) | id.index(),
                     slot & ~kHeld),
      slot);
}

// Plans departure `next` of a programme, given the plan of the one before it;
// false where there is none.
bool expect_next(State& s, ShipmentId id) {
  ProgrammeState& state = s.programmes[id.index()];
  const std::uint64_t k = state.next++;
  const Departures& departures = s.network.shipments[id].departures;
  if (const auto* dates = std::get_if<DatedDepartures>(&departures)) {
    if (k >= dates->at.size()) return false;
    expect(s, id, dates->at[k], k);
  } else if (const auto* regular = std::get_if<RegularDepartures>(&departures)) {
    state.nominal =
        k == 0 ? regular->first : after_days(s, state.nominal, regular->every_days, k - 1);
    if (k >= regular->count || state.nominal >= std::min(regular->until, s.network.end))
      return false;
    const Instant at = regular->jitter_days.is_none()
                           ? state.nominal
                           : after_days(s, state.nominal, regular->jitter_days, k);
    expect(s, id, at, k);
  } else if (const auto* renewal = std::get_if<RenewalDepartures>(&departures)) {
    if (k == 0) state.nominal = renewal->from;
    state.nominal = after_days(s, state.nominal, renewal->interval_days, k);
    if (k >= renewal->count || state.nominal >= renewal->until) return false;
    expect(s, id, state.nominal, k);
  } else {
    const auto& poisson = std::get<PoissonDepartures>(departures);
    if (k == 0) state.nominal = poisson.from;
    const Instant horizon = std::min(poisson.until, s.network.end);
    state.nominal = s.values.next_arrival(poisson.rate_per_day, state.nominal, k, horizon);
    if (k >= poisson.count || state.nominal >= horizon) return false;
    expect(s, id, state.nominal, k);
  }
  return true;
}

bool jittered(const Shipment& shipment) {
  const auto* regular = std::get_if<RegularDepartures>(&shipment.departures);
  return regular != nullptr && !regular->jitter_days.is_none();
}

// Rounds of a cargo item that is `share` of the shipment's unit, as of an instant.
Rounds cargo_of(State& s, const Shipment& shipment, const CargoItem& item, double share,
                Instant at) {
  const Instant start = s.network.start;
  const Munition& munition = s.network.munitions[item.munition];
  switch (shipment.cargo_unit) {
    case CargoUnit::containers:
      return round_half_up(share * s.values.at(munition.rounds_per_container, start));
    case CargoUnit::railcars: {
      const ValueId fill = s.network.routes[shipment.route].railcar_fill;
      return round_half_up(share * s.values.at(munition.rounds_per_railcar, start) *
                           s.values.at_or(fill, at, 1.0));
    }
    default: return round_half_up(share * 1000.0 / s.values.at(munition.mass_kg, start));
  }
}

void size_cargo(State& s, const Shipment& shipment, std::uint64_t number, Instant at) {
  const double count = shipment.cargo_unit == CargoUnit::rounds
                           ? 0.0
                           : s.values.draw(shipment.cargo_count, at, number);
  s.cargo_rounds.clear();
  s.vehicles_per_round.clear();
  for (const CargoItem& item : shipment.cargo) {
    if (shipment.cargo_unit == CargoUnit::rounds) {
      s.cargo_rounds.push_back(round_half_up(s.values.draw(item.amount, at, number)));
      continue;
    }
    const double share = count * s.values.at(item.amount, at);
    const Rounds rounds = cargo_of(s, shipment, item, share, at);
    s.cargo_rounds.push_back(rounds);
    s.vehicles_per_round.push_back(rounds > 0 ? share / static_cast<double>(rounds) : 0.0);
  }
}

// Cuts the cargo to what there is in stock; true where nothing had to be cut.
bool fits_stock(State& s, const Shipment& shipment, bool cut) {
  bool whole = true;
  for (std::size_t i = 0; i < shipment.cargo.size(); ++i) {
    const Rounds there = above_keep(s, shipment.cargo[i].from, shipment.origin);
    whole &= there >= s.cargo_rounds[i];
    if (cut) s.cargo_rounds[i] = std::min(s.cargo_rounds[i], there);
  }
  return whole;
}

void load_cargo(State& s, ShipmentId id) {
  const Shipment& shipment = s.network.shipments[id];
  s.cargo.clear();
  const std::uint32_t first_lane = s.layout.first_lane[id.index()];
  for (std::size_t i = 0; i < shipment.cargo.size(); ++i) {
    const Rounds rounds = s.cargo_rounds[i];
    const LaneId lane{first_lane + i};
    const CargoItem& item = shipment.cargo[i];
    if (rounds == 0) continue;
    note_turnover(s, rounds);
    if (shipment.draw_from == DrawFrom::external || !s.started) {
      if (shipment.origin.is_none())
        throw Error(
            ExitCode::kRuntime,
            "shipment." + shipment.id +
                ": what departed before the start needs an origin, since no stock tells it");
      s.cargo.push_back({lane, shipment.origin, rounds});
      s.ledger_in[item.munition.index() * s.layout.origins + shipment.origin.index()] += rounds;
      continue;
    }
    take(s, item.from, rounds, shipment.origin);
    for (const Lot& lot : s.issued) s.cargo.push_back({lane, lot.origin, lot.rounds});
  }
}

// Loads and sends shipment `number`; what it draws from stock is there.
void depart(State& s, ShipmentId id, std::uint64_t number) {
  const Shipment& shipment = s.network.shipments[id];
  load_cargo(s, id);
  if (s.cargo.empty()) return;
  bool lost = false;
  if (!shipment.loss_probability.is_none())
    lost = s.values.happens(shipment.loss_probability, shipment.loss_key, s.now, number);
  s.tallies.count(s.layout.columns.shipments, id.index()) += 1;
  if (s.trace != nullptr)
    trace_event(s, "departure", "shipment." + shipment.id,
                "route." + s.network.routes[shipment.route].id, static_cast<std::int64_t>(number),
                0, 0.0, "programme");
  dispatch_trains(s, s.layout.programme(id), shipment.route, number, 0, lost, shipment.cargo_unit);
  if (shipment.draw_from == DrawFrom::external || !s.started) return;
  for (const CargoItem& item : shipment.cargo) after_leaving(s, item.from);
}

void attempt(State& s, ShipmentId id, std::uint64_t number) {
  const Shipment& shipment = s.network.shipments[id];
  size_cargo(s, shipment, number, s.now);
  if (shipment.draw_from == DrawFrom::external || !s.started) return depart(s, id, number);
  ProgrammeState& state = s.programmes[id.index()];
  const bool partial = shipment.if_short == IfShort::partial;
  if (state.waiting.empty() && fits_stock(s, shipment, partial)) return depart(s, id, number);
  s.tallies.count(s.layout.columns.short_shipments, id.index()) += 1;
  if (partial) return depart(s, id, number);
  if (shipment.if_short == IfShort::skip) return;
  state.waiting.push_back(number);
  const SiteId site = s.network.routes[shipment.route].from;
  WaitingOrder order;
  order.shipment = id;
  order.number = number;
  order.asked = s.now;
  s.waiting[site.index()].push_back(order);
}

}  // namespace

void begin_departures(State& s) {
  for (auto& waiting : s.waiting) waiting.clear();
  for (ShipmentId id : s.network.shipments.ids()) {
    ProgrammeState& state = s.programmes[id.index()];
    state.next = 0;
    state.held.clear();
    state.waiting.clear();
    state.embargoes = state.holding = 0;
    bool more = expect_next(s, id);
    // With jitter one may overtake the next: all are planned at once.
    while (more && jittered(s.network.shipments[id])) more = expect_next(s, id);
  }
}

void run_departure(State& s, ShipmentId id, std::uint32_t slot) {
  if ((slot & kHeld) == 0 && !jittered(s.network.shipments[id])) expect_next(s, id);
  const std::uint64_t number = slot & ~kHeld;
  ProgrammeState& state = s.programmes[id.index()];
  if (state.embargoes == 0) return attempt(s, id, number);
  if (state.embargoes == state.holding) state.held.push_back(number);
  if (s.trace != nullptr)
    trace_event(s, "embargoed", "shipment." + s.network.shipments[id].id, {},
                static_cast<std::int64_t>(number), 0, 0.0, "disruption");
}

void lift_embargo(State& s, ShipmentId id) {
  ProgrammeState& state = s.programmes[id.index()];
  if (state.embargoes > 0) return;
  while (!state.held.empty()) {
    expect(s, id, s.now, state.held.front() | kHeld);
    state.held.pop_front();
  }
  if (!state.waiting.empty())
    serve_waiting(s, s.network.routes[s.network.shipments[id].route].from);
}

bool try_waiting_shipment(State& s, WaitingOrder& order) {
  const ShipmentId id = order.shipment;
  ProgrammeState& state = s.programmes[id.index()];
  if (state.waiting.front() != order.number || state.embargoes > 0) return false;
  const Shipment& shipment = s.network.shipments[id];
  const std::uint64_t number = order.number;
  size_cargo(s, shipment, number, order.asked);
  if (!fits_stock(s, shipment, false)) return false;
  state.waiting.pop_front();
  depart(s, id, number);
  return true;
}

}  // namespace railhead
