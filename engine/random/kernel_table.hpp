#pragma once
// The random blocks of one SIMD target.

#include <cstddef>
#include <cstdint>

#include "railhead/random/law.hpp"
#include "railhead/random/posting.hpp"
#include "railhead/random/simd.hpp"

namespace railhead {

// Where a block is in its stream; stride 1 for 32-bit sequences.
struct BlockPlace {
  std::uint64_t key;
  std::uint64_t replication;
  std::uint64_t first;
  std::uint64_t stride;
};

struct Kernels {
  using Fill = void (*)(const Sampler&, const BlockPlace&, std::size_t n, double* out);
  void (*words)(const BlockPlace&, std::size_t n, std::uint32_t* out);
  // For one sequence: the bare uniforms, and the laws with a fast path.
  struct Laws {
    Fill unit, uniform, triangular, normal, lognormal, exponential;
  } from32, from53;
  // False where a figure is beyond what is done side by side; nothing is carried forward then.
  bool (*post)(const PostingBlock&);
  bool (*add)(const Rounds* rounds, std::size_t flows, Rounds* sums);
};

// nullptr where the processor is of another family.
const Kernels* baseline_kernels();
const Kernels* avx2_kernels();
const Kernels* avx512_kernels();

// Those of the target in force.
const Kernels& kernels();

}  // namespace railhead
