#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "railhead/base/rounds.hpp"
#include "railhead/kernel/ring.hpp"

#include "layout.hpp"

namespace railhead {

__extension__ using Int128 = __int128;

// A quantity that holds a level over time, with the integral of it over the
// whole run in unit-microseconds, exact: a change counts from now to the end.
struct Level {
  std::int64_t value = 0;
  Int128 area = 0;

  void change(std::int64_t by, std::int64_t ticks_to_end) {
    value += by;
    area += static_cast<Int128>(by) * ticks_to_end;
  }
};

// Smallest on hand of a node over stretches of time that last.
struct NodeLevel {
  Rounds rounds = 0;
  Rounds least = std::numeric_limits<Rounds>::max();
  Instant since = Instant::min();  // of the level in force

  // To be called before the level changes.
  void hold_until(Instant now) {
    if (since == now) return;
    least = std::min(least, rounds);
    since = now;
  }
};

// Time with a shortage anywhere among some consumers: a union of stretches that
// become known in order of their ends.
class ShortTime {
 public:
  void clear() { stretches_.clear(); }

  // Adds (from, until] and returns the part of it that was not in it.
  Duration add(Instant from, Instant until) {
    Duration fresh = until - from;
    Stretch merged{from, until};
    while (!stretches_.empty() && stretches_.back().until >= from) {
      const Stretch& last = stretches_.back();
      fresh -= std::min(until, last.until) - std::max(from, last.from);
      merged = {std::min(merged.from, last.from), std::max(merged.until, last.until)};
      stretches_.pop_back();
    }
    stretches_.push_back(merged);
    return fresh;
  }

 private:
  struct Stretch {
    Instant from, until;
  };
  Ring<Stretch> stretches_;  // apart, ascending
};

// The columns that a replication's figures are made from, as they stand at an
// instant. Those at the ends of segments are kept: a figure of a window is a
// difference between two, or the least of several.
struct TallyColumns {
  std::vector<std::int64_t> counts;
  std::vector<Level> levels;  // area: as if the level stayed to the end
  std::vector<Int128> times;
  std::vector<double> sums;
  std::vector<Rounds> least;           // by node, of the segment
  std::vector<Instant> first_short;    // by consumer, of the segment
  std::vector<double> demand_of_pool;  // mean demand per day in force
  std::vector<double> demand_of_munition;
};

struct Tallies {
  TallyColumns now;
  std::vector<NodeLevel> nodes;
  std::vector<ShortTime> short_time;    // by node, then consumer
  std::vector<TallyColumns> at_end_of;  // by segment

  explicit Tallies(const Network& network, const Layout& layout);
  void clear(Instant since);

  std::int64_t& count(std::uint32_t column, std::uint32_t index) {
    return now.counts[column + index];
  }
  Level& level(std::uint32_t column, std::uint32_t index) { return now.levels[column + index]; }
};

}  // namespace railhead
