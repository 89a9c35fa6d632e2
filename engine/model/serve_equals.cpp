#include <algorithm>

#include "railhead/base/apportion.hpp"

#include "sharing.hpp"

namespace railhead {

namespace {

// What each member of a group fires of its own pool.
void share_own(State& s, const ConsumerGroup& group) {
  const bool plain = s.layout.plain_site[s.network.pools[group.pool].site.index()];
  const std::span<const ConsumerId> members(&s.layout.consumer_order[group.first], group.count);
  Rounds total = 0;
  for (std::uint32_t i = 0; i < group.count; ++i) {
    const std::uint32_t place = group.first + i;
    if (plain) s.allowed[place] = s.wanted[s.layout.consumer_seat[members[i].index()]];
    s.needed[place] = rounds_needed(s, members[i], group.pool, s.allowed[place], total);
    total += s.needed[place];
  }
  const Rounds available = available_to(s, members[0]);
  const std::span<const Rounds> needs(&s.needed[group.first], group.count);
  s.group_given.assign(needs.begin(), needs.end());
  if (total > available)
    apportion(available, needs, needs, {&s.share_credit[group.first], group.count}, s.group_given);
  for (std::uint32_t i = 0; i < group.count; ++i) {
    const std::uint32_t place = group.first + i;
    s.met[place] = 0;
    if (s.wanted[s.layout.consumer_seat[members[i].index()]] > 0)
      s.met[place] = fire(s, members[i], group.pool, s.allowed[place], needs[i], s.group_given[i]);
  }
  if (std::min(total, available) > 0) position_changed(s, group.pool);
}

// The claimants share a pool that stands in for their own, their k-th substitute.
void share_substitute(State& s, PoolId pool, std::size_t k) {
  const std::size_t count = s.claimants.size();
  const auto credit_of = [&](std::size_t i) -> std::int64_t& {
    const ConsumerId id = s.layout.consumer_order[s.claimants[i]];
    return s.substitute_credit[s.first_substitute[id.index()] + k];
  };
  Rounds total = 0;
  s.weights.clear();
  s.credit.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t place = s.claimants[i];
    s.weights.push_back(rounds_needed(s, s.layout.consumer_order[place], pool,
                                      s.allowed[place] - s.met[place], total));
    s.credit.push_back(credit_of(i));
    total += s.weights[i];
  }
  const Rounds available = s.on_hand[pool.index()];
  s.needs = s.weights;
  s.group_given = s.weights;
  if (total > available) {
    apportion(available, s.weights, s.weights, s.credit, s.group_given);
    for (std::size_t i = 0; i < count; ++i) credit_of(i) = s.credit[i];
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t place = s.claimants[i];
    if (s.group_given[i] == 0) continue;
    s.met[place] += fire(s, s.layout.consumer_order[place], pool, s.allowed[place] - s.met[place],
                         s.needs[i], s.group_given[i]);
  }
  if (std::min(total, available) > 0) position_changed(s, pool);
}

// Those at places [first, last) who are still short try their k-th substitute,
// pool by pool; false where nobody is short or has so many.
bool try_substitutes(State& s, std::uint32_t first, std::uint32_t last, std::size_t k) {
  const auto substitute = [&](std::uint32_t place) {
    const auto& all = s.network.consumers[s.layout.consumer_order[place]].substitutes;
    return s.met[place] < s.allowed[place] && k < all.size() ? all[k] : PoolId{};
  };
  SiteId site;
  for (std::uint32_t place = first; place < last; ++place)
    if (const PoolId pool = substitute(place); !pool.is_none()) site = s.network.pools[pool].site;
  if (site.is_none()) return false;
  for (std::uint32_t p = s.layout.site_first_pool[site.index()];
       p < s.layout.site_first_pool[site.index() + 1]; ++p) {
    s.claimants.clear();
    for (std::uint32_t place = first; place < last; ++place)
      if (substitute(place) == PoolId{p}) s.claimants.push_back(place);
    if (!s.claimants.empty()) share_substitute(s, PoolId{p}, k);
  }
  return true;
}

void book_shortage(State& s, ConsumerId id, Rounds rounds) {
  const Consumer& consumer = s.network.consumers[id];
  s.tallies.count(s.layout.columns.unmet, id.index()) += rounds;
  Instant& first = s.tallies.now.first_short[id.index()];
  first = std::min(first, s.now);
  if (!consumer.mission.active())
    add_short_time(s, id, s.now - consumer.period, s.now);
  else if (s.short_since[id.index()] == Instant::max())
    s.short_since[id.index()] = s.now;
  if (s.trace != nullptr)
    trace_event(s, "shortage", "consumer." + consumer.id, {}, -1, rounds, 0.0, "demand");
}

}  // namespace

void book_demand(State& s, ConsumerId id, Rounds wanted, Rounds allowed, Rounds met) {
  s.tallies.count(s.layout.columns.rationed, id.index()) += wanted - allowed;
  const Rounds unmet = allowed - met;
  if (unmet == 0) return;
  book_shortage(s, id, unmet);
  if (s.network.consumers[id].unmet == Unmet::lost) return;
  put_off(s, id, unmet);
  position_changed(s, s.network.consumers[id].pool);
}

void serve_equals(State& s, std::uint32_t first, std::uint32_t last) {
  const std::uint32_t begin = s.layout.groups[first].first;
  const std::uint32_t end = s.layout.groups[last - 1].first + s.layout.groups[last - 1].count;
  for (std::uint32_t g = first; g < last; ++g) share_own(s, s.layout.groups[g]);
  for (std::size_t k = 0; try_substitutes(s, begin, end, k);) ++k;
  for (std::uint32_t place = begin; place < end; ++place) {
    const ConsumerId id = s.layout.consumer_order[place];
    const Rounds wanted = s.wanted[s.layout.consumer_seat[id.index()]];
    if (wanted > 0) book_demand(s, id, wanted, s.allowed[place], s.met[place]);
  }
}

}  // namespace railhead
