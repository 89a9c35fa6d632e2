#include "stock.hpp"

#include <algorithm>

#include "railhead/base/apportion.hpp"
#include "railhead/base/error.hpp"

namespace railhead {

namespace {

SiteId site_of(const State& s, PoolId pool) {
  return s.layout.facts[pool].site;
}

Issue issue_of(const State& s, PoolId pool) {
  return s.layout.facts[pool].issue;
}

void take_in_order(State& s, PoolId pool, Rounds rounds, bool newest) {
  Ring<Lot>& lots = s.lots[pool.index()];
  while (rounds > 0) {
    Lot& lot = newest ? lots.back() : lots.front();
    const Rounds taken = std::min(rounds, lot.rounds);
    const OriginId origin = lot.origin;
    lot.rounds -= taken;
    if (lot.rounds == 0) newest ? lots.pop_back() : lots.pop_front();
    leave(s, pool, origin, taken);
    rounds -= taken;
  }
}

void take_of_origin(State& s, PoolId pool, OriginId origin, Rounds rounds, bool newest) {
  leave(s, pool, origin, rounds);
  if (issue_of(s, pool) == Issue::proportional) return;
  Ring<Lot>& lots = s.lots[pool.index()];
  count_work(s, lots.size() / kLotsPerEvent);  // all of them are looked at
  for (std::size_t k = lots.size(); k-- > 0 && rounds > 0;) {
    const std::size_t i = newest ? k : lots.size() - 1 - k;
    if (lots[i].origin != origin) continue;
    const Rounds taken = std::min(rounds, lots[i].rounds);
    lots[i].rounds -= taken;
    rounds -= taken;
  }
  lots.remove_if([](const Lot& lot) { return lot.rounds == 0; });
}

void take_in_proportion(State& s, PoolId pool, Rounds rounds) {
  const std::uint32_t origins = s.layout.origins;
  s.weights.resize(origins);
  s.given.resize(origins);
  for (std::uint32_t o = 0; o < origins; ++o) s.weights[o] = on_hand_of(s, pool, OriginId{o});
  const std::span<std::int64_t> credit(&s.issue_credit[std::size_t{pool.index()} * origins],
                                       origins);
  apportion(rounds, s.weights, s.weights, credit, s.given);
  for (std::uint32_t o = 0; o < origins; ++o)
    if (s.given[o] > 0) leave(s, pool, OriginId{o}, s.given[o]);
}

void expect_keep_step(State& s, SiteId site) {
  const ValueId keep = s.network.sites[site].keep_rounds;
  if (keep.is_none() || s.values.is_simple(keep)) return;
  s.values.segment(keep, s.now);
  schedule(s, s.values.segment_end(keep), EventClass::change, EventKind::keep_step, site.index(),
           site.index());
}

}  // namespace

void begin_stock(State& s) {
  std::fill(s.on_hand.begin(), s.on_hand.end(), 0);
  std::fill(s.outside.begin(), s.outside.end(), 0);
  std::fill(s.site_rounds.begin(), s.site_rounds.end(), 0);
  std::fill(s.issue_credit.begin(), s.issue_credit.end(), 0);
  std::fill(s.gate_shut.begin(), s.gate_shut.end(), std::uint8_t{0});
  for (auto& lots : s.lots) lots.clear();
  for (auto& lots : s.outside_lots) lots.clear();
  for (SiteId site : s.network.sites.ids()) {
    const ValueId capacity = s.network.sites[site].capacity_rounds;
    s.capacity[site.index()] = capacity.is_none()
                                   ? std::numeric_limits<Rounds>::max()
                                   : round_half_up(s.values.at(capacity, s.network.start));
    expect_keep_step(s, site);
  }
  for (const InitialStock& stock : s.network.initial_stock) {
    const Rounds rounds = round_half_up(s.values.at(stock.rounds, s.network.start));
    const Pool& pool = s.network.pools[stock.pool];
    note_turnover(s, rounds);
    s.ledger_in[pool.munition.index() * s.layout.origins + stock.origin.index()] += rounds;
    const SiteId site = pool.site;
    const Rounds room = s.capacity[site.index()] - s.site_rounds[site.index()];
    const Rounds enters = std::min(room, rounds);
    put(s, stock.pool, stock.origin, enters);
    if (enters == rounds) continue;
    s.outside[stock.pool.index()] += rounds - enters;
    s.outside_lots[site.index()].push_back({stock.pool, stock.origin, rounds - enters});
  }
}

void let_in(State& s, SiteId site) {
  Ring<OutsideLot>& outside = s.outside_lots[site.index()];
  if (s.gate_shut[site.index()]) return;
  s.gate_shut[site.index()] = 1;
  while (!outside.empty()) {
    const Rounds room = s.capacity[site.index()] - s.site_rounds[site.index()];
    if (room <= 0) break;
    OutsideLot lot = outside.front();
    const Rounds enters = std::min(room, lot.rounds);
    outside.front().rounds -= enters;
    if (enters == lot.rounds) outside.pop_front();
    s.outside[lot.pool.index()] -= enters;
    put(s, lot.pool, lot.origin, enters);
    after_coming(s, lot.pool);
  }
  s.gate_shut[site.index()] = 0;
}

void serve_asked(State& s, SiteId site) {
  Ring<WaitingOrder>& waiting = s.waiting[site.index()];
  count_work(s, waiting.size() / kMembersPerEvent);  // all of them are looked at
  with_gate_shut(s, site, [&] {
    for (std::size_t i = 0; i < waiting.size();) {
      WaitingOrder& order = waiting[i];
      const bool done = order.replenishment.is_none() ? try_waiting_shipment(s, order)
                                                      : ship_waiting_order(s, order);
      if (done)
        waiting.erase(i);
      else
        ++i;
    }
  });
}

void step_keep(State& s, SiteId site) {
  expect_keep_step(s, site);
  serve_waiting(s, site);
}

void take_lots(State& s, PoolId pool, Rounds rounds, OriginId origin) {
  const Issue issue = issue_of(s, pool);
  if (!origin.is_none())
    take_of_origin(s, pool, origin, rounds, issue == Issue::lifo);
  else if (issue == Issue::proportional)
    take_in_proportion(s, pool, rounds);
  else
    take_in_order(s, pool, rounds, issue == Issue::lifo);
}

Rounds above_keep(State& s, PoolId pool, OriginId origin) {
  const ValueId keep = s.network.sites[site_of(s, pool)].keep_rounds;
  const Rounds kept = round_half_up(s.values.at_or(keep, s.now, 0.0));
  const Rounds free = std::max<Rounds>(0, s.on_hand[pool.index()] - kept);
  return origin.is_none() ? free : std::min(free, on_hand_of(s, pool, origin));
}

Rounds outside_of(const State& s, PoolId pool, OriginId origin) {
  const Ring<OutsideLot>& outside = s.outside_lots[site_of(s, pool).index()];
  Rounds sum = 0;
  for (std::size_t i = 0; i < outside.size(); ++i)
    if (outside[i].pool == pool && outside[i].origin == origin) sum += outside[i].rounds;
  return sum;
}

void destroy(State& s, PoolId pool, OriginId origin, Rounds on_hand, Rounds outside) {
  const Rounds rounds = on_hand + outside;
  if (rounds == 0) return;
  s.tallies.count(s.layout.columns.lost, s.layout.cell(pool, origin)) += rounds;
  s.ledger_out[s.network.pools[pool].munition.index() * s.layout.origins + origin.index()] +=
      rounds;
  s.issued.clear();
  take_of_origin(s, pool, origin, on_hand, false);
  s.outside[pool.index()] -= outside;
  Ring<OutsideLot>& lots = s.outside_lots[site_of(s, pool).index()];
  if (outside == 0) return;
  for (std::size_t i = 0; i < lots.size() && outside > 0; ++i) {
    if (lots[i].pool != pool || lots[i].origin != origin) continue;
    const Rounds gone = std::min(outside, lots[i].rounds);
    lots[i].rounds -= gone;
    outside -= gone;
  }
  lots.remove_if([](const OutsideLot& lot) { return lot.rounds == 0; });
}

}  // namespace railhead
