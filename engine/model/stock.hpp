#pragma once

#include <algorithm>

#include "railhead/base/error.hpp"

#include "state.hpp"

// Rounds on hand and outside. What every posting, issue and receipt goes through
// is inline.
namespace railhead {

// --- the books

inline void lay_down(Ring<Lot>& lots, OriginId origin, Rounds rounds) {
  if (!lots.empty() && lots.back().origin == origin)
    lots.back().rounds += rounds;
  else
    lots.push_back({origin, rounds});
}

inline Rounds on_hand_of(const State& s, PoolId pool, OriginId origin) {
  return s.tallies.now.levels[s.layout.columns.on_hand + s.layout.cell(pool, origin)].value;
}

// Changes the books of what is on hand, not the lots.
inline void change_on_hand(State& s, PoolId pool, OriginId origin, Rounds by) {
  const PoolFacts& facts = s.layout.facts[pool];
  for (NodeId id : facts.nodes) {
    NodeLevel& node = s.tallies.nodes[id.index()];
    node.hold_until(s.now);
    node.rounds += by;
  }
  Rounds& on_hand = s.on_hand[pool.index()];
  on_hand = checked_add(on_hand, by);
  s.site_rounds[facts.site.index()] += by;
  s.tallies.level(s.layout.columns.on_hand, facts.cell + origin.index()).change(by, s.to_end);
}

void begin_stock(State& s);
// On hand less what the site keeps back, of one origin where given.
Rounds above_keep(State& s, PoolId pool, OriginId origin = {});
// When what a site keeps back changes by a step in time.
void step_keep(State& s, SiteId site);

// --- coming

// Puts rounds on hand, nothing else.
inline void put(State& s, PoolId pool, OriginId origin, Rounds rounds) {
  if (rounds == 0) return;
  change_on_hand(s, pool, origin, rounds);
  if (s.layout.facts[pool].issue == Issue::proportional) return;
  lay_down(s.lots[pool.index()], origin, rounds);
}

// Rounds come in: on hand as far as there is room, the rest waits outside.
inline void bring(State& s, PoolId pool, OriginId origin, Rounds rounds) {
  if (rounds == 0) return;
  const std::uint32_t site = s.layout.facts[pool].site.index();
  const Rounds room = s.capacity[site] - s.site_rounds[site];
  if (rounds <= room && s.outside_lots[site].empty()) return put(s, pool, origin, rounds);
  s.outside[pool.index()] += rounds;
  s.outside_lots[site].push_back({pool, origin, rounds});
}

// Lets in what waits outside, in order of arrival, as far as there is room; not
// while the gate is shut.
void let_in(State& s, SiteId site);
inline void admit(State& s, SiteId site) {
  if (!s.outside_lots[site.index()].empty()) let_in(s, site);
}

// Orders and shipments that wait at a site, in order of asking.
void serve_asked(State& s, SiteId site);
inline void serve_waiting(State& s, SiteId site) {
  if (!s.waiting[site.index()].empty()) serve_asked(s, site);
}

// Rounds that have come to a pool end its shortage and serve its backlog.
inline void serve_shortages(State& s, PoolId pool) {
  if (!s.layout.facts[pool].awaited) return;
  end_shortages(s, pool);
  serve_backlog(s, pool);
}

// What has come on hand serves those who wait for it.
inline void after_coming(State& s, PoolId pool) {
  if (s.layout.simple[pool]) return;
  serve_shortages(s, pool);
  serve_waiting(s, s.layout.facts[pool].site);
}

// After all that comes to a pool has come: it serves backlog, then what waits in
// order of asking.
inline void serve_arrivals(State& s, PoolId pool) {
  admit(s, s.layout.facts[pool].site);
  after_coming(s, pool);
}

// --- leaving

// Books rounds that leave the lots, and notes them in s.issued.
inline void leave(State& s, PoolId pool, OriginId origin, Rounds rounds) {
  change_on_hand(s, pool, origin, -rounds);
  if (!s.issued.empty() && s.issued.back().origin == origin)
    s.issued.back().rounds += rounds;
  else
    s.issued.push_back({origin, rounds});
}

// Takes rounds from the lots, where more than one may be touched.
void take_lots(State& s, PoolId pool, Rounds rounds, OriginId origin);
// Takes rounds off hand as the site issues them (or of one origin), leaving what
// was taken in s.issued. Requires: at most what is on hand.
inline void take(State& s, PoolId pool, Rounds rounds, OriginId origin = {}) {
  s.issued.clear();
  if (rounds == 0) return;
  ensure(rounds <= s.on_hand[pool.index()], "more rounds were issued than are on hand");
  if (s.layout.facts[pool].issue == Issue::fifo && origin.is_none()) {
    Lot& oldest = s.lots[pool.index()].front();
    if (rounds < oldest.rounds) {
      oldest.rounds -= rounds;
      return leave(s, pool, oldest.origin, rounds);
    }
  }
  take_lots(s, pool, rounds, origin);
}

// After rounds have left a site: lets in what waits outside, and tells reviews.
inline void after_leaving(State& s, PoolId pool) {
  admit(s, s.layout.facts[pool].site);
  position_changed(s, pool);
}

// Serves somebody at a site with the gate shut: room that this makes is for what
// waits outside only once it is done.
template <class Serve>
void with_gate_shut(State& s, SiteId site, Serve serve) {
  if (s.gate_shut[site.index()]) return serve();
  s.gate_shut[site.index()] = 1;
  serve();
  s.gate_shut[site.index()] = 0;
  admit(s, site);
}

// Removes rounds lost to a strike, on hand and outside, the oldest first.
void destroy(State& s, PoolId pool, OriginId origin, Rounds on_hand, Rounds outside);
Rounds outside_of(const State& s, PoolId pool, OriginId origin);

}  // namespace railhead
