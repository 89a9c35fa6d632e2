// Random blocks for AVX2: four lanes. Compiled with -mavx2 and without fused multiply-add.

#include "kernels.hpp"

#if defined(__AVX2__)
#include <immintrin.h>

namespace railhead {
namespace {

struct Lanes {
  using D = __m256d;
  typedef std::uint64_t U __attribute__((vector_size(32)));
  static constexpr std::size_t kLanes = 4;
  static constexpr std::size_t kTogether = 4;
  RAILHEAD_LANE_INLINE D splat(double x) { return _mm256_set1_pd(x); }
  RAILHEAD_LANE_INLINE U splat(std::uint64_t x) { return U{x, x, x, x}; }
  RAILHEAD_LANE_INLINE U bits(D x) { return (U)x; }
  RAILHEAD_LANE_INLINE D from_bits(U x) { return (D)x; }
  RAILHEAD_LANE_INLINE D min(D a, D b) { return _mm256_min_pd(a, b); }
  RAILHEAD_LANE_INLINE D max(D a, D b) { return _mm256_max_pd(a, b); }
  RAILHEAD_LANE_INLINE D sqrt(D x) { return _mm256_sqrt_pd(x); }
  RAILHEAD_LANE_INLINE D floor(D x) { return _mm256_floor_pd(x); }
  RAILHEAD_LANE_INLINE U mul32(U a, U b) { return (U)_mm256_mul_epu32((__m256i)a, (__m256i)b); }
  RAILHEAD_LANE_INLINE D halves(const char* low, const char* high) {
    return _mm256_insertf128_pd(
        _mm256_castpd128_pd256(_mm_load_pd(reinterpret_cast<const double*>(low))),
        _mm_load_pd(reinterpret_cast<const double*>(high)), 1);
  }
  struct Rows {
    const char* of[4];
  };
  struct Finder {
    D least = splat(1.0);
    [[gnu::always_inline]] Rows find(D p) {
      least = min(least, p);
      // Row times the 64 bytes of a row.
      const U offset = (bits(p) >> 45) & splat(64 * (NormalTable::kRows - 1));
      const char* base = reinterpret_cast<const char*>(&kNormalTable.row);
      return {{base + offset[0], base + offset[1], base + offset[2], base + offset[3]}};
    }
    [[gnu::always_inline]] bool all_found() const {
      return _mm256_movemask_pd(_mm256_cmp_pd(least, splat(0x1p-64), _CMP_LT_OQ)) == 0;
    }
  };
  // Four rows transposed; the halves come straight from memory, which is cheaper than gathers.
  RAILHEAD_LANE_INLINE void coefficients(const Rows& rows, int k, D& even, D& odd) {
    const D a = halves(rows.of[0] + 8 * k, rows.of[2] + 8 * k);
    const D b = halves(rows.of[1] + 8 * k, rows.of[3] + 8 * k);
    even = _mm256_unpacklo_pd(a, b);
    odd = _mm256_unpackhi_pd(a, b);
  }
  RAILHEAD_LANE_INLINE void patch_normal(D p, D, D& z) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) z[lane] = normal_lower_quantile(p[lane]);
  }
  RAILHEAD_LANE_INLINE void store4(const D (&r)[4], double* out) {
    const D a = _mm256_unpacklo_pd(r[0], r[1]), b = _mm256_unpackhi_pd(r[0], r[1]);
    const D c = _mm256_unpacklo_pd(r[2], r[3]), d = _mm256_unpackhi_pd(r[2], r[3]);
    _mm256_storeu_pd(out, _mm256_permute2f128_pd(a, c, 0x20));
    _mm256_storeu_pd(out + 4, _mm256_permute2f128_pd(b, d, 0x20));
    _mm256_storeu_pd(out + 8, _mm256_permute2f128_pd(a, c, 0x31));
    _mm256_storeu_pd(out + 12, _mm256_permute2f128_pd(b, d, 0x31));
  }
  RAILHEAD_LANE_INLINE void interleave(D r0, D r1, D (&to)[2]) {
    const D a = _mm256_unpacklo_pd(r0, r1), b = _mm256_unpackhi_pd(r0, r1);
    to[0] = _mm256_permute2f128_pd(a, b, 0x20);
    to[1] = _mm256_permute2f128_pd(a, b, 0x31);
  }
  RAILHEAD_LANE_INLINE void store(D r, double* out) { _mm256_storeu_pd(out, r); }
  RAILHEAD_LANE_INLINE void store_words(const U (&x)[4], std::uint32_t* out) {
    const U low = splat(std::uint64_t{0xFFFFFFFF});
    D to[2];
    interleave((D)((x[0] & low) | (x[1] << 32)), (D)((x[2] & low) | (x[3] << 32)), to);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), (__m256i)to[0]);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 8), (__m256i)to[1]);
  }
};

constexpr Kernels kTable = make_kernels<Lanes>();

}  // namespace

const Kernels* avx2_kernels() {
  return &kTable;
}

}  // namespace railhead

#else

namespace railhead {
const Kernels* avx2_kernels() {
  return nullptr;
}
}  // namespace railhead

#endif
