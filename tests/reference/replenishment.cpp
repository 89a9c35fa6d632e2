// Replenishment: positions, reviews, what suppliers ship and what they owe.
#include <algorithm>
#include <cmath>

#include "railhead/base/apportion.hpp"

#include "tests/reference/simulator.hpp"

namespace railhead::reference {

void Simulator::start_reviews() {
  for (const ReplenishmentId id : network_.replenishments.ids()) {
    replenishments_[id].review_due = true;
    at(network_.start, Kind::review, id.index(), nullptr);
  }
}

// On hand, outside and on order, less what is owed to consumers and to replenishments downstream.
Rounds Simulator::position(PoolId pool) const {
  const Stock& stock = stock_[pool];
  Rounds outside = 0;
  for (const auto& [where, lot] : sites_[network_.pools[pool].site].outside)
    if (where == pool) outside += lot.rounds;
  return on_hand(pool) + outside + stock.on_order - stock.backlog_total - stock.waiting_orders;
}

void Simulator::change_on_order(PoolId pool, Rounds change) {
  stock_[pool].on_order += change;
  note(What::on_order, of_pool(pool), change);
}

// Not by an order or what comes of it, nor by what else comes in: those ask for no new order.
void Simulator::position_changed(PoolId pool) {
  for (const ReplenishmentId id : network_.replenishments.ids()) {
    const Replenishment& r = network_.replenishments[id];
    const bool continuous =
        duration_of_days(values_.mean(r.review_days, network_.start)) == Duration{};
    if (r.pool != pool || !continuous || replenishments_[id].review_due) continue;
    replenishments_[id].review_due = true;
    at(now_, Kind::review, id.index(), nullptr);
  }
}

// All reviews due at an instant: first what each asks for, then what suppliers ship.
void Simulator::review(const std::vector<Event>& due) {
  std::vector<Order> orders;
  for (const Event& event : due) {
    const ReplenishmentId id{event.entity};
    const Replenishment& r = network_.replenishments[id];
    const Duration interval = duration_of_days(values_.mean(r.review_days, network_.start));
    if (interval > Duration{}) at(now_ + interval, Kind::review, id.index(), nullptr);
    replenishments_[id].review_due = interval > Duration{};
    const Rounds rounds = r.policy == Policy::push ? 0 : ask(id);
    change_on_order(r.pool, rounds);
    orders.push_back({id, rounds});
  }
  supply(orders);
}

Rounds Simulator::ask(ReplenishmentId id) const {
  const Replenishment& r = network_.replenishments[id];
  const Rounds minimum = round_half_up(values_.mean_or(r.minimum_order, now_, 0));
  if (r.policy == Policy::push) {
    Rounds rounds = above_keep(r.from);
    if (!r.max_rounds.is_none())
      rounds = std::min(rounds, round_half_up(values_.mean(r.max_rounds, now_)));
    return rounds < minimum ? 0 : rounds;
  }
  const auto position = static_cast<double>(this->position(r.pool));
  double target = values_.mean(r.target, now_);
  double reorder = values_.mean_or(r.reorder_point, now_, target);
  if (r.policy == Policy::days_of_supply) {
    target *= mean_demand(r.pool);
    reorder *= mean_demand(r.pool);
  }
  if (r.strictly_below ? position >= reorder : position > reorder) return 0;
  double asked = target - position;
  if (r.policy == Policy::fixed_quantity)
    asked = (std::floor((reorder - position) / target) + 1) * target;
  const Rounds rounds = round_half_up(asked);
  return rounds < minimum ? 0 : std::max(Rounds{0}, rounds);
}

// Supplier by supplier, then by priority, then id. A push takes what is there when its turn comes.
void Simulator::supply(std::vector<Order> orders) {
  std::map<std::pair<PoolId, std::int32_t>, std::vector<Order>> groups;
  for (const Order& order : orders) {
    const Replenishment& r = network_.replenishments[order.replenishment];
    groups[{r.from, r.priority}].push_back(order);
  }
  for (auto& [key, group] : groups) {
    for (Order& order : group) {
      const Replenishment& r = network_.replenishments[order.replenishment];
      if (r.policy != Policy::push) continue;
      order.rounds = ask(order.replenishment);
      change_on_order(r.pool, order.rounds);
    }
    allocate(group);
    for (const Order& order : group)
      if (order.rounds > 0) settle(order);
  }
}

// What a supplier ships at once to those of one priority.
void Simulator::allocate(std::vector<Order>& orders) const {
  const PoolId from = network_.replenishments[orders.front().replenishment].from;
  if (from.is_none()) {
    for (Order& order : orders) order.shipped = order.rounds;
    return;
  }
  Rounds left = above_keep(from);
  std::vector<Rounds> asked, given(orders.size());
  for (const Order& order : orders) asked.push_back(order.rounds);
  if (network_.sites[network_.pools[from].site].allocation == Allocation::proportional) {
    std::vector<std::int64_t> credit(orders.size());
    apportion(left, asked, asked, credit, given);
  } else {
    for (std::size_t i = 0; i < orders.size(); ++i) {
      given[i] = std::min(asked[i], left);
      left -= given[i];
    }
  }
  for (std::size_t i = 0; i < orders.size(); ++i) orders[i].shipped = given[i];
}

// Ships what is given; the rest is forgotten or owed.
void Simulator::settle(const Order& order) {
  const Replenishment& r = network_.replenishments[order.replenishment];
  note(What::orders, of_pool(r.pool), 1.0);
  note(What::ordered, of_pool(r.pool), order.rounds);
  const std::uint64_t number = replenishments_[order.replenishment].orders++;
  send(order.replenishment, number, order.shipped);
  const Rounds rest = order.rounds - order.shipped;
  if (rest == 0) return;
  if (r.if_short != IfShort::wait) {
    change_on_order(r.pool, -rest);
    return;
  }
  Asked asked;
  asked.replenishment = order.replenishment;
  asked.order = number;
  asked.outstanding = rest;
  sites_[network_.pools[r.from].site].waiting.push_back(asked);
  stock_[r.from].waiting_orders += rest;
  position_changed(r.from);
}

// Sends an order, or a part of it, on its way.
void Simulator::send(ReplenishmentId id, std::uint64_t order, Rounds rounds) {
  if (rounds == 0) return;
  const Replenishment& r = network_.replenishments[id];
  const Dimensions of = of_pool(r.pool);
  Load all;
  all.replenishment = id;
  all.route = r.route;
  all.to = of.site;
  all.priority = r.priority;
  all.pools[of.munition] = r.pool;
  if (r.from.is_none()) {
    all.cargo[of.munition][r.origin] = rounds;
    entered_[{of.munition, r.origin}] += rounds;
  } else {
    all.cargo[of.munition] = issue(r.from, rounds);
  }
  note(What::sent, of, rounds);
  dispatch(all, order, replenishments_[id].parts[order]);
  if (!r.from.is_none()) after_leaving(r.from);
}

}  // namespace railhead::reference
