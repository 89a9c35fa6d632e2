// Pools: what is on hand by origin, how it is issued, what comes in, what is lost where it lies.
#include <algorithm>

#include "railhead/base/apportion.hpp"

#include "tests/reference/simulator.hpp"

namespace railhead::reference {

Rounds total(const ByOrigin& rounds) {
  Rounds sum = 0;
  for (const auto& [origin, n] : rounds) sum += n;
  return sum;
}

ByOrigin share(Rounds amount, const ByOrigin& weights) {
  std::vector<Rounds> claims;
  for (const auto& [origin, n] : weights) claims.push_back(n);
  std::vector<std::int64_t> credit(claims.size());
  std::vector<Rounds> given(claims.size());
  apportion(amount, claims, claims, credit, given);
  ByOrigin result;
  std::size_t i = 0;
  for (const auto& [origin, n] : weights) result[origin] = given[i++];
  return result;
}

void Simulator::set_initial_stock() {
  for (const SiteId site : network_.sites.ids())
    if (const ValueId capacity = network_.sites[site].capacity_rounds; !capacity.is_none())
      sites_[site].capacity = round_half_up(values_.mean(capacity, now_));
  for (const PoolId pool : network_.pools.ids())
    stock_[pool].credit.resize(network_.origins.size());
  for (const InitialStock& s : network_.initial_stock) {
    const Rounds rounds = round_half_up(values_.mean(s.rounds, now_));
    const SiteId site = network_.pools[s.pool].site;
    const Rounds fits = std::min(rounds, room(site));
    entered_[{network_.pools[s.pool].munition, s.origin}] += rounds;
    put(s.pool, s.origin, fits);
    if (fits < rounds) sites_[site].outside.push_back({s.pool, {s.origin, rounds - fits}});
  }
}

ByOrigin Simulator::contents(PoolId pool) const {
  ByOrigin result;
  for (const Lot& lot : stock_[pool].lots) result[lot.origin] += lot.rounds;
  return result;
}

Rounds Simulator::on_hand(PoolId pool) const {
  return total(contents(pool));
}

Rounds Simulator::on_hand(PoolId pool, OriginId origin) const {
  ByOrigin here = contents(pool);
  return here[origin];
}

Rounds Simulator::above_keep(PoolId pool) const {
  const ValueId keep = network_.sites[network_.pools[pool].site].keep_rounds;
  return std::max(Rounds{0}, on_hand(pool) - round_half_up(values_.mean_or(keep, now_, 0)));
}

// The lots as they will leave; where origins leave in proportion, one lot an origin.
std::vector<Lot> Simulator::in_order_of_issue(PoolId pool) const {
  const Issue rule = network_.sites[network_.pools[pool].site].issue;
  std::vector<Lot> lots;
  if (rule == Issue::proportional) {
    for (const auto& [origin, n] : contents(pool)) lots.push_back({origin, n});
  } else {
    lots.assign(stock_[pool].lots.begin(), stock_[pool].lots.end());
    if (rule == Issue::lifo) std::reverse(lots.begin(), lots.end());
  }
  return lots;
}

// Takes rounds off the stock (of one origin `only`, where it is given) and says whose they were.
ByOrigin Simulator::issue(PoolId pool, Rounds rounds, OriginId only) {
  Stock& stock = stock_[pool];
  const Issue rule = network_.sites[network_.pools[pool].site].issue;
  ByOrigin taken;
  if (rule == Issue::proportional && only.is_none()) {
    std::vector<Rounds> held, given(network_.origins.size());
    for (const OriginId o : network_.origins.ids()) held.push_back(on_hand(pool, o));
    apportion(rounds, held, held, stock.credit, given);
    for (const OriginId o : network_.origins.ids())
      if (given[o.index()] > 0) taken[o] = given[o.index()];
  } else {
    Rounds left = rounds;
    for (const Lot& lot : in_order_of_issue(pool)) {
      if (!only.is_none() && lot.origin != only) continue;
      const Rounds part = std::min(left, lot.rounds);
      if (part > 0) taken[lot.origin] += part;
      left -= part;
    }
  }
  ensure(total(taken) == rounds, "reference: more was issued than there was");
  for (const auto& [origin, n] : taken) {
    Rounds left = n;
    const auto reduce = [&left, wanted = origin](Lot& lot) {
      if (lot.origin != wanted) return;
      const Rounds part = std::min(left, lot.rounds);
      lot.rounds -= part;
      left -= part;
    };
    if (rule == Issue::lifo)
      std::for_each(stock.lots.rbegin(), stock.lots.rend(), reduce);
    else
      std::for_each(stock.lots.begin(), stock.lots.end(), reduce);
    Dimensions of = of_pool(pool);
    of.origin = origin;
    note(What::on_hand, of, -n);
  }
  std::erase_if(stock.lots, [](const Lot& lot) { return lot.rounds == 0; });
  return taken;
}

Rounds Simulator::room(SiteId site) const {
  Rounds room = sites_[site].capacity < 0 ? Rounds{1} << 60 : sites_[site].capacity;
  for (const PoolId pool : network_.pools.ids())
    if (network_.pools[pool].site == site) room -= on_hand(pool);
  return room;
}

void Simulator::put(PoolId pool, OriginId origin, Rounds rounds) {
  if (rounds == 0) return;
  stock_[pool].lots.push_back({origin, rounds});
  Dimensions of = of_pool(pool);
  of.origin = origin;
  note(What::on_hand, of, rounds);
}

// Rounds come in where they fit, or stand behind what waits outside.
void Simulator::bring(PoolId pool, OriginId origin, Rounds rounds) {
  if (rounds == 0) return;
  const SiteId site = network_.pools[pool].site;
  if (sites_[site].outside.empty() && rounds <= room(site))
    put(pool, origin, rounds);
  else
    sites_[site].outside.push_back({pool, {origin, rounds}});
}

// After all that one receipt brings has come.
void Simulator::serve_arrivals(PoolId pool) {
  let_in(network_.pools[pool].site);
  arrived(pool);
}

void Simulator::serve_shortages(PoolId pool) {
  end_shortages(pool, false);
  serve_backlog(pool);
}

// What has come on hand serves those who wait for it.
void Simulator::arrived(PoolId pool) {
  serve_shortages(pool);
  serve_waiting(network_.pools[pool].site);
}

// Lets in what waits outside while there is room, which what it serves may make. While somebody
// is being served at the site, nothing comes in.
void Simulator::let_in(SiteId site) {
  Yard& yard = sites_[site];
  if (yard.serving) return;
  yard.serving = true;
  while (!yard.outside.empty() && room(site) > 0) {
    const auto [pool, lot] = yard.outside.front();
    const Rounds part = std::min(room(site), lot.rounds);
    yard.outside.front().second.rounds -= part;
    if (part == lot.rounds) yard.outside.pop_front();
    put(pool, lot.origin, part);
    arrived(pool);
  }
  yard.serving = false;
}

void Simulator::serve_at(SiteId site, const std::function<void()>& serve) {
  const bool within = sites_[site].serving;
  sites_[site].serving = true;
  serve();
  sites_[site].serving = within;
  let_in(site);
}

// Rounds have left the pool, or are owed by it.
void Simulator::after_leaving(PoolId pool) {
  let_in(network_.pools[pool].site);
  position_changed(pool);
}

// By priority, then oldest first.
void Simulator::serve_backlog(PoolId pool) {
  for (auto& [priority, backlog] : stock_[pool].backlog) {
    while (!backlog.empty()) {
      const Backlogged oldest = backlog.front();
      const Rounds needed = rounds_needed(oldest.consumer, pool, oldest.amount, 0);
      const Rounds rounds = std::min(needed, available_to(oldest.consumer));
      if (rounds == 0 && needed > 0) break;
      const Rounds met = fire(oldest.consumer, pool, oldest.amount, needed, rounds);
      Dimensions of = of_pool(pool);
      of.consumer = oldest.consumer;
      note(What::backlog, of, -met);
      stock_[pool].backlog_total -= met;
      if (rounds != met) position_changed(pool);
      backlog.front().amount -= met;
      if (backlog.front().amount > 0) break;
      backlog.pop_front();
    }
  }
}

// Rounds lost of an origin on hand or outside, the oldest first.
void Simulator::lose_stock(PoolId pool, OriginId origin, bool outside, Rounds rounds) {
  Dimensions of = of_pool(pool);
  of.origin = origin;
  note(What::lost, of, rounds);
  left_[{of.munition, origin}] += rounds;
  if (!outside) note(What::on_hand, of, -rounds);
  const auto take_from = [&](Lot& lot) {
    if (lot.origin != origin) return;
    const Rounds part = std::min(rounds, lot.rounds);
    lot.rounds -= part;
    rounds -= part;
  };
  if (outside) {
    for (auto& [where, lot] : sites_[of.site].outside)
      if (where == pool) take_from(lot);
  } else {
    for (Lot& lot : stock_[pool].lots) take_from(lot);
  }
  std::erase_if(stock_[pool].lots, [](const Lot& lot) { return lot.rounds == 0; });
  std::erase_if(sites_[of.site].outside,
                [](const auto& entry) { return entry.second.rounds == 0; });
}

// A strike: a fraction of every munition and origin, on hand and outside, or rounds or tonnes of
// all in proportion.
void Simulator::lose_stock(const Disruption& disruption, SiteId site, std::uint64_t occurrence) {
  struct Cell {
    PoolId pool;
    OriginId origin;
    bool outside;
  };
  std::vector<Cell> cells;
  std::vector<Rounds> there;
  double mass_kg = 0;
  for (const PoolId pool : network_.pools.ids()) {
    if (network_.pools[pool].site != site) continue;
    const ValueId mass = network_.munitions[network_.pools[pool].munition].mass_kg;
    ByOrigin in_the_yard;
    for (const auto& [where, lot] : sites_[site].outside)
      if (where == pool) in_the_yard[lot.origin] += lot.rounds;
    for (const OriginId origin : network_.origins.ids())
      for (const bool outside : {false, true}) {
        cells.push_back({pool, origin, outside});
        there.push_back(outside ? in_the_yard[origin] : on_hand(pool, origin));
        mass_kg += static_cast<double>(there.back()) * values_.mean_or(mass, network_.start, 0);
      }
  }
  std::vector<Rounds> lost(there.size());
  if (!disruption.rounds.is_none()) {
    std::vector<std::int64_t> credit(there.size());
    apportion(round_half_up(values_.draw(disruption.rounds, now_, occurrence)), there, there,
              credit, lost);
  } else {
    double fraction = 1;
    if (!disruption.tonnes.is_none())
      fraction =
          mass_kg > 0
              ? std::min(1.0, values_.draw(disruption.tonnes, now_, occurrence) * 1000 / mass_kg)
              : 0;
    else if (!disruption.fraction.is_none())
      fraction = values_.draw(disruption.fraction, now_, occurrence);
    for (std::size_t i = 0; i < there.size(); ++i)
      lost[i] = round_half_up(fraction * static_cast<double>(there[i]));
  }
  for (std::size_t i = 0; i < cells.size(); ++i)
    lose_stock(cells[i].pool, cells[i].origin, cells[i].outside, lost[i]);
  for (const PoolId pool : network_.pools.ids())
    if (network_.pools[pool].site == site) after_leaving(pool);
}

}  // namespace railhead::reference
