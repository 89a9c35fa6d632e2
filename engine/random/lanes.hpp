#pragma once
// What the generic code of transforms.hpp and kernels.hpp needs to know about a vector of doubles:
// here for one lane, in kernels_*.cpp for more. Everything has internal linkage and is inlined, and
// nothing of std:: is called, so that code compiled for one target cannot be linked into another.

#include <cstddef>
#include <cstdint>

#define RAILHEAD_LANE_INLINE [[gnu::always_inline, maybe_unused]] static inline

#include "normal_table.hpp"

namespace railhead {
namespace {

// Adding 2^52 to x in [0, 2^52) rounds to the nearest whole number, perhaps one too high.
template <class V>
[[gnu::always_inline, maybe_unused]] static inline typename V::D floor_by_addition(
    typename V::D x) {
  const auto whole = (x + V::splat(0x1p52)) - V::splat(0x1p52);
  const auto above = V::splat(std::uint64_t{0}) - (V::bits(x - whole) >> 63);
  return whole - V::from_bits(above & V::bits(V::splat(1.0)));
}

struct Scalar {
  using D = double;
  using U = std::uint64_t;
  static constexpr std::size_t kLanes = 1;
  static constexpr std::size_t kTogether = 1;  // vectors worked on at once
  RAILHEAD_LANE_INLINE constexpr D splat(double x) { return x; }
  RAILHEAD_LANE_INLINE constexpr U splat(std::uint64_t x) { return x; }
  RAILHEAD_LANE_INLINE constexpr U bits(D x) { return __builtin_bit_cast(U, x); }
  RAILHEAD_LANE_INLINE constexpr D from_bits(U x) { return __builtin_bit_cast(D, x); }
  RAILHEAD_LANE_INLINE D min(D a, D b) { return a < b ? a : b; }
  RAILHEAD_LANE_INLINE D max(D a, D b) { return a > b ? a : b; }
  RAILHEAD_LANE_INLINE D sqrt(D x) { return __builtin_sqrt(x); }
  RAILHEAD_LANE_INLINE D floor(D x) { return floor_by_addition<Scalar>(x); }
  // Product of the low 32 bits of each lane.
  RAILHEAD_LANE_INLINE U mul32(U a, U b) { return (a & 0xFFFFFFFFU) * (b & 0xFFFFFFFFU); }
  // Finds the polynomials of p in (0, 1/2], and remembers whether some were not in the table.
  using Rows = const double*;
  struct Finder {
    D least = 1;
    [[gnu::always_inline]] Rows find(D p) {
      least = min(least, p);
      return kNormalTable.row[(bits(p) >> 51) % NormalTable::kRows];
    }
    [[gnu::always_inline]] bool all_found() const { return least >= 0x1p-64; }
  };
  // Coefficients of t^k and t^(k + 1), k even.
  RAILHEAD_LANE_INLINE void coefficients(Rows rows, int k, D& even, D& odd) {
    even = rows[k];
    odd = rows[k + 1];
  }
  RAILHEAD_LANE_INLINE void patch_normal(D p, D, D& z) { z = normal_lower_quantile(p); }
  // out[4 lane + j] = r[j][lane]
  RAILHEAD_LANE_INLINE void store4(const D (&r)[4], double* out) {
    for (std::size_t j = 0; j < 4; ++j) out[j] = r[j];
  }
  // r0 and r1 in turn, lane by lane.
  RAILHEAD_LANE_INLINE void interleave(D r0, D r1, D (&to)[2]) {
    to[0] = r0;
    to[1] = r1;
  }
  RAILHEAD_LANE_INLINE void store(D r, double* out) { *out = r; }
};

}  // namespace
}  // namespace railhead
