// Sharing whole rounds among claimants in proportion.
#pragma once

#include <cstdint>
#include <span>

#include "railhead/base/rounds.hpp"

namespace railhead {

// Parts of a round in which credit is counted: 2^-32.
inline constexpr int kCreditBits = 32;

// Shares `amount` rounds by largest remainder of the cumulative claims. The claim of i is its
// credit plus amount * weights[i] / sum(weights) (equal parts where all weights are 0). Each gets
// the whole part of its claim, what is left goes to the largest remainders, ties to the smaller
// index. Nobody gets less than 0 or more than its cap; what a cap refuses is given to the others in
// the same way. Afterwards
//   sum(given) == min(amount, sum(caps))  and  credit[i] is the claim less given[i].
// Credit is carried by the caller between calls (at first 0), in 2^-32 rounds, and saturates at
// 2^30 rounds; it makes small issues fair: shares of 0.1 of a round add up to a round in time.
// Claims are exact to half a unit of credit a call.
// Requires: amount, weights and caps not negative, all spans of one size; the sums of weights and
// of caps fit in 64 bits (throws Error). Does not allocate.
void apportion(Rounds amount, std::span<const Rounds> weights, std::span<const Rounds> caps,
               std::span<std::int64_t> credit, std::span<Rounds> given);

}  // namespace railhead
