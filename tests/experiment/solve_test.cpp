#include "railhead/experiment/solve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "railhead/stats/intervals.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

RootQuestion range(double from, double to, double target) {
  RootQuestion question;
  question.from = from;
  question.to = to;
  question.target = target;
  return question;
}

}  // namespace

TEST_CASE("a curve that rises through the target has one root, found to a millionth of the range") {
  const Solution solution =
      solve_for(range(0, 10, 2), [](double x) { return around(x, x * x, 0.0); });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.value == Approx(std::sqrt(2.0)).margin(1e-5));
  CHECK(solution.roots[0].at.low <= std::sqrt(2.0));
  CHECK(solution.roots[0].at.high >= std::sqrt(2.0));
  CHECK(solution.roots[0].at.high - solution.roots[0].at.low == Approx(2e-4).epsilon(1e-6));
  CHECK(solution.curve.size() == 17);
}

TEST_CASE("the interval of a root holds the inputs whose mean may be the target") {
  const Solution solution =
      solve_for(range(0, 10, 4), [](double x) { return around(x, 2 * x, 0.5); });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.low == Approx(1.75).margin(0.005));
  CHECK(solution.roots[0].at.high == Approx(2.25).margin(0.005));
}

TEST_CASE("where nothing is short up to a point, the root is the last input with nothing short") {
  RootQuestion question = range(500, 3000, 0);
  question.at_most = true;
  question.resolution = 1;
  const Solution solution = solve_for(question, [](double x) {
    return around(x, std::max(0.0, std::round(120 * x) - 160'000), 0.0);
  });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.value == Approx(1333.333).margin(0.006));
  CHECK(solution.roots[0].at.low < 1333.3333);
  CHECK(solution.roots[0].at.high > 1333.3334);
  CHECK(solution.roots[0].mirrored);
}

TEST_CASE("a fill rate that cannot exceed one leaves it where the shortage begins") {
  const Solution solution = solve_for(range(500, 3000, 1), [](double x) {
    return around(x, std::min(1.0, 160'000 / (120 * x)), 0.0);
  });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.value == Approx(1333.333).margin(0.003));
}

TEST_CASE("a stock that falls to nothing and stays there has its root where it gets there") {
  const Solution solution = solve_for(range(500, 3000, 0), [](double x) {
    return around(x, std::max(0.0, 160'000 - 120 * x), 0.0);
  });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.value == Approx(1333.333).margin(0.003));
}

TEST_CASE("a whole input gives the smallest number that meets the target") {
  RootQuestion question = range(0, 40, 0);
  question.whole = true;
  question.at_most = true;
  const auto shortage = [](double x) { return around(x, std::max(0.0, 100 - 7 * x), 0.0); };
  const Solution solution = solve_for(question, shortage);
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.value == 15.0);
  CHECK(solution.roots[0].at.low == 15.0);
  CHECK(solution.roots[0].at.high == 15.0);

  question.target = 50;
  const auto noisy = [](double x) { return around(x, 100 - 7 * x, 10.0); };
  const Solution wide = solve_for(question, noisy);
  REQUIRE(wide.roots.size() == 1);
  CHECK(wide.roots[0].at.value == 8.0);  // 44 <= 50 < 51
  CHECK(wide.roots[0].at.low == 6.0);    // 58 - 10 <= 50 < 65 - 10
  CHECK(wide.roots[0].at.high == 9.0);   // 37 + 10 <= 50 < 44 + 10
}

TEST_CASE("a whole input that does harm gives the largest number that still meets the target") {
  RootQuestion question = range(0, 40, 10);
  question.whole = true;
  question.at_most = true;
  const Solution solution = solve_for(question, [](double x) { return around(x, 3 * x, 0.0); });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.value == 3.0);
}

TEST_CASE("no crossing gives no root, several crossings all of them") {
  const auto wave = [](double x) { return around(x, std::sin(x), 0.01); };
  CHECK(solve_for(range(0.5, 3, 2), wave).roots.empty());
  CHECK(solve_for(range(0.5, 3, 2), wave).met_share == 0.0);
  const Solution several = solve_for(range(1, 9, 0), wave);
  REQUIRE(several.roots.size() == 2);
  CHECK(several.roots[0].at.value == Approx(3.14159).margin(1e-4));
  CHECK(several.roots[1].at.value == Approx(6.28319).margin(1e-4));
}

TEST_CASE("crossings that the noise cannot tell apart are one root") {
  const Solution solution = solve_for(range(0, 16, 0), [](double x) {
    return around(x, x - 8 + 2 * std::cos(3.14159265 * x), 3.0);
  });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.low < 6);
  CHECK(solution.roots[0].at.high > 10);
}

TEST_CASE("an interval that leaves the range is open on that side") {
  const Solution solution = solve_for(range(0, 10, 1), [](double x) { return around(x, x, 3.0); });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].open_low);
  CHECK_FALSE(solution.roots[0].open_high);
  CHECK(solution.roots[0].at.low == 0.0);
  CHECK(solution.roots[0].at.high == Approx(4.0).margin(0.01));
}

TEST_CASE("a probability of which nothing was seen is bounded by how often it was looked") {
  std::vector<double> shortages(60, 0.0);
  const CurvePoint none = curve_point(5, ResponseKind::flag, shortages);
  CHECK(none.mean == 0.0);
  CHECK(none.low == 0.0);
  CHECK(none.high == Approx(wilson(0, 60).high));
  CHECK_FALSE(none.exact);
  shortages[7] = 1;
  CHECK(curve_point(5, ResponseKind::flag, shortages).low > 0.0);
}

TEST_CASE("of dates it is the median, and what does not come comes after them all") {
  const double never = std::nan("");
  const std::vector<double> dates = {3, never, 1, 2, never, 4, 5, 6, never};
  const CurvePoint point = curve_point(5, ResponseKind::date, dates);
  CHECK(point.mean == 5.0);
  CHECK(point.low == 2.0);  // ranks 2 and 8 of 9: .0195 on either side
  CHECK(std::isinf(point.high));
  const std::vector<double> mostly_never = {never, 1, never};
  CHECK(std::isinf(curve_point(5, ResponseKind::date, mostly_never).mean));
}

TEST_CASE("a date that ceases to come has its root where it does") {
  const double day = 86'400e6;
  RootQuestion question = range(0, 100, 50 * day);
  const Solution solution = solve_for(question, [day](double x) {
    return around(x, x > 70 ? std::numeric_limits<double>::infinity() : x / 2 * day, 0.0);
  });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.value == Approx(70).margin(0.001));
}

TEST_CASE("where every number meets the target, the smallest that was searched is the answer") {
  RootQuestion question = range(5, 40, 70);
  question.whole = true;
  question.at_most = true;
  const Solution solution =
      solve_for(question, [](double x) { return around(x, 100 - 7 * x, 0.0); });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.value == 5.0);
  CHECK(solution.roots[0].open_low);
}

TEST_CASE("without a bound from the data the interval of a noisy root is open") {
  const Solution solution = solve_for(range(0, 10, 0), [](double x) {
    std::vector<double> shortages(40, 0.0);
    for (std::size_t i = 0; i < 40; ++i)
      if (x > 4 + static_cast<double>(i) / 10) shortages[i] = 1;
    return curve_point(x, ResponseKind::flag, shortages);
  });
  REQUIRE(solution.roots.size() == 1);
  CHECK(solution.roots[0].at.value == Approx(4).margin(0.01));
  CHECK(solution.roots[0].open_low);
  CHECK_FALSE(solution.roots[0].mirrored);
  CHECK_FALSE(solution.roots[0].open_high);
}
