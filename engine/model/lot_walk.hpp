#pragma once

#include <algorithm>
#include <cstdint>

#include "stock.hpp"

// Quiet days, and the lots of a pool over them.
namespace railhead {

// Days that follow each other, on which nothing but output and demand is due and there is enough
// for all: periods [first, first + days) of the plans, the first at `from`.
struct Stretch {
  Instant from;
  Duration day{};
  std::uint32_t first = 0, days = 0;
};

// The lots of a pool over a stretch; what comes and goes is summed by origin.
class LotWalk {
 public:
  LotWalk(State& s, std::size_t p, const Stretch& x)
      : s_(s),
        x_(x),
        pool_(s.layout.quiet_pools[p]),
        wanted_(s.quiet.wanted[p]),
        lots_(s.lots[pool_.pool.index()]) {
    if (pool_.batches == 1) {
      made_ = &s.quiet.made[pool_.first_batch];
      makes_ = s.layout.quiet_batches[pool_.first_batch].origin;
    }
  }

  void run() {
    for (std::uint32_t day = 0; day < x_.days;) {
      const std::uint32_t days = days_of_one(day);
      if (days > 0)
        run_days(day, days);
      else
        run_day(day);
      day += std::max(days, std::uint32_t{1});
    }
  }

 private:
  QuietFlow& flow(OriginId origin) { return s_.quiet.flow[origin.index()]; }

  // Days from `day` on whose fire and whose output are each of one origin, as far as that is seen
  // at once: the fire is of the oldest lot.
  std::uint32_t days_of_one(std::uint32_t day) const {
    if (pool_.batches > 1) return 0;
    const std::uint32_t left = x_.days - day;
    if (made_ != nullptr && (lots_.empty() || (lots_.size() == 1 && lots_[0].origin == makes_)))
      return left;
    if (lots_.empty()) return 0;
    const Rounds* total = &wanted_.total[x_.first + day];
    const Rounds most = total[0] + lots_.front().rounds;
    std::uint32_t days = 0;
    while (days < left && total[days + 1] <= most) ++days;
    return days;
  }

  void run_days(std::uint32_t day, std::uint32_t days) {
    const OriginId origin = lots_.empty() ? makes_ : lots_.front().origin;
    const std::uint32_t first = x_.first + day;
    if (made_ != nullptr) {
      const Rounds rounds = made_->of(first, days);
      if (rounds > 0) lay_down(lots_, makes_, rounds);
      flow(makes_).come(rounds, made_->by_day(first, days) + rounds * day);
    }
    const Rounds rounds = wanted_.of(first, days);
    if (rounds == 0) return;
    flow(origin).go(rounds, wanted_.by_day(first, days) + rounds * day);
    if ((lots_.front().rounds -= rounds) == 0) lots_.pop_front();
  }

  void run_day(std::uint32_t day) {
    for (std::uint32_t b = pool_.first_batch; b < pool_.first_batch + pool_.batches; ++b) {
      const Rounds made = s_.quiet.made[b].of(x_.first + day, 1);
      if (made == 0) continue;
      const OriginId origin = s_.layout.quiet_batches[b].origin;
      lay_down(lots_, origin, made);
      flow(origin).come(made, made * day);
    }
    for (Rounds left = wanted_.of(x_.first + day, 1); left > 0;) {
      Lot& lot = lots_.front();
      const Rounds taken = std::min(left, lot.rounds);
      flow(lot.origin).go(taken, taken * day);
      left -= taken;
      lot.rounds -= taken;
      if (lot.rounds == 0) lots_.pop_front();
    }
  }

  State& s_;
  const Stretch& x_;
  const QuietPool& pool_;
  const RunningSums& wanted_;
  Ring<Lot>& lots_;
  const RunningSums* made_ = nullptr;  // where there is one batch: of `makes_`
  OriginId makes_;
};

}  // namespace railhead
