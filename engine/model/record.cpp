#include <algorithm>
#include <limits>

#include "railhead/base/error.hpp"
#include "railhead/base/hash.hpp"
#include "railhead/base/unknown.hpp"

#include "stock.hpp"

namespace railhead {

namespace {

double coefficient_of(State& s, const Coefficient& coefficient) {
  const Instant start = s.network.start;
  switch (coefficient.kind) {
    case Coefficient::Kind::effectiveness: return s.effectiveness[coefficient.index];
    case Coefficient::Kind::duds: return 1.0 - s.effectiveness[coefficient.index];
    case Coefficient::Kind::value: return s.values.at(ValueId{coefficient.index}, start);
    case Coefficient::Kind::inverse: return 1.0 / s.values.at(ValueId{coefficient.index}, start);
    case Coefficient::Kind::tonnes: return s.values.at(ValueId{coefficient.index}, start) / 1000.0;
    case Coefficient::Kind::railcars:
      return railcars_of(s, MunitionId{coefficient.index}, coefficient.route, 1.0);
  }
  return 1.0;
}

void note_demand(State& s) {
  TallyColumns& now = s.tallies.now;
  std::fill(now.demand_of_munition.begin(), now.demand_of_munition.end(), 0.0);
  for (ConsumerId id : s.network.consumers.ids()) {
    const MunitionId munition = s.network.pools[s.network.consumers[id].pool].munition;
    now.demand_of_munition[munition.index()] += mean_demand(s, id);
  }
  for (PoolId pool : s.network.pools.ids()) now.demand_of_pool[pool.index()] = mean_demand(s, pool);
}

[[noreturn]] void report_breach(const State& s, MunitionId m, OriginId o, Rounds in, Rounds out,
                                Rounds there) {
  throw LedgerError(ExitCode::kCheck,
                    "replication " + std::to_string(s.replication) + ": rounds of munition " +
                        s.network.munitions[m].id + ", origin " + s.network.origins[o].id +
                        " are not conserved: initial + produced + imported = " +
                        std::to_string(in) + ", fired + lost + used up = " + std::to_string(out) +
                        ", on hand + outside + in transit = " + std::to_string(there) +
                        " (difference " + std::to_string(in - out - there) + ")");
}

// Every round is somewhere: counted from the lots and loads themselves.
void check_ledger(State& s) {
  const std::uint32_t origins = s.layout.origins;
  std::vector<Rounds>& there = s.ledger_there;
  std::fill(there.begin(), there.end(), 0);
  for (PoolId pool : s.network.pools.ids()) {
    const std::uint32_t row = s.network.pools[pool].munition.index() * origins;
    Rounds in_lots = 0;
    if (s.network.sites[s.network.pools[pool].site].issue == Issue::proportional) {
      for (OriginId origin : s.network.origins.ids()) {
        there[row + origin.index()] += on_hand_of(s, pool, origin);
        in_lots += on_hand_of(s, pool, origin);
      }
    } else {
      const Ring<Lot>& lots = s.lots[pool.index()];
      for (std::size_t i = 0; i < lots.size(); ++i) {
        there[row + lots[i].origin.index()] += lots[i].rounds;
        in_lots += lots[i].rounds;
      }
    }
    ensure(in_lots == s.on_hand[pool.index()], "the lots of a pool do not add up to its stock");
  }
  for (const Ring<OutsideLot>& outside : s.outside_lots)
    for (std::size_t i = 0; i < outside.size(); ++i)
      there[s.network.pools[outside[i].pool].munition.index() * origins +
            outside[i].origin.index()] += outside[i].rounds;
  for (const Load& load : s.loads) {
    if (!load.alive) continue;
    for (std::uint32_t p = load.parts; p != kNone; p = s.parts[p].next)
      there[s.layout.lanes[s.parts[p].lane].munition.index() * origins +
            s.parts[p].origin.index()] += s.parts[p].rounds;
  }
  for (MunitionId m : s.network.munitions.ids())
    for (OriginId o : s.network.origins.ids()) {
      const std::uint32_t i = m.index() * origins + o.index();
      if (s.ledger_in[i] - s.ledger_out[i] != there[i])
        report_breach(s, m, o, s.ledger_in[i], s.ledger_out[i], there[i]);
    }
}

}  // namespace

void begin_measuring(State& s, RunRecord& record) {
  s.segment = 0;
  s.recorder.begin();
  s.next_record = s.request.series.empty() ? Instant::max() : s.network.start;
  for (std::size_t i = 0; i < s.coefficients.size(); ++i)
    s.coefficients[i] = coefficient_of(s, s.measures.coefficients()[i]);
  record.replication = s.replication;
  record.trajectories.resize(s.layout.records * s.request.series.size());
}

void start_statistics(State& s) {
  s.started = true;
  std::fill(s.tallies.now.counts.begin(), s.tallies.now.counts.end(), 0);
  std::fill(s.tallies.now.times.begin(), s.tallies.now.times.end(), Int128{0});
  std::fill(s.tallies.now.sums.begin(), s.tallies.now.sums.end(), 0.0);
  const std::int64_t horizon = (s.network.end - s.network.start).count();
  for (Level& level : s.tallies.now.levels) level.area = static_cast<Int128>(level.value) * horizon;
}

void close_segment(State& s) {
  TallyColumns& now = s.tallies.now;
  split_shortages(s);
  for (LineId id : s.network.lines.ids())
    now.sums[s.layout.columns.down_days + id.index()] =
        s.flows.down_days(s.values, id.index(), s.now);
  for (std::size_t i = 0; i < s.tallies.nodes.size(); ++i) {
    NodeLevel& node = s.tallies.nodes[i];
    node.hold_until(s.now);
    now.least[i] = std::min(node.least, node.rounds);
    node.least = std::numeric_limits<Rounds>::max();
  }
  note_demand(s);
  s.tallies.at_end_of[s.segment++] = now;
  std::fill(now.first_short.begin(), now.first_short.end(), Instant::max());
}

void record_trajectories(State& s, RunRecord& record) {
  if (s.recorder.needs_demand()) note_demand(s);
  s.recorder.write(s.tallies.now, s.now, s.coefficients,
                   &record.trajectories[s.recorder.rows() * s.request.series.size()]);
  const Instant end = s.network.end;
  if (s.now == end)
    s.next_record = Instant::max();
  else
    s.next_record = std::min(end, s.now + s.network.record_every);
}

void finish(State& s, RunRecord& record) {
  check_ledger(s);
  const std::vector<Plan>& metrics = s.measures.metrics();
  record.metrics.resize(metrics.size());
  s.measures.read_figures(s.tallies, s.figures);
  Hash64 digest;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const double value = s.measures.evaluate(metrics[i], s.tallies, s.figures, s.coefficients);
    record.metrics[i] = value;
    digest.add(value == value ? value : kUnknown);
  }
  record.digest = digest.value();
  record.events = s.events;
  record.draws = s.values.draws();
}

}  // namespace railhead
