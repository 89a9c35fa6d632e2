#include <algorithm>
#include <array>
#include <limits>

#include "lot_walk.hpp"

namespace railhead {

namespace {

constexpr std::uint32_t kPeriods = Flows::kPeriods;

// Bounds what is summed over a plan, and its products with periods; beyond it events go one by one.
constexpr Rounds kMostOfPlan = Rounds{1} << 56;

// Output and demand are an event each, and their members count in proportion.
std::uint64_t work_of_day(const State& s) {
  return 2 + s.layout.lines / kMembersPerEvent + s.layout.consumers / kMembersPerEvent;
}

// Sums of flows side by side for the periods of a plan, by running totals, counted into `turnover`;
// false where that or one of them is too large.
bool add_up(const Rounds* rounds, std::uint32_t first_seat, std::uint32_t end_seat,
            RunningSums& sums, Rounds& turnover) {
  std::array<Rounds, kPeriods> of;
  if (!add_flows(rounds + std::size_t{first_seat} * kPeriods, end_seat - first_seat, of.data()))
    return false;
  Rounds total = 0;
  Rounds by_period = 0;
  for (std::uint32_t k = 0; k < kPeriods; ++k) {
    sums.total[k + 1] = total += of[k];
    sums.by_period[k + 1] = by_period += of[k] * k;
  }
  turnover += total;
  return turnover < kMostOfPlan;
}

// What the pools are to make and fire in the periods of a plan, and how the nodes change. False
// where figures are too large.
bool sum_plan(State& s, const Flows::Ahead& output, const Flows::Ahead& demand) {
  QuietState& quiet = s.quiet;
  quiet.turnover = 0;
  for (std::size_t p = 0; p < s.layout.quiet_pools.size(); ++p) {
    const QuietPool& pool = s.layout.quiet_pools[p];
    RunningSums& wanted = quiet.wanted[p];
    if (!add_up(demand.rounds, pool.first_seat, pool.end_seat, wanted, quiet.turnover))
      return false;
    auto& net = quiet.net_of_pool[p];
    for (std::uint32_t k = 0; k <= kPeriods; ++k) net[k] = -wanted.total[k];
    for (std::uint32_t b = pool.first_batch; b < pool.first_batch + pool.batches; ++b) {
      const QuietBatch& batch = s.layout.quiet_batches[b];
      RunningSums& made = quiet.made[b];
      if (!add_up(output.rounds, batch.first_seat, batch.end_seat, made, quiet.turnover))
        return false;
      for (std::uint32_t k = 0; k <= kPeriods; ++k) net[k] += made.total[k];
    }
  }
  for (std::size_t n = 0; n < s.layout.quiet_nodes.size(); ++n) {
    const std::vector<std::uint32_t>& pools = s.layout.quiet_nodes[n].pools;
    auto& net = quiet.net_of_node[n];
    net = quiet.net_of_pool[pools[0]];
    for (std::size_t i = 1; i < pools.size(); ++i)
      for (std::uint32_t k = 0; k <= kPeriods; ++k) net[k] += quiet.net_of_pool[pools[i]][k];
  }
  return true;
}

// On how many of the days a pool has enough.
std::uint32_t enough_days(const State& s, std::size_t p, const Stretch& x) {
  const Rounds on_hand = s.on_hand[s.layout.quiet_pools[p].pool.index()];
  if (on_hand >= kMostOfPlan) return 0;
  const Rounds* net = &s.quiet.net_of_pool[p][x.first];
  const Rounds floor = net[0] - on_hand;
  std::uint32_t days = 0;
  while (days < x.days && net[days + 1] >= floor) ++days;
  return days;
}

// Books what came to a pool and left it.
void book(State& s, const QuietPool& pool, const Stretch& x) {
  const std::int64_t to_end = (s.network.end - x.from).count();
  Rounds net = 0;
  for (std::uint32_t o = 0; o < s.layout.origins; ++o) {
    QuietFlow& flow = s.quiet.flow[o];
    s.ledger_in[pool.ledger + o] += flow.made;
    s.ledger_out[pool.ledger + o] += flow.fired;
    s.tallies.count(s.layout.columns.fired, pool.cell + o) += flow.fired;
    Level& level = s.tallies.level(s.layout.columns.on_hand, pool.cell + o);
    level.change(flow.made - flow.fired, to_end);
    level.area -= static_cast<Int128>(flow.net_by_day) * x.day.count();
    net += flow.made - flow.fired;
    s.turnover += flow.made + flow.fired;
    flow = {};
  }
  s.on_hand[pool.pool.index()] += net;
  s.site_rounds[pool.site.index()] += net;
}

void change_nodes(State& s, const Stretch& x) {
  for (std::size_t n = 0; n < s.layout.quiet_nodes.size(); ++n) {
    NodeLevel& node = s.tallies.nodes[s.layout.quiet_nodes[n].node.index()];
    node.hold_until(x.from);
    const Rounds* net = &s.quiet.net_of_node[n][x.first];
    Rounds lowest = std::numeric_limits<Rounds>::max();  // change, between the days
    for (std::uint32_t d = 1; d < x.days; ++d) lowest = std::min(lowest, net[d]);
    if (x.days > 1) node.least = std::min(node.least, node.rounds + lowest - net[0]);
    node.rounds += net[x.days] - net[0];
    node.since = s.now;
  }
}

// Produced, asked for and fired by seat in periods [first, end) of the plans, as if all that is
// asked for were met; `sign` is 1, or -1 to take it back.
void count_seats(State& s, const Flows::Ahead& output, const Flows::Ahead& demand,
                 std::uint32_t first, std::uint32_t end, Rounds sign) {
  const Columns& c = s.layout.columns;
  const auto sum = [&](const Rounds* rounds) {
    Rounds total = 0;
    if (first == 0 && end == kPeriods)
      for (std::uint32_t k = 0; k < kPeriods; ++k) total += rounds[k];
    else
      for (std::uint32_t k = first; k < end; ++k) total += rounds[k];
    return sign * total;
  };
  std::int64_t* const produced = &s.tallies.now.counts[c.produced];
  for (std::uint32_t i = 0; i < s.layout.lines; ++i)
    produced[i] += sum(output.rounds + std::size_t{i} * kPeriods);
  std::int64_t* const demanded = &s.tallies.now.counts[c.demanded];
  std::int64_t* const consumed = &s.tallies.now.counts[c.consumed];
  for (std::uint32_t i = 0; i < s.layout.consumers; ++i) {
    const Rounds asked = sum(demand.rounds + std::size_t{i} * kPeriods);
    demanded[i] += asked;
    consumed[i] += asked;
  }
}

void run_days(State& s, const Stretch& x) {
  set_now(s, x.from + (x.days - 1) * x.day);
  s.events += 2 * x.days;
  s.work += work_of_day(s) * x.days;
  for (std::size_t p = 0; p < s.layout.quiet_pools.size(); ++p) {
    LotWalk(s, p, x).run();
    book(s, s.layout.quiet_pools[p], x);
  }
  change_nodes(s, x);
  s.output_due = s.next_output[0] = x.from + x.days * x.day;
  s.demand_due = s.next_demand[0] = s.output_due;
}

// As many days as are planned and before `until`, and on which there is enough.
Stretch next_stretch(const State& s, const Flows::Ahead& output, const Flows::Ahead& demand,
                     Instant until) {
  Stretch x{s.output_due, s.layout.line_periods[0].period, output.first, 0};
  if (x.from > until || !s.quiet.fits ||
      s.turnover > std::numeric_limits<Rounds>::max() - s.quiet.turnover)
    return x;
  const auto due = static_cast<std::uint64_t>((until - x.from) / x.day) + 1;
  std::uint64_t work = work_of_day(s);
  if (s.next_record != Instant::max())
    work += 1 + static_cast<std::uint64_t>(x.day / s.network.record_every);
  const std::uint64_t allowed = (s.network.max_events - s.work) / work;
  x.days = static_cast<std::uint32_t>(
      std::min<std::uint64_t>({due, output.count, demand.count, allowed}));
  for (std::size_t p = 0; p < s.layout.quiet_pools.size(); ++p) x.days = enough_days(s, p, x);
  return x;
}

// The days of a stretch and the records that are due meanwhile; seats where they are not counted
// ahead.
void run_stretch(State& s, Stretch x, const Flows::Ahead& output, const Flows::Ahead& demand,
                 bool ahead, RunRecord& record) {
  while (x.days > 0) {
    Stretch part = x;
    if (s.next_record < x.from + x.days * x.day)
      part.days = static_cast<std::uint32_t>((s.next_record - x.from) / x.day) + 1;
    run_days(s, part);
    if (!ahead) count_seats(s, output, demand, part.first, part.first + part.days, 1);
    x = {part.from + part.days * x.day, x.day, part.first + part.days, x.days - part.days};
    const Instant last = x.days > 0 ? x.from - Duration{1} : s.now;
    while (s.next_record <= last) {
      set_now(s, s.next_record);
      count_event(s);
      record_trajectories(s, record);
    }
  }
}

}  // namespace

bool run_quiet_days(State& s, RunRecord& record) {
  const Instant boundary = s.layout.boundaries[s.segment];
  const Instant until = std::min(boundary, s.calendar.top_key().at() - Duration{1});
  const std::uint32_t consumers = s.flows.group_of_consumers(0);
  for (const Instant begin = s.output_due;;) {
    const Flows::Ahead output = s.flows.ahead(s.values, 0, s.output_due, boundary);
    const Flows::Ahead demand = s.flows.ahead(s.values, consumers, s.output_due, boundary);
    // Where nobody looks at the seats before its end, they are counted for a whole plan.
    const bool surprises = output.surprises || demand.surprises;
    const bool ahead = !surprises && s.next_record == Instant::max();
    if (output.fresh || surprises) s.quiet.fits = sum_plan(s, output, demand);
    if (output.fresh && ahead) count_seats(s, output, demand, 0, output.count, 1);
    const Stretch x = next_stretch(s, output, demand, until);
    if (x.days == 0) {
      if (s.output_due != begin) return true;
      // The day's events will count what they post.
      if (ahead) count_seats(s, output, demand, x.first, x.first + 1, -1);
      return false;
    }
    run_stretch(s, x, output, demand, ahead, record);
    s.flows.pass(0, x.days);
    s.flows.pass(consumers, x.days);
    if (s.output_due > until || s.next_record < s.output_due) return true;
  }
}

}  // namespace railhead
