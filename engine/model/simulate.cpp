#include "railhead/model/simulate.hpp"

#include <algorithm>
#include <set>

#include "bounds.hpp"
#include "stock.hpp"

namespace railhead {

State::State(const Network& net, const RunRequest& req)
    : network(net),
      request(req),
      layout(net),
      measures(net, layout, req.metrics, req.series),
      values(net),
      tallies(net, layout),
      flows(net, layout),
      recorder(measures, req.series) {
  const std::size_t sites = net.sites.size();
  const std::size_t cells = std::size_t{layout.pools} * layout.origins;
  on_hand.resize(layout.pools);
  lots.resize(layout.pools);
  issue_credit.resize(cells);
  outside.resize(layout.pools);
  outside_lots.resize(sites);
  site_rounds.resize(sites);
  capacity.resize(sites);
  gate_shut.resize(sites);
  for (const Line& line : net.lines) {
    first_component.push_back(static_cast<std::uint32_t>(component_remainder.size()));
    component_remainder.resize(component_remainder.size() + line.consumes.size());
  }
  component_remainder.resize(component_remainder.size() + 1);  // so that an address exists
  input_remainder.resize(layout.lines);
  refurbished.resize(layout.origins);
  caps.resize(layout.origins);
  refurbished_credit.resize(std::size_t{layout.lines} * layout.origins);
  next_output.resize(layout.line_periods.size());
  next_demand.resize(layout.consumer_periods.size());
  wanted.resize(layout.consumers);
  allowed.resize(layout.consumers);
  needed.resize(layout.consumers);
  met.resize(layout.consumers);
  for (auto* column : {&needs, &group_given, &weights}) column->reserve(layout.consumers);
  credit.reserve(layout.consumers);
  claimants.reserve(layout.consumers);
  share_credit.resize(layout.consumers);
  for (const Consumer& consumer : net.consumers) {
    first_substitute.push_back(static_cast<std::uint32_t>(substitute_credit.size()));
    substitute_credit.resize(substitute_credit.size() + consumer.substitutes.size());
  }
  for (auto* column : {&ration_remainder, &gross_remainder, &effect_remainder, &mission_remainder})
    column->resize(layout.consumers);
  plenty.resize(layout.groups.size());
  pool_demand.resize(layout.pools);
  quiet.made.resize(layout.quiet_batches.size());
  quiet.wanted.resize(layout.quiet_pools.size());
  quiet.net_of_pool.resize(layout.quiet_pools.size());
  quiet.net_of_node.resize(layout.quiet_nodes.size());
  quiet.flow.resize(layout.origins);
  missions.resize(layout.consumers);
  short_since.resize(layout.consumers);
  backlog.resize(layout.groups.size());
  effectiveness.resize(cells);
  resources.resize(net.resources.size());
  closures.resize(net.routes.size());
  at_the_gate.resize(net.routes.size());
  programmes.resize(layout.shipments);
  supplies.resize(net.replenishments.size());
  watched.resize(layout.pools);
  backlog_of_orders.resize(layout.pools);
  waiting.resize(sites);
  occurrence.resize(net.disruptions.size());
  ledger_in.resize(net.munitions.size() * layout.origins);
  ledger_out.resize(ledger_in.size());
  ledger_there.resize(ledger_in.size());
  coefficients.resize(measures.coefficients().size());
  std::set<std::int32_t> priorities;
  for (const Shipment& shipment : net.shipments) priorities.insert(shipment.priority);
  for (const Replenishment& supply : net.replenishments) priorities.insert(supply.priority);
  ranks = std::max<std::size_t>(1, priorities.size());
  const auto rank = [&](std::int32_t priority) {
    return static_cast<std::uint32_t>(std::distance(priorities.begin(), priorities.find(priority)));
  };
  for (const Shipment& shipment : net.shipments)
    rank_of_programme.push_back(rank(shipment.priority));
  for (const Replenishment& supply : net.replenishments)
    rank_of_programme.push_back(rank(supply.priority));
}

std::uint32_t schedule(State& s, Instant at, EventClass event_class, EventKind kind,
                       std::uint32_t rank, std::uint32_t slot) {
  const std::uint32_t sequence = s.sequence++;
  const bool runs_at_end = event_class == EventClass::movement ||
                           (event_class == EventClass::change &&
                            kind != EventKind::disruption_start && kind != EventKind::keep_step);
  if (at > s.network.end || (at == s.network.end && !runs_at_end)) return sequence;
  const std::uint32_t entity = (static_cast<std::uint32_t>(kind) << kRankBits) | rank;
  s.calendar.push(EventKey::make(at, static_cast<std::uint8_t>(event_class), entity, sequence),
                  slot);
  return sequence;
}

std::string programme_name(const State& s, ProgrammeId id) {
  return s.layout.is_shipment(id)
             ? "shipment." + s.network.shipments[s.layout.shipment(id)].id
             : "replenishment." + s.network.replenishments[s.layout.replenishment(id)].id;
}

void trace_event(State& s, std::string_view kind, const std::string& entity,
                 std::string_view detail, std::int64_t load, Rounds rounds, double value,
                 std::string_view cause) {
  s.trace->on_event(
      {s.now, s.running.event_class(), kind, entity, detail, load, rounds, value, cause});
}

namespace {

void run_change(State& s, EventKind kind, std::uint32_t slot) {
  switch (kind) {
    case EventKind::units_step: return step_units(s, ResourceId{slot});
    case EventKind::failure: return fail(s, ResourceId{slot});
    case EventKind::repair: return repair(s, ResourceId{slot});
    case EventKind::disruption_start: return start_disruption(s, DisruptionId{slot});
    case EventKind::keep_step: return step_keep(s, SiteId{slot});
    default: return end_disruption(s, slot);
  }
}

// Apart, so that those beside them need no frame of theirs.
[[gnu::noinline]] void trace_movement(State& s, EventKind kind, const Load& load) {
  const std::uint32_t step = load.step - s.layout.routes.first_step[load.programme.index()];
  trace_event(s, kind == EventKind::receipt ? "receipt" : "step-end",
              programme_name(s, load.programme),
              load.route.is_none() ? std::string_view{"lead time"}
                                   : std::string_view{s.network.routes[load.route].id},
              static_cast<std::int64_t>(load.index), 0, static_cast<double>(step), "journey");
}

void run_movement(State& s, EventKind kind, std::uint32_t sequence, std::uint32_t slot) {
  if (kind == EventKind::units_back) return units_back(s, slot);
  const Load& load = s.loads[slot];
  // A stopped service left its event behind.
  if (!load.alive || load.pending != sequence) return;
  if (s.trace != nullptr) trace_movement(s, kind, load);
  kind == EventKind::receipt ? end_journey(s, slot) : end_step(s, slot);
}

[[gnu::noinline]] void run_mission(State& s, ConsumerId consumer) {
  note_mission(s, consumer);
  run_demand(s, false);
}

void dispatch(State& s, EventKey key, std::uint32_t slot) {
  const auto kind = static_cast<EventKind>(key.entity() >> kRankBits);
  switch (static_cast<EventClass>(key.event_class())) {
    case EventClass::change: return run_change(s, kind, slot);
    case EventClass::movement: return run_movement(s, kind, key.sequence(), slot);
    case EventClass::departure:
      return run_departure(s, ShipmentId{key.entity() & ((1U << kRankBits) - 1)}, slot);
    case EventClass::review: return run_reviews(s, false);
    case EventClass::demand: return run_mission(s, ConsumerId{slot});
    default: internal_fault("an event of a class that is never scheduled");
  }
}

// The coalesced flow that is due next: output, reviews, demand, recording and
// the ends of segments are not on the calendar.
EventKey next_tick(const State& s) {
  Instant at = s.output_due;
  EventClass event_class = EventClass::output;
  const auto consider = [&](Instant due, EventClass later) {
    event_class = due < at ? later : event_class;
    at = std::min(at, due);
  };
  consider(s.next_review, EventClass::review);
  consider(s.demand_due, EventClass::demand);
  consider(s.next_record, EventClass::record);
  consider(s.layout.boundaries[s.segment], EventClass::boundary);
  return EventKey::make(at, static_cast<std::uint8_t>(event_class), 0, 0);
}

void run_tick(State& s, EventClass event_class, RunRecord& record) {
  switch (event_class) {
    case EventClass::output: count_work(s, s.layout.lines / kMembersPerEvent); return run_output(s);
    case EventClass::review:
      count_work(s, s.network.replenishments.size() / kMembersPerEvent);
      return run_reviews(s, true);
    case EventClass::demand:
      count_work(s, s.layout.consumers / kMembersPerEvent);
      return run_demand(s, true);
    case EventClass::record: return record_trajectories(s, record);
    default: return close_segment(s);
  }
}

void set_clock(State& s, EventKey key) {
  s.running = key;
  const Instant at = key.at();
  if (at == s.now) return;
  ensure(at > s.now || !s.started, "the clock went back");
  set_now(s, at);
}

void begin(State& s, std::uint64_t replication, RunRecord& record) {
  s.replication = replication;
  s.events = 0;
  s.work = 0;
  s.turnover = 0;
  s.sequence = 0;
  set_now(s, s.network.start);
  s.running = EventKey::make(s.now, 0, 0, 0);
  s.started = true;
  s.calendar.clear();
  s.values.begin(replication);
  s.tallies.clear(s.now);
  std::fill(s.ledger_in.begin(), s.ledger_in.end(), 0);
  std::fill(s.ledger_out.begin(), s.ledger_out.end(), 0);
  s.flows.begin(s.values);
  begin_stock(s);
  begin_output(s);
  begin_transport(s);
  begin_demand(s);
  begin_disruptions(s);
  begin_departures(s);
  begin_resources(s);
  begin_replenishment(s);
  begin_measuring(s, record);
}

void step(State& s, EventKey key, RunRecord& record, bool is_tick) {
  set_clock(s, key);
  s.ticking = is_tick;
  count_event(s);
  if (is_tick) return run_tick(s, static_cast<EventClass>(key.event_class()), record);
  const std::uint32_t slot = s.calendar.top_slot();
  s.calendar.pop();
  dispatch(s, key, slot);
}

}  // namespace

void run_replication(State& s, std::uint64_t replication, RunRecord& record) {
  begin(s, replication, record);
  // Journeys that began before the start.
  if (s.calendar.top_key().at() < s.network.start) {
    s.started = false;
    while (s.calendar.top_key().at() < s.network.start)
      step(s, s.calendar.top_key(), record, false);
    set_clock(s, EventKey::make(s.network.start, 0, 0, 0));
    start_statistics(s);
  }
  const auto segments = static_cast<std::uint32_t>(s.layout.boundaries.size());
  EventKey tick = next_tick(s);
  while (s.segment < segments) {
    const EventKey top = s.calendar.top_key();
    if (top < tick) {
      step(s, top, record, false);
      continue;
    }
    const bool quiet =
        !s.layout.quiet_pools.empty() && s.trace == nullptr && tick.at() == s.output_due;
    if (!quiet || !run_quiet_days(s, record)) step(s, tick, record, true);
    if (s.segment < segments) tick = next_tick(s);
  }
  finish(s, record);
}

struct Workspace::Impl {
  Impl(const Network& network, const RunRequest& request) : state(network, request) {}
  State state;
};

Workspace::Workspace(const Network& network, const RunRequest& request)
    : impl_(std::make_unique<Impl>(network, request)) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

void simulate(Workspace& workspace, std::uint64_t replication, RunRecord& record,
              TraceListener* trace) {
  State& state = workspace.impl_->state;
  state.trace = trace;
  try {
    run_replication(state, replication, record);
  } catch (const Error& error) {
    if (std::string_view{error.what()}.starts_with("replication ")) throw;
    const bool rounds = dynamic_cast<const TooManyRounds*>(&error) != nullptr;
    throw Error(error.code(), "replication " + std::to_string(replication) + ", at " +
                                  to_iso(state.now) + ": " +
                                  (rounds ? rounds_fault(state, error.what()) : error.what()));
  }
}

}  // namespace railhead
