#pragma once
// Philox and the block loops over lanes; compiled once per target by kernels_*.cpp.

#include "kernel_table.hpp"
#include "transforms.hpp"

namespace railhead {
namespace {

// Philox 4x32-10 of kLanes consecutive or given counters at once. A 32-bit word lives in the low
// half of a 64-bit lane; what is above it is of no account, as multiplication does not read it.
template <class V>
struct Philox {
  using U = typename V::U;
  U key0[10], key1[10], rep0, rep1;

  [[gnu::always_inline]] inline explicit Philox(const BlockPlace& place) {
    constexpr std::uint64_t kLow = 0xFFFFFFFF;
    for (std::uint64_t round = 0; round < 10; ++round) {
      key0[round] = V::splat(((place.key & kLow) + round * 0x9E3779B9U) & kLow);
      key1[round] = V::splat(((place.key >> 32) + round * 0xBB67AE85U) & kLow);
    }
    rep0 = V::splat(place.replication);
    rep1 = V::splat(place.replication >> 32);
  }

  // The four words of each of N vectors of counters: their chains of ten rounds run side by side.
  template <std::size_t N>
  [[gnu::always_inline]] inline void blocks(const U (&counter)[N], U (&x)[N][4]) const {
    const U m0 = V::splat(std::uint64_t{0xD2511F53});
    const U m1 = V::splat(std::uint64_t{0xCD9E8D57});
    for (std::size_t i = 0; i < N; ++i) {
      x[i][0] = counter[i];
      x[i][1] = counter[i] >> 32;
      x[i][2] = rep0;
      x[i][3] = rep1;
    }
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
#pragma GCC unroll 4
      for (std::size_t i = 0; i < N; ++i) {
        const U p0 = V::mul32(x[i][0], m0);
        const U p1 = V::mul32(x[i][2], m1);
        x[i][0] = (p1 >> 32) ^ x[i][1] ^ key0[round];
        x[i][1] = p1;
        x[i][2] = (p0 >> 32) ^ x[i][3] ^ key1[round];
        x[i][3] = p0;
      }
    }
  }
};

// Lane l holds start + l step.
template <class V>
RAILHEAD_LANE_INLINE typename V::U ramp(std::uint64_t start, std::uint64_t step) {
  typename V::U result = V::splat(start);
  if constexpr (V::kLanes > 1) {
    for (std::size_t lane = 0; lane < V::kLanes; ++lane) result[lane] = start + lane * step;
  }
  return result;
}

// Makes elements first, first + 1, … by `batch(counters, out)`, which makes kPerCounter elements of
// each lane of its N vectors of counters: four vectors at once as long as there is work for them,
// fewer for what is left; ragged ends go through a buffer.
template <class V, std::size_t kPerCounter, class Element>
struct Batches {
  static constexpr std::size_t kUnit = V::kLanes * kPerCounter;  // elements of one vector
  std::uint64_t counter;
  std::size_t skip;
  std::size_t n;
  Element* out;

  template <std::size_t N, class Batch>
  [[gnu::always_inline]] inline void step(const Batch& batch) {
    const typename V::U lane = ramp<V>(0, 1);
    typename V::U counters[N];
    for (std::size_t i = 0; i < N; ++i) counters[i] = V::splat(counter + i * V::kLanes) + lane;
    std::size_t made = N * kUnit;
    if (skip == 0 && n >= N * kUnit) {
      batch(counters, out);
    } else {
      alignas(64) Element buffer[N * kUnit];
      batch(counters, buffer);
      made = n < N * kUnit - skip ? n : N * kUnit - skip;
      for (std::size_t i = 0; i < made; ++i) out[i] = buffer[skip + i];
      skip = 0;
    }
    out += made;
    n -= made;
    counter += N * V::kLanes;
  }

  template <class Batch>
  [[gnu::always_inline]] inline void run(const Batch& batch) {
    while (n + skip > 3 * kUnit) step<4>(batch);
    while (n > 0) {
      if (n + skip > kUnit)
        step<2>(batch);
      else
        step<1>(batch);
    }
  }
};

// Applies a law to N vectors, at most kTogether at once: as many as the registers hold.
template <class V, class Law, std::size_t N>
RAILHEAD_LANE_INLINE void apply_together(const Law& law, typename V::D (&v)[N]) {
  constexpr std::size_t kStep = N < V::kTogether ? N : V::kTogether;
  for (std::size_t j = 0; j < N; j += kStep) {
    typename V::D some[kStep];
    for (std::size_t i = 0; i < kStep; ++i) some[i] = v[j + i];
    law.apply(some);
    for (std::size_t i = 0; i < kStep; ++i) v[j + i] = some[i];
  }
}

template <class V, class Law>
void fill_from32(const Sampler& sampler, const BlockPlace& place, std::size_t n, double* out) {
  const Philox<V> philox(place);
  const Law law = Law::make(sampler, 0x1p-32);
  Batches<V, 4, double>{place.first / 4, place.first % 4, n, out}.run(
      [&]<std::size_t N>(const typename V::U(&counters)[N], double* to) {
        typename V::U x[N][4];
        philox.blocks(counters, x);
        for (std::size_t i = 0; i < N; ++i) {
          typename V::D r[4] = {unit32<V>(x[i][0]), unit32<V>(x[i][1]), unit32<V>(x[i][2]),
                                unit32<V>(x[i][3])};
          apply_together<V>(law, r);
          V::store4(r, to + i * 4 * V::kLanes);
        }
      });
}

template <class V, class Law>
void fill_strided(const Philox<V>& philox, const Law& law, const BlockPlace& place, std::size_t n,
                  double* out) {
  using U = typename V::U;
  alignas(64) double buffer[V::kLanes];
  U index = ramp<V>(place.first, place.stride);
  const U step = V::splat(place.stride * V::kLanes);
  while (n > 0) {
    const U counter[1] = {index >> 1};
    U blocks[1][4];
    philox.blocks(counter, blocks);
    const U(&x)[4] = blocks[0];
    const auto odd = (index & V::splat(std::uint64_t{1})) == V::splat(std::uint64_t{1});
    const U low = odd ? x[2] : x[0];
    const U high = odd ? x[3] : x[1];
    typename V::D r[1] = {unit53<V>(low, high)};
    law.apply(r);
    V::store(r[0], buffer);
    const std::size_t count = n < V::kLanes ? n : V::kLanes;
    for (std::size_t i = 0; i < count; ++i) out[i] = buffer[i];
    out += count;
    n -= count;
    index = index + step;
  }
}

template <class V, class Law>
void fill_from53(const Sampler& sampler, const BlockPlace& place, std::size_t n, double* out) {
  const Philox<V> philox(place);
  const Law law = Law::make(sampler, 1.0);
  if (place.stride != 1) {
    fill_strided<V>(philox, law, place, n, out);
    return;
  }
  Batches<V, 2, double>{place.first / 2, place.first % 2, n, out}.run(
      [&]<std::size_t N>(const typename V::U(&counters)[N], double* to) {
        typename V::U x[N][4];
        philox.blocks(counters, x);
        for (std::size_t i = 0; i < N; ++i) {
          typename V::D r[2] = {unit53<V>(x[i][0], x[i][1]), unit53<V>(x[i][2], x[i][3])};
          apply_together<V>(law, r);
          typename V::D in_order[2];
          V::interleave(r[0], r[1], in_order);
          V::store(in_order[0], to + i * 2 * V::kLanes);
          V::store(in_order[1], to + (i * 2 + 1) * V::kLanes);
        }
      });
}

template <class V>
void fill_words(const BlockPlace& place, std::size_t n, std::uint32_t* out) {
  const Philox<V> philox(place);
  Batches<V, 4, std::uint32_t>{place.first / 4, place.first % 4, n, out}.run(
      [&]<std::size_t N>(const typename V::U(&counters)[N], std::uint32_t* to) {
        typename V::U x[N][4];
        philox.blocks(counters, x);
        for (std::size_t i = 0; i < N; ++i) V::store_words(x[i], to + i * 4 * V::kLanes);
      });
}

// Rows to columns and back.
template <class V>
[[gnu::always_inline]] inline void transpose(typename V::D (&v)[V::kLanes]) {
  if constexpr (V::kLanes > 1) {
    constexpr std::size_t kHalf = V::kLanes / 2;
    for (std::size_t done = 1; done < V::kLanes; done *= 2) {
      typename V::D w[kHalf][2];
      for (std::size_t i = 0; i < kHalf; ++i) V::interleave(v[i], v[i + kHalf], w[i]);
      for (std::size_t i = 0; i < V::kLanes; ++i) v[i] = w[i / 2][i % 2];
    }
  }
}

// Remainder::post for N vectors of flows, whose chains of dependent steps run side by side.
template <class V, std::size_t N>
[[gnu::always_inline]] inline bool post_vectors(const PostingBlock& block) {
  using D = typename V::D;
  constexpr std::size_t kLanes = V::kLanes;
  const D half = V::splat(kHalfUp);
  const D kWhole = V::splat(0x1p52);
  D carried[N];
  D factors[N];
  D most = V::splat(0.0);
  D least = V::splat(0.0);
  __builtin_memcpy(carried, block.carried, sizeof carried);
  __builtin_memcpy(factors, block.factors, sizeof factors);
  for (std::size_t k = 0; k < block.periods; k += kLanes) {
    D tile[N][kLanes];  // by flow, then by period, then by flow
    for (std::size_t v = 0; v < N; ++v) {
      for (std::size_t l = 0; l < kLanes; ++l)
        __builtin_memcpy(&tile[v][l], block.amounts[v * kLanes + l] + k, sizeof(D));
      transpose<V>(tile[v]);
    }
#pragma GCC unroll 8
    for (std::size_t l = 0; l < kLanes; ++l) {
#pragma GCC unroll 8
      for (std::size_t v = 0; v < N; ++v) {
        const D due = carried[v] + tile[v][l] * factors[v];
        const D shifted = due + half;
        const D whole = V::floor(shifted);
        tile[v][l] = V::from_bits(V::bits(whole + kWhole) ^ V::bits(kWhole));
        carried[v] = due - whole;
        most = V::max(most, due);
        least = V::min(least, shifted);
      }
    }
    for (std::size_t v = 0; v < N; ++v) {
      transpose<V>(tile[v]);
      for (std::size_t l = 0; l < kLanes; ++l)
        __builtin_memcpy(block.rounds + (v * kLanes + l) * kPeriodsApart + k, &tile[v][l],
                         sizeof(D));
    }
  }
  // What is no number, or infinite, stays in what is carried.
  for (std::size_t v = 0; v < N; ++v) {
    double lane[3][V::kLanes];
    __builtin_memcpy(lane[0], &most, sizeof most);
    __builtin_memcpy(lane[1], &least, sizeof least);
    __builtin_memcpy(lane[2], &carried[v], sizeof carried[v]);
    for (std::size_t i = 0; i < V::kLanes; ++i)
      if (!(lane[0][i] < kMostRounds && lane[1][i] >= 0.0 && lane[2][i] < 1.0)) return false;
  }
  __builtin_memcpy(block.carried, carried, sizeof carried);
  return true;
}

template <class V>
bool post_block(const PostingBlock& block) {
  return block.flows == kFlowsSideBySide ? post_vectors<V, kFlowsSideBySide / V::kLanes>(block)
                                         : post_vectors<V, kFlowsPerLane / V::kLanes>(block);
}

template <class V>
bool add_block(const Rounds* rounds, std::size_t flows, Rounds* sums) {
  using U = typename V::U;
  constexpr std::size_t kVectors = 4;
  U bits = V::splat(std::uint64_t{0});
  for (std::size_t k = 0; k < kPeriodsApart; k += kVectors * V::kLanes) {
    U sum[kVectors];
    for (U& x : sum) x = V::splat(std::uint64_t{0});
    for (std::size_t i = 0; i < flows; ++i)
      for (std::size_t v = 0; v < kVectors; ++v) {
        U some;
        __builtin_memcpy(&some, rounds + i * kPeriodsApart + k + v * V::kLanes, sizeof some);
        sum[v] = sum[v] + some;
        bits = bits | sum[v];
      }
    __builtin_memcpy(sums + k, sum, sizeof sum);
  }
  // A sum that grows by less than 2^56 at a time cannot pass the bits above unseen.
  std::uint64_t lane[V::kLanes];
  __builtin_memcpy(lane, &bits, sizeof bits);
  std::uint64_t any = 0;
  for (const std::uint64_t x : lane) any |= x;
  return any >> 56 == 0;
}

template <class V>
constexpr Kernels make_kernels() {
  return {fill_words<V>,
          {fill_from32<V, UnitUniform<V>>, fill_from32<V, UniformLaw<V>>,
           fill_from32<V, TriangularLaw<V>>, fill_from32<V, NormalLaw<V>>,
           fill_from32<V, LognormalLaw<V>>, fill_from32<V, ExponentialLaw<V>>},
          {fill_from53<V, UnitUniform<V>>, fill_from53<V, UniformLaw<V>>,
           fill_from53<V, TriangularLaw<V>>, fill_from53<V, NormalLaw<V>>,
           fill_from53<V, LognormalLaw<V>>, fill_from53<V, ExponentialLaw<V>>},
          post_block<V>,
          add_block<V>};
}

}  // namespace
}  // namespace railhead
