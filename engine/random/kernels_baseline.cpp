// Random blocks for any processor: two lanes of SSE2, which every x86-64 has, else one.

#include "kernels.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace railhead {
namespace {

#if defined(__SSE2__)
struct Lanes {
  using D = __m128d;
  typedef std::uint64_t U __attribute__((vector_size(16)));
  static constexpr std::size_t kLanes = 2;
  static constexpr std::size_t kTogether = 1;
  RAILHEAD_LANE_INLINE D splat(double x) { return _mm_set1_pd(x); }
  RAILHEAD_LANE_INLINE U splat(std::uint64_t x) { return U{x, x}; }
  RAILHEAD_LANE_INLINE U bits(D x) { return (U)x; }
  RAILHEAD_LANE_INLINE D from_bits(U x) { return (D)x; }
  RAILHEAD_LANE_INLINE D min(D a, D b) { return _mm_min_pd(a, b); }
  RAILHEAD_LANE_INLINE D max(D a, D b) { return _mm_max_pd(a, b); }
  RAILHEAD_LANE_INLINE D sqrt(D x) { return _mm_sqrt_pd(x); }
  RAILHEAD_LANE_INLINE D floor(D x) { return floor_by_addition<Lanes>(x); }
  RAILHEAD_LANE_INLINE U mul32(U a, U b) { return (U)_mm_mul_epu32((__m128i)a, (__m128i)b); }
  struct Rows {
    const double* of[2];
  };
  struct Finder {
    D least = splat(1.0);
    [[gnu::always_inline]] Rows find(D p) {
      least = min(least, p);
      const U number = (bits(p) >> 51) & splat(NormalTable::kRows - 1);
      return {{kNormalTable.row[number[0]], kNormalTable.row[number[1]]}};
    }
    [[gnu::always_inline]] bool all_found() const {
      return _mm_movemask_pd(_mm_cmplt_pd(least, splat(0x1p-64))) == 0;
    }
  };
  RAILHEAD_LANE_INLINE void coefficients(const Rows& rows, int k, D& even, D& odd) {
    const D a = _mm_load_pd(rows.of[0] + k), b = _mm_load_pd(rows.of[1] + k);
    even = _mm_unpacklo_pd(a, b);
    odd = _mm_unpackhi_pd(a, b);
  }
  RAILHEAD_LANE_INLINE void patch_normal(D p, D, D& z) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) z[lane] = normal_lower_quantile(p[lane]);
  }
  RAILHEAD_LANE_INLINE void store4(const D (&r)[4], double* out) {
    _mm_storeu_pd(out, _mm_unpacklo_pd(r[0], r[1]));
    _mm_storeu_pd(out + 2, _mm_unpacklo_pd(r[2], r[3]));
    _mm_storeu_pd(out + 4, _mm_unpackhi_pd(r[0], r[1]));
    _mm_storeu_pd(out + 6, _mm_unpackhi_pd(r[2], r[3]));
  }
  RAILHEAD_LANE_INLINE void interleave(D r0, D r1, D (&to)[2]) {
    to[0] = _mm_unpacklo_pd(r0, r1);
    to[1] = _mm_unpackhi_pd(r0, r1);
  }
  RAILHEAD_LANE_INLINE void store(D r, double* out) { _mm_storeu_pd(out, r); }
  RAILHEAD_LANE_INLINE void store_words(const U (&x)[4], std::uint32_t* out) {
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      for (std::size_t j = 0; j < 4; ++j)
        out[4 * lane + j] = static_cast<std::uint32_t>(x[j][lane]);
  }
};
#else
struct Lanes : Scalar {
  RAILHEAD_LANE_INLINE void store_words(const U (&x)[4], std::uint32_t* out) {
    for (std::size_t j = 0; j < 4; ++j) out[j] = static_cast<std::uint32_t>(x[j]);
  }
};
#endif

constexpr Kernels kTable = make_kernels<Lanes>();

}  // namespace

const Kernels* baseline_kernels() {
  return &kTable;
}

}  // namespace railhead
