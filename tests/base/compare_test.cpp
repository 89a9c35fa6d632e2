#include "railhead/base/compare.hpp"

#include "tests/support/catch.hpp"

using railhead::strictly_below;

TEST_CASE("a bound that is missed by rounding errors is reached") {
  CHECK_FALSE(strictly_below(300 / (0.1 * 3 * 1000), 1));
  CHECK_FALSE(strictly_below(0.7 - 0.1 * 7, 0));
  CHECK_FALSE(strictly_below(-150, 0.1 * 3 * -500));
  CHECK(strictly_below(299'999 / 0.3, 1e6));
  CHECK(strictly_below(999'999'999, 1e9));
  CHECK(strictly_below(-1, 0));
}
