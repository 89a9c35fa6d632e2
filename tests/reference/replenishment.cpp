// Replenishment: positions, reviews, what suppliers ship and what they owe.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "railhead/base/apportion.hpp"
#include "railhead/base/compare.hpp"

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

// By anything but an order and what comes of it.
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
  const auto position = static_cast<double>(this->position(r.pool));
  double target = values_.mean(r.target, now_);
  double reorder = values_.mean_or(r.reorder_point, now_, target);
  if (r.policy == Policy::days_of_supply) {
    target *= mean_demand(r.pool);
    reorder *= mean_demand(r.pool);
  }
  if (r.strictly_below ? !strictly_below(position, reorder) : strictly_below(reorder, position))
    return 0;
  double asked = target - position;
  if (r.policy == Policy::fixed_quantity)
    asked = (std::floor((reorder - position) / target + 1e-9) + 1) * target;
  const Rounds rounds = round_half_up(asked);
  return rounds < minimum ? 0 : std::max(Rounds{0}, rounds);
}

// Supplier by supplier, then by priority, then id. A push takes what is there when its turn comes.
void Simulator::supply(std::vector<Order> orders) {
  std::map<SiteId, std::map<std::pair<PoolId, std::int32_t>, std::vector<Order>>> suppliers;
  for (const Order& order : orders) {
    const Replenishment& r = network_.replenishments[order.replenishment];
    const SiteId site = r.from.is_none() ? SiteId{} : network_.pools[r.from].site;
    suppliers[site][{r.from, r.priority}].push_back(order);
  }
  for (auto& [site, groups] : suppliers) {
    const auto serve = [this, &groups = groups] {
      for (auto& [key, group] : groups) {
        allocate(group);
        for (const Order& order : group)
          if (order.rounds > 0) settle(order);
      }
    };
    if (site.is_none())
      serve();
    else
      serve_at(site, serve);
  }
}

// What a supplier ships at once to those of one priority.
void Simulator::allocate(std::vector<Order>& orders) {
  const auto push = [this](const Order& order) {
    return network_.replenishments[order.replenishment].policy == Policy::push;
  };
  const PoolId from = network_.replenishments[orders.front().replenishment].from;
  Rounds left = from.is_none() ? Rounds{1} << 60 : above_keep(from);
  std::vector<Rounds> asked, given;
  std::vector<std::int64_t> credit;
  for (Order& order : orders) {
    const ValueId most = network_.replenishments[order.replenishment].max_rounds;
    if (push(order)) order.rounds = left;
    if (push(order) && !most.is_none())
      order.rounds = std::min(left, round_half_up(values_.mean(most, now_)));
    asked.push_back(order.rounds);
    credit.push_back(replenishments_[order.replenishment].credit);
  }
  const Rounds wanted = std::accumulate(asked.begin(), asked.end(), Rounds{0});
  if (!from.is_none() && wanted > left &&
      network_.sites[network_.pools[from].site].allocation == Allocation::proportional) {
    given.resize(orders.size());
    apportion(left, asked, asked, credit, given);
    for (std::size_t i = 0; i < orders.size(); ++i)
      replenishments_[orders[i].replenishment].credit = credit[i];
  } else {
    for (const Rounds rounds : asked) {
      given.push_back(std::min(rounds, left));
      left -= given.back();
    }
  }
  for (std::size_t i = 0; i < orders.size(); ++i) {
    Order& order = orders[i];
    order.shipped = given[i];
    if (!push(order)) continue;
    // It asks for what it is given, if that is enough.
    const Replenishment& r = network_.replenishments[order.replenishment];
    if (order.shipped < round_half_up(values_.mean_or(r.minimum_order, now_, 0))) order.shipped = 0;
    order.rounds = order.shipped;
    change_on_order(r.pool, order.rounds);
  }
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
