// The calendar, the order of events within an instant, and the ledger.
#include <algorithm>
#include <tuple>

#include "tests/reference/simulator.hpp"

namespace railhead::reference {

int class_of(Kind kind) {
  if (kind <= Kind::keep_step) return 0;
  if (kind <= Kind::receipt) return 1;
  if (kind <= Kind::output) return 2;
  if (kind <= Kind::departure) return 3;
  if (kind <= Kind::review) return 4;
  if (kind <= Kind::mission) return 5;
  return 7;
}

bool Simulator::Later::operator()(const Event& a, const Event& b) const {
  const auto key = [](const Event& e) {
    // What is treated together goes by id alone.
    const bool together = class_of(e.kind) == 2 || class_of(e.kind) >= 4;
    return std::tuple{
        e.at,     class_of(e.kind), together ? Kind::output : e.kind, e.of_replenishment,
        e.entity, e.sequence};
  };
  return key(a) > key(b);
}

Simulator::Simulator(const Network& network, std::uint64_t replication)
    : network_(network),
      values_(network, replication),
      now_(network.start),
      stock_(network.pools.size()),
      sites_(network.sites.size()),
      lines_(network.lines.size()),
      consumers_(network.consumers.size()),
      programmes_(network.shipments.size()),
      servers_(network.resources.size()),
      routes_(network.routes.size()),
      replenishments_(network.replenishments.size()) {}

void Simulator::at(Instant when, Kind kind, std::uint32_t entity, std::function<void()> act,
                   bool of_replenishment) {
  calendar_.push({when, kind, of_replenishment, entity, sequence_++, std::move(act)});
}

void Simulator::start() {
  for (const MunitionId m : network_.munitions.ids()) {
    const Munition& munition = network_.munitions[m];
    const auto rate = [&](ValueId id) { return values_.mean_or(id, network_.start, 0); };
    facts_.costs.push_back({rate(munition.holding_per_round_day),
                            rate(munition.backlog_per_round_day), rate(munition.order_fixed),
                            rate(munition.order_per_round)});
  }
  set_initial_stock();
  start_lines();
  start_consumers();
  start_disruptions();
  start_programmes();
  start_resources();
  start_reviews();
  schedule_keep_steps();
  const auto look_at = [&](Instant when, bool boundary) {
    at(when, Kind::boundary, 0, [this, boundary] { look(boundary); });
  };
  for (Instant t = network_.start; t < network_.end; t += network_.record_every) look_at(t, false);
  look_at(network_.end, true);
  look_at(network_.statistics_from, true);
  for (const Window& window : network_.windows)
    for (const Instant edge : {window.from, window.until})
      if (edge > network_.start && edge < network_.end) look_at(edge, true);
}

void Simulator::run() {
  start();
  while (!calendar_.empty() && calendar_.top().at <= network_.end) {
    Event event = calendar_.top();
    calendar_.pop();
    now_ = event.at;
    clock_.push_back(now_);
    execute(std::move(event));
  }
}

void Simulator::execute(Event event) {
  const bool starts_something = event.kind == Kind::disruption_start ||
                                event.kind == Kind::departure || event.kind == Kind::review ||
                                event.kind == Kind::mission || event.kind == Kind::keep_step;
  if (now_ == network_.end && starts_something) return;
  const int its_class = class_of(event.kind);
  if (its_class != 2 && its_class != 4 && its_class != 5) {
    event.act();
    return;
  }
  std::vector<Event> due{std::move(event)};
  while (!calendar_.empty() && calendar_.top().at == now_ &&
         class_of(calendar_.top().kind) == its_class) {
    if (now_ < network_.end || calendar_.top().kind != Kind::mission)
      due.push_back(calendar_.top());
    calendar_.pop();
  }
  if (its_class == 2)
    for (const Event& e : due) output(LineId{e.entity});
  if (its_class == 4) review(due);
  if (its_class == 5) demand(due);
}

void Simulator::note(What what, const Dimensions& of, double amount) {
  if (amount == 0 && what != What::sojourn_days && what != What::wait_days) return;
  facts_.list.push_back({now_, what, of, amount});
}

Dimensions Simulator::of_pool(PoolId pool) const {
  Dimensions of;
  of.site = network_.pools[pool].site;
  of.munition = network_.pools[pool].munition;
  return of;
}

// At instants of the grid and ends of what is counted apart.
void Simulator::look(bool boundary) {
  if (boundary) end_shortages({}, true);
  DemandRates rates;
  for (const PoolId pool : network_.pools.ids()) {
    rates[pool] = 0;
    for (const ConsumerId c : network_.consumers.ids())
      if (network_.consumers[c].pool == pool) rates[pool] += mean_demand(c);
  }
  facts_.demand_at[now_] = rates;
}

std::string Simulator::imbalance() const {
  auto balance = entered_;
  for (const auto& [key, rounds] : left_) balance[key] -= rounds;
  for (const PoolId pool : network_.pools.ids())
    for (const Lot& lot : stock_[pool].lots)
      balance[{network_.pools[pool].munition, lot.origin}] -= lot.rounds;
  for (const SiteId site : network_.sites.ids())
    for (const auto& [pool, lot] : sites_[site].outside)
      balance[{network_.pools[pool].munition, lot.origin}] -= lot.rounds;
  for (const Fact& f : facts_.list)
    if (f.what == What::in_transit)
      balance[{f.of.munition, f.of.origin}] -= static_cast<Rounds>(f.amount);
  for (const auto& [key, rounds] : balance)
    if (rounds != 0)
      return network_.munitions[key.first].id + " of " + network_.origins[key.second].id + ": " +
             std::to_string(rounds) + " rounds have gone";
  return {};
}

}  // namespace railhead::reference
