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
// Flows of one period are posted together and ahead of time: failures and workdays are known
// beforehand, and only a disruption comes as a surprise. Flows that one can hit are posted as their
// periods end.
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
  static constexpr std::uint32_t kPeriods = kPeriodsApart;  // posted ahead at most

  // Rounds to post for coming periods: those of the flow at place i of its group for period k, of
  // those from `first` on, at [i * kPeriods + k].
  struct Ahead {
    const Rounds* rounds = nullptr;
    std::uint32_t first = 0, count = 0;
    bool fresh = false;      // a new plan
    bool surprises = false;  // it is filled in period by period
  };
  // What a whole group is to post from the period that ends now on, at least that one, as far as it
  // is known; valid until all of it is passed. Nothing is posted ahead of `boundary`, an instant
  // not before now: figures of time are read there.
  Ahead ahead(Values& values, std::uint32_t group, Instant now, Instant boundary) {
    Group& g = groups_[group];
    const bool fresh = g.next == g.planned;
    if (fresh) plan(values, g, now, boundary);
    Rounds* const rounds = &rounds_[g.first_place * kPeriods];
    if (g.surprised.empty()) return {rounds, g.next, g.planned - g.next, fresh, false};
    if (g.surprised_to == g.posted)
      for (std::uint32_t i : g.surprised)
        rounds[place_[i] * kPeriods + g.next] = remainder_[i].post(amount(values, i, now));
    g.surprised_to = g.posted + 1;
    return {rounds, g.next, 1, fresh, true};
  }
  // Goes on to the period after the next `count` of those ahead.
  void pass(std::uint32_t group, std::uint32_t count) {
    groups_[group].next += count;
    groups_[group].posted += count;
  }
  // Those for the period that ends now alone, by seat; valid until the next call for the group.
  const Rounds* post(Values& values, std::uint32_t group, Instant now, Instant boundary) {
    const Ahead ahead = this->ahead(values, group, now, boundary);
    pass(group, 1);
    const Group& g = groups_[group];
    Rounds* const row = &row_[g.first_place];
    for (std::uint32_t i = 0; i < g.width; ++i) row[i] = ahead.rounds[i * kPeriods + ahead.first];
    return row;
  }

  // Number of the period that the group posted last.
  [[nodiscard]] std::uint64_t period_number(std::uint32_t group) const {
    return groups_[group].posted - 1;
  }

  // Capability of a flow from now on, beside failures and workdays of lines.
  void set_capability(Values& values, std::uint32_t i, double capability, Instant now);
  [[nodiscard]] double capability(std::uint32_t i) const { return capability_[i]; }

  // The rate of the flow, of those of lines or else of consumers, that is the largest of what was
  // drawn last, for a message; none where there is no flow.
  [[nodiscard]] ValueId largest(bool of_lines) const;

  // Integral over time, in days, of the part of a line that was down (failures
  // and outages, not days without work), until `now`.
  double down_days(Values& values, std::uint32_t i, Instant now);

 private:
  static constexpr std::uint32_t kBlock = 128;
  static constexpr std::uint32_t kTile = kFlowsSideBySide;

  static constexpr std::uint32_t kNoFlow = 0xffffffffU;

  struct Group {
    Duration period{};
    std::vector<std::uint32_t> flows;      // by place, those that are posted ahead, else kNoFlow
    std::vector<std::uint32_t> surprised;  // flows that a disruption can hit
    std::size_t first_place = 0;           // among those of all groups
    std::uint32_t width = 0;               // places, a multiple of kTile
    std::uint32_t next = 0, planned = 0;   // periods
    std::uint64_t posted = 0;              // periods so far
    std::uint64_t surprised_to = 0;        // periods so far for which `surprised` were asked
  };

  void add_groups(const Network& network, const Layout& layout);
  void plan(Values& values, Group& group, Instant now, Instant boundary);
  const double* plan_flow(Values& values, std::uint32_t i, Instant first_end, std::uint32_t periods,
                          double* amounts, double& factor);
  // What flow i accrued over its period that ends at `until`, the one after the
  // period last asked for.
  double amount(Values& values, std::uint32_t i, Instant until) {
    // Steady flows: nothing changed since the period began, and its rate is in the block.
    if (until <= ready_until_[i]) return block_[i * kBlock + position_[i]++] * period_days_[i];
    return unsteady_amount(values, i, until);
  }
  double unsteady_amount(Values& values, std::uint32_t i, Instant until);
  void refill(Values& values, std::uint32_t i, Instant period_start);
  void accrue(Values& values, std::uint32_t i, Instant period_start, Instant until);
  void accrue_now(Values& values, std::uint32_t i, Instant now);
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
  std::vector<Rounds> rounds_;        // planned: place x period
  std::vector<Rounds> row_;           // of the period posted last, by place
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
