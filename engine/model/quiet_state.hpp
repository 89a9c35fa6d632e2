#pragma once

#include <array>
#include <vector>

#include "flows.hpp"

// What quiet days are booked from.
namespace railhead {

// Running totals over the periods of a plan: entry k is of those before period k.
struct RunningSums {
  std::array<Rounds, Flows::kPeriods + 1> total{};
  std::array<Rounds, Flows::kPeriods + 1> by_period{};  // times the number of the period

  // Of periods [first, first + count).
  [[nodiscard]] Rounds of(std::uint32_t first, std::uint32_t count) const {
    return total[first + count] - total[first];
  }
  // The same, each times its number from `first` on.
  [[nodiscard]] Rounds by_day(std::uint32_t first, std::uint32_t count) const {
    return by_period[first + count] - by_period[first] - of(first, count) * first;
  }
};

// What came to a pool and left it over quiet days, of one origin.
struct QuietFlow {
  Rounds made = 0, fired = 0;
  Rounds net_by_day = 0;  // made - fired of a day times its number, summed

  void come(Rounds rounds, Rounds by_day) {
    made += rounds;
    net_by_day += by_day;
  }
  void go(Rounds rounds, Rounds by_day) {
    fired += rounds;
    net_by_day -= by_day;
  }
};

// What the plans in hand say, and scratch.
struct QuietState {
  using Net = std::array<Rounds, Flows::kPeriods + 1>;  // made - wanted, as running totals
  bool fits = false;                                    // no figure is too large
  Rounds turnover = 0;                                  // of all that is planned
  std::vector<RunningSums> made;                        // by batch
  std::vector<RunningSums> wanted;                      // by pool
  std::vector<Net> net_of_pool, net_of_node;
  std::vector<QuietFlow> flow;  // by origin, of the pool in hand
};

}  // namespace railhead
