#include <algorithm>

#include "railhead/base/apportion.hpp"
#include "railhead/base/error.hpp"

#include "stock.hpp"

namespace railhead {

namespace {

void expect_movement(State& s, std::uint32_t load, Instant at, EventKind kind) {
  Load& moving = s.loads[load];
  moving.ends = at;
  moving.pending = schedule(s, at, EventClass::movement, kind, moving.programme.index(), load);
}

void travel(State& s, std::uint32_t id, const StepPlan& step) {
  Load& load = s.loads[id];
  if (step.transit && s.closures[load.route.index()] > 0) {
    s.at_the_gate[load.route.index()].push_back(id);
    return;
  }
  const double days = s.values.draw(step.days, step.keys.duration, s.now, load.index);
  expect_movement(s, id, s.now + duration_of_days(days), EventKind::step_end);
}

void ask_units(State& s, std::uint32_t id, const StepPlan& step) {
  const Load& load = s.loads[id];
  std::int64_t asked = step.units_of == UnitsOf::railcars ? load.railcars : load.containers;
  if (step.units_of == UnitsOf::number)
    asked = round_half_up(s.values.draw(step.units, step.keys.units, s.now, load.index));
  join(s, id, step.call, asked);
}

[[gnu::noinline]] void give_back(State& s, std::uint32_t id, const StepPlan& step) {
  Load& load = s.loads[id];
  for (std::uint32_t* link = &load.holdings; *link != kNone;) {
    Holding& holding = s.holdings[*link];
    if (holding.call != step.call) {
      link = &holding.next;
      continue;
    }
    const std::uint32_t back = *link;
    *link = holding.next;
    const double days = step.days.is_none()
                            ? 0.0
                            : s.values.draw(step.days, step.keys.return_days, s.now, load.index);
    if (days > 0.0) {
      schedule(s, s.now + duration_of_days(days), EventClass::movement, EventKind::units_back,
               load.programme.index(), back);
      continue;
    }
    units_back(s, back);
    return give_back(s, id, step);  // the load may have moved in memory
  }
}

[[gnu::noinline]] void give_back_all(State& s, std::uint32_t id) {
  while (s.loads[id].holdings != kNone) {
    const std::uint32_t back = s.loads[id].holdings;
    s.loads[id].holdings = s.holdings[back].next;
    units_back(s, back);
  }
}

// What is taken from a load on its way: rounds of one lane, by origin.
void lose(State& s, std::uint32_t id, std::uint32_t part, Rounds rounds) {
  Part& lost = s.parts[part];
  const Lane& lane = s.layout.lanes[lost.lane];
  lost.rounds -= rounds;
  s.tallies.count(s.layout.columns.lost, s.layout.cell(lane.to, lost.origin)) += rounds;
  s.ledger_out[lane.munition.index() * s.layout.origins + lost.origin.index()] += rounds;
  s.tallies.level(s.layout.columns.in_transit, lost.lane.index()).change(-rounds, s.to_end);
  if (s.layout.is_shipment(s.loads[id].programme)) return;
  s.tallies.level(s.layout.columns.on_order, lane.to.index()).change(-rounds, s.to_end);
  position_changed(s, lane.to);
}

void lose_fraction(State& s, std::uint32_t id, double fraction) {
  const std::uint32_t origins = s.layout.origins;
  const std::uint32_t programme = s.loads[id].programme.index();
  for (std::uint32_t l = s.layout.first_lane[programme]; l < s.layout.first_lane[programme + 1];
       ++l) {
    Rounds all = 0;
    std::uint32_t parts = 0;
    std::uint32_t latest = kNone;
    for (std::uint32_t p = s.loads[id].parts; p != kNone; p = s.parts[p].next) {
      if (s.parts[p].lane.index() != l) continue;
      all += s.parts[p].rounds;
      latest = p;
      ++parts;
    }
    const Rounds gone = round_half_up(static_cast<double>(all) * fraction);
    if (gone == 0) continue;
    if (parts == 1) {
      lose(s, id, latest, gone);
      continue;
    }
    s.weights.assign(origins, 0);
    for (std::uint32_t p = s.loads[id].parts; p != kNone; p = s.parts[p].next)
      if (s.parts[p].lane.index() == l) s.weights[s.parts[p].origin.index()] += s.parts[p].rounds;
    s.credit.assign(origins, 0);
    s.given.assign(origins, 0);
    apportion(gone, s.weights, s.weights, s.credit, s.given);
    for (std::uint32_t p = s.loads[id].parts; p != kNone; p = s.parts[p].next) {
      Rounds& share = s.given[s.parts[p].origin.index()];
      if (s.parts[p].lane.index() != l || share == 0) continue;
      const Rounds taken = std::min(share, s.parts[p].rounds);
      share -= taken;
      lose(s, id, p, taken);
    }
  }
}

void retire(State& s, std::uint32_t id) {
  Load& load = s.loads[id];
  for (std::uint32_t p = load.parts; p != kNone;) {
    const std::uint32_t next = s.parts[p].next;
    s.parts[p].next = s.free_part;
    s.free_part = p;
    p = next;
  }
  load.alive = false;
  load.parts = kNone;
  load.next = s.free_load;
  s.free_load = id;
}

// Begins the step a load stands at, and those after it that take no time; true
// when the route is done.
bool begin_step(State& s, std::uint32_t id) {
  const StepPlan* step = &step_of(s, s.loads[id]);
  while (step->kind == StepPlan::Kind::give_back) {
    give_back(s, id, *step++);
    ++s.loads[id].step;
  }
  switch (step->kind) {
    case StepPlan::Kind::arrive:
      if (s.loads[id].holdings != kNone) give_back_all(s, id);
      return true;
    case StepPlan::Kind::travel: travel(s, id, *step); return false;
    default: ask_units(s, id, *step); return false;
  }
}

void drop_early_arrival(State& s, std::uint32_t id) {
  for (std::uint32_t p = s.loads[id].parts; p != kNone; p = s.parts[p].next) {
    const Part& part = s.parts[p];
    const MunitionId munition = s.layout.lanes[part.lane].munition;
    s.ledger_in[munition.index() * s.layout.origins + part.origin.index()] -= part.rounds;
    s.tallies.level(s.layout.columns.in_transit, part.lane.index()).value -= part.rounds;
  }
}

}  // namespace

void begin_transport(State& s) {
  s.loads.clear();
  s.parts.clear();
  s.holdings.clear();
  s.free_load = s.free_part = s.free_holding = kNone;
  std::fill(s.closures.begin(), s.closures.end(), 0);
  for (auto& gate : s.at_the_gate) gate.clear();
}

std::uint32_t make_load(State& s, ProgrammeId programme, RouteId route, std::uint64_t index) {
  std::uint32_t id = s.free_load;
  if (id == kNone) {
    id = static_cast<std::uint32_t>(s.loads.size());
    if (id == kMostLoads)
      throw Error(ExitCode::kRuntime, "more than " + std::to_string(kMostLoads) +
                                          " trains are under way or waiting, the last one of " +
                                          programme_name(s, programme) +
                                          "; they come faster than they are served");
    s.loads.emplace_back();
  } else {
    s.free_load = s.loads[id].next;
  }
  Load& load = s.loads[id];
  load = Load{};
  load.programme = programme;
  load.route = route;
  load.step = s.layout.routes.first_step[programme.index()];
  load.index = index;
  load.alive = true;
  return id;
}

void add_part(State& s, std::uint32_t id, LaneId lane, OriginId origin, Rounds rounds) {
  std::uint32_t part = s.free_part;
  if (part == kNone) {
    part = static_cast<std::uint32_t>(s.parts.size());
    s.parts.emplace_back();
  } else {
    s.free_part = s.parts[part].next;
  }
  s.parts[part] = Part{lane, origin, rounds, kNone};
  std::uint32_t* link = &s.loads[id].parts;
  while (*link != kNone) link = &s.parts[*link].next;
  *link = part;
}

double railcars_of(State& s, MunitionId munition, RouteId route, double rounds) {
  const ValueId factor = s.network.munitions[munition].rounds_per_railcar;
  if (factor.is_none()) return 0.0;
  const double fill =
      route.is_none() ? 1.0 : s.values.at_or(s.network.routes[route].railcar_fill, s.now, 1.0);
  return rounds / (s.values.at(factor, s.network.start) * fill);
}

double containers_of(State& s, MunitionId munition, double rounds) {
  const ValueId factor = s.network.munitions[munition].rounds_per_container;
  return factor.is_none() ? 0.0 : rounds / s.values.at(factor, s.network.start);
}

void send(State& s, std::uint32_t id) {
  Load& load = s.loads[id];
  load.departed = s.now;
  load.under_way_at_start = !s.started;
  const Columns& c = s.layout.columns;
  for (std::uint32_t p = load.parts; p != kNone; p = s.parts[p].next) {
    const Part& part = s.parts[p];
    if (s.layout.fill_varies[part.lane.index()])
      s.tallies.now.sums[c.railcars + part.lane.index()] += railcars_of(
          s, s.layout.lanes[part.lane].munition, load.route, static_cast<double>(part.rounds));
    s.tallies.level(c.in_transit, part.lane.index()).change(part.rounds, s.to_end);
    s.tallies.count(c.departed, part.lane.index()) += part.rounds;
  }
  s.tallies.count(c.trains, load.programme.index()) += 1;
  if (load.route.is_none()) {
    const Replenishment& supply = s.network.replenishments[s.layout.replenishment(load.programme)];
    const double days = s.values.draw(supply.lead_time_days, s.now, load.index);
    expect_movement(s, id, s.now + duration_of_days(days), EventKind::receipt);
    return;
  }
  if (begin_step(s, id)) expect_movement(s, id, s.now, EventKind::receipt);
}

void continue_load(State& s, std::uint32_t id) {
  ++s.loads[id].step;
  if (begin_step(s, id)) expect_movement(s, id, s.now, EventKind::receipt);
}

void end_step(State& s, std::uint32_t id) {
  const StepPlan& step = step_of(s, s.loads[id]);
  if (step.kind == StepPlan::Kind::use)
    end_service(s, id);
  else if (!step.loss.is_none())
    lose_fraction(s, id, s.values.draw(step.loss, step.keys.loss, s.now, s.loads[id].index));
  ++s.loads[id].step;
  if (!begin_step(s, id)) return;
  // The receipt is next unless something of this instant stands before it.
  const EventKey receipt = EventKey::make(
      s.now, static_cast<std::uint8_t>(EventClass::movement),
      (static_cast<std::uint32_t>(EventKind::receipt) << kRankBits) | s.loads[id].programme.index(),
      s.sequence);
  if (s.trace == nullptr && receipt < s.calendar.top_key()) {
    ++s.sequence;
    count_event(s);
    end_journey(s, id);
  } else {
    expect_movement(s, id, s.now, EventKind::receipt);
  }
}

namespace {

// All that a train brings has come: backlog of all its munitions goes before the orders and
// shipments that wait at the site, of whichever munition.
void serve_receipt(State& s, std::uint32_t id) {
  SiteId waited_for;
  const auto each_pool = [&](auto&& visit) {
    LaneId last;
    for (std::uint32_t p = s.loads[id].parts; p != kNone; p = s.parts[p].next) {
      const LaneId lane = s.parts[p].lane;
      if (lane == last || s.parts[p].rounds == 0) continue;
      last = lane;
      const PoolId to = s.layout.lanes[lane].to;
      if (!s.layout.simple[to]) visit(to);
    }
  };
  each_pool([&](PoolId pool) { waited_for = s.network.pools[pool].site; });
  if (waited_for.is_none()) return;
  with_gate_shut(s, waited_for, [&] { each_pool([&](PoolId pool) { serve_shortages(s, pool); }); });
  serve_waiting(s, waited_for);
}

}  // namespace

void end_journey(State& s, std::uint32_t id) {
  const Columns& c = s.layout.columns;
  const ProgrammeId programme = s.loads[id].programme;
  if (!s.started) {
    drop_early_arrival(s, id);
    retire(s, id);
    return;
  }
  if (s.loads[id].lost) {
    for (std::uint32_t p = s.loads[id].parts; p != kNone; p = s.parts[p].next)
      lose(s, id, p, s.parts[p].rounds);
    retire(s, id);
    return;
  }
  s.tallies.count(c.journeys, programme.index()) += 1;
  s.tallies.now.times[c.journey_time + programme.index()] += (s.now - s.loads[id].departed).count();
  for (std::uint32_t p = s.loads[id].parts; p != kNone; p = s.parts[p].next) {
    const Part part = s.parts[p];
    const PoolId to = s.layout.lanes[part.lane].to;
    s.tallies.level(c.in_transit, part.lane.index()).change(-part.rounds, s.to_end);
    s.tallies.count(c.arrived, part.lane.index()) += part.rounds;
    s.tallies.count(c.received, s.layout.cell(to, part.origin)) += part.rounds;
    bring(s, to, part.origin, part.rounds);
    // What was ordered is in the position already.
    if (s.layout.is_shipment(programme))
      position_changed(s, to);
    else
      s.tallies.level(c.on_order, to.index()).change(-part.rounds, s.to_end);
  }
  serve_receipt(s, id);
  retire(s, id);
}

void units_back(State& s, std::uint32_t back) {
  const Holding holding = s.holdings[back];
  s.holdings[back].next = s.free_holding;
  s.free_holding = back;
  release(s, holding.call, holding.units);
}

void open_route(State& s, RouteId route) {
  Ring<std::uint32_t>& gate = s.at_the_gate[route.index()];
  while (!gate.empty()) {
    const std::uint32_t id = gate.front();
    gate.pop_front();
    travel(s, id, step_of(s, s.loads[id]));
  }
}

}  // namespace railhead
