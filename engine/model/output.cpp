#include <algorithm>

#include "railhead/base/apportion.hpp"

#include "stock.hpp"

namespace railhead {

namespace {

// Books good rounds of one origin and puts them on hand, or outside.
void book_output(State& s, LineId line, OriginId origin, Rounds rounds) {
  if (rounds == 0) return;
  const PoolId pool = s.network.lines[line].pool;
  note_turnover(s, rounds);
  s.tallies.count(s.layout.columns.produced, s.layout.line_seat[line.index()]) += rounds;
  s.ledger_in[s.layout.facts[pool].ledger + origin.index()] += rounds;
  if (s.layout.simple[pool]) return put(s, pool, origin, rounds);
  bring(s, pool, origin, rounds);
  position_changed(s, pool);
}

void use_up(State& s, PoolId pool, Rounds rounds) {
  take(s, pool, rounds);
  s.tallies.count(s.layout.columns.used_up, pool.index()) += rounds;
  const std::uint32_t ledger = s.layout.facts[pool].ledger;
  for (const Lot& lot : s.issued) s.ledger_out[ledger + lot.origin.index()] += lot.rounds;
}

// The most rounds for which `flow` would post at most `stock` of an input that
// takes `per_round` each.
Rounds most_from(Rounds stock, const Remainder& flow, double per_round, Rounds asked) {
  const auto posted = [&](Rounds rounds) {
    Remainder trial = flow;
    return trial.post(static_cast<double>(rounds) * per_round);
  };
  if (per_round <= 0.0 || posted(asked) <= stock) return asked;
  const double estimate = (static_cast<double>(stock) + 0.5 - flow.carried) / per_round;
  auto most = static_cast<Rounds>(std::min(estimate, static_cast<double>(asked)));
  while (most > 0 && posted(most) > stock) --most;
  while (most < asked && posted(most + 1) <= stock) ++most;
  return std::max<Rounds>(0, most);
}

// Worn rounds that were just used up become good ones of the same origins.
void share_refurbished(State& s, LineId id, Rounds good) {
  const std::uint32_t origins = s.layout.origins;
  const std::span<std::int64_t> credit(&s.refurbished_credit[std::size_t{id.index()} * origins],
                                       origins);
  if (s.issued.size() == 1 &&
      std::all_of(credit.begin(), credit.end(), [](auto c) { return c == 0; })) {
    std::fill(s.refurbished.begin(), s.refurbished.end(), 0);
    s.refurbished[s.issued[0].origin.index()] = good;
    return;
  }
  s.weights.resize(origins);
  for (std::uint32_t o = 0; o < origins; ++o) {
    s.weights[o] = s.refurbished[o] = 0;
    s.caps[o] = good;
  }
  for (const Lot& lot : s.issued) s.weights[lot.origin.index()] += lot.rounds;
  if (good > 0) apportion(good, s.weights, s.caps, credit, s.refurbished);
}

// Output of a line that needs inputs: the scarcest limits it.
Rounds post_from_inputs(State& s, LineId id, Rounds asked) {
  const Line& line = s.network.lines[id];
  const bool refurbishes = !line.refurbishes.is_none();
  const std::uint64_t period = s.flows.period_number(s.layout.line_group[id.index()]);
  Remainder* flows = &s.component_remainder[s.first_component[id.index()]];
  Remainder& worn = s.input_remainder[id.index()];
  s.per_round.clear();
  for (const Component& component : line.consumes)
    s.per_round.push_back(s.values.draw(component.rounds, s.now, period));
  Rounds rounds = asked;
  double yield = 1.0;
  if (refurbishes) {
    yield = s.values.draw(line.yield_fraction, s.now, period);
    rounds =
        yield > 0.0 ? most_from(s.on_hand[line.refurbishes.index()], worn, 1.0 / yield, asked) : 0;
  }
  for (std::size_t c = 0; c < line.consumes.size(); ++c)
    rounds = std::min(rounds, most_from(s.on_hand[line.consumes[c].pool.index()], flows[c],
                                        s.per_round[c], asked));
  // All inputs are taken before the room that they leave is for others.
  if (refurbishes) {
    use_up(s, line.refurbishes, yield > 0.0 ? worn.post(static_cast<double>(rounds) / yield) : 0);
    share_refurbished(s, id, rounds);
  }
  for (std::size_t c = 0; c < line.consumes.size(); ++c)
    use_up(s, line.consumes[c].pool, flows[c].post(static_cast<double>(rounds) * s.per_round[c]));
  for (const Component& component : line.consumes) after_leaving(s, component.pool);
  if (refurbishes) {
    for (std::uint32_t o = 0; o < s.layout.origins; ++o)
      if (s.refurbished[o] > 0) book_output(s, id, OriginId{o}, s.refurbished[o]);
  } else {
    book_output(s, id, line.origin, rounds);
  }
  if (rounds > 0 && !s.layout.simple[line.pool]) serve_arrivals(s, line.pool);
  if (refurbishes) after_leaving(s, line.refurbishes);
  return rounds;
}

// `row` begins with the seats of the batch.
void post_batch(State& s, const OutputBatch& batch, const Rounds* row) {
  std::int64_t* const produced =
      &s.tallies.now.counts[s.layout.columns.produced + batch.first_seat];
  const std::size_t lines = batch.lines.size();
  const Rounds sum = sum_of(row, lines);
  note_turnover(s, sum);
  for (std::size_t i = 0; i < lines; ++i) produced[i] += row[i];
  const std::uint32_t munition = s.network.pools[batch.pool].munition.index();
  s.ledger_in[munition * s.layout.origins + batch.origin.index()] += sum;
  put(s, batch.pool, batch.origin, sum);
}

void post_line(State& s, LineId id, Rounds rounds) {
  const Line& line = s.network.lines[id];
  Rounds good = rounds;
  if (!line.consumes.empty() || !line.refurbishes.is_none()) {
    good = post_from_inputs(s, id, rounds);
    if (good < rounds)
      s.tallies.count(s.layout.columns.starved_ticks, id.index()) += line.period.count();
  } else {
    book_output(s, id, line.origin, rounds);
    if (rounds > 0 && !s.layout.simple[line.pool]) serve_arrivals(s, line.pool);
  }
  if (s.trace != nullptr)
    trace_event(s, "output", "line." + line.id, {}, -1, good, 0.0,
                good < rounds ? "components ran out" : "period's end");
}

}  // namespace

void begin_output(State& s) {
  std::fill(s.component_remainder.begin(), s.component_remainder.end(), Remainder{});
  std::fill(s.input_remainder.begin(), s.input_remainder.end(), Remainder{});
  std::fill(s.refurbished_credit.begin(), s.refurbished_credit.end(), 0);
  for (std::size_t g = 0; g < s.layout.line_periods.size(); ++g)
    s.next_output[g] = s.network.start + s.layout.line_periods[g].period;
  s.output_due = earliest(s.next_output);
}

void run_output(State& s) {
  const auto& groups = s.layout.line_periods;
  s.rows.assign(groups.size(), nullptr);  // of those that are due
  for (std::uint32_t g = 0; g < groups.size(); ++g) {
    if (s.next_output[g] != s.now) continue;
    s.rows[g] = s.flows.post(s.values, g, s.now, s.layout.boundaries[s.segment]);
    s.next_output[g] += groups[g].period;
  }
  s.output_due = earliest(s.next_output);
  const auto row_of = [&](std::uint32_t group, std::uint32_t seat) {
    return s.rows[group] + (seat - s.layout.line_first_seat[group]);
  };
  const auto post = [&](LineId id) {
    const std::uint32_t group = s.layout.line_group[id.index()];
    if (s.rows[group] != nullptr) post_line(s, id, *row_of(group, s.layout.line_seat[id.index()]));
  };
  if (s.trace != nullptr) {
    for (LineId id : s.network.lines.ids()) post(id);
    return;
  }
  for (const OutputBatch& batch : s.layout.output_batches)
    if (s.rows[batch.group] != nullptr) post_batch(s, batch, row_of(batch.group, batch.first_seat));
  for (LineId id : s.layout.single_lines) post(id);
}

}  // namespace railhead
