#include "railhead/base/apportion.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <vector>

#include <rapidcheck.h>

#include "railhead/base/error.hpp"

#include "tests/support/catch.hpp"

using railhead::apportion;
using railhead::Rounds;

namespace {

constexpr std::int64_t kRound = std::int64_t{1} << railhead::kCreditBits;
constexpr Rounds kUnlimited = std::numeric_limits<Rounds>::max() / 64;

using Column = std::vector<Rounds>;

Column share(Rounds amount, const Column& weights, const Column& caps,
             std::vector<std::int64_t>& credit) {
  Column given(weights.size());
  apportion(amount, weights, caps, credit, given);
  return given;
}

Column share_once(Rounds amount, const Column& weights, const Column& caps) {
  std::vector<std::int64_t> credit(weights.size());
  return share(amount, weights, caps, credit);
}

Column unlimited(std::size_t count) {
  return Column(count, kUnlimited);
}

Rounds sum(const Column& column) {
  return std::accumulate(column.begin(), column.end(), Rounds{0});
}

}  // namespace

TEST_CASE("ten rounds among 5 : 3 : 2 are shared without rest") {
  CHECK(share_once(10, {5, 3, 2}, unlimited(3)) == Column{5, 3, 2});
}

TEST_CASE("the rest goes to the largest remainder, ties to the first") {
  CHECK(share_once(10, {1, 1, 1}, unlimited(3)) == Column{4, 3, 3});
  CHECK(share_once(11, {1, 1, 1}, unlimited(3)) == Column{4, 4, 3});
  CHECK(share_once(1, {1, 2}, unlimited(2)) == Column{0, 1});
}

TEST_CASE("what a cap refuses goes to the others") {
  CHECK(share_once(10, {1, 1, 1}, {1, 100, 100}) == Column{1, 5, 4});
  CHECK(share_once(10, {1, 1}, {3, 4}) == Column{3, 4});
  CHECK(share_once(1'000'000'000'000, {1, 0, 3}, {7, 999'999'999'990, 5}) ==
        Column{7, 999'999'999'988, 5});
}

TEST_CASE("nothing is shared among nobody, and nothing of nothing") {
  CHECK(share_once(10, {}, {}).empty());
  CHECK(share_once(0, {1, 2}, unlimited(2)) == Column{0, 0});
  CHECK(share_once(3, {0, 0}, unlimited(2)) == Column{2, 1});
}

TEST_CASE("single rounds reach the small origin in its turn") {
  std::vector<std::int64_t> credit(2);
  Column fired(2);
  for (int issue = 0; issue < 100; ++issue) {
    const Column given = share(1, {9, 1}, unlimited(2), credit);
    fired[0] += given[0];
    fired[1] += given[1];
  }
  CHECK(fired == Column{90, 10});
}

TEST_CASE("amounts and weights near the end of 64 bits are shared exactly") {
  constexpr Rounds kMost = std::numeric_limits<Rounds>::max();
  CHECK(share_once(kMost, {kMost / 2, kMost / 2}, {kMost / 2, kMost / 2}) ==
        Column{kMost / 2, kMost / 2});
  CHECK(share_once(kMost - 1, {1, 1}, {kMost / 2, kMost / 2}) == Column{kMost / 2, kMost / 2});
}

TEST_CASE("columns that do not belong together are refused") {
  std::vector<std::int64_t> credit(2);
  Column given(2);
  CHECK_THROWS_AS(apportion(1, Column{1}, Column{1, 1}, credit, given), railhead::Error);
  CHECK_THROWS_AS(apportion(-1, Column{1, 1}, Column{1, 1}, credit, given), railhead::Error);
  CHECK_THROWS_AS(apportion(1, Column{1, -1}, Column{1, 1}, credit, given), railhead::Error);
}

TEST_CASE("shares are never negative, never above a cap, and add up exactly") {
  REQUIRE(rc::check([] {
    const auto count = *rc::gen::inRange<std::size_t>(1, 7);
    const auto amounts = rc::gen::inRange<Rounds>(0, 2'000);
    const auto column = rc::gen::container<Column>(count, rc::gen::inRange<Rounds>(0, 900));
    std::vector<std::int64_t> credit(count);
    for (int call = 0; call < 20; ++call) {
      const Rounds amount = *amounts;
      const Column caps = *column;
      const Column given = share(amount, *column, caps, credit);
      RC_ASSERT(sum(given) == std::min(amount, sum(caps)));
      for (std::size_t i = 0; i < count; ++i) {
        RC_ASSERT(given[i] >= 0);
        RC_ASSERT(given[i] <= caps[i]);
      }
      // Credit is a debt among the claimants: it adds up to nothing, but for half a unit a call.
      RC_ASSERT(std::abs(std::accumulate(credit.begin(), credit.end(), std::int64_t{0})) <= 100);
    }
  }));
}

TEST_CASE("with steady weights everybody stays within a round of the exact cumulative share") {
  REQUIRE(rc::check([] {
    const auto count = *rc::gen::inRange<std::size_t>(1, 7);
    const Column weights = *rc::gen::container<Column>(count, rc::gen::inRange<Rounds>(1, 1'000));
    const auto whole = static_cast<double>(sum(weights));
    std::vector<std::int64_t> credit(count);
    Column cumulative(count);
    Rounds total = 0;
    for (int call = 0; call < 100; ++call) {
      const Rounds amount = *rc::gen::inRange<Rounds>(0, 12);
      const Column given = share(amount, weights, unlimited(count), credit);
      total += amount;
      for (std::size_t i = 0; i < count; ++i) {
        cumulative[i] += given[i];
        const double exact = static_cast<double>(total) * static_cast<double>(weights[i]) / whole;
        RC_ASSERT(std::abs(static_cast<double>(cumulative[i]) - exact) < 1.0);
        RC_ASSERT(std::abs(credit[i]) <= kRound);
      }
    }
  }));
}
