#include "sharing.hpp"

#include <algorithm>

#include "stock.hpp"

namespace railhead {

namespace {

constexpr double kNoise = 1e-9;  // rounds

// Rounds that hold so many effective ones in the order of issue, after `before`
// rounds that go to others. Beyond what is on hand the last share of duds goes on; where all are
// duds, those that are missing count as if they worked, so that more is needed than is there.
double gross(const State& s, PoolId pool, Rounds before, double effective) {
  const std::uint32_t first = s.layout.cell(pool, OriginId{0});
  const Issue issue = s.network.sites[s.network.pools[pool].site].issue;
  const Ring<Lot>& lots = s.lots[pool.index()];
  double rounds = 0.0;
  double share = 1.0;
  if (issue == Issue::proportional) {
    double all = 0.0;
    double good = 0.0;
    for (std::uint32_t o = 0; o < s.layout.origins; ++o) {
      const auto n = static_cast<double>(on_hand_of(s, pool, OriginId{o}));
      all += n;
      good += n * s.effectiveness[first + o];
    }
    if (all > 0.0) share = good / all;
    if (share <= 0.0) rounds = std::max(0.0, all - static_cast<double>(before));
  } else {
    for (std::size_t i = 0; i < lots.size(); ++i) {
      const Lot& lot = issue == Issue::lifo ? lots[lots.size() - 1 - i] : lots[i];
      const Rounds skipped = std::min(before, lot.rounds);
      before -= skipped;
      share = s.effectiveness[first + lot.origin.index()];
      // What rounding leaves of a demand that is met must not call for a whole lot of duds.
      if (share <= 0.0 && effective < kNoise) break;
      const double good = static_cast<double>(lot.rounds - skipped) * share;
      if (effective <= good) break;
      effective -= good;
      rounds += static_cast<double>(lot.rounds - skipped);
    }
  }
  return rounds + (share > 0.0 ? effective / share : effective);
}

}  // namespace

Rounds rounds_needed(State& s, ConsumerId id, PoolId pool, Rounds demand, Rounds before) {
  if (demand == 0 || s.network.consumers[id].counts == Counts::rounds) return demand;
  count_work(s, s.lots[pool.index()].size() / kLotsPerEvent);  // they are looked at
  const Rounds needed =
      s.gross_remainder[id.index()].post(gross(s, pool, before, static_cast<double>(demand)));
  note_turnover(s, needed);
  return needed;
}

Rounds available_to(State& s, ConsumerId id) {
  const Consumer& consumer = s.network.consumers[id];
  const Rounds reserve = round_half_up(s.values.at_or(consumer.reserve_rounds, s.now, 0.0));
  return std::max<Rounds>(0, s.on_hand[consumer.pool.index()] - reserve);
}

double book_fire(State& s, PoolId pool) {
  const PoolFacts& facts = s.layout.facts[pool];
  double effective = 0.0;
  for (const Lot& lot : s.issued) {
    const std::uint32_t cell = facts.cell + lot.origin.index();
    s.tallies.count(s.layout.columns.fired, cell) += lot.rounds;
    s.ledger_out[facts.ledger + lot.origin.index()] += lot.rounds;
    effective += static_cast<double>(lot.rounds) * s.effectiveness[cell];
  }
  return effective;
}

Rounds fire(State& s, ConsumerId id, PoolId pool, Rounds demand, Rounds needed, Rounds rounds) {
  take(s, pool, rounds);
  const double issued = book_fire(s, pool);
  s.tallies.count(s.layout.columns.consumed, s.layout.consumer_seat[id.index()]) += rounds;
  const double effective = s.layout.duds ? issued : static_cast<double>(rounds);
  s.tallies.now.sums[s.layout.columns.effective + id.index()] += effective;
  if (rounds == needed) return demand;
  if (s.network.consumers[id].counts == Counts::rounds) return rounds;
  return std::clamp<Rounds>(s.effect_remainder[id.index()].post(effective), 0, demand);
}

void put_off(State& s, ConsumerId id, Rounds rounds) {
  const Consumer& consumer = s.network.consumers[id];
  s.tallies.level(s.layout.columns.backlog, id.index()).change(rounds, s.to_end);
  for (std::uint32_t group : s.layout.groups_of[consumer.pool]) {
    if (s.layout.groups[group].priority != consumer.priority) continue;
    Ring<Backlogged>& backlog = s.backlog[group];
    if (!backlog.empty() && backlog.back().consumer == id)
      backlog.back().rounds += rounds;
    else
      backlog.push_back({id, rounds});
  }
}

void serve_backlog(State& s, PoolId pool) {
  for (std::uint32_t group : s.layout.groups_of[pool]) {
    Ring<Backlogged>& backlog = s.backlog[group];
    while (!backlog.empty()) {
      const Backlogged first = backlog.front();
      const Rounds available = available_to(s, first.consumer);
      const Rounds needed = rounds_needed(s, first.consumer, pool, first.rounds, 0);
      const Rounds rounds = std::min(needed, available);
      if (rounds == 0 && needed > 0) break;
      const Rounds met = fire(s, first.consumer, pool, first.rounds, needed, rounds);
      s.tallies.level(s.layout.columns.backlog, first.consumer.index()).change(-met, s.to_end);
      if (s.trace != nullptr)
        trace_event(s, "backlog-served", "consumer." + s.network.consumers[first.consumer].id, {},
                    -1, rounds, 0.0, "receipt");
      // Rounds that make up for duds leave the position without meeting a demand.
      if (rounds != met) position_changed(s, pool);
      backlog.front().rounds -= met;
      if (backlog.front().rounds > 0) break;
      backlog.pop_front();
    }
  }
}

}  // namespace railhead
