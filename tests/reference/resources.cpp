// Resources: one queue, units that come and go, service that stops and resumes.
#include <algorithm>

#include "tests/reference/simulator.hpp"

namespace railhead::reference {

void Simulator::start_resources() {
  // Loads that left before the start may use resources before the start.
  const Instant since = network_.start - std::chrono::days{3650};
  for (const ResourceId id : network_.resources.ids()) {
    const Resource& resource = network_.resources[id];
    now_ = since;
    const Instant ever = network_.end + Duration{1};
    for (Instant t = since; t < ever; t = values_.next_change(resource.units, t, ever))
      servers_[id].most_units =
          std::max(servers_[id].most_units, round_half_up(values_.mean(resource.units, t)));
    set_units(id);
    now_ = network_.start;
    schedule_failure(resource.failure, 0, id.index(), [this, id](bool down) {
      servers_[id].down = down;
      rebalance(id);
    });
  }
}

// As many as there are now, and again when that changes.
void Simulator::set_units(ResourceId id) {
  const ValueId value = network_.resources[id].units;
  const Rounds units = round_half_up(values_.mean(value, now_));
  Dimensions of;
  of.resource = id;
  note(What::units, of, units - servers_[id].units);
  servers_[id].units = units;
  const Instant never = network_.end + Duration{1};
  const Instant next = values_.next_change(value, now_, never);
  if (next < never) at(next, Kind::units_step, id.index(), [this, id] { set_units(id); });
  rebalance(id);
}

void Simulator::hold(ResourceId resource, const Load& load, Rounds change) {
  Dimensions of = of_load(load);
  of.resource = resource;
  note(What::held, of, change);
}

// Joins the queue of the resource of its step.
void Simulator::join(const LoadPtr& load) {
  const RouteStep& step = network_.routes[load->route].steps[load->step];
  const auto wanted = [&](const auto& s) {
    if (s.units_of == UnitsOf::railcars) return load->railcars;
    if (s.units_of == UnitsOf::containers) return load->containers;
    return round_half_up(values_.draw(s.units, now_, load->index, keys(*load).units));
  };
  const auto* use = std::get_if<UseStep>(&step);
  const auto* take = std::get_if<TakeStep>(&step);
  const ResourceId id = use != nullptr ? use->resource : take->resource;
  const Waiting waiting{load, use != nullptr ? wanted(*use) : wanted(*take), now_};
  if (waiting.units > servers_[id].most_units)
    throw Error(ExitCode::kRuntime, "asks for " + std::to_string(waiting.units) +
                                        " units of resource " + network_.resources[id].id);
  auto& queue = servers_[id].queue;
  auto place = queue.end();
  if (network_.resources[id].queue == QueueDiscipline::priority)
    place = std::find_if(queue.begin(), queue.end(),
                         [&](const Waiting& w) { return w.load->priority > load->priority; });
  queue.insert(place, waiting);
  Dimensions of = of_load(*load);
  of.resource = id;
  note(What::queued, of, 1.0);
  rebalance(id);
}

// Units at work: in service, taken along, or on their way back.
Rounds Simulator::busy_units(ResourceId id) const {
  Rounds busy = servers_[id].kept;
  for (const Service& service : servers_[id].running) busy += service.units;
  return busy;
}

// Units that may be at work now. Units that a step in time took away finish the service in hand;
// those of an outage and of a failure do not.
Rounds Simulator::able_units(ResourceId id) const {
  const Server& server = servers_[id];
  if (server.down) return 0;
  Rounds held = busy_units(id);
  for (const Service& service : server.stopped) held += service.units;
  return std::max(server.units, held) - units_out(id);
}

Rounds Simulator::units_out(ResourceId id) const {
  Rounds out = 0;
  for (const auto& [disruption, units] : servers_[id].outages) out += units;
  return out;
}

// Service stops where units are missing, the last started first; it resumes the first started
// first; then the queue is served, and nobody before its head.
void Simulator::rebalance(ResourceId id) {
  Server& server = servers_[id];
  while (busy_units(id) > std::max(Rounds{0}, able_units(id)) && !server.running.empty()) {
    Service last = server.running.back();
    server.running.pop_back();
    last.remaining = last.ends - now_;
    ++last.attempt;
    server.stopped.push_front(last);
  }
  while (!server.stopped.empty() &&
         busy_units(id) + server.stopped.front().units <= able_units(id)) {
    server.running.push_back(server.stopped.front());
    server.stopped.pop_front();
    server.running.back().ends = now_ + server.running.back().remaining;
    schedule_end(id, server.running.back());
  }
  const auto head_can_start = [&] {
    return !server.down && server.stopped.empty() && !server.queue.empty() &&
           busy_units(id) + server.queue.front().units <= server.units - units_out(id);
  };
  while (head_can_start()) {
    const Waiting head = server.queue.front();
    server.queue.pop_front();
    begin_service(id, head);
  }
}

void Simulator::begin_service(ResourceId id, const Waiting& waiting) {
  const LoadPtr& load = waiting.load;
  Dimensions of = of_load(*load);
  of.resource = id;
  note(What::queued, of, -1.0);
  note(What::wait_days, of, days_of(now_ - waiting.since));
  hold(id, *load, waiting.units);
  const RouteStep& step = network_.routes[load->route].steps[load->step];
  if (std::holds_alternative<TakeStep>(step)) {
    servers_[id].kept += waiting.units;
    load->taken[id] += waiting.units;
    ++load->step;
    proceed(load);
    return;
  }
  Service service{load, waiting.units, now_, Duration{}, services_++, 0};
  service.ends += duration_of_days(
      values_.draw(std::get<UseStep>(step).service_days, now_, load->index, keys(*load).duration));
  servers_[id].running.push_back(service);
  schedule_end(id, servers_[id].running.back());
}

void Simulator::schedule_end(ResourceId id, Service& service) {
  const std::uint64_t attempt = ++service.attempt;
  at_load(service.ends, Kind::step_end, service.load,
          [this, id, started = service.started, attempt] {
            for (const Service& s : servers_[id].running)
              if (s.started == started && s.attempt == attempt) {
                end_service(id, started);
                return;
              }
          });
}

void Simulator::end_service(ResourceId id, std::uint64_t started) {
  auto& running = servers_[id].running;
  const auto service = std::find_if(running.begin(), running.end(),
                                    [&](const Service& s) { return s.started == started; });
  const LoadPtr load = service->load;
  hold(id, *load, -service->units);
  running.erase(service);
  rebalance(id);
  ++load->step;
  proceed(load);
}

}  // namespace railhead::reference
