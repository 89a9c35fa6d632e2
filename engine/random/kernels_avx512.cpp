// Random blocks for AVX-512 (F, DQ, VL, BW): eight lanes, without fused multiply-add.

// GCC 12 takes the undefined vectors of its own intrinsics for a fault (bug 105593), and warns of
// its own gather macros when it does not optimise.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif

#include "kernels.hpp"

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <immintrin.h>

namespace railhead {
namespace {

struct Lanes {
  using D = __m512d;
  typedef std::uint64_t U __attribute__((vector_size(64)));
  static constexpr std::size_t kLanes = 8;
  static constexpr std::size_t kTogether = 4;
  RAILHEAD_LANE_INLINE D splat(double x) { return _mm512_set1_pd(x); }
  // Through a double, which GCC broadcasts from memory: an integer would take a shuffle.
  RAILHEAD_LANE_INLINE U splat(std::uint64_t x) { return (U)splat(__builtin_bit_cast(double, x)); }
  RAILHEAD_LANE_INLINE U bits(D x) { return (U)x; }
  RAILHEAD_LANE_INLINE D from_bits(U x) { return (D)x; }
  RAILHEAD_LANE_INLINE D min(D a, D b) { return _mm512_min_pd(a, b); }
  RAILHEAD_LANE_INLINE D max(D a, D b) { return _mm512_max_pd(a, b); }
  RAILHEAD_LANE_INLINE D sqrt(D x) { return _mm512_sqrt_pd(x); }
  RAILHEAD_LANE_INLINE D floor(D x) { return _mm512_roundscale_pd(x, 0x09); }
  RAILHEAD_LANE_INLINE U mul32(U a, U b) { return (U)_mm512_mul_epu32((__m512i)a, (__m512i)b); }
  // Sixteen half octaves, p in [2^-9, 1/2), are two registers a coefficient; the rest is patched.
  using Rows = U;
  struct Finder {
    U worst = splat(std::uint64_t{0});
    [[gnu::always_inline]] Rows find(D p) {
      const U number = bits(p) >> 51;
      const U offset = number - splat(NormalTable::kFirstColumn);
      worst = (U)_mm512_max_epu64((__m512i)worst, (__m512i)offset);
      return number;
    }
    [[gnu::always_inline]] bool all_found() const {
      return _mm512_cmpge_epu64_mask((__m512i)worst, (__m512i)splat(NormalTable::kColumns)) == 0;
    }
  };
  RAILHEAD_LANE_INLINE void coefficients(Rows rows, int k, D& even, D& odd) {
    const double* column = kNormalTable.column[k];
    even =
        _mm512_permutex2var_pd(_mm512_load_pd(column), (__m512i)rows, _mm512_load_pd(column + 8));
    odd = _mm512_permutex2var_pd(_mm512_load_pd(column + 16), (__m512i)rows,
                                 _mm512_load_pd(column + 24));
  }
  // The whole vector again, from the rows of the table.
  RAILHEAD_LANE_INLINE void patch_normal(D p, D t, D& z) {
    if (_mm512_cmp_pd_mask(p, splat(0x1p-9), _CMP_LT_OQ) == 0 &&
        _mm512_cmp_pd_mask(p, splat(0.5), _CMP_GE_OQ) == 0)
      return;
    const U offset = ((bits(p) >> 51) & splat(NormalTable::kRows - 1)) << 3;
    const double* base = kNormalTable.row[0];
    z = _mm512_i64gather_pd((__m512i)offset, base + NormalTable::kDegree, 8);
    for (int k = NormalTable::kDegree - 1; k >= 0; --k)
      z = z * t + _mm512_i64gather_pd((__m512i)offset, base + k, 8);
    if (_mm512_cmp_pd_mask(p, splat(0x1p-64), _CMP_LT_OQ) == 0) [[likely]]
      return;
    alignas(64) double lanes[8];
    _mm512_store_pd(lanes, p);
    for (double& lane : lanes) lane = normal_lower_quantile(lane);
    z = _mm512_load_pd(lanes);
  }
  RAILHEAD_LANE_INLINE void store4(const D (&r)[4], double* out) {
    const D a = _mm512_unpacklo_pd(r[0], r[1]), b = _mm512_unpackhi_pd(r[0], r[1]);
    const D c = _mm512_unpacklo_pd(r[2], r[3]), d = _mm512_unpackhi_pd(r[2], r[3]);
    // 128-bit quarters: a0 c0 b0 d0, a1 c1 b1 d1, …
    const D ac01 = _mm512_permutex2var_pd(a, pick(0, 8, 2, 10), c);
    const D bd01 = _mm512_permutex2var_pd(b, pick(0, 8, 2, 10), d);
    const D ac23 = _mm512_permutex2var_pd(a, pick(4, 12, 6, 14), c);
    const D bd23 = _mm512_permutex2var_pd(b, pick(4, 12, 6, 14), d);
    _mm512_storeu_pd(out, _mm512_shuffle_f64x2(ac01, bd01, 0x44));
    _mm512_storeu_pd(out + 8, _mm512_shuffle_f64x2(ac01, bd01, 0xEE));
    _mm512_storeu_pd(out + 16, _mm512_shuffle_f64x2(ac23, bd23, 0x44));
    _mm512_storeu_pd(out + 24, _mm512_shuffle_f64x2(ac23, bd23, 0xEE));
  }
  RAILHEAD_LANE_INLINE __m512i pick(int a, int b, int c, int d) {
    return _mm512_setr_epi64(a, a + 1, b, b + 1, c, c + 1, d, d + 1);
  }
  RAILHEAD_LANE_INLINE void interleave(D r0, D r1, D (&to)[2]) {
    to[0] = _mm512_permutex2var_pd(r0, _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), r1);
    to[1] = _mm512_permutex2var_pd(r0, _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15), r1);
  }
  RAILHEAD_LANE_INLINE void store(D r, double* out) { _mm512_storeu_pd(out, r); }
  RAILHEAD_LANE_INLINE void store_words(const U (&x)[4], std::uint32_t* out) {
    const U low = splat(std::uint64_t{0xFFFFFFFF});
    D to[2];
    interleave((D)((x[0] & low) | (x[1] << 32)), (D)((x[2] & low) | (x[3] << 32)), to);
    _mm512_storeu_si512(out, (__m512i)to[0]);
    _mm512_storeu_si512(out + 16, (__m512i)to[1]);
  }
};

constexpr Kernels kTable = make_kernels<Lanes>();

}  // namespace

const Kernels* avx512_kernels() {
  return &kTable;
}

}  // namespace railhead

#else

namespace railhead {
const Kernels* avx512_kernels() {
  return nullptr;
}
}  // namespace railhead

#endif
