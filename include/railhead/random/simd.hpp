#pragma once
// Which instruction set the random blocks run on. Every target gives the same bits; they differ in
// speed only. The choice is made at the first use: the best the processor has, or what the
// environment variable RAILHEAD_SIMD names (baseline, avx2 or avx512).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace railhead {

enum class SimdTarget : std::uint8_t { baseline, avx2, avx512 };

std::string_view name(SimdTarget target);

// What this processor can run, slowest first; never empty.
std::vector<SimdTarget> available_simd_targets();

// The target in force.
SimdTarget simd_target();

// Puts a target in force, for tests and measurements. Requires: it is available (else nothing
// changes and false is returned). Not to be called while another thread draws.
bool use_simd_target(SimdTarget target);

// Empty when RAILHEAD_SIMD is unset or could be followed, else what is wrong with it in words. The
// program should print it and stop; until then the best target is in force.
std::string simd_fault();

}  // namespace railhead
