#include <algorithm>

#include "sharing.hpp"
#include "state.hpp"

namespace railhead {

namespace {

// By seat; __restrict, since the compiler cannot know that a tally is no row.
void add_row(std::int64_t* __restrict column, const Rounds* __restrict row, std::size_t seats) {
  for (std::size_t i = 0; i < seats; ++i) column[i] += row[i];
}

// A flow that is due, as the event that it stands for.
void count_flow(State& s, EventClass event_class, std::uint32_t members) {
  s.running = EventKey::make(s.now, static_cast<std::uint8_t>(event_class), 0, 0);
  count_event(s);
  count_work(s, members / kMembersPerEvent);
}

// Output of the day that goes to a pool, laid down as lots.
Rounds produce(State& s, const QuietPool& quiet, const Rounds* row) {
  Rounds made = 0;
  for (std::uint32_t b = quiet.first_batch; b < quiet.first_batch + quiet.batches; ++b) {
    const QuietBatch& batch = s.layout.quiet_batches[b];
    const Rounds sum = sum_of(row + batch.first_seat, batch.end_seat - batch.first_seat);
    if (sum == 0) continue;
    note_turnover(s, sum);
    s.ledger_in[batch.ledger] += sum;
    s.tallies.now.levels[s.layout.columns.on_hand + batch.cell].change(sum, s.to_end);
    lay_down(s.lots[quiet.pool.index()], batch.origin, sum);
    made += sum;
  }
  return made;
}

// Fires `rounds` from the lots, oldest first.
void fire_oldest(State& s, const QuietPool& quiet, Rounds rounds) {
  Ring<Lot>& lots = s.lots[quiet.pool.index()];
  while (rounds > 0) {
    Lot& lot = lots.front();
    const std::uint32_t origin = lot.origin.index();
    const Rounds taken = std::min(rounds, lot.rounds);
    lot.rounds -= taken;
    rounds -= taken;
    if (lot.rounds == 0) lots.pop_front();
    s.tallies.now.levels[s.layout.columns.on_hand + quiet.cell + origin].change(-taken, s.to_end);
    s.tallies.now.counts[s.layout.columns.fired + quiet.cell + origin] += taken;
    s.ledger_out[quiet.ledger + origin] += taken;
  }
}

void change_nodes(State& s, const QuietPool& quiet, Rounds by) {
  for (std::uint32_t i = 0; i < quiet.nodes.count; ++i) {
    NodeLevel& node = s.tallies.nodes[quiet.nodes.nodes[i].index()];
    node.hold_until(s.now);
    node.rounds += by;
  }
  s.site_rounds[quiet.site.index()] += by;
}

void run_pool(State& s, const QuietPool& quiet, const Rounds* output, const Rounds* demand) {
  const Rounds made = produce(s, quiet, output);
  Rounds& on_hand = s.on_hand[quiet.pool.index()];
  const Rounds there = checked_add(on_hand, made);
  const Rounds wanted = sum_of(demand + quiet.first_seat, quiet.end_seat - quiet.first_seat);
  note_turnover(s, wanted);
  if (wanted <= there) {
    fire_oldest(s, quiet, wanted);
    on_hand = there - wanted;
    change_nodes(s, quiet, made - wanted);
    return;
  }
  // Not enough: shared out as always, where what is consumed is counted; the day counts all of it.
  on_hand = there;
  change_nodes(s, quiet, made);
  std::int64_t* const consumed = &s.tallies.count(s.layout.columns.consumed, 0);
  for (std::uint32_t i = quiet.first_seat; i < quiet.end_seat; ++i) {
    consumed[i] -= demand[i];
    s.wanted[i] = demand[i];
  }
  for (std::uint32_t group : s.layout.groups_of[quiet.pool]) serve_equals(s, group, group + 1);
  std::fill(&s.wanted[quiet.first_seat], &s.wanted[quiet.end_seat], 0);
}

}  // namespace

bool run_quiet_days(State& s) {
  const Instant stop = std::min({s.layout.boundaries[s.segment], s.next_record, s.network.end});
  const Instant event = s.calendar.top_key().at();
  const Instant first = s.output_due;
  s.ticking = true;
  const Columns& c = s.layout.columns;
  while (s.output_due <= stop && s.output_due < event) {
    s.now = s.output_due;
    s.to_end = (s.network.end - s.now).count();
    count_flow(s, EventClass::output, s.layout.lines);
    count_flow(s, EventClass::demand, s.layout.consumers);
    const Instant boundary = s.layout.boundaries[s.segment];
    const Rounds* output = s.flows.post(s.values, 0, s.now, boundary);
    const Rounds* demand = s.flows.post(s.values, s.flows.group_of_consumers(0), s.now, boundary);
    for (const QuietPool& quiet : s.layout.quiet_pools) run_pool(s, quiet, output, demand);
    // Last: that they fit is known by now.
    add_row(&s.tallies.count(c.produced, 0), output, s.layout.lines);
    add_row(&s.tallies.count(c.demanded, 0), demand, s.layout.consumers);
    add_row(&s.tallies.count(c.consumed, 0), demand, s.layout.consumers);
    s.output_due = s.next_output[0] += s.layout.line_periods[0].period;
    s.demand_due = s.next_demand[0] = s.next_output[0];
  }
  return s.output_due != first;
}

}  // namespace railhead
