// How often an interval holds the truth.
#pragma once

#include <cmath>
#include <cstdint>

#include "railhead/stats/intervals.hpp"

#include "tests/support/sanitized.hpp"

namespace railhead::tests {

inline constexpr std::uint64_t kCoverageRepeats = kSanitized ? 1000 : 20'000;

// The share of repeats in which `trial` is right.
template <class Trial>
double coverage(Trial trial) {
  std::uint64_t right = 0;
  for (std::uint64_t repeat = 0; repeat < kCoverageRepeats; ++repeat)
    right += trial(repeat) ? 1U : 0U;
  return static_cast<double>(right) / static_cast<double>(kCoverageRepeats);
}

// How far that share may be from its expectation: once in a thousand it is farther by chance.
inline double coverage_band(double expected = 0.95) {
  return standard_normal_quantile(1 - 0.001 / 2) *
         std::sqrt(expected * (1 - expected) / static_cast<double>(kCoverageRepeats));
}

// Of `trials`, the probability that Wilson's interval holds p: a sum over the binomial law.
inline double exact_wilson_coverage(std::uint64_t trials, double p) {
  double probability = std::pow(1 - p, static_cast<double>(trials));
  double covered = 0;
  for (std::uint64_t k = 0; k <= trials; ++k) {
    const Interval interval = wilson(k, trials);
    if (interval.low <= p && p <= interval.high) covered += probability;
    probability *= static_cast<double>(trials - k) / static_cast<double>(k + 1) * p / (1 - p);
  }
  return covered;
}

}  // namespace railhead::tests
