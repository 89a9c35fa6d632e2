// Replenishment: positions, reviews, what suppliers ship and what they owe.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "railhead/base/apportion.hpp"

#include "tests/reference/simulator.hpp"

namespace railhead::reference {

void Simulator::start_reviews() {
  for (const ReplenishmentId id : network_.replenishments.ids()) {
    replenishments_[id].review_due = true;
    at(network_.start, Kind::review, id.index(), nullptr);
  }
  for (const PoolId pool : network_.pools.ids()) position_seen_[pool] = position(pool);
}

// On hand and on order, less what is owed to consumers and to replenishments downstream.
Rounds Simulator::position(PoolId pool) const {
  const Stock& stock = stock_[pool];
  return on_hand(pool) + stock.on_order - stock.backlog_total - stock.waiting_orders;
}

// `ordering`: by a new order, which is no reason for another review.
void Simulator::change_on_order(PoolId pool, Rounds change, bool ordering) {
  stock_[pool].on_order += change;
  if (ordering) stock_[pool].ordered += change;
  note(What::on_order, of_pool(pool), change);
}

// All reviews due at an instant: first what each asks for, then what suppliers ship.
void Simulator::review(const std::vector<Event>& due) {
  std::vector<Order> orders;
  for (const Event& event : due) {
    const ReplenishmentId id{event.entity};
    if (!replenishments_[id].review_due) continue;
    const Duration interval =
        duration_of_days(values_.mean(network_.replenishments[id].review_days, network_.start));
    replenishments_[id].review_due = interval > Duration{};
    if (interval > Duration{}) at(now_ + interval, Kind::review, id.index(), nullptr);
    if (const Rounds rounds = ask(id); rounds > 0) orders.push_back({id, rounds});
  }
  place(orders);
}

Rounds Simulator::ask(ReplenishmentId id) const {
  const Replenishment& r = network_.replenishments[id];
  const auto value = [&](ValueId v, double absent) { return values_.mean_or(v, now_, absent); };
  if (r.policy == Policy::push) {
    const Rounds most = r.max_rounds.is_none() ? kAllUnits : round_half_up(value(r.max_rounds, 0));
    return r.from.is_none() ? most : std::min(most, above_keep(r.from));
  }
  const auto position = static_cast<double>(this->position(r.pool));
  double target = value(r.target, 0);
  double reorder = value(r.reorder_point, 0);
  if (r.policy == Policy::days_of_supply) {
    const double demand = mean_demand(r.pool);
    reorder = value(r.reorder_point, target) * demand;
    target *= demand;
  }
  const bool due = r.policy == Policy::base_stock || position < reorder ||
                   (position == reorder && !r.strictly_below);
  if (!due) return 0;
  Rounds rounds = round_half_up(target - position);
  if (r.policy == Policy::fixed_quantity) {
    const double quantity = static_cast<double>(round_half_up(target));
    rounds = static_cast<Rounds>((std::floor((reorder - position) / quantity) + 1) * quantity);
  }
  const Rounds minimum = round_half_up(value(r.minimum_order, 0));
  return rounds < minimum ? 0 : std::max(Rounds{0}, rounds);
}

void Simulator::place(std::vector<Order>& orders) {
  std::stable_sort(orders.begin(), orders.end(), [&](const Order& a, const Order& b) {
    const auto key = [&](const Order& o) {
      return std::tuple{network_.replenishments[o.replenishment].priority, o.replenishment};
    };
    return key(a) < key(b);
  });
  std::map<PoolId, std::vector<Order*>> of_supplier;
  for (Order& order : orders) {
    const PoolId from = network_.replenishments[order.replenishment].from;
    if (from.is_none())
      order.shipped = order.rounds;
    else
      of_supplier[from].push_back(&order);
  }
  for (const auto& [supplier, asked] : of_supplier) allocate(supplier, asked);
  for (const Order& order : orders) {
    const Replenishment& r = network_.replenishments[order.replenishment];
    note(What::orders, of_pool(r.pool), 1.0);
    note(What::ordered, of_pool(r.pool), order.rounds);
    const std::uint64_t number = replenishments_[order.replenishment].orders++;
    const Rounds owed = order.rounds - order.shipped;
    const bool waits = r.if_short == IfShort::wait && r.policy != Policy::push;
    change_on_order(r.pool, waits ? order.rounds : order.shipped, true);
    if (owed > 0 && waits) {
      Asked asked;
      asked.replenishment = order.replenishment;
      asked.order = number;
      asked.outstanding = owed;
      sites_[network_.pools[r.from].site].waiting.push_back(asked);
      stock_[r.from].waiting_orders += owed;
    }
    send(order.replenishment, number, order.shipped);
  }
}

// What a supplier ships at once of all that is asked of it at one instant.
void Simulator::allocate(PoolId supplier, std::vector<Order*> orders) {
  Rounds left = above_keep(supplier);
  Rounds asked = 0;
  for (const Order* order : orders) asked += order->rounds;
  const bool in_order =
      network_.sites[network_.pools[supplier].site].allocation == Allocation::in_order;
  if (in_order || asked <= left) {
    for (Order* order : orders) {
      order->shipped = std::min(order->rounds, left);
      left -= order->shipped;
    }
    return;
  }
  std::sort(orders.begin(), orders.end(),
            [](const Order* a, const Order* b) { return a->replenishment < b->replenishment; });
  std::vector<Rounds> wanted, given(orders.size());
  std::vector<std::int64_t> credit;
  for (const Order* order : orders) {
    wanted.push_back(order->rounds);
    credit.push_back(replenishments_[order->replenishment].credit);
  }
  apportion(left, wanted, wanted, credit, given);
  for (std::size_t i = 0; i < orders.size(); ++i) {
    orders[i]->shipped = given[i];
    replenishments_[orders[i]->replenishment].credit = credit[i];
  }
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
}

}  // namespace railhead::reference
