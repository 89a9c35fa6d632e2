#pragma once
// Counter-based random numbers: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random
// numbers: as easy as 1, 2, 3", SC11). A number is a pure function of (stream key, replication,
// index), so any of them can be had alone, in any order, on any thread, and in blocks, always with
// the same bits.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace railhead {

// Names one stream of one seed.
struct StreamKey {
  std::uint64_t value = 0;
  friend constexpr bool operator==(StreamKey, StreamKey) = default;
};

// 64-bit hash of seed and name. Different names of at most eight bytes never collide under one
// seed; longer ones with probability 2^-64 a pair, which whoever compiles the streams should check.
StreamKey stream_key(std::uint64_t seed, std::string_view stream_name);

// One Philox block: ten rounds over four 32-bit words. Counter = {index low, index high,
// replication low, replication high}; key = {value low, value high}.
constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                              std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {
        static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(p1),
        static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

// The 32-bit word `index` of a stream: lane index % 4 of counter index / 4.
std::uint32_t word(StreamKey key, std::uint64_t replication, std::uint64_t index);

// (word + 1/2) 2^-32: symmetric about 1/2, never 0 or 1. Periodic flows draw from this sequence.
double uniform32(StreamKey key, std::uint64_t replication, std::uint64_t index);

// (k + 1/2) 2^-52 with k the upper 52 bits of lanes 2 (index % 2) (low half) and 2 (index % 2) + 1
// (high half) of counter index / 2: odd multiples of 2^-53, so exact, symmetric about 1/2, never 0
// or 1. Everything but periodic flows draws from this sequence. It shares its counters with the
// 32-bit sequence: one stream should use one of the two.
double uniform53(StreamKey key, std::uint64_t replication, std::uint64_t index);

// Blocks, by the SIMD target in force (simd.hpp); element i equals the function above at index
// first + i, or first + i * stride. Indices wrap modulo 2^64.
void fill_words(StreamKey key, std::uint64_t replication, std::uint64_t first,
                std::span<std::uint32_t> out);
void fill_uniform32(StreamKey key, std::uint64_t replication, std::uint64_t first,
                    std::span<double> out);
void fill_uniform53(StreamKey key, std::uint64_t replication, std::uint64_t first,
                    std::uint64_t stride, std::span<double> out);

}  // namespace railhead
