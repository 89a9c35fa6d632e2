// Moments, intervals, time averages, paired differences.

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "railhead/stats/intervals.hpp"
#include "railhead/stats/moments.hpp"
#include "railhead/stats/paired.hpp"
#include "railhead/stats/time_weighted.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/coverage.hpp"

using namespace railhead;
using namespace railhead::tests;

TEST_CASE("moments are those of the textbook") {
  Moments m;
  CHECK(m.variance() == 0);
  for (const double x : {2., 4., 4., 4., 5., 5., 7., 9.}) m.add(x);
  CHECK(m.count() == 8);
  CHECK(m.mean() == Approx(5));
  CHECK(m.variance() == Approx(32.0 / 7));
  CHECK(m.min() == 2);
  CHECK(m.max() == 9);
  CHECK(m.sum() == Approx(40));
}

TEST_CASE("a large offset does not spoil the variance") {
  Moments m;
  for (int i = 0; i < 1000; ++i) m.add(1e9 + i % 2);
  CHECK(m.variance() == Approx(0.25 * 1000 / 999).epsilon(1e-9));
}

TEST_CASE("merged chunks give the same bits as runs in order") {
  std::mt19937_64 engine(1);
  ChunkedMoments in_order;
  ChunkedMoments by_chunk;
  Moments chunk;
  for (int i = 0; i < 1000; ++i) {
    const double x = static_cast<double>(engine() >> 40) * 0.1;
    in_order.add(x);
    chunk.add(x);
    if (chunk.count() == kRunsPerChunk || i == 999) {
      by_chunk.add_chunk(chunk);
      chunk = Moments{};
    }
  }
  CHECK(in_order.total().mean() == by_chunk.total().mean());
  CHECK(in_order.total().variance() == by_chunk.total().variance());
  CHECK(in_order.total().count() == 1000);
}

TEST_CASE("the half-width is Student's") {
  Moments m;
  CHECK(half_width(m) == std::numeric_limits<double>::infinity());
  for (const double x : {1., 2., 3., 4., 5.}) m.add(x);
  // t with 4 degrees of freedom at 0.975 is 2.776445.
  CHECK(half_width(m) == Approx(2.776445 * std::sqrt(2.5 / 5)).epsilon(1e-6));
  CHECK(student_quantile(1e9, 0.975) == Approx(standard_normal_quantile(0.975)));
}

TEST_CASE("half-widths of many means are those of each, whatever their numbers") {
  railhead::HalfWidths widths{0.9};
  for (const int n : {5, 5, 1, 12, 5}) {
    railhead::Moments m;
    for (int i = 0; i < n; ++i) m.add(i * i);
    CHECK(widths.of(m) == railhead::half_width(m, 0.9));
  }
}

TEST_CASE("Wilson's interval is that of its paper's formula") {
  const Interval i = wilson(8, 10);
  CHECK(i.low == Approx(0.490162).epsilon(1e-5));
  CHECK(i.high == Approx(0.943318).epsilon(1e-5));
  CHECK(wilson(0, 10).low == 0);
  CHECK(wilson(10, 10).high == 1);
  CHECK(wilson(0, 0).high == 1);
}

TEST_CASE("the middle of values may be infinite, and its interval lies between two of them") {
  const double never = std::numeric_limits<double>::infinity();
  CHECK(sorted_median(std::vector<double>{1, 2, 4}) == 2);
  CHECK(sorted_median(std::vector<double>{1, 2, 4, 8}) == 3);
  CHECK(sorted_median(std::vector<double>{1, never, never, never}) == never);
  // Of ten values ranks 2 and 9: P(fewer than 2 below the median) = 11 / 1024.
  const std::vector<double> ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, never};
  CHECK(median_interval(ten).low == 2);
  CHECK(median_interval(ten).high == 9);
  CHECK(std::isinf(median_interval(std::vector<double>{1, 2, 3, 4, 5}).low));
  std::vector<double> many(10'000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<double>(i + 1);
  CHECK(median_interval(many).low == 4902);  // 5,000 - 1.96 x 50 and the half
  CHECK(median_interval(many).high == 5099);
}

TEST_CASE("intervals of means and of paired differences hold them 95 times in 100", "[coverage]") {
  for (const double level : {0.95, 1 - 0.05 / 3}) {
    std::mt19937_64 engine(7);
    std::normal_distribution<double> normal;
    std::uint64_t of_mean = 0;
    const double of_difference = coverage([&](std::uint64_t) {
      Moments moments;
      PairedDifference pairs;
      for (int i = 0; i < 8; ++i) {
        const double common = normal(engine);
        const double a = 3 * common + normal(engine);
        moments.add(a);
        pairs.add(a, 3 * common + 2 + normal(engine));
      }
      of_mean += std::abs(moments.mean()) <= half_width(moments, level) ? 1U : 0U;
      return std::abs(pairs.mean() - 2) <= pairs.half_width(level);
    });
    INFO("level " << level);
    CHECK(std::abs(of_difference - level) < coverage_band(level));
    CHECK(std::abs(static_cast<double>(of_mean) / static_cast<double>(kCoverageRepeats) - level) <
          coverage_band(level));
  }
}

// Sums of four uniforms are nearly normal.
TEST_CASE("the interval of a mean of other laws holds it nearly as often", "[coverage]") {
  std::mt19937_64 engine(7);
  const auto uniform = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  const double covered = coverage([&](std::uint64_t) {
    Moments moments;
    for (int i = 0; i < 50; ++i) moments.add(uniform() + uniform() + uniform() + uniform());
    return std::abs(moments.mean() - 2) <= half_width(moments);
  });
  CHECK(std::abs(covered - 0.95) < coverage_band());
}

// Discrete: they hold as often as a sum over the binomial law says, which is close to 95 times in
// 100 or, for the median, more.
TEST_CASE("intervals of a probability and of a median hold them as often as they should",
          "[coverage]") {
  std::mt19937_64 engine(7);
  const auto uniform = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  for (const double p : {0.02, 0.3, 0.5}) {
    const double exact = exact_wilson_coverage(200, p);
    const double covered = coverage([&](std::uint64_t) {
      std::uint64_t successes = 0;
      for (int i = 0; i < 200; ++i) successes += uniform() < p ? 1U : 0U;
      const Interval interval = wilson(successes, 200);
      return interval.low <= p && p <= interval.high;
    });
    INFO("p " << p << ", exact " << exact);
    CHECK(std::abs(exact - 0.95) < 0.03);
    CHECK(std::abs(covered - exact) < coverage_band(exact));
  }
  const double exact = 1 - 2 * 11.0 / 1024;
  const double covered = coverage([&](std::uint64_t) {
    std::vector<double> values(10);
    for (double& value : values) value = uniform();
    std::sort(values.begin(), values.end());
    const Interval interval = median_interval(values);
    return interval.low <= 0.5 && 0.5 <= interval.high;
  });
  CHECK(std::abs(covered - exact) < coverage_band(exact));
}

TEST_CASE("a time average weighs each level by how long it held") {
  TimeWeighted stock;
  stock.start(100, 10);
  stock.set(200, 4);
  stock.set(200, 6);
  stock.set(300, 0);
  CHECK(stock.mean(100, 400) == Approx((10.0 * 100 + 6.0 * 100) / 300));
  CHECK(stock.min == 0);
  CHECK(stock.mean(400, 400) == 0);
}

TEST_CASE("an integral of huge levels over a century is exact") {
  TimeWeighted stock;
  const std::int64_t century = 3'155'760'000'000'000;
  stock.start(0, std::int64_t{4} * 1'000'000'000'000'000);
  const Area area = stock.integral(century);
  CHECK(area / century == Area{4'000'000'000'000'000});
  CHECK(area % century == 0);
}

TEST_CASE("paired differences count what is equal and what is better") {
  PairedDifference d;
  CHECK(d.superiority() == 0.5);
  d.add(1, 3);
  d.add(2, 2);
  d.add(3, 7);
  d.add(5, 4);
  CHECK(d.mean() == Approx(1.25));
  CHECK(d.identical() == 1);
  CHECK(d.superiority() == Approx(0.625));
  CHECK(d.count() == 4);
}
