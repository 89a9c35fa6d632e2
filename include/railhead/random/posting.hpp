#pragma once

#include <cstddef>

#include "railhead/base/rounds.hpp"

namespace railhead {

// Amounts of up to kFlowsSideBySide flows over some periods, to be posted as whole rounds.
struct PostingBlock {
  std::size_t flows = 0;  // a multiple of kFlowsPerLane; those that pad it are 0
  std::size_t periods = 0;
  double* carried = nullptr;  // remainders, by flow: brought forward
  const double* amounts =
      nullptr;               // not negative; period k of flow i at [k * kFlowsSideBySide + i]
  Rounds* rounds = nullptr;  // those posted, at [k * width + i]
  std::size_t width = 0;
};
inline constexpr std::size_t kFlowsPerLane = 8;
inline constexpr std::size_t kFlowsSideBySide = 16;

// Posts every flow as Remainder::post does, to the bit, by the SIMD target in force.
// Throws Error: an amount does not fit.
void post(const PostingBlock& block);

}  // namespace railhead
