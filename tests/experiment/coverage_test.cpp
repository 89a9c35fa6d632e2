// How often 95 % intervals hold the truth: 20,000 repeats at fixed seeds. A share within
// .95 -/+ 3.29 sqrt(.95 .05 / 20,000) = .95 -/+ .0051 fails by chance once in a thousand.
#include "tests/support/coverage.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "railhead/experiment/regression.hpp"
#include "railhead/experiment/sobol_indices.hpp"
#include "railhead/experiment/solve.hpp"
#include "railhead/experiment/variance_split.hpp"
#include "railhead/experiment/voi.hpp"
#include "railhead/random/law.hpp"
#include "railhead/stats/intervals.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;
using namespace railhead::tests;

namespace {

std::vector<double> normals(const char* name, std::uint64_t repeat, std::size_t count) {
  std::vector<double> z(count);
  LawArguments standard;
  standard.a[0] = 0;
  standard.a[1] = 1;
  fill53(prepare(LawKind::normal, standard), stream_key(11, name), repeat, 0, 1, z);
  return z;
}

bool holds(const Estimate& estimate, double truth) {
  return estimate.low <= truth && truth <= estimate.high;
}

// Draws of effects of variance `share`, two replications each with chance of the rest.
VarianceSplit split_of(const std::vector<double>& effects, const std::vector<double>& chance,
                       double share) {
  SplitTally tally;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const double mean = std::sqrt(share) * effects[i];
    const double pair[] = {mean + std::sqrt(1 - share) * chance[2 * i],
                           mean + std::sqrt(1 - share) * chance[2 * i + 1]};
    tally.add(pair);
  }
  return tally.split();
}

// Standardised to variance 1.
std::vector<double> uniforms(const char* name, std::uint64_t repeat, std::size_t count) {
  std::vector<double> u = normals(name, repeat, count);
  for (double& each : u) each = (normal_cdf(each) - 0.5) * std::sqrt(12.0);
  return u;
}

}  // namespace

TEST_CASE("the interval of the epistemic share holds it 95 times in 100", "[coverage]") {
  for (const std::size_t draws : {5U, 200U})
    for (const double share : {0.2, 0.5, 0.9}) {
      const double covered = coverage([&](std::uint64_t repeat) {
        const auto split =
            split_of(normals("effect", repeat, draws), normals("chance", repeat, 2 * draws), share);
        return holds(split.epistemic, share) && holds(split.aleatory, 1 - share);
      });
      INFO("draws " << draws << ", share " << share << ", covered " << covered);
      CHECK(std::abs(covered - 0.95) < coverage_band());
    }
}

TEST_CASE("the interval of the epistemic share holds that of a uniform parameter", "[coverage]") {
  constexpr double kShare = 0.9975;
  const double covered = coverage([&](std::uint64_t repeat) {
    return holds(
        split_of(uniforms("even", repeat, 2000), normals("chance", repeat, 4000), kShare).epistemic,
        kShare);
  });
  INFO("covered " << covered);
  CHECK(std::abs(covered - 0.95) < coverage_band());
}

TEST_CASE("the interval of a root holds it 95 times in 100", "[coverage]") {
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
      return around(x, moments.mean(), half_width(moments));
    });
    return solution.roots.size() == 1 && holds(solution.roots[0].at, 4.0);
  });
  INFO("covered " << covered);
  CHECK(std::abs(covered - 0.95) < coverage_band());
}

// A shortage where the demand x exceeds a normal supply of mean 5; target one in two. The root's
// interval holds 5 exactly where Wilson's holds 1/2 there: the exact sum is the binomial's.
TEST_CASE("the interval of a root of a probability holds it as often as Wilson's", "[coverage]") {
  constexpr std::size_t kReplications = 50;
  const double exact = exact_wilson_coverage(kReplications, 0.5);
  const double covered = coverage([&](std::uint64_t repeat) {
    const auto supply = normals("supply", repeat, kReplications);
    RootQuestion question;
    question.from = 0;
    question.to = 10;
    question.target = 0.5;
    std::vector<double> shortages(kReplications);
    const Solution solution = solve_for(question, [&](double x) {
      for (std::size_t i = 0; i < kReplications; ++i) shortages[i] = x > 5 + supply[i] ? 1 : 0;
      return curve_point(x, ResponseKind::flag, shortages);
    });
    return solution.roots.size() == 1 && holds(solution.roots[0].at, 5.0);
  });
  INFO("covered " << covered << ", exact " << exact);
  CHECK(std::abs(covered - exact) < coverage_band(exact));
}

TEST_CASE("bootstrap intervals of Sobol indices hold them 95 times in 100", "[coverage]") {
  constexpr std::size_t kRows = 600;
  std::array<std::uint64_t, 4> right{};
  std::vector<double> responses(4 * kRows);
  for (std::uint64_t repeat = 0; repeat < kCoverageRepeats; ++repeat) {
    const auto a = normals("first of A", repeat, 2 * kRows);
    const auto b = normals("first of B", repeat, 2 * kRows);
    for (std::size_t i = 0; i < kRows; ++i) {
      const auto model = [](double x, double y) { return 2 * x + y; };
      responses[i] = model(a[2 * i], a[2 * i + 1]);
      responses[kRows + i] = model(b[2 * i], b[2 * i + 1]);
      responses[2 * kRows + i] = model(b[2 * i], a[2 * i + 1]);
      responses[3 * kRows + i] = model(a[2 * i], b[2 * i + 1]);
    }
    const auto indices = sobol_indices(responses, kRows, 1, 2, {100, repeat, 0.95});
    right[0] += holds(indices[0].first, 0.8) ? 1U : 0U;
    right[1] += holds(indices[0].total, 0.8) ? 1U : 0U;
    right[2] += holds(indices[1].first, 0.2) ? 1U : 0U;
    right[3] += holds(indices[1].total, 0.2) ? 1U : 0U;
  }
  for (const std::uint64_t count : right) {
    const double covered = static_cast<double>(count) / static_cast<double>(kCoverageRepeats);
    INFO("covered " << covered);
    CHECK(std::abs(covered - 0.95) < coverage_band());
  }
}

TEST_CASE("intervals of standardised coefficients hold them 95 times in 100", "[coverage]") {
  constexpr std::size_t kRows = 300;
  const double sd = std::sqrt(4.0 + 1.0 + 0.25);
  for (const double noise : {0.0, 0.5}) {
    std::uint64_t right = 0;
    for (std::uint64_t repeat = 0; repeat < kCoverageRepeats; ++repeat) {
      const auto x = normals("x", repeat, 2 * kRows);
      const auto e = normals("e", repeat, kRows);
      std::vector<double> y;
      for (std::size_t i = 0; i < kRows; ++i)
        y.push_back(2 * x[2 * i] + x[2 * i + 1] + noise * e[i]);
      const double truth = 2 / (noise > 0 ? sd : std::sqrt(5.0));
      right += holds(standardised_regression({2, x}, y).coefficients[0], truth) ? 1U : 0U;
    }
    const double covered = static_cast<double>(right) / static_cast<double>(kCoverageRepeats);
    INFO("noise " << noise << ", covered " << covered);
    CHECK(std::abs(covered - 0.95) < coverage_band());
  }
}

TEST_CASE("the interval of what knowing an input takes away holds it 95 times in 100",
          "[coverage]") {
  constexpr std::size_t kRows = 1000;
  const double covered = coverage([&](std::uint64_t repeat) {
    const auto x = normals("known", repeat, kRows);
    std::vector<double> y = normals("unknown", repeat, kRows);
    for (std::size_t i = 0; i < kRows; ++i) y[i] += x[i];
    return holds(variance_explained({1, x}, y), 0.5);
  });
  INFO("covered " << covered);
  CHECK(std::abs(covered - 0.95) < coverage_band());
}

// To act pays 1/2 + a + chance, not to act 0; a ~ N(0, 1). Knowing a gains
// E max(0, 1/2 + a) - 1/2 = phi(1/2) - 1/2 Phi(-1/2).
TEST_CASE("the interval of what knowing an input is worth to a choice holds it 95 times in 100",
          "[coverage]") {
  constexpr std::size_t kRows = 1500;
  const double truth = std::exp(-0.125) / std::sqrt(2 * 3.14159265358979) - 0.5 * normal_cdf(-0.5);
  const double covered = coverage([&](std::uint64_t repeat) {
    const auto a = normals("a", repeat, kRows);
    const auto chance = normals("chance", repeat, kRows);
    Inputs gains{2, {}};
    for (std::size_t i = 0; i < kRows; ++i)
      gains.values.insert(gains.values.end(), {0.0, 0.5 + a[i] + 0.5 * chance[i]});
    return holds(expected_value_of_knowing({1, a}, gains), truth);
  });
  INFO("covered " << covered);
  CHECK(std::abs(covered - 0.95) < coverage_band());
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
  CHECK(std::abs(covered - std::pow(level, kVariants)) < coverage_band());
}
