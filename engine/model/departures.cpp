#include <algorithm>

#include "railhead/base/error.hpp"

#include "state.hpp"

namespace railhead {

namespace {

// Marks a departure that an embargo held back: the next one is on its way already.
constexpr std::uint32_t kHeld = 0x80000000U;

Instant after_days(State& s, Instant from, ValueId days, std::uint64_t index) {
  return from + duration_of_days(s.values.draw(days, from, index));
}

void expect(State& s, ShipmentId id, Instant at, std::uint64_t number) {
  schedule(s, at, EventClass::departure, EventKind::departure, id.index(),
           static_cast<std::uint32_t>(number));
}

// Plans departure `next` of a programme, given the plan of the one before it.
void expect_next(State& s, ShipmentId id) {
  ProgrammeState& state = s.programmes[id.index()];
  const std::uint64_t k = state.next++;
  const Departures& departures = s.network.shipments[id].departures;
  if (const auto* dates = std::get_if<DatedDepartures>(&departures)) {
    if (k < dates->at.size()) expect(s, id, dates->at[k], k);
  } else if (const auto* regular = std::get_if<RegularDepartures>(&departures)) {
    state.nominal =
        k == 0 ? regular->first : after_days(s, state.nominal, regular->every_days, k - 1);
    if (k >= regular->count || state.nominal >= std::min(regular->until, s.network.end)) return;
    const Instant at = regular->jitter_days.is_none()
                           ? state.nominal
                           : after_days(s, state.nominal, regular->jitter_days, k);
    expect(s, id, at, k);
    // With jitter one may overtake the next: all are planned at once.
    if (!regular->jitter_days.is_none()) expect_next(s, id);
  } else if (const auto* renewal = std::get_if<RenewalDepartures>(&departures)) {
    if (k == 0) state.nominal = renewal->from;
    state.nominal = after_days(s, state.nominal, renewal->interval_days, k);
    if (k < renewal->count && state.nominal < renewal->until) expect(s, id, state.nominal, k);
  } else {
    const auto& poisson = std::get<PoissonDepartures>(departures);
    if (k == 0) state.nominal = poisson.from;
    const Instant horizon = std::min(poisson.until, s.network.end);
    state.nominal = s.values.next_arrival(poisson.rate_per_day, state.nominal, k, horizon);
    if (k < poisson.count && state.nominal < horizon) expect(s, id, state.nominal, k);
  }
}

bool jittered(const Shipment& shipment) {
  const auto* regular = std::get_if<RegularDepartures>(&shipment.departures);
  return regular != nullptr && !regular->jitter_days.is_none();
}

// Rounds of a cargo item in shipment `number`.
Rounds cargo_of(State& s, const Shipment& shipment, const CargoItem& item, double count,
                std::uint64_t number) {
  if (shipment.cargo_unit == CargoUnit::rounds)
    return round_half_up(s.values.draw(item.amount, s.now, number));
  const double share = count * s.values.at(item.amount, s.now);
  const Instant start = s.network.start;
  const Munition& munition = s.network.munitions[item.munition];
  switch (shipment.cargo_unit) {
    case CargoUnit::containers:
      return round_half_up(share * s.values.at(munition.rounds_per_container, start));
    case CargoUnit::railcars: {
      const ValueId fill = s.network.routes[shipment.route].railcar_fill;
      return round_half_up(share * s.values.at(munition.rounds_per_railcar, start) *
                           s.values.at_or(fill, start, 1.0));
    }
    default: return round_half_up(share * 1000.0 / s.values.at(munition.mass_kg, start));
  }
}

void size_cargo(State& s, const Shipment& shipment, std::uint64_t number) {
  const double count = shipment.cargo_unit == CargoUnit::rounds
                           ? 0.0
                           : s.values.draw(shipment.cargo_count, s.now, number);
  s.cargo_rounds.clear();
  for (const CargoItem& item : shipment.cargo)
    s.cargo_rounds.push_back(cargo_of(s, shipment, item, count, number));
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
  dispatch_trains(s, s.layout.programme(id), shipment.route, number, 0, lost);
  if (shipment.draw_from == DrawFrom::external || !s.started) return;
  for (const CargoItem& item : shipment.cargo) after_leaving(s, item.from);
}

void attempt(State& s, ShipmentId id, std::uint64_t number) {
  const Shipment& shipment = s.network.shipments[id];
  size_cargo(s, shipment, number);
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
    expect_next(s, id);
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
  size_cargo(s, shipment, number);
  if (!fits_stock(s, shipment, false)) return false;
  state.waiting.pop_front();
  depart(s, id, number);
  return true;
}

namespace {

// Cargo in order of munition, then origin, each once.
void sort_cargo(State& s) {
  std::sort(s.cargo.begin(), s.cargo.end(), [](const Cargo& a, const Cargo& b) {
    return std::pair{a.lane, a.origin} < std::pair{b.lane, b.origin};
  });
  std::size_t kept = 0;
  for (std::size_t i = 1; i < s.cargo.size(); ++i) {
    if (s.cargo[i].lane == s.cargo[kept].lane && s.cargo[i].origin == s.cargo[kept].origin)
      s.cargo[kept].rounds += s.cargo[i].rounds;
    else
      s.cargo[++kept] = s.cargo[i];
  }
  if (!s.cargo.empty()) s.cargo.resize(kept + 1);
}

}  // namespace

std::uint64_t dispatch_trains(State& s, ProgrammeId programme, RouteId route, std::uint64_t number,
                              std::uint64_t first_train, bool lost) {
  ValueId railcars;
  ValueId containers;
  if (!route.is_none()) {
    railcars = s.network.routes[route].train_railcars;
    containers = s.network.routes[route].train_containers;
  }
  const bool split = !railcars.is_none() || !containers.is_none();
  const double capacity =
      split ? s.values.at(railcars.is_none() ? containers : railcars, s.network.start) : 0.0;
  sort_cargo(s);
  std::uint64_t train = first_train;
  double room = capacity;
  std::uint32_t load = kNone;
  for (std::size_t i = 0; i < s.cargo.size(); ++i) {
    Rounds left = s.cargo[i].rounds;
    const MunitionId munition = s.layout.lanes[s.cargo[i].lane].munition;
    const double vehicles_per_round =
        railcars.is_none() ? containers_of(s, munition, 1.0) : railcars_of(s, munition, route, 1.0);
    while (left > 0) {
      Rounds fits = left;
      if (split && vehicles_per_round > 0.0)
        fits = std::min(left, static_cast<Rounds>(room / vehicles_per_round + 1e-9));
      if (fits == 0) {
        ensure(load != kNone, "a train is too small for a single round");
        s.ready.push_back(load);
        load = kNone;
        room = capacity;
        continue;
      }
      if (load == kNone) {
        load = make_load(s, programme, route, load_index(number, train++));
        s.loads[load].lost = lost;
      }
      add_part(s, load, s.cargo[i].lane, s.cargo[i].origin, fits);
      room -= static_cast<double>(fits) * vehicles_per_round;
      left -= fits;
    }
  }
  if (load != kNone) s.ready.push_back(load);
  // Sending may begin another departure: take the trains of this one off first.
  const std::size_t count = static_cast<std::size_t>(train - first_train);
  const std::size_t first = s.ready.size() - count;
  for (std::size_t i = 0; i < count; ++i) send(s, s.ready[first + i]);
  s.ready.resize(first);
  return count;
}

}  // namespace railhead
