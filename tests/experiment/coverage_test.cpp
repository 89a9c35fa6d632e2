// How often 95 % intervals hold the truth: 20,000 repeats at fixed seeds. A share within
// .95 -/+ 3.29 sqrt(.95 .05 / 20,000) = .95 -/+ .0051 fails by chance once in a thousand.
#include <cmath>
#include <vector>

#include "railhead/experiment/solve.hpp"
#include "railhead/experiment/variance_split.hpp"
#include "railhead/random/law.hpp"
#include "railhead/stats/intervals.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

constexpr std::uint64_t kRepeats = 20'000;

double band() {
  return standard_normal_quantile(1 - 0.001 / 2) *
         std::sqrt(0.95 * 0.05 / static_cast<double>(kRepeats));
}

std::vector<double> normals(const char* name, std::uint64_t repeat, std::size_t count) {
  std::vector<double> z(count);
  LawArguments standard;
  standard.a[0] = 0;
  standard.a[1] = 1;
  fill53(prepare(LawKind::normal, standard), stream_key(11, name), repeat, 0, 1, z);
  return z;
}

// The share of repeats in which `trial` is right.
template <class Trial>
double coverage(Trial trial) {
  std::uint64_t right = 0;
  for (std::uint64_t repeat = 0; repeat < kRepeats; ++repeat) right += trial(repeat) ? 1U : 0U;
  return static_cast<double>(right) / static_cast<double>(kRepeats);
}

bool holds(const Estimate& estimate, double truth) {
  return estimate.low <= truth && truth <= estimate.high;
}

}  // namespace

TEST_CASE("the interval of the epistemic share holds it 95 times in 100") {
  constexpr std::size_t kDraws = 200;
  for (const double share : {0.2, 0.5, 0.9}) {
    const double covered = coverage([&](std::uint64_t repeat) {
      const auto effects = normals("effect", repeat, kDraws);
      const auto chance = normals("chance", repeat, 2 * kDraws);
      SplitTally tally;
      for (std::size_t i = 0; i < kDraws; ++i) {
        const double mean = std::sqrt(share) * effects[i];
        const double pair[] = {mean + std::sqrt(1 - share) * chance[2 * i],
                               mean + std::sqrt(1 - share) * chance[2 * i + 1]};
        tally.add(pair);
      }
      return holds(tally.split().epistemic, share);
    });
    INFO("share " << share << ", covered " << covered);
    CHECK(std::abs(covered - 0.95) < band());
  }
}

TEST_CASE("the interval of a root holds it 95 times in 100") {
  constexpr std::size_t kReplications = 12;
  const double covered = coverage([&](std::uint64_t repeat) {
    const auto level = normals("level", repeat, kReplications);
    const auto slope = normals("slope", repeat, kReplications);
    RootQuestion question;
    question.from = 0;
    question.to = 10;
    question.target = 8;
    const Solution solution = solve_for(question, [&](double x) {
      Moments moments;
      for (std::size_t i = 0; i < kReplications; ++i)
        moments.add(level[i] + (2 + 0.1 * slope[i]) * x);
      return CurvePoint{x, moments.mean(), half_width(moments)};
    });
    return solution.roots.size() == 1 && holds(solution.roots[0].at, 4.0);
  });
  INFO("covered " << covered);
  CHECK(std::abs(covered - 0.95) < band());
}

// Differences of independent variants from one baseline, paired, are independent here: with
// Bonferroni's levels all three intervals hold together with (1 - .05 / 3)^3 = .9508.
TEST_CASE("the intervals of several variants hold together 95 times in 100") {
  constexpr std::size_t kVariants = 3;
  constexpr std::size_t kPairs = 12;
  const double level = 1 - 0.05 / kVariants;
  const double covered = coverage([&](std::uint64_t repeat) {
    const auto common = normals("common", repeat, kPairs);
    const auto own = normals("own", repeat, kVariants * kPairs);
    bool all = true;
    for (std::size_t v = 0; v < kVariants; ++v) {
      Moments differences;
      for (std::size_t i = 0; i < kPairs; ++i)
        differences.add((5 * common[i] + 1 + own[v * kPairs + i]) - 5 * common[i]);
      all = all && std::abs(differences.mean() - 1) <= half_width(differences, level);
    }
    return all;
  });
  INFO("covered " << covered);
  CHECK(std::abs(covered - std::pow(level, kVariants)) < band());
}
