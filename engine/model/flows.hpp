#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "railhead/base/rounds.hpp"
#include "railhead/random/posting.hpp"

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
//
// Flows of one period are posted together and ahead of time, a row of rounds for
// each of the coming periods: failures and workdays are known beforehand, and
// only a disruption comes as a surprise. Flows that one can hit are posted as
// their periods end.
class Flows {
 public:
  Flows(const Network& network, const Layout& layout);

  // Back to the start of a replication.
  void begin(Values& values);

  // Groups of flows of one period: those of lines as in Layout::line_periods,
  // those of consumers after them.
  [[nodiscard]] std::uint32_t group_of_consumers(std::uint32_t group) const {
    return line_groups_ + group;
  }
  // The rounds to post for the period that ends now, by seat, of a whole group;
  // the row is valid until the next call for the group. Nothing is posted ahead
  // of `boundary`, an instant not before now: figures of time are read there.
  const Rounds* post(Values& values, std::uint32_t group, Instant now, Instant boundary) {
    Group& g = groups_[group];
    if (++g.row >= g.rows) plan(values, g, now, boundary);
    ++g.posted;
    Rounds* row = &rounds_[g.first_round + std::size_t{g.row} * g.width];
    for (std::uint32_t i : g.surprised) row[place_[i]] = remainder_[i].post(amount(values, i, now));
    return row;
  }

  // Number of the period that the group posted last.
  [[nodiscard]] std::uint64_t period_number(std::uint32_t group) const {
    return groups_[group].posted - 1;
  }

  // Capability of a flow from now on, beside failures and workdays of lines.
  void set_capability(Values& values, std::uint32_t i, double capability, Instant now);
  [[nodiscard]] double capability(std::uint32_t i) const { return capability_[i]; }

  // Integral over time, in days, of the part of a line that was down (failures
  // and outages, not days without work), until `now`.
  double down_days(Values& values, std::uint32_t i, Instant now);

 private:
  static constexpr std::uint32_t kBlock = 64;
  static constexpr std::uint32_t kRows = 32;  // posted ahead at most
  static constexpr std::uint32_t kTile = kFlowsSideBySide;

  static constexpr std::uint32_t kNoFlow = 0xffffffffU;

  struct Group {
    Duration period{};
    std::vector<std::uint32_t> flows;      // by place, those that are posted ahead, else kNoFlow
    std::vector<std::uint32_t> surprised;  // flows that a disruption can hit
    std::size_t first_round = 0;           // into rounds_: rows x width
    std::size_t first_carried = 0;         // into carried_
    std::uint32_t width = 0;               // places, a multiple of kTile
    std::uint32_t row = 0, rows = 0;
    std::uint64_t posted = 0;  // periods so far
  };

  void add_groups(const Network& network, const Layout& layout);
  void plan(Values& values, Group& group, Instant now, Instant boundary);
  void plan_flow(Values& values, std::uint32_t i, Instant first_end, std::uint32_t rows,
                 double* amounts);
  // What flow i accrued over its period that ends at `until`, the one after the
  // period last asked for.
  double amount(Values& values, std::uint32_t i, Instant until) {
    // Steady flows: nothing changed since the period began, and its rate is in the block.
    if (until <= ready_until_[i]) return block_[i * kBlock + position_[i]++] * period_days_[i];
    return unsteady_amount(values, i, until);
  }
  double unsteady_amount(Values& values, std::uint32_t i, Instant until);
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
  std::uint32_t line_groups_ = 0;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> place_;  // in its group
  std::vector<Rounds> rounds_;
  std::vector<double> carried_;       // remainders of what is planned, by place
  std::vector<Remainder> remainder_;  // of what is not
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
  std::uint64_t failures_ = 0;  // and repairs, of all lines; as many as events at most
};

}  // namespace railhead
