// Moments, intervals, time averages, paired differences.

#include <cmath>
#include <random>
#include <vector>

#include "railhead/stats/intervals.hpp"
#include "railhead/stats/moments.hpp"
#include "railhead/stats/paired.hpp"
#include "railhead/stats/time_weighted.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

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

TEST_CASE("Wilson's interval is that of its paper's formula") {
  const Interval i = wilson(8, 10);
  CHECK(i.low == Approx(0.490162).epsilon(1e-5));
  CHECK(i.high == Approx(0.943318).epsilon(1e-5));
  CHECK(wilson(0, 10).low == 0);
  CHECK(wilson(10, 10).high == 1);
  CHECK(wilson(0, 0).high == 1);
}

TEST_CASE("intervals of the mean and of a probability cover the truth as often as they say") {
  // 4,000 repeats at 95 %: 3,800 expected, sd 13.8; within 5 sd but for 6e-7 each. Wilson's
  // interval for n = 50, p = 0.3 covers with 0.957 (exact sum), 3,828 expected.
  std::mt19937_64 engine(7);
  const auto uniform = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  int mean_covered = 0;
  int share_covered = 0;
  for (int repeat = 0; repeat < 4000; ++repeat) {
    Moments m;
    std::uint64_t successes = 0;
    for (int i = 0; i < 50; ++i) {
      m.add(uniform() + uniform() + uniform() + uniform());
      if (uniform() < 0.3) ++successes;
    }
    mean_covered += std::abs(m.mean() - 2) <= half_width(m) ? 1 : 0;
    const Interval w = wilson(successes, 50);
    share_covered += w.low <= 0.3 && 0.3 <= w.high ? 1 : 0;
  }
  CHECK(std::abs(mean_covered - 3800) < 75);
  CHECK(std::abs(share_covered - 3828) < 70);
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
