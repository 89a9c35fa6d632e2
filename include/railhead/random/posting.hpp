#pragma once

#include <cstddef>

#include "railhead/base/rounds.hpp"

namespace railhead {

inline constexpr std::size_t kFlowsPerLane = 8;
inline constexpr std::size_t kFlowsSideBySide = 16;
inline constexpr std::size_t kPeriodsTogether = 8;
inline constexpr std::size_t kPeriodsApart = 32;  // of one flow, from the next one's

// Amounts of up to kFlowsSideBySide flows over some periods, to be posted as whole rounds. Columns
// by flow; `rounds` of flow i for period k are at [i * kPeriodsApart + k].
struct PostingBlock {
  std::size_t flows = 0;      // a multiple of kFlowsPerLane; those that pad it are 0
  std::size_t periods = 0;    // a multiple of kPeriodsTogether; those that pad it are 0
  double* carried = nullptr;  // remainders: brought forward
  const double* const* amounts = nullptr;  // of each flow by period, not negative
  const double* factors = nullptr;         // of each flow, of all its amounts
  Rounds* rounds = nullptr;                // those posted
};

// Posts every flow as Remainder::post does, to the bit, by the SIMD target in force.
// Throws Error: an amount does not fit.
void post(const PostingBlock& block);

// Adds up `flows` flows that are kPeriodsApart from each other, by period, into kPeriodsApart sums.
// False where a sum is not in [0, 2^56).
bool add_flows(const Rounds* rounds, std::size_t flows, Rounds* sums);

}  // namespace railhead
