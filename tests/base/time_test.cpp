#include "railhead/base/time.hpp"

#include <limits>

#include <rapidcheck.h>

#include "railhead/base/error.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;
using namespace std::chrono_literals;
using std::chrono::sys_days;

TEST_CASE("days become microseconds to the nearest") {
  CHECK(duration_of_days(1) == 24h);
  CHECK(duration_of_days(0.5) == 12h);
  CHECK(duration_of_days(-0.25) == -6h);
  CHECK(duration_of_days(1.0 / 3) == 8h);
  CHECK(duration_of_days(0.4 / 86'400e6).count() == 0);
  CHECK(duration_of_days(0.6 / 86'400e6).count() == 1);
  CHECK(days_of(36h) == 1.5);
}

TEST_CASE("durations are clamped before they overflow the clock") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(duration_of_days(1e300) == kLongestDuration);
  CHECK(duration_of_days(kInfinity) == kLongestDuration);
  CHECK(duration_of_days(-kInfinity) == -kLongestDuration);
  CHECK_THROWS_WITH(duration_of_days(std::numeric_limits<double>::quiet_NaN()),
                    "internal fault: a duration is not a number");
  const Instant last = *from_iso("9999-12-31");
  CHECK(last + kLongestDuration > last);
}

TEST_CASE("instants are written as UTC in ISO 8601") {
  const Instant november = sys_days{std::chrono::year{2023} / 11 / 1};
  CHECK(to_iso(november) == "2023-11-01T00:00:00Z");
  CHECK(to_iso(november + 6h + 30min + 15s) == "2023-11-01T06:30:15Z");
  CHECK(to_iso(november - 1us) == "2023-10-31T23:59:59.999999Z");
  CHECK(to_iso_date(november - 1us) == "2023-10-31");
}

TEST_CASE("dates and date-times are read, with fractions and offsets") {
  const Instant november = sys_days{std::chrono::year{2023} / 11 / 1};
  CHECK(from_iso("2023-11-01") == november);
  CHECK(from_iso("2023-11-01T00:00:00Z") == november);
  CHECK(from_iso("2023-11-01 06:30:00") == november + 6h + 30min);
  CHECK(from_iso("2023-11-01T00:00:00.5Z") == november + 500ms);
  CHECK(from_iso("2023-11-01T00:00:00.000001") == november + 1us);
  CHECK(from_iso("2023-11-01T02:00:00+02:00") == november);
  CHECK(from_iso("2023-10-31T18:30:00-05:30") == november);
  CHECK(from_iso("2024-02-29") == november + 120 * kDay);
}

TEST_CASE("what is no date is not read as one") {
  for (const char* text :
       {"", "2023", "2023-11", "2023-11-1", "2023-13-01", "2023-02-29", "0000-01-01", "2023-11-01x",
        "2023-11-01T", "2023-11-01T24:00:00", "2023-11-01T00:60:00", "2023-11-01T00:00:60",
        "2023-11-01T00:00", "2023-11-01T00:00:00.", "2023-11-01T00:00:00.1234567",
        "2023-11-01T00:00:00+2:00", "2023-11-01T00:00:00Zz", " 2023-11-01"}) {
    INFO(text);
    CHECK_FALSE(from_iso(text).has_value());
  }
}

TEST_CASE("every instant is read back as it was written") {
  REQUIRE(rc::check([] {
    const auto first = from_iso("0001-01-01")->time_since_epoch().count();
    const auto last = from_iso("9999-12-31")->time_since_epoch().count();
    const Instant instant{Duration{*rc::gen::inRange(first, last)}};
    RC_ASSERT(from_iso(to_iso(instant)) == instant);
  }));
}
