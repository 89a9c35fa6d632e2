#pragma once
// Elementary functions and inverse CDFs over lanes, with + - * / and square root alone, so that
// every target computes the same bits. V is a lane type, see lanes.hpp.

#include <cstddef>

#include "railhead/random/law.hpp"

#include "lanes.hpp"

namespace railhead {
namespace {

// Words to uniforms. unit32 leaves out the factor 2^-32, which law kernels fold into their span.
template <class V>
RAILHEAD_LANE_INLINE typename V::D unit32(typename V::U word) {
  // As the low bits of 2^52 + w; 2^52 - 1/2 is exact, and so is the difference w + 1/2.
  return V::from_bits((word & V::splat(std::uint64_t{0xFFFFFFFF})) |
                      V::splat(std::uint64_t{0x4330000000000000})) -
         V::splat(0x1p52 - 0.5);
}

template <class V>
RAILHEAD_LANE_INLINE typename V::D unit53(typename V::U low, typename V::U high) {
  const typename V::U word = (low & V::splat(std::uint64_t{0xFFFFFFFF})) | (high << 32);
  // 1 + k 2^-52 less 1 - 2^-53: exact.
  return V::from_bits((word >> 12) | V::splat(std::uint64_t{0x3FF0000000000000})) -
         V::splat(1.0 - 0x1p-53);
}

// Natural logarithm of a positive normal number, error below 2 ulp: log(2^e m) = e log 2 + 2
// atanh((m - 1) / (m + 1)) with m in [sqrt(1/2), sqrt(2)).
template <class V>
RAILHEAD_LANE_INLINE constexpr typename V::D log(typename V::D x) {
  using D = typename V::D;
  using U = typename V::U;
  constexpr std::uint64_t kRootHalf = 0x3FE6A09E667F3BCD;
  constexpr std::uint64_t kBias = std::uint64_t{1024} << 52;
  const U bits = V::bits(x);
  const U k = (bits + V::splat(kBias - kRootHalf)) >> 52;  // e + 1024
  const D m = V::from_bits(bits + V::splat(kBias) - (k << 52));
  const D e =
      V::from_bits(k | V::splat(std::uint64_t{0x4330000000000000})) - V::splat(0x1p52 + 1024.0);
  const D f = m - V::splat(1.0);
  const D s = f / (f + V::splat(2.0));
  const D z = s * s;
  D sum = V::splat(2.0 / 21);
  sum = sum * z + V::splat(2.0 / 19);
  sum = sum * z + V::splat(2.0 / 17);
  sum = sum * z + V::splat(2.0 / 15);
  sum = sum * z + V::splat(2.0 / 13);
  sum = sum * z + V::splat(2.0 / 11);
  sum = sum * z + V::splat(2.0 / 9);
  sum = sum * z + V::splat(2.0 / 7);
  sum = sum * z + V::splat(2.0 / 5);
  sum = sum * z + V::splat(2.0 / 3);
  // 2 s = f - s f, so that the leading term is exact; log 2 in two parts, the first of 32 bits.
  const D rest = s * (z * sum - f) + e * V::splat(1.90821492927058770002e-10);
  return e * V::splat(6.93147180369123816490e-01) + (f + rest);
}

// exp(x), error about 1 ulp, with x first brought into [-700, 709].
template <class V>
RAILHEAD_LANE_INLINE typename V::D exp(typename V::D x) {
  using D = typename V::D;
  x = V::min(V::max(x, V::splat(-700.0)), V::splat(709.0));
  const D shifted = x * V::splat(1.44269504088896338700e+00) + V::splat(0x1.8p52);
  const D k = shifted - V::splat(0x1.8p52);  // nearest whole number
  const D r =
      (x - k * V::splat(6.93147180369123816490e-01)) - k * V::splat(1.90821492927058770002e-10);
  D sum = V::splat(1.0 / 6227020800);  // Taylor, 1/13! down to 1
  sum = sum * r + V::splat(1.0 / 479001600);
  sum = sum * r + V::splat(1.0 / 39916800);
  sum = sum * r + V::splat(1.0 / 3628800);
  sum = sum * r + V::splat(1.0 / 362880);
  sum = sum * r + V::splat(1.0 / 40320);
  sum = sum * r + V::splat(1.0 / 5040);
  sum = sum * r + V::splat(1.0 / 720);
  sum = sum * r + V::splat(1.0 / 120);
  sum = sum * r + V::splat(1.0 / 24);
  sum = sum * r + V::splat(1.0 / 6);
  sum = sum * r + V::splat(0.5);
  sum = sum * r + V::splat(1.0);
  sum = sum * r + V::splat(1.0);
  // The low bits of `shifted` are k; 2^k by the exponent field.
  return sum * V::from_bits((V::bits(shifted) + V::splat(std::uint64_t{1023})) << 52);
}

// -log(1 - u) for u in [0, 1), accurate for small u too: what 1 - u lost to rounding is added back.
template <class V>
RAILHEAD_LANE_INLINE typename V::D minus_log1m(typename V::D u) {
  const typename V::D y = V::splat(1.0) - u;
  const typename V::D lost = (V::splat(1.0) - y) - u;
  return V::splat(0.0) - (log<V>(y) + lost);
}

// Inverse standard normal CDF of u in (0, 1), in place, for N vectors at once, step by step: the
// steps of one vector wait for each other, those of different vectors do not.
template <class V, std::size_t N>
RAILHEAD_LANE_INLINE void standard_normal(typename V::D (&u)[N]) {
  using D = typename V::D;
  using U = typename V::U;
  constexpr int kTop = NormalTable::kDegree / 2 * 2;
  D t[N];
  D z[N];
  typename V::Rows rows[N];
  typename V::Finder finder;
  for (std::size_t j = 0; j < N; ++j) {
    const D p = V::min(u[j], V::splat(1.0) - u[j]);
    rows[j] = finder.find(p);
    t[j] = V::from_bits((V::bits(p) & V::splat((std::uint64_t{1} << 51) - 1)) |
                        V::splat(std::uint64_t{0x3FF0000000000000})) -
           V::splat(1.25);
  }
  for (std::size_t j = 0; j < N; ++j) {
    D even, odd;
    V::coefficients(rows[j], kTop, even, odd);
    z[j] = NormalTable::kDegree == kTop ? even : odd * t[j] + even;
  }
  for (int k = kTop - 2; k >= 0; k -= 2) {
    for (std::size_t j = 0; j < N; ++j) {
      D even, odd;
      V::coefficients(rows[j], k, even, odd);
      z[j] = (z[j] * t[j] + odd) * t[j] + even;
    }
  }
  if (!finder.all_found()) [[unlikely]]
    for (std::size_t j = 0; j < N; ++j)
      V::patch_normal(V::min(u[j], V::splat(1.0) - u[j]), t[j], z[j]);
  // z is of the lower half; negate it where u > 1/2.
  for (std::size_t j = 0; j < N; ++j) {
    const U sign = V::bits(V::splat(0.5) - u[j]) & V::splat(std::uint64_t{1} << 63);
    u[j] = V::from_bits(V::bits(z[j]) ^ sign);
  }
}

// The laws with a fast path. `v` is a uniform over `unit`; each draws from u = tail + v (span
// unit), which for a power of two `unit` has the bits of tail + (v unit) span.
template <class V>
struct Conditioned {
  using D = typename V::D;
  D tail, span, low, high;
  RAILHEAD_LANE_INLINE Conditioned make(const Sampler& s, double unit) {
    return {V::splat(s.tail), V::splat(s.span * unit), V::splat(s.low), V::splat(s.high)};
  }
  [[gnu::always_inline]] D uniform(D v) const { return tail + v * span; }
  [[gnu::always_inline]] D clamp(D x) const { return V::min(V::max(x, low), high); }
};

template <class V>
struct UnitUniform {
  using D = typename V::D;
  D unit;
  RAILHEAD_LANE_INLINE UnitUniform make(const Sampler&, double unit) { return {V::splat(unit)}; }
  template <std::size_t N>
  [[gnu::always_inline]] void apply(D (&v)[N]) const {
    for (D& x : v) x = x * unit;
  }
};

template <class V>
struct UniformLaw {  // a = {low, high - low}
  using D = typename V::D;
  Conditioned<V> on;
  D a0, a1;
  RAILHEAD_LANE_INLINE UniformLaw make(const Sampler& s, double unit) {
    return {Conditioned<V>::make(s, unit), V::splat(s.a[0]), V::splat(s.a[1])};
  }
  template <std::size_t N>
  [[gnu::always_inline]] void apply(D (&v)[N]) const {
    for (D& x : v) x = on.clamp(a0 + on.uniform(x) * a1);
  }
};

template <class V>
struct TriangularLaw {  // a = {low, high, F(mode), (high - low)(mode - low), (high - low)(high -
                        // mode)}
  using D = typename V::D;
  Conditioned<V> on;
  D low, high, split, rising, falling;
  RAILHEAD_LANE_INLINE TriangularLaw make(const Sampler& s, double unit) {
    return {Conditioned<V>::make(s, unit),
            V::splat(s.a[0]),
            V::splat(s.a[1]),
            V::splat(s.a[2]),
            V::splat(s.a[3]),
            V::splat(s.a[4])};
  }
  template <std::size_t N>
  [[gnu::always_inline]] void apply(D (&v)[N]) const {
    for (D& x : v) {
      const D u = on.uniform(x);
      const D left = low + V::sqrt(u * rising);
      const D right = high - V::sqrt((V::splat(1.0) - u) * falling);
      x = on.clamp(u < split ? left : right);
    }
  }
};

template <class V>
struct NormalLaw {  // a = {mean, sd}; sd < 0 where the tail is the upper one
  using D = typename V::D;
  Conditioned<V> on;
  D mean, sd;
  RAILHEAD_LANE_INLINE NormalLaw make(const Sampler& s, double unit) {
    return {Conditioned<V>::make(s, unit), V::splat(s.a[0]), V::splat(s.a[1])};
  }
  template <std::size_t N>
  [[gnu::always_inline]] void apply(D (&v)[N]) const {
    for (D& x : v) x = on.uniform(x);
    standard_normal<V>(v);
    for (D& x : v) x = on.clamp(mean + sd * x);
  }
};

template <class V>
struct LognormalLaw {  // a = {mean, sd} of the logarithm, as for the normal
  using D = typename V::D;
  Conditioned<V> on;
  D mean, sd;
  RAILHEAD_LANE_INLINE LognormalLaw make(const Sampler& s, double unit) {
    return {Conditioned<V>::make(s, unit), V::splat(s.a[0]), V::splat(s.a[1])};
  }
  template <std::size_t N>
  [[gnu::always_inline]] void apply(D (&v)[N]) const {
    for (D& x : v) x = on.uniform(x);
    standard_normal<V>(v);
    for (D& x : v) x = on.clamp(exp<V>(mean + sd * x));
  }
};

template <class V>
struct ExponentialLaw {  // a = {start, mean}
  using D = typename V::D;
  Conditioned<V> on;
  D start, mean;
  RAILHEAD_LANE_INLINE ExponentialLaw make(const Sampler& s, double unit) {
    return {Conditioned<V>::make(s, unit), V::splat(s.a[0]), V::splat(s.a[1])};
  }
  template <std::size_t N>
  [[gnu::always_inline]] void apply(D (&v)[N]) const {
    for (D& x : v) x = on.clamp(start + mean * minus_log1m<V>(on.uniform(x)));
  }
};

}  // namespace
}  // namespace railhead
