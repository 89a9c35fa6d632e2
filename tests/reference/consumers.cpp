// Consumers: what is asked for, rationed, shared, fired, and left unmet.
#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include "railhead/base/apportion.hpp"
#include "railhead/base/compare.hpp"

#include "tests/reference/simulator.hpp"

namespace railhead::reference {

void Simulator::start_consumers() {
  for (const ConsumerId id : network_.consumers.ids()) {
    consumers_[id].period_start = now_;
    consumers_[id].capability = {{now_, 1.0}};
    if (network_.consumers[id].mission.active())
      next_mission(id);
    else
      next_demand(id);
  }
}

void Simulator::next_demand(ConsumerId id) {
  at(consumers_[id].period_start + network_.consumers[id].period, Kind::demand, id.index(),
     nullptr);
}

void Simulator::next_mission(ConsumerId id) {
  const Mission& mission = network_.consumers[id].mission;
  const std::uint64_t k = consumers_[id].mission;
  if (!mission.interval_days.is_none()) {
    const double days = values_.draw(mission.interval_days, now_, k);
    at(now_ + duration_of_days(days), Kind::mission, id.index(), nullptr);
  } else if (const auto when = values_.arrival(mission.rate_per_day, now_, network_.end, k)) {
    at(*when, Kind::mission, id.index(), nullptr);
  }
}

double Simulator::surge(ConsumerId id) const {
  double product = 1;
  for (const auto& [occurrence, factor] : consumers_[id].surges) product *= factor;
  return product;
}

void Simulator::surge_changed(ConsumerId id) {
  consumers_[id].capability.push_back({now_, surge(id)});
}

double Simulator::mean_demand(ConsumerId id) const {
  const Consumer& c = network_.consumers[id];
  const Mission& m = c.mission;
  if (!m.active()) return values_.mean(c.demand_per_day, now_) * surge(id);
  const double size = values_.mean(m.rounds, now_) * surge(id);
  return m.interval_days.is_none() ? size * values_.mean(m.rate_per_day, now_)
                                   : size / values_.mean(m.interval_days, now_);
}

double Simulator::mean_demand(PoolId pool) const {
  std::set<PoolId> supplied{pool};
  for (std::size_t before = 0; before != supplied.size();) {
    before = supplied.size();
    for (const Replenishment& r : network_.replenishments)
      if (!r.from.is_none() && supplied.count(r.from) > 0) supplied.insert(r.pool);
  }
  double sum = 0;
  for (const ConsumerId c : network_.consumers.ids())
    if (supplied.count(network_.consumers[c].pool) > 0) sum += mean_demand(c);
  return sum;
}

double Simulator::days_of_supply(PoolId pool) const {
  const double demand = mean_demand(pool);
  return demand > 0 ? static_cast<double>(on_hand(pool)) / demand
                    : std::numeric_limits<double>::infinity();
}

// Everything that falls due at this instant, at all sites.
void Simulator::demand(const std::vector<Event>& due) {
  std::map<ConsumerId, Claim> claims;
  for (const Event& event : due) {
    const ConsumerId id{event.entity};
    const Consumer& consumer = network_.consumers[id];
    ConsumerState& state = consumers_[id];
    Claim& claim = claims[id];
    claim.consumer = id;
    claim.mission = event.kind == Kind::mission;
    claim.period_start = state.period_start;
    if (claim.mission) {
      const double size = values_.draw(consumer.mission.rounds, now_, state.mission++);
      claim.demanded += state.demand.post(size * surge(id));
      next_mission(id);
    } else {
      claim.demanded += state.demand.post(values_.amount(
          consumer.demand_per_day, state.period_start, now_, state.period++, state.capability));
      state.period_start = now_;
      state.capability = {{now_, surge(id)}};
      next_demand(id);
    }
  }
  for (auto& [id, claim] : claims) ration(claim);
  std::map<SiteId, std::map<std::int32_t, std::vector<Claim*>>> sites;
  for (auto& [id, claim] : claims) {
    const Consumer& c = network_.consumers[id];
    if (claim.demanded > 0) sites[network_.pools[c.pool].site][c.priority].push_back(&claim);
  }
  for (auto& [site, by_priority] : sites)
    serve_at(site, [this, &by_priority = by_priority] {
      for (auto& [priority, equals] : by_priority) serve(equals);
    });
}

void Simulator::ration(Claim& claim) {
  const Consumer& consumer = network_.consumers[claim.consumer];
  const double days = days_of_supply(consumer.pool);
  double bound = std::numeric_limits<double>::infinity();
  const Ration* applies = nullptr;
  for (const Ration& r : consumer.ration) {
    const double below = values_.mean(r.below_days, now_);
    if (strictly_below(days, below) && below < bound) {
      bound = below;
      applies = &r;
    }
  }
  claim.allowed = claim.demanded;
  if (applies != nullptr)
    claim.allowed =
        std::min(claim.demanded,
                 consumers_[claim.consumer].allowed.post(static_cast<double>(claim.demanded) *
                                                         values_.mean(applies->fraction, now_)));
}

Rounds Simulator::available_to(ConsumerId id) const {
  const Consumer& consumer = network_.consumers[id];
  const Rounds reserve = round_half_up(values_.mean_or(consumer.reserve_rounds, now_, 0));
  return std::max(Rounds{0}, on_hand(consumer.pool) - reserve);
}

// Equals at one site: first each of its own munition, then those who are short of their first
// substitute, of their second, and so on.
void Simulator::serve(const std::vector<Claim*>& equals) {
  std::map<PoolId, std::vector<Claim*>> own;
  for (Claim* claim : equals) own[network_.consumers[claim->consumer].pool].push_back(claim);
  for (const auto& [pool, claims] : own) share_pool(pool, claims, false);
  for (std::size_t k = 0; k < network_.munitions.size(); ++k) {
    std::map<PoolId, std::vector<Claim*>> other;
    for (Claim* claim : equals) {
      const auto& substitutes = network_.consumers[claim->consumer].substitutes;
      if (claim->met < claim->allowed && k < substitutes.size())
        other[substitutes[k]].push_back(claim);
    }
    for (const auto& [pool, claims] : other) share_pool(pool, claims, true);
  }
  for (const Claim* claim : equals) book(*claim);
}

// All in full, or in proportion to what they need.
void Simulator::share_pool(PoolId pool, const std::vector<Claim*>& claims, bool substitute) {
  const Rounds available = substitute ? on_hand(pool) : available_to(claims.front()->consumer);
  std::vector<Rounds> wanted, needed;
  std::vector<std::int64_t> credit;
  Rounds sum = 0;
  for (const Claim* claim : claims) {
    ConsumerState& state = consumers_[claim->consumer];
    wanted.push_back(claim->allowed - claim->met);
    needed.push_back(rounds_needed(claim->consumer, pool, wanted.back(), sum));
    credit.push_back(substitute ? state.substitute_credit[pool] : state.credit);
    sum += needed.back();
  }
  std::vector<Rounds> given = needed;
  if (sum > available) apportion(available, needed, needed, credit, given);
  for (std::size_t i = 0; i < claims.size(); ++i) {
    ConsumerState& state = consumers_[claims[i]->consumer];
    (substitute ? state.substitute_credit[pool] : state.credit) = credit[i];
    claims[i]->met += fire(claims[i]->consumer, pool, wanted[i], needed[i], given[i]);
  }
  if (std::accumulate(given.begin(), given.end(), Rounds{0}) > 0) position_changed(pool);
}

double Simulator::dud_fraction(OriginId origin, MunitionId munition) const {
  const auto& duds = network_.origins[origin].dud_fraction;
  if (munition.index() >= duds.size()) return 0;
  return values_.mean_or(duds[munition], now_, 0);
}

// Rounds that a demand takes of a pool from which `skipped` others are issued before.
Rounds Simulator::rounds_needed(ConsumerId id, PoolId pool, Rounds wanted, Rounds skipped) {
  if (wanted == 0 || network_.consumers[id].counts == Counts::rounds) return wanted;
  return consumers_[id].gross.post(rounds_holding(pool, wanted, skipped));
}

// Rounds, with fractions, that hold `wanted` working ones, as they would be issued after `skipped`
// others. Beyond the stock: as its last lot, or as sound rounds where none of that lot works.
double Simulator::rounds_holding(PoolId pool, Rounds wanted, Rounds skipped) const {
  const MunitionId munition = network_.pools[pool].munition;
  const bool mixed = network_.sites[network_.pools[pool].site].issue == Issue::proportional;
  const std::vector<Lot> lots = in_order_of_issue(pool);
  double mean_working = 0;
  for (const Lot& lot : lots)
    mean_working += (1 - dud_fraction(lot.origin, munition)) * static_cast<double>(lot.rounds) /
                    static_cast<double>(on_hand(pool));
  auto left = static_cast<double>(wanted);
  double rounds = 0;
  double working = 1;
  for (const Lot& lot : lots) {
    const Rounds usable = std::max(Rounds{0}, lot.rounds - skipped);
    skipped -= lot.rounds - usable;
    working = mixed ? mean_working : 1 - dud_fraction(lot.origin, munition);
    const double part = std::min(static_cast<double>(usable), left / working);
    rounds += part;
    left -= part * working;
    if (left < 1e-9) break;  // met, but for what is lost in the digits
  }
  return rounds + std::max(0.0, left) / (working > 0 ? working : 1);
}

// Fires rounds for a demand that needs so many. Returns how much of it is met.
Rounds Simulator::fire(ConsumerId id, PoolId pool, Rounds wanted, Rounds needed, Rounds rounds) {
  Dimensions of = of_pool(pool);
  of.consumer = id;
  double works = 0;
  for (const auto& [origin, n] : issue(pool, rounds)) {
    of.origin = origin;
    const double duds = static_cast<double>(n) * dud_fraction(origin, of.munition);
    works += static_cast<double>(n) - duds;
    note(What::consumed, of, n);
    note(What::duds, of, duds);
    note(What::effective, of, static_cast<double>(n) - duds);
    left_[{of.munition, origin}] += n;
  }
  if (rounds == needed) return wanted;
  if (network_.consumers[id].counts == Counts::rounds) return rounds;
  return std::clamp(consumers_[id].effect.post(works), Rounds{0}, wanted);
}

void Simulator::book(const Claim& claim) {
  const Consumer& consumer = network_.consumers[claim.consumer];
  Dimensions of = of_pool(consumer.pool);
  of.consumer = claim.consumer;
  const Rounds unmet = claim.allowed - claim.met;
  note(What::demanded, of, claim.demanded);
  note(What::rationed, of, claim.demanded - claim.allowed);
  note(What::met, of, claim.met);
  note(What::unmet, of, unmet);
  if (unmet == 0) return;
  ConsumerState& state = consumers_[claim.consumer];
  if (!claim.mission)
    note(What::shortage, of, Rounds{(now_ - claim.period_start).count()});
  else if (!state.short_since)
    state.short_since = now_;
  if (consumer.unmet == Unmet::backlog) {
    auto& backlog = stock_[consumer.pool].backlog[consumer.priority];
    if (!backlog.empty() && backlog.back().consumer == claim.consumer)
      backlog.back().amount += unmet;
    else
      backlog.push_back({claim.consumer, unmet});
    stock_[consumer.pool].backlog_total += unmet;
    note(What::backlog, of, unmet);
    position_changed(consumer.pool);
  }
}

// Shortages of missions end (at a pool; at all of them where none is given), or go on but are
// counted until now. The oldest is counted first.
void Simulator::end_shortages(PoolId pool, bool go_on) {
  std::multimap<Instant, ConsumerId> by_age;
  for (const ConsumerId c : network_.consumers.ids())
    if (consumers_[c].short_since && (pool.is_none() || network_.consumers[c].pool == pool))
      by_age.emplace(*consumers_[c].short_since, c);
  for (const auto& [since, c] : by_age) {
    Dimensions of = of_pool(network_.consumers[c].pool);
    of.consumer = c;
    note(What::shortage, of, Rounds{(now_ - since).count()});
    consumers_[c].short_since = go_on ? std::optional{now_} : std::nullopt;
  }
}

}  // namespace railhead::reference
