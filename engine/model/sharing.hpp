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
Rounds fire_substitute(State& s, ConsumerId consumer, PoolId pool, Rounds demand);

// Books what was last taken as fired from a pool.
void book_fire(State& s, PoolId pool);

// Adds to the backlog.
void put_off(State& s, ConsumerId consumer, Rounds rounds);

void serve_group(State& s, const ConsumerGroup& group);

}  // namespace railhead
