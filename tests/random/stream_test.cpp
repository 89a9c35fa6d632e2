// Philox and the streams: known answers, uniforms, equality of blocks and single draws.

#include "railhead/random/stream.hpp"

#include <cmath>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include <Random123/philox.h>

#include "railhead/random/simd.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

using Words = std::array<std::uint32_t, 4>;

// Every target in turn; the one in force is put back.
template <class Body>
void on_every_target(Body&& body) {
  const SimdTarget before = simd_target();
  for (const SimdTarget target : available_simd_targets()) {
    REQUIRE(use_simd_target(target));
    INFO("target " << name(target));
    body();
  }
  use_simd_target(before);
}

}  // namespace

TEST_CASE("Philox gives the answers that its authors published") {
  constexpr std::uint32_t kAll = 0xffffffff;
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({kAll, kAll, kAll, kAll}, {kAll, kAll}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("Philox agrees with Random123's own code") {
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const Words counter{i * 2654435761U, i ^ 0x9e3779b9U, i << 20, ~i};
    const r123::Philox4x32 reference;
    const r123::Philox4x32::ctr_type c{{counter[0], counter[1], counter[2], counter[3]}};
    const r123::Philox4x32::key_type k{{i + 7, i * i}};
    const auto expected = reference(c, k);
    const Words ours = philox(counter, {i + 7, i * i});
    for (std::size_t lane = 0; lane < 4; ++lane) REQUIRE(ours[lane] == expected[lane]);
  }
}

TEST_CASE("a word of a stream is the documented lane of the documented counter") {
  const StreamKey key{0x0123456789abcdefU};
  const std::uint64_t replication = 0xfedcba9876543210U;
  const std::uint64_t index = (std::uint64_t{5} << 34) + 7;
  const std::uint64_t counter = index / 4;
  const Words block = philox({static_cast<std::uint32_t>(counter),
                              static_cast<std::uint32_t>(counter >> 32), 0x76543210U, 0xfedcba98U},
                             {0x89abcdefU, 0x01234567U});
  CHECK(word(key, replication, index) == block[3]);
  CHECK(uniform32(key, replication, index) == (block[3] + 0.5) / 4294967296.0);
  const auto odd = philox({3, 0, 0x76543210U, 0xfedcba98U}, {0x89abcdefU, 0x01234567U});
  const std::uint64_t bits = (std::uint64_t{odd[3]} << 32) | odd[2];
  CHECK(uniform53(key, replication, 7) ==
        std::ldexp(static_cast<double>(2 * (bits >> 12) + 1), -53));
}

TEST_CASE("blocks equal single draws to the bit, wherever they begin, on every SIMD target") {
  on_every_target([] {
    const StreamKey key = stream_key(20231101, "line.tula-152.output_per_day");
    for (const std::uint64_t first : {0ULL, 1ULL, 2ULL, 3ULL, 5ULL, 1000ULL, 0x3fffffffeULL}) {
      for (const std::size_t n : {0U, 1U, 3U, 4U, 17U, 64U, 65U, 200U}) {
        std::vector<std::uint32_t> words(n);
        std::vector<double> u(n);
        fill_words(key, 9, first, words);
        for (std::size_t i = 0; i < n; ++i) REQUIRE(words[i] == word(key, 9, first + i));
        fill_uniform32(key, 9, first, u);
        for (std::size_t i = 0; i < n; ++i) REQUIRE(u[i] == uniform32(key, 9, first + i));
        for (const std::uint64_t stride : {1ULL, 2ULL, 7ULL, 65536ULL}) {
          fill_uniform53(key, 9, first, stride, u);
          for (std::size_t i = 0; i < n; ++i)
            REQUIRE(u[i] == uniform53(key, 9, first + i * stride));
        }
      }
    }
  });
}

TEST_CASE("uniforms fill the unit interval evenly and never touch its ends") {
  // Chi-square with 1,023 degrees of freedom; the statistic's upper 5e-7 quantile, for each of the
  // two sequences, by Wilson-Hilferty: 1023 (1 - 2 / 9207 + 4.892 sqrt(2 / 9207))^3 = 1262.
  constexpr std::size_t kDraws = 1 << 20;
  std::vector<double> u(kDraws);
  for (const bool bits53 : {false, true}) {
    const StreamKey key = stream_key(1, "evenness");
    if (bits53)
      fill_uniform53(key, 0, 0, 1, u);
    else
      fill_uniform32(key, 0, 0, u);
    std::vector<double> count(1024, 0.0);
    for (const double x : u) {
      REQUIRE(x > 0);
      REQUIRE(x < 1);
      count[static_cast<std::size_t>(x * 1024)] += 1;
    }
    double chi = 0;
    for (const double c : count) chi += (c - 1024) * (c - 1024) / 1024;
    CHECK(chi < 1262);
  }
}

TEST_CASE("streams, neighbours in a stream, and replications are uncorrelated") {
  // Under independence 12 (mean of (u - 1/2)(v - 1/2)) sqrt(n) is standard normal: 5.33 is exceeded
  // with probability 1e-7 in each of the three.
  constexpr std::size_t kDraws = 1 << 20;
  std::vector<double> a(kDraws);
  std::vector<double> b(kDraws);
  const auto score = [&](std::size_t lag) {
    double sum = 0;
    for (std::size_t i = lag; i < kDraws; ++i) sum += (a[i] - 0.5) * (b[i - lag] - 0.5);
    return std::abs(12 * sum / std::sqrt(static_cast<double>(kDraws)));
  };
  fill_uniform32(stream_key(1, "a"), 0, 0, a);
  b = a;
  CHECK(score(1) < 5.33);
  fill_uniform32(stream_key(1, "b"), 0, 0, b);
  CHECK(score(0) < 5.33);
  fill_uniform32(stream_key(1, "a"), 1, 0, b);
  CHECK(score(0) < 5.33);
}

TEST_CASE("a stream's key depends on seed and name") {
  std::set<std::uint64_t> keys;
  std::size_t made = 0;
  for (const std::uint64_t seed : {0ULL, 1ULL, 20231101ULL}) {
    for (int i = 0; i < 10000; ++i) {
      keys.insert(stream_key(seed, "site.s" + std::to_string(i) + ".stock").value);
      ++made;
    }
  }
  CHECK(keys.size() == made);  // a collision has probability 2.4e-11
  CHECK(stream_key(1, "ab") == stream_key(1, "ab"));
  CHECK(!(stream_key(1, "ab") == stream_key(1, std::string_view("ab\0", 3))));
}

TEST_CASE("the SIMD target can be chosen and is named") {
  CHECK(available_simd_targets().front() == SimdTarget::baseline);
  CHECK(name(SimdTarget::baseline) == "baseline");
  CHECK(name(SimdTarget::avx2) == "avx2");
  CHECK(name(SimdTarget::avx512) == "avx512");
  on_every_target([] { SUCCEED(); });
}
