#include <algorithm>

#include "railhead/base/error.hpp"

#include "state.hpp"

namespace railhead {

namespace {

void start_service(State& s, std::uint32_t id, ResourceState& state) {
  Load& load = s.loads[id];
  const StepPlan& step = step_of(s, load);
  const double days = s.values.draw(step.days, step.keys.duration, s.now, load.index);
  load.service = ++state.started;
  load.place = static_cast<std::uint32_t>(state.services.size());
  state.services.push_back(id);
  load.ends = s.now + duration_of_days(days);
  load.pending =
      schedule(s, load.ends, EventClass::movement, EventKind::step_end, load.programme.index(), id);
}

void keep_units(State& s, std::uint32_t id, CallId call, std::int64_t units) {
  std::uint32_t holding = s.free_holding;
  if (holding == kNone) {
    holding = static_cast<std::uint32_t>(s.holdings.size());
    s.holdings.emplace_back();
  } else {
    s.free_holding = s.holdings[holding].next;
  }
  s.holdings[holding] = Holding{call, units, s.loads[id].holdings};
  s.loads[id].holdings = holding;
}

// The units are the load's: it is served, or goes on with what it took.
void grant(State& s, std::uint32_t id, ResourceId resource) {
  ResourceState& state = s.resources[resource.index()];
  const Load& load = s.loads[id];
  const StepPlan& step = step_of(s, load);
  const CallId call = step.call;
  const Columns& c = s.layout.columns;
  s.tallies.count(c.waits, call.index()) += 1;
  s.tallies.now.times[c.wait_time + call.index()] += (s.now - load.waiting_since).count();
  s.tallies.level(c.held, call.index()).change(load.units, s.to_end);
  state.units.hold(load.units);
  if (s.trace != nullptr)
    trace_event(s, "service-start", "resource." + s.network.resources[resource].id,
                programme_name(s, load.programme), id, 0, days_of(s.now - load.waiting_since),
                "units are free");
  if (step.kind == StepPlan::Kind::use) {
    start_service(s, id, state);
    return;
  }
  keep_units(s, id, call, load.units);
  continue_load(s, id);
}

void serve_queue(State& s, ResourceId resource) {
  UnitPool& units = s.resources[resource.index()].units;
  while (const UnitPool::Waiting* head = units.start_head()) {
    const std::uint32_t id = head->token;
    const CallId call = step_of(s, s.loads[id]).call;
    s.tallies.level(s.layout.columns.queue, call.index()).change(-1, s.to_end);
    grant(s, id, resource);
  }
}

void stop_service(State& s, std::uint32_t id, ResourceState& state) {
  Load& load = s.loads[id];
  load.stopped = true;
  load.remaining = load.ends - s.now;
  load.pending = kNone;
  state.units.stop(load.units);
}

void resume_service(State& s, std::uint32_t id, ResourceState& state) {
  Load& load = s.loads[id];
  load.stopped = false;
  load.ends = s.now + load.remaining;
  state.units.resume(load.units);
  load.pending =
      schedule(s, load.ends, EventClass::movement, EventKind::step_end, load.programme.index(), id);
}

// Puts the services that run, or those that are stopped, into s.by_start, in order of their starts.
void list_services(State& s, const ResourceState& state, bool stopped) {
  count_work(s, state.services.size() / kMembersPerEvent);
  s.by_start.clear();
  for (std::uint32_t id : state.services)
    if (s.loads[id].stopped == stopped) s.by_start.push_back(id);
  std::sort(s.by_start.begin(), s.by_start.end(), [&](std::uint32_t a, std::uint32_t b) {
    return s.loads[a].service < s.loads[b].service;
  });
}

void expect_failure(State& s, ResourceId id) {
  const Failure& failure = s.network.resources[id].failure;
  const double days = s.values.draw(failure.up_days, s.now, s.resources[id.index()].failures);
  schedule(s, s.now + std::max(Duration{1}, duration_of_days(days)), EventClass::change,
           EventKind::failure, id.index(), id.index());
}

void expect_units_step(State& s, ResourceId id, Instant after) {
  const ValueId units = s.network.resources[id].units;
  const Instant next = s.values.next_change(units, after, s.network.end + Duration{1});
  if (next != Instant::max())
    schedule(s, next, EventClass::change, EventKind::units_step, id.index(), id.index());
}

}  // namespace

void begin_resources(State& s) {
  // What is under way at the start may have used resources before it.
  const Instant since = std::min(s.network.start, s.calendar.top_key().at());
  for (ResourceId id : s.network.resources.ids()) {
    const Resource& resource = s.network.resources[id];
    ResourceState& state = s.resources[id.index()];
    state.units.reset(resource.queue == QueueDiscipline::fifo ? 1 : s.ranks);
    state.services.clear();
    state.started = state.failures = 0;
    state.most_units = s.values.greatest(resource.units, since, s.network.end);
    const Rounds now = round_half_up(s.values.at(resource.units, since));
    state.units.set_units(now);
    s.tallies.level(s.layout.columns.units, id.index()).change(now, s.to_end);
    expect_units_step(s, id, since);
    if (resource.failure.active()) expect_failure(s, id);
  }
}

namespace {

// " (north.toml:41:9)", where the units of a resource were written.
std::string units_place(const State& s, ResourceId resource) {
  const ValueId units = s.network.resources[resource].units;
  const std::string place = units.is_none() ? std::string{} : s.network.values[units].place;
  return place.empty() ? place : " (" + place + ")";
}

}  // namespace

void join(State& s, std::uint32_t id, CallId call, std::int64_t units) {
  const ResourceId resource = s.layout.routes.calls[call].resource;
  ResourceState& state = s.resources[resource.index()];
  if (units > state.most_units)
    throw Error(ExitCode::kRuntime, "replication " + std::to_string(s.replication) + ": " +
                                        programme_name(s, s.loads[id].programme) + " asks for " +
                                        std::to_string(units) + " units of resource " +
                                        s.network.resources[resource].id +
                                        units_place(s, resource) + ", which never has more than " +
                                        std::to_string(state.most_units));
  Load& load = s.loads[id];
  load.units = units;
  load.waiting_since = s.now;
  if (state.units.waiting() == 0 && state.units.can_start(units)) {
    grant(s, id, resource);
    return;
  }
  const bool fifo = s.network.resources[resource].queue == QueueDiscipline::fifo;
  state.units.enqueue(id, units, fifo ? 0 : s.rank_of_programme[load.programme.index()]);
  s.tallies.level(s.layout.columns.queue, call.index()).change(1, s.to_end);
}

void end_service(State& s, std::uint32_t id) {
  const Load& load = s.loads[id];
  const CallId call = step_of(s, load).call;
  ResourceState& state = s.resources[s.layout.routes.calls[call].resource.index()];
  const std::uint32_t last = state.services.back();
  state.services[load.place] = last;
  s.loads[last].place = load.place;
  state.services.pop_back();
  release(s, call, load.units);
}

void release(State& s, CallId call, std::int64_t units) {
  const ResourceId resource = s.layout.routes.calls[call].resource;
  s.tallies.level(s.layout.columns.held, call.index()).change(-units, s.to_end);
  s.resources[resource.index()].units.release(units);
  rebalance(s, resource);
}

void rebalance(State& s, ResourceId resource) {
  ResourceState& state = s.resources[resource.index()];
  if (state.units.running() > state.units.able()) {
    // The latest stop first.
    list_services(s, state, false);
    for (std::size_t i = s.by_start.size(); i-- > 0;) {
      if (state.units.running() <= state.units.able()) break;
      stop_service(s, s.by_start[i], state);
    }
  }
  if (state.units.stopped() > 0 && state.units.running() <= state.units.able()) {
    // The earliest resume first, and nobody overtakes it.
    list_services(s, state, true);
    for (std::uint32_t id : s.by_start) {
      if (state.units.running() + s.loads[id].units > state.units.able()) break;
      resume_service(s, id, state);
    }
  }
  serve_queue(s, resource);
}

void step_units(State& s, ResourceId id) {
  ResourceState& state = s.resources[id.index()];
  const Rounds units = round_half_up(s.values.at(s.network.resources[id].units, s.now));
  s.tallies.level(s.layout.columns.units, id.index()).change(units - state.units.units(), s.to_end);
  state.units.set_units(units);
  expect_units_step(s, id, s.now);
  rebalance(s, id);
}

void fail(State& s, ResourceId id) {
  ResourceState& state = s.resources[id.index()];
  state.units.set_failed(true);
  const Failure& failure = s.network.resources[id].failure;
  const double days = s.values.draw(failure.down_days, s.now, state.failures++);
  schedule(s, s.now + std::max(Duration{1}, duration_of_days(days)), EventClass::change,
           EventKind::repair, id.index(), id.index());
  rebalance(s, id);
}

void repair(State& s, ResourceId id) {
  s.resources[id.index()].units.set_failed(false);
  expect_failure(s, id);
  rebalance(s, id);
}

}  // namespace railhead
