#include "railhead/base/rounds.hpp"

#include <limits>

#include "railhead/base/error.hpp"

#include "tests/support/catch.hpp"

using railhead::checked_add;
using railhead::Error;
using railhead::Remainder;
using railhead::round_half_up;
using railhead::Rounds;

TEST_CASE("halves round up on both sides of zero") {
  CHECK(round_half_up(0.5) == 1);
  CHECK(round_half_up(1.5) == 2);
  CHECK(round_half_up(-0.5) == 0);
  CHECK(round_half_up(-1.5) == -1);
  CHECK(round_half_up(2.4) == 2);
  CHECK(round_half_up(-2.6) == -3);
  CHECK(round_half_up(0.0) == 0);
  CHECK(round_half_up(-1.0) == -1);
  CHECK(round_half_up(3'999'999'999'999'999.0) == 3'999'999'999'999'999);
}

TEST_CASE("a half that is reached by adding decimals still rounds up") {
  double sum = 0;
  for (int i = 0; i < 5; ++i) sum += 0.1;
  CHECK(round_half_up(sum) == 1);
  double less = 1.0;
  for (int i = 0; i < 5; ++i) less -= 0.1;  // a little above or below a half
  CHECK(round_half_up(less) == 1);
}

TEST_CASE("two fifths of a round a day give two rounds every five days") {
  Remainder remainder;
  Rounds cumulative = 0;
  const Rounds expected[] = {0, 1, 1, 2, 2, 2, 3, 3, 4, 4};
  for (const Rounds due : expected) {
    cumulative += remainder.post(0.4);
    CHECK(cumulative == due);
  }
}

TEST_CASE("a daily flow of decimals loses nothing in a hundred years") {
  Remainder remainder;
  Rounds cumulative = 0;
  for (int day = 1; day <= 36'500; ++day) {
    cumulative += remainder.post(1234.1);
    REQUIRE(remainder.carried >= -0.5 - 1e-6);
    REQUIRE(remainder.carried < 0.5);
  }
  CHECK(cumulative == 45'044'650);
}

TEST_CASE("amounts that cannot be counted are refused") {
  CHECK_THROWS_AS(round_half_up(1e16), Error);
  CHECK_THROWS_AS(round_half_up(-1e16), Error);
  CHECK_THROWS_AS(round_half_up(std::numeric_limits<double>::quiet_NaN()), Error);
  CHECK_THROWS_WITH(Remainder{}.post(std::numeric_limits<double>::infinity()),
                    "an amount of inf rounds is too large to count");
  constexpr Rounds kMost = std::numeric_limits<Rounds>::max();
  CHECK(checked_add(kMost, -1) == kMost - 1);
  CHECK_THROWS_WITH(checked_add(kMost, 1),
                    "the sum of 9223372036854775807 and 1 rounds is too large to count");
}
