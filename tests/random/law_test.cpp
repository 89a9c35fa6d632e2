// Laws against Boost.Math and against themselves.

#include "railhead/random/law.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "railhead/random/simd.hpp"

#include "law_cases.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using railhead::test::kNone;
using railhead::test::LawCase;

namespace {

std::vector<double> probabilities() {
  std::vector<double> p = {1e-12, 1e-8, 1e-4, 0.999999, 1 - 1e-9};
  for (int i = 1; i < 100; ++i) p.push_back(i / 100.0 + 1e-5);
  return p;
}

bool same_bits(double a, double b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

}  // namespace

TEST_CASE("every law's CDF is Boost's") {
  for (const LawCase& c : test::law_cases()) {
    if (!c.cdf) continue;
    INFO(c.name);
    const Sampler s = prepare(c.kind, c.arguments());
    REQUIRE(s.fault == LawFault::none);
    for (const double p : probabilities()) {
      const double x = quantile(s, p);
      CHECK(cdf(s, x) == Approx(test::reference_cdf(c, x)).epsilon(1e-7).margin(2e-11));
    }
  }
}

TEST_CASE("every law's quantile is the inverse of its CDF") {
  for (const LawCase& c : test::law_cases()) {
    INFO(c.name);
    const Sampler s = prepare(c.kind, c.arguments());
    for (const double p : probabilities()) {
      INFO("p = " << p);
      const double x = quantile(s, p);
      CHECK(x >= c.min);
      CHECK(x <= c.max);
      if (c.atoms) {
        CHECK(cdf(s, x) >= p * (1 - 1e-9) - 1e-12);
        CHECK(cdf_below(s, x) <= p * (1 + 1e-9) + 1e-12);
      } else {
        // Relative to the smaller tail and the spacing of doubles; but 2e-7 sd of a cut normal are
        // up to 1e-6 of probability, near its ends too.
        const bool normal = c.kind == LawKind::normal || c.kind == LawKind::lognormal;
        const double slack = normal ? 1e-6 : 1e-9 * std::min(p, 1 - p) + 4e-15;
        const double step = 1e-15 * std::abs(x);
        CHECK(cdf(s, x - step) <= p + slack);
        CHECK(cdf(s, x + step) >= p - slack);
      }
    }
  }
}

TEST_CASE("quantiles do not decrease") {
  for (const LawCase& c : test::law_cases()) {
    INFO(c.name);
    const Sampler s = prepare(c.kind, c.arguments());
    const double slack = 1e-6 * std::sqrt(variance(s));
    double previous = -kNone;
    for (int i = 1; i < 4000; ++i) {
      const double x = quantile(s, i / 4000.0);
      REQUIRE(x >= previous - slack);
      previous = x;
    }
  }
}

TEST_CASE("the normal quantile is Boost's to 2e-7 in the whole range") {
  const boost::math::normal standard;
  for (int e = 1; e <= 300; ++e) {
    for (int i = 0; i < 16; ++i) {
      const double p = std::ldexp(1 + i / 16.0, -e - 1);
      const double expected = boost::math::quantile(standard, p);
      REQUIRE(std::abs(normal_quantile(p) - expected) < 2e-7);
      if (e < 50)
        REQUIRE(std::abs(normal_quantile(1 - p) + boost::math::quantile(standard, 1 - (1 - p))) <

                2e-7);
    }
  }
  CHECK(normal_quantile(0.5) == 0);
  CHECK(normal_cdf(1.5) == Approx(boost::math::cdf(standard, 1.5)).epsilon(1e-14));
}

TEST_CASE("draws follow their law") {
  // Massart: the largest distance between the empirical CDF of n draws and the law's exceeds d with
  // probability at most 2 exp(-2 n d^2), with atoms too; 1e-6 over all laws and both sequences.
  constexpr std::size_t kDraws = 100'000;
  const auto cases = test::law_cases();
  const double alpha = 1e-6 / static_cast<double>(2 * cases.size());
  const double bound = std::sqrt(std::log(2 / alpha) / (2.0 * kDraws));
  std::vector<double> x(kDraws);
  for (const LawCase& c : cases) {
    const Sampler s = prepare(c.kind, c.arguments());
    for (const bool bits53 : {false, true}) {
      INFO(c.name << (bits53 ? ", 53 bits" : ", 32 bits"));
      const StreamKey key = stream_key(7, c.name);
      if (bits53)
        fill53(s, key, 3, 0, 1, x);
      else
        fill32(s, key, 3, 0, x);
      std::sort(x.begin(), x.end());
      // Every 50th order statistic will do: the distance over some points is no larger.
      double distance = 0;
      for (std::size_t i = 0; i < kDraws; i += 50) {
        const auto above = std::upper_bound(x.begin(), x.end(), x[i]);
        const double share = static_cast<double>(above - x.begin()) / kDraws;
        const double f = c.cdf ? test::reference_cdf(c, x[i]) : cdf(s, x[i]);
        distance = std::max(distance, std::abs(f - share));
      }
      CHECK(distance < bound);
    }
  }
}

TEST_CASE("mean and variance are those of the draws") {
  // Midpoints of 2^16 equal slices of the uniform integrate the quantile function; its ends, where
  // it may be unbounded, limit the accuracy.
  constexpr int kSlices = 1 << 16;
  for (const LawCase& c : test::law_cases()) {
    INFO(c.name);
    const Sampler s = prepare(c.kind, c.arguments());
    const double m = mean(s);
    const double sd = std::sqrt(variance(s));
    double first = 0;
    double second = 0;
    for (int i = 0; i < kSlices; ++i) {
      const double d = (quantile(s, (i + 0.5) / kSlices) - m) / sd;
      first += d;
      second += d * d;
    }
    CHECK(std::abs(first / kSlices) < 2e-4);
    CHECK(second / kSlices == Approx(1).epsilon(5e-3));
  }
}

TEST_CASE("a conditioned normal has the textbook mean") {
  const Sampler s = prepare(LawKind::normal, {{0, 1}, 0, kNone, nullptr});
  CHECK(mean(s) == Approx(std::sqrt(2 / M_PI)).epsilon(1e-12));
  CHECK(variance(s) == Approx(1 - 2 / M_PI).epsilon(1e-12));
  const Sampler tail = prepare(LawKind::normal, {{0, 1}, 20, kNone, nullptr});
  REQUIRE(tail.fault == LawFault::none);
  CHECK(mean(tail) == Approx(20.0497530).epsilon(1e-7));
  CHECK(quantile(tail, 0.5) == Approx(20.0345).epsilon(1e-4));
}

TEST_CASE("blocks of every law equal single draws to the bit on every SIMD target") {
  const SimdTarget before = simd_target();
  std::vector<double> x(333);
  for (const SimdTarget target : available_simd_targets()) {
    REQUIRE(use_simd_target(target));
    INFO("target " << name(target));
    for (const LawCase& c : test::law_cases()) {
      INFO(c.name);
      const Sampler s = prepare(c.kind, c.arguments());
      const StreamKey key = stream_key(11, c.name);
      for (const std::uint64_t first : {0ULL, 5ULL, 1ULL << 33}) {
        fill32(s, key, 1, first, x);
        for (std::size_t i = 0; i < x.size(); ++i)
          REQUIRE(same_bits(x[i], quantile(s, uniform32(key, 1, first + i))));
        for (const std::uint64_t stride : {1ULL, 65536ULL, 3ULL}) {
          fill53(s, key, 1, first, stride, x);
          for (std::size_t i = 0; i < x.size(); ++i)
            REQUIRE(same_bits(x[i], quantile(s, uniform53(key, 1, first + i * stride))));
        }
      }
    }
  }
  use_simd_target(before);
}

TEST_CASE("draws are the same bits in every build") {
  // The digest is of bits, so that a compiler or library that rounds otherwise shows.
  std::uint64_t digest = 14695981039346656037U;
  for (const LawCase& c : test::law_cases()) {
    const Sampler s = prepare(c.kind, c.arguments());
    const StreamKey key = stream_key(2, c.name);
    for (std::uint64_t i = 0; i < 2000; ++i) {
      const double x = quantile(s, uniform53(key, 0, i));
      std::uint64_t bits = 0;
      std::memcpy(&bits, &x, sizeof bits);
      digest = (digest ^ bits) * 1099511628211U;
    }
  }
  CHECK(digest == 0xf2219952ffd798d4U);
}
