#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "railhead/base/rounds.hpp"

#include "layout.hpp"
#include "values.hpp"

namespace railhead {

// Amounts that accrue over periods: the output of lines and the demand of
// consumers. Period k = 0, 1, … of flow i ends at start + (k + 1) * period; its
// rate is draw k of the field's stream (or the field's integral over time), and
// what accrues is the rate times the integral of the capability over the period:
// 0 for a line that is down, 1.5 for a consumer under a surge. Rates come in
// blocks, filled ahead of use. Columns; flow i is a line, or after them a
// consumer.
class Flows {
 public:
  Flows(const Network& network, const Layout& layout);

  // Back to the start of a replication.
  void begin(Values& values);

  // The rounds to post for the period of flow i that ends now.
  Rounds post(Values& values, std::uint32_t i, Instant now) {
    // Steady flows: nothing changed since the period began, and its rate is in the block.
    if (now <= ready_until_[i])
      return remainder_[i].post(block_[i * kBlock + position_[i]++] * period_days_[i]);
    return post_unsteady(values, i, now);
  }

  // Number of the period that was last posted.
  [[nodiscard]] std::uint64_t period_number(std::uint32_t i) const {
    return next_period_[i] - filled_[i] + position_[i] - 1;
  }

  // Capability of a flow from now on, beside failures and workdays of lines.
  void set_capability(Values& values, std::uint32_t i, double capability, Instant now);
  [[nodiscard]] double capability(std::uint32_t i) const { return capability_[i]; }

  // Integral over time, in days, of the part of a line that was down (failures
  // and outages, not days without work), until `now`.
  double down_days(Values& values, std::uint32_t i, Instant now);

 private:
  static constexpr std::uint32_t kBlock = 64;

  Rounds post_unsteady(Values& values, std::uint32_t i, Instant now);
  void refill(Values& values, std::uint32_t i, Instant period_start);
  void accrue(Values& values, std::uint32_t i, Instant until);
  void pass_toggles(Values& values, std::uint32_t i, Instant until);
  void advance(Values& values, std::uint32_t i, Instant until);
  void settle(std::uint32_t i, Instant period_start);
  void set_steady(std::uint32_t i, Instant until) {
    steady_until_[i] = until;
    ready_until_[i] = std::min(until, block_end_[i]);
  }
  [[nodiscard]] bool works(std::uint32_t i, Instant day) const;
  [[nodiscard]] Instant next_workday_change(std::uint32_t i, Instant after) const;

  const Network& network_;
  std::uint32_t lines_ = 0;
  std::vector<ValueId> value_;
  std::vector<Duration> period_;
  std::vector<double> period_days_;
  std::vector<double> block_;
  std::vector<std::uint32_t> position_, filled_;
  std::vector<std::uint64_t> next_period_;  // number of the one after the block
  std::vector<Remainder> remainder_;
  std::vector<Instant> steady_until_;
  std::vector<Instant> block_end_;        // end of the last period whose rate is in the block
  std::vector<Instant> ready_until_;      // the earlier of the two
  std::vector<Instant> since_;            // accrued up to here
  std::vector<double> accrued_days_;      // capability x days of this period
  std::vector<double> accrued_amount_;    // the same times the rate, where that is integrated
  std::vector<double> capability_;        // outages, surges
  std::vector<std::uint8_t> integrated_;  // the rate is a constant or expression that changes
  // lines only
  std::vector<std::uint8_t> up_, working_;
  std::vector<Instant> next_failure_;  // end of the up or down time in hand
  std::vector<Instant> next_workday_;  // change between work and rest
  std::vector<std::uint64_t> cycle_;   // number of the up and down time in hand
  std::vector<double> down_days_;
};

}  // namespace railhead
