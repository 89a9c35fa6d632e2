#pragma once
// Integral over time of an integer level, exact: 128 bits hold any level of 64 bits over any clock.

#include <cstdint>

namespace railhead {

// __extension__: no warning for a type that ISO C++ does not name.
__extension__ using Area = __int128;

// Level x microseconds since the start of observation. Plain data, made for flat columns.
struct TimeWeighted {
  std::int64_t level = 0;
  std::int64_t since = 0;  // tick of the last change
  Area area = 0;           // integral up to `since`
  std::int64_t min = 0;    // least level in force since the start of observation

  // Observation starts anew at tick `now` with the given level.
  void start(std::int64_t now, std::int64_t start_level) {
    level = start_level;
    since = now;
    area = 0;
    min = start_level;
  }
  // The level changes at `now` >= since.
  void set(std::int64_t now, std::int64_t new_level) {
    area += static_cast<Area>(level) * (now - since);
    since = now;
    level = new_level;
    if (new_level < min) min = new_level;
  }
  // Integral up to `now` >= since.
  Area integral(std::int64_t now) const { return area + static_cast<Area>(level) * (now - since); }
  // Time average over [from, now]; the level itself when no time has passed.
  double mean(std::int64_t from, std::int64_t now) const {
    return now > from ? static_cast<double>(integral(now)) / static_cast<double>(now - from)
                      : static_cast<double>(level);
  }
};

}  // namespace railhead
