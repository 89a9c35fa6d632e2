#include <algorithm>

#include "railhead/base/compare.hpp"

#include "sharing.hpp"
#include "stock.hpp"

namespace railhead {

namespace {

// Plain sites: every pool by itself, and all of it in one issue when it suffices.
void serve_plain_pool(State& s, PoolId pool) {
  const std::span<const ConsumerId> consumers = s.layout.consumers_of[pool];
  std::int64_t* const consumed = &s.tallies.now.counts[s.layout.columns.consumed];
  const std::uint32_t* const seat = s.layout.consumer_seat.data();
  const std::uint32_t first = s.layout.first_seat[pool];
  const bool together = s.layout.seated_together[pool] != 0;
  Rounds total = 0;
  if (together)
    for (std::size_t i = 0; i < consumers.size(); ++i) total += s.wanted[first + i];
  else
    for (ConsumerId id : consumers) total += s.wanted[seat[id.index()]];
  if (total == 0) return;
  if (total > s.on_hand[pool.index()]) {
    for (std::uint32_t group : s.layout.groups_of[pool]) serve_equals(s, group, group + 1);
    return;
  }
  take(s, pool, total);
  book_fire(s, pool);
  if (together)
    for (std::size_t i = 0; i < consumers.size(); ++i) consumed[first + i] += s.wanted[first + i];
  else
    for (ConsumerId id : consumers) consumed[seat[id.index()]] += s.wanted[seat[id.index()]];
  if (!s.layout.simple[pool]) after_leaving(s, pool);
}

// What a consumer may fire of what it wants, with so many days of supply at its site.
Rounds after_rationing(State& s, ConsumerId id, Rounds wanted, double days) {
  double bound = std::numeric_limits<double>::infinity();
  double fraction = 1.0;
  for (const Ration& r : s.network.consumers[id].ration) {
    const double below = s.values.at(r.below_days, s.now);
    if (!strictly_below(days, below) || below >= bound) continue;
    bound = below;
    fraction = s.values.at(r.fraction, s.now);
  }
  if (fraction >= 1.0) return wanted;
  return s.ration_remainder[id.index()].post(static_cast<double>(wanted) * fraction);
}

Plenty find_plenty(State& s, const ConsumerGroup& group) {
  constexpr Duration kPatience = 30 * kDay;
  constexpr Rounds kNever = std::numeric_limits<Rounds>::max();
  constexpr double kMargin = 1.0 + 1e-9;  // more than what rounding takes from a quotient
  const double demand = mean_demand(s, group.pool);
  Instant until = s.pool_demand[group.pool.index()].until;
  double most = 0.0;
  for (std::uint32_t i = group.first; i < group.first + group.count; ++i)
    for (const Ration& r : s.network.consumers[s.layout.consumer_order[i]].ration) {
      most = std::max(most, s.values.at(r.below_days, s.now));
      until = std::min(until, s.values.steady_until(r.below_days, s.now));
    }
  if (until <= s.now) return {kNever, s.now + kPatience};
  const double rounds = most * demand * kMargin;
  return {rounds < kMostRounds ? static_cast<Rounds>(rounds) + 1 : kNever, until};
}

// Whether the stock is so large that nobody of a group is rationed; false where that is not known.
bool has_plenty(State& s, std::uint32_t group) {
  const ConsumerGroup& consumers = s.layout.groups[group];
  if (!consumers.rationed) return true;
  Plenty& plenty = s.plenty[group];
  if (s.now >= plenty.until) plenty = find_plenty(s, consumers);
  return s.on_hand[consumers.pool.index()] >= plenty.rounds;
}

// Before anything of this instant is fired.
void ration(State& s, std::uint32_t index) {
  const ConsumerGroup& group = s.layout.groups[index];
  const bool plenty = has_plenty(s, index);
  const double days = plenty ? 0.0 : days_of_supply(s, group.pool);
  for (std::uint32_t i = group.first; i < group.first + group.count; ++i) {
    const ConsumerId id = s.layout.consumer_order[i];
    const Rounds wanted = s.wanted[s.layout.consumer_seat[id.index()]];
    s.allowed[i] = wanted > 0 && !plenty ? after_rationing(s, id, wanted, days) : wanted;
  }
}

// A site where nobody shares: what each may fire, it fires if it is there.
void serve_apart(State& s, std::uint32_t first, std::uint32_t last) {
  for (std::uint32_t g = first; g < last; ++g) {
    const ConsumerGroup& group = s.layout.groups[g];
    const ConsumerId id = s.layout.consumer_order[group.first];
    const Rounds wanted = s.wanted[s.layout.consumer_seat[id.index()]];
    if (wanted == 0) continue;
    Rounds allowed = wanted;
    if (!has_plenty(s, g)) allowed = after_rationing(s, id, wanted, days_of_supply(s, group.pool));
    const Rounds fired = std::min(allowed, s.on_hand[group.pool.index()]);
    fire(s, id, group.pool, allowed, allowed, fired);
    if (fired > 0) position_changed(s, group.pool);
    if (fired < wanted) book_demand(s, id, wanted, allowed, fired);
  }
}

void serve_plain_site(State& s, SiteId site) {
  for (std::uint32_t p = s.layout.site_first_pool[site.index()];
       p < s.layout.site_first_pool[site.index() + 1]; ++p)
    serve_plain_pool(s, PoolId{p});
}

// By priority: what one leaves is there for the next.
void serve_in_turn(State& s, SiteId site) {
  const std::uint32_t first = s.layout.site_first_group[site.index()];
  const std::uint32_t last = s.layout.site_first_group[site.index() + 1];
  if (s.layout.apart_site[site.index()]) return serve_apart(s, first, last);
  const auto& groups = s.layout.groups;
  for (std::uint32_t g = first; g < last; ++g) ration(s, g);
  for (std::uint32_t g = first; g < last;) {
    std::uint32_t next = g + 1;
    while (next < last && groups[next].priority == groups[g].priority) ++next;
    serve_equals(s, g, next);
    g = next;
  }
}

// What waits outside is let in when all demand of the instant is served.
void serve_site(State& s, SiteId site) {
  with_gate_shut(s, site, [&] {
    s.layout.plain_site[site.index()] ? serve_plain_site(s, site) : serve_in_turn(s, site);
  });
}

void schedule_mission(State& s, ConsumerId id) {
  const Mission& mission = s.network.consumers[id].mission;
  const std::uint64_t k = s.missions[id.index()].next;
  Instant at;
  if (mission.rate_per_day.is_none())
    at = s.now + duration_of_days(s.values.draw(mission.interval_days, s.now, k));
  else
    at = s.values.next_arrival(mission.rate_per_day, s.now, k, s.network.end);
  schedule(s, at, EventClass::demand, EventKind::mission, id.index(), id.index());
}

}  // namespace

void begin_demand(State& s) {
  const auto clear = [](auto& column, auto value) {
    std::fill(column.begin(), column.end(), value);
  };
  clear(s.wanted, Rounds{0});
  clear(s.allowed, Rounds{0});
  clear(s.met, Rounds{0});
  clear(s.share_credit, std::int64_t{0});
  clear(s.substitute_credit, std::int64_t{0});
  clear(s.ration_remainder, Remainder{});
  clear(s.gross_remainder, Remainder{});
  clear(s.effect_remainder, Remainder{});
  clear(s.mission_remainder, Remainder{});
  clear(s.missions, MissionState{});
  clear(s.short_since, Instant::max());
  forget_demand(s);
  for (auto& backlog : s.backlog) backlog.clear();
  for (std::size_t g = 0; g < s.layout.consumer_periods.size(); ++g)
    s.next_demand[g] = s.network.start + s.layout.consumer_periods[g].period;
  s.demand_due = earliest(s.next_demand);
  for (PoolId pool : s.network.pools.ids())
    for (OriginId origin : s.network.origins.ids()) {
      const ValueId duds =
          s.network.origins[origin].dud_fraction.empty()
              ? ValueId{}
              : s.network.origins[origin].dud_fraction[s.network.pools[pool].munition];
      s.effectiveness[s.layout.cell(pool, origin)] =
          1.0 - s.values.at_or(duds, s.network.start, 0.0);
    }
  for (ConsumerId id : s.network.consumers.ids())
    if (s.network.consumers[id].mission.active()) schedule_mission(s, id);
}

void note_mission(State& s, ConsumerId id) {
  const Mission& mission = s.network.consumers[id].mission;
  const std::uint64_t k = s.missions[id.index()].next++;
  const double size = s.values.draw(mission.rounds, s.now, k);
  const double surge = s.flows.capability(s.layout.lines + id.index());
  const Rounds rounds = s.mission_remainder[id.index()].post(size * surge);
  note_turnover(s, rounds);
  s.wanted[s.layout.consumer_seat[id.index()]] += rounds;
  s.tallies.count(s.layout.columns.demanded, s.layout.consumer_seat[id.index()]) += rounds;
  schedule_mission(s, id);
}

void run_demand(State& s, bool periodic) {
  const auto& periods = s.layout.consumer_periods;
  if (periodic) {
    for (std::uint32_t g = 0; g < periods.size(); ++g) {
      if (s.next_demand[g] != s.now) continue;
      const Rounds* row = s.flows.post(s.values, s.flows.group_of_consumers(g), s.now,
                                       s.layout.boundaries[s.segment]);
      const std::uint32_t first = s.layout.consumer_first_seat[g];
      const std::uint32_t count = s.layout.consumer_first_seat[g + 1] - first;
      note_turnover(s, sum_of(row, count));
      std::int64_t* const demanded = &s.tallies.now.counts[s.layout.columns.demanded + first];
      Rounds* const wanted = &s.wanted[first];
      for (std::uint32_t i = 0; i < count; ++i) {
        wanted[i] = row[i];
        demanded[i] += row[i];
      }
      s.next_demand[g] += periods[g].period;
    }
    s.demand_due = earliest(s.next_demand);
  }
  // Missions that fall due together are served together.
  while (s.calendar.top_key().at() == s.now && !s.calendar.empty() &&
         s.calendar.top_key().event_class() == static_cast<std::uint8_t>(EventClass::demand)) {
    const ConsumerId id{s.calendar.top_slot()};
    s.running = s.calendar.top_key();
    s.ticking = false;
    s.calendar.pop();
    count_event(s);
    note_mission(s, id);
  }
  for (SiteId site : s.layout.firing_sites) serve_site(s, site);
  std::fill(s.wanted.begin(), s.wanted.end(), 0);
}

void add_short_time(State& s, ConsumerId id, Instant from, Instant until) {
  const auto add = [&](std::uint32_t i) {
    s.tallies.count(s.layout.columns.short_ticks, i) +=
        s.tallies.short_time[i].add(from, until).count();
  };
  for (NodeId node : s.layout.nodes_of[s.network.consumers[id].pool]) add(node.index());
  add(static_cast<std::uint32_t>(s.layout.nodes.size()) + id.index());
}

void end_shortages(State& s, PoolId pool) {
  for (ConsumerId id : s.layout.consumers_of[pool]) {
    Instant& since = s.short_since[id.index()];
    if (since == Instant::max()) continue;
    add_short_time(s, id, since, s.now);
    since = Instant::max();
  }
}

void split_shortages(State& s) {
  for (ConsumerId id : s.network.consumers.ids()) {
    Instant& since = s.short_since[id.index()];
    if (since == Instant::max()) continue;
    add_short_time(s, id, since, s.now);
    since = s.now;
  }
}

void forget_demand(State& s) {
  std::fill(s.plenty.begin(), s.plenty.end(), Plenty{});
  std::fill(s.pool_demand.begin(), s.pool_demand.end(), PoolDemand{});
}

double mean_demand(State& s, ConsumerId id) {
  const Consumer& consumer = s.network.consumers[id];
  const double surge = s.flows.capability(s.layout.lines + id.index());
  if (!consumer.mission.active()) return surge * s.values.at(consumer.demand_per_day, s.now);
  const Mission& mission = consumer.mission;
  const double size = s.values.at(mission.rounds, s.now);
  if (!mission.rate_per_day.is_none())
    return surge * size * s.values.at(mission.rate_per_day, s.now);
  const double interval = s.values.at(mission.interval_days, s.now);
  return interval > 0.0 ? surge * size / interval : 0.0;
}

namespace {

// Until when the mean demand of a consumer, just asked for, surely is what it is.
Instant steady_demand_until(const State& s, ConsumerId id) {
  const Consumer& consumer = s.network.consumers[id];
  const Mission& mission = consumer.mission;
  if (!mission.active()) return s.values.steady_until(consumer.demand_per_day, s.now);
  const ValueId pace =
      mission.rate_per_day.is_none() ? mission.interval_days : mission.rate_per_day;
  return std::min(s.values.steady_until(mission.rounds, s.now), s.values.steady_until(pace, s.now));
}

}  // namespace

double mean_demand(State& s, PoolId pool) {
  PoolDemand& demand = s.pool_demand[pool.index()];
  if (s.now < demand.until) return demand.mean;
  demand = {0.0, Instant::max()};
  for (ConsumerId id : s.layout.demand_on[pool]) {
    demand.mean += mean_demand(s, id);
    demand.until = std::min(demand.until, steady_demand_until(s, id));
  }
  return demand.mean;
}

double days_of_supply(State& s, PoolId pool) {
  const double demand = mean_demand(s, pool);
  if (demand <= 0.0) return std::numeric_limits<double>::infinity();
  return static_cast<double>(s.on_hand[pool.index()]) / demand;
}

}  // namespace railhead
