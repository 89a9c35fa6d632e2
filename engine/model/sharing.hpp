#pragma once

#include "state.hpp"

// Fire: how rounds leave a pool for a consumer.
namespace railhead {

// Rounds to fire so that a demand is met: the demand itself, or where the
// consumer counts effective rounds, grossed up by the duds among the rounds in
// the order in which they are issued, after `before` rounds that go to others.
Rounds rounds_needed(State& s, ConsumerId consumer, PoolId pool, Rounds demand, Rounds before);

// On hand less the consumer's reserve (of its own pool).
Rounds available_to(State& s, ConsumerId consumer);

// Fires `rounds` of `needed` for a demand and returns the part of it that is met.
Rounds fire(State& s, ConsumerId consumer, PoolId pool, Rounds demand, Rounds needed,
            Rounds rounds);

// Books what was last taken as fired from a pool; returns the rounds of it that work.
double book_fire(State& s, PoolId pool);

// A time of shortage of a consumer, for itself and for all that it is part of.
void add_short_time(State& s, ConsumerId consumer, Instant from, Instant until);

// Adds to the backlog.
void put_off(State& s, ConsumerId consumer, Rounds rounds);

// Serves the groups [first, last) of a site, which are all those of one priority
// that may be due: each what it asks of its own pool, equal ones in proportion,
// then those who are short their substitutes, and books what came of it.
void serve_equals(State& s, std::uint32_t first, std::uint32_t last);

// Books what came of a demand: what rationing held back, and what was not met.
void book_demand(State& s, ConsumerId consumer, Rounds wanted, Rounds allowed, Rounds met);

}  // namespace railhead
