#include <algorithm>
#include <cmath>

#include "railhead/base/apportion.hpp"
#include "railhead/base/compare.hpp"

#include "stock.hpp"

namespace railhead {

namespace {

Rounds whole(State& s, ValueId value) {
  return round_half_up(s.values.at_or(value, s.now, 0.0));
}

// What a review asks for, 0 for nothing.
Rounds ask(State& s, const Replenishment& supply) {
  const auto position = static_cast<double>(inventory_position(s, supply.pool));
  const double demand = supply.policy == Policy::days_of_supply ? mean_demand(s, supply.pool) : 1.0;
  const double target = demand * s.values.at(supply.target, s.now);
  const double reorder =
      supply.reorder_point.is_none() ? target : demand * s.values.at(supply.reorder_point, s.now);
  const bool due = supply.strictly_below ? strictly_below(position, reorder)
                                         : !strictly_below(reorder, position);
  if (!due) return 0;
  double asked = target - position;
  if (supply.policy == Policy::fixed_quantity) {
    if (target < 1.0) return 0;
    const auto multiples = round_half_up(std::floor((reorder - position) / target + 1e-9)) + 1;
    asked = static_cast<double>(multiples) * target;
  }
  const Rounds rounds = round_half_up(asked);
  return rounds > 0 && rounds >= whole(s, supply.minimum_order) ? rounds : 0;
}

// Sends rounds to the site: from the supplier's stock, where they are, or from outside.
std::uint64_t ship(State& s, ReplenishmentId id, std::uint64_t number, std::uint64_t part,
                   Rounds rounds) {
  const Replenishment& supply = s.network.replenishments[id];
  const ProgrammeId programme = s.layout.programme(id);
  const LaneId lane{s.layout.first_lane[programme.index()]};
  note_turnover(s, rounds);
  s.tallies.count(s.layout.columns.sent, id.index()) += rounds;
  s.cargo.clear();
  if (supply.from.is_none()) {
    s.cargo.push_back({lane, supply.origin, rounds});
    const std::uint32_t munition = s.network.pools[supply.pool].munition.index();
    s.ledger_in[munition * s.layout.origins + supply.origin.index()] += rounds;
  } else {
    take(s, supply.from, rounds);
    for (const Lot& lot : s.issued) s.cargo.push_back({lane, lot.origin, lot.rounds});
  }
  if (part == 0) s.tallies.count(s.layout.columns.shipments, programme.index()) += 1;
  const std::uint64_t trains = dispatch_trains(s, programme, supply.route, number, part, false);
  if (!supply.from.is_none()) after_leaving(s, supply.from);
  return trains;
}

void change_on_order(State& s, PoolId pool, Rounds by) {
  s.tallies.level(s.layout.columns.on_order, pool.index()).change(by, s.to_end);
}

// The supplier sends what it gives; the rest is forgotten or waits.
void settle(State& s, ReplenishmentId id) {
  SupplyState& state = s.supplies[id.index()];
  const Replenishment& supply = s.network.replenishments[id];
  const std::uint64_t number = state.orders++;
  s.tallies.count(s.layout.columns.orders, id.index()) += 1;
  s.tallies.count(s.layout.columns.ordered, id.index()) += state.asked;
  const Rounds asked = state.asked;
  const Rounds given = state.given;
  if (s.trace != nullptr)
    trace_event(s, "order", "replenishment." + supply.id, {}, static_cast<std::int64_t>(number),
                asked, 0.0, "review");
  WaitingOrder order{id, {}, number, 0, asked - given};
  if (given > 0) order.parts = ship(s, id, number, 0, given);
  if (given == asked) return;
  if (supply.if_short == IfShort::partial) {
    change_on_order(s, supply.pool, given - asked);
    return;
  }
  s.backlog_of_orders[supply.from.index()] += asked - given;
  s.waiting[s.network.pools[supply.from].site.index()].push_back(order);
  position_changed(s, supply.from);
}

// Shares a supplier's stock among those that ask at this instant.
void allocate(State& s, std::size_t first, std::size_t last) {
  const Replenishment& supply = s.network.replenishments[s.reviewing[first]];
  const Rounds there = above_keep(s, supply.from);
  const Site& site = s.network.sites[s.network.pools[supply.from].site];
  const auto state = [&](std::size_t i) -> SupplyState& {
    return s.supplies[s.reviewing[first + i].index()];
  };
  s.weights.clear();
  s.credit.clear();
  Rounds asked = 0;
  for (std::size_t i = 0; first + i < last; ++i) {
    s.weights.push_back(state(i).asked);
    s.credit.push_back(state(i).credit);
    asked = checked_add(asked, state(i).asked);
  }
  s.given = s.weights;
  if (asked > there && site.allocation == Allocation::proportional) {
    apportion(there, s.weights, s.weights, s.credit, s.given);
    for (std::size_t i = 0; first + i < last; ++i) state(i).credit = s.credit[i];
  } else {
    Rounds left = there;
    for (Rounds& given : s.given) {
      given = std::min(left, given);
      left -= given;
    }
  }
  for (std::size_t i = 0; first + i < last; ++i) state(i).given = s.given[i];
}

bool is_push(const State& s, ReplenishmentId id) {
  return s.network.replenishments[id].policy == Policy::push;
}

// A push has no position: it asks for all that there is above what is kept.
void size_push(State& s, ReplenishmentId id) {
  const Replenishment& supply = s.network.replenishments[id];
  Rounds rounds =
      supply.from.is_none() ? std::numeric_limits<Rounds>::max() / 4 : above_keep(s, supply.from);
  if (!supply.max_rounds.is_none()) rounds = std::min(rounds, whole(s, supply.max_rounds));
  s.supplies[id.index()].asked = rounds;
}

// What others leave to a push is what it asks for, if that is enough for an order.
void settle_push(State& s, ReplenishmentId id) {
  const Replenishment& supply = s.network.replenishments[id];
  SupplyState& state = s.supplies[id.index()];
  if (state.given < whole(s, supply.minimum_order)) state.given = 0;
  state.asked = state.given;
  note_turnover(s, state.asked);
  change_on_order(s, supply.pool, state.asked);
}

void collect_due(State& s, bool periodic) {
  // Those that are called: few, whatever their number is.
  s.reviewing.swap(s.called);
  s.called.clear();
  for (ReplenishmentId id : s.reviewing) s.supplies[id.index()].due = false;
  if (periodic) {
    Instant next = Instant::max();
    for (ReplenishmentId id : s.network.replenishments.ids()) {
      SupplyState& state = s.supplies[id.index()];
      if (state.next_review == s.now) {
        state.next_review += state.review_every;
        if (state.next_review >= s.network.end) state.next_review = Instant::max();
        s.reviewing.push_back(id);
      }
      next = std::min(next, state.next_review);
    }
    s.next_review = next;
  }
  std::sort(s.reviewing.begin(), s.reviewing.end());
}

SiteId supplier_of(const State& s, ReplenishmentId id) {
  const PoolId from = s.network.replenishments[id].from;
  return from.is_none() ? SiteId{} : s.network.pools[from].site;
}

void supply_from_outside(State& s, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) {
    const ReplenishmentId id = s.reviewing[i];
    SupplyState& state = s.supplies[id.index()];
    if (is_push(s, id)) size_push(s, id);
    state.given = state.asked;
    if (is_push(s, id)) settle_push(s, id);
    if (state.asked > 0) settle(s, id);
  }
}

// The orders [first, last) on one site: munition by munition, by priority.
void supply_from(State& s, std::size_t first, std::size_t last) {
  const auto same = [&](ReplenishmentId a, ReplenishmentId b) {
    const Replenishment& one = s.network.replenishments[a];
    const Replenishment& other = s.network.replenishments[b];
    return one.from == other.from && one.priority == other.priority;
  };
  for (std::size_t i = first; i < last;) {
    std::size_t next = i + 1;
    while (next < last && same(s.reviewing[i], s.reviewing[next])) ++next;
    for (std::size_t k = i; k < next; ++k)
      if (is_push(s, s.reviewing[k])) size_push(s, s.reviewing[k]);
    allocate(s, i, next);
    for (std::size_t k = i; k < next; ++k) {
      if (is_push(s, s.reviewing[k])) settle_push(s, s.reviewing[k]);
      if (s.supplies[s.reviewing[k].index()].asked > 0) settle(s, s.reviewing[k]);
    }
    i = next;
  }
}

}  // namespace

void begin_replenishment(State& s) {
  std::fill(s.backlog_of_orders.begin(), s.backlog_of_orders.end(), 0);
  std::fill(s.watched.begin(), s.watched.end(), std::uint8_t{0});
  s.called.clear();
  s.review_pending = false;
  s.next_review = Instant::max();
  for (ReplenishmentId id : s.network.replenishments.ids()) {
    SupplyState& state = s.supplies[id.index()];
    state = SupplyState{};
    state.review_every =
        duration_of_days(s.values.at(s.network.replenishments[id].review_days, s.network.start));
    state.next_review = Instant::max();
    if (state.review_every > Duration{0}) {
      state.next_review = s.network.start;
      s.next_review = s.network.start;
    } else if (!is_push(s, id)) {
      s.watched[s.network.replenishments[id].pool.index()] = 1;
    }
  }
  for (PoolId pool : s.network.pools.ids()) position_changed(s, pool);
}

Rounds inventory_position(State& s, PoolId pool) {
  const std::uint32_t p = pool.index();
  Rounds position = s.on_hand[p] + s.outside[p] +
                    s.tallies.now.levels[s.layout.columns.on_order + p].value -
                    s.backlog_of_orders[p];
  for (ConsumerId id : s.layout.consumers_of[pool])
    position -= s.tallies.now.levels[s.layout.columns.backlog + id.index()].value;
  return position;
}

void call_review(State& s, PoolId pool) {
  for (ReplenishmentId id : s.layout.replenishments_of[pool]) {
    SupplyState& state = s.supplies[id.index()];
    if (state.review_every > Duration{0} || is_push(s, id)) continue;
    if (!state.due) s.called.push_back(id);
    state.due = true;
    if (s.review_pending) continue;
    s.review_pending = true;
    schedule(s, std::max(s.now, s.network.start), EventClass::review, EventKind::review, 0, 0);
  }
}

void run_reviews(State& s, bool periodic) {
  s.review_pending = false;
  collect_due(s, periodic);
  for (ReplenishmentId id : s.reviewing) {
    SupplyState& state = s.supplies[id.index()];
    const Replenishment& supply = s.network.replenishments[id];
    state.given = state.asked = 0;
    if (supply.policy == Policy::push) continue;
    state.asked = ask(s, supply);
    note_turnover(s, state.asked);
    change_on_order(s, supply.pool, state.asked);
  }
  std::sort(s.reviewing.begin(), s.reviewing.end(), [&](ReplenishmentId a, ReplenishmentId b) {
    return s.layout.review_rank[a.index()] < s.layout.review_rank[b.index()];
  });
  for (std::size_t i = 0; i < s.reviewing.size();) {
    const SiteId site = supplier_of(s, s.reviewing[i]);
    std::size_t last = i + 1;
    while (last < s.reviewing.size() && supplier_of(s, s.reviewing[last]) == site) ++last;
    if (site.is_none())
      supply_from_outside(s, i, last);
    else
      with_gate_shut(s, site, [&] { supply_from(s, i, last); });
    i = last;
  }
}

bool ship_waiting_order(State& s, WaitingOrder& order) {
  const Replenishment& supply = s.network.replenishments[order.replenishment];
  const Rounds rounds = std::min(order.remaining, above_keep(s, supply.from));
  if (rounds == 0) return false;
  order.remaining -= rounds;
  s.backlog_of_orders[supply.from.index()] -= rounds;
  const bool done = order.remaining == 0;
  const ReplenishmentId id = order.replenishment;
  const std::uint64_t part = order.parts;
  const std::uint64_t number = order.number;
  order.parts += ship(s, id, number, part, rounds);
  return done;
}

}  // namespace railhead
