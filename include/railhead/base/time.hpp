// The clock of the simulation: absolute instants in UTC and durations, both in whole microseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace railhead {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;  // microseconds since 1970-01-01T00:00:00Z

inline constexpr Duration kDay = std::chrono::days{1};
// The longest duration a conversion yields: a little over 100,000 years. The sum of an instant
// within the range of from_iso and of one such duration never overflows.
inline constexpr Duration kLongestDuration = kDay * std::int64_t{40'000'000};

// Throws Error: a duration is not a number.
[[noreturn]] void refuse_duration();

// Days to the nearest microsecond, halves away from zero, clamped to +-kLongestDuration.
// Requires: not a NaN (throws Error).
inline Duration duration_of_days(double days) {
  const double ticks = days * static_cast<double>(kDay.count());
  const auto limit = static_cast<double>(kLongestDuration.count());
  if (ticks >= limit) return kLongestDuration;
  if (ticks <= -limit) return -kLongestDuration;
  if (!(ticks == ticks)) refuse_duration();
  const auto whole = static_cast<std::int64_t>(ticks);  // towards zero
  const double fraction = ticks - static_cast<double>(whole);
  return Duration{whole + static_cast<std::int64_t>(fraction >= 0.5) -
                  static_cast<std::int64_t>(fraction <= -0.5)};
}

// Exact up to the rounding of a double.
inline double days_of(Duration duration) {
  return static_cast<double>(duration.count()) / static_cast<double>(kDay.count());
}

// "2023-11-01T06:30:00Z"; a fraction of six digits only where there is one.
std::string to_iso(Instant instant);

// "2023-11-01": the UTC date that contains the instant.
std::string to_iso_date(Instant instant);

// Reads "2023-11-01", "2023-11-01T06:30:00" and the latter with a fraction of up to six digits,
// "Z" or an offset "+02:00"; a space may stand for the T. Without an offset: UTC. Years 0001-9999.
// Nothing where the text is anything else or the date does not exist.
std::optional<Instant> from_iso(std::string_view text);

}  // namespace railhead
