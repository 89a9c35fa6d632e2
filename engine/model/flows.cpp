#include "flows.hpp"

#include <algorithm>
#include <array>

#include "bounds.hpp"

namespace railhead {

namespace {

constexpr std::uint32_t round_up(std::uint32_t count, std::uint32_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

// What the kernels post at a time, those that pad them included.
constexpr std::uint32_t whole_periods(std::uint32_t periods) {
  return round_up(periods, kPeriodsTogether);
}

}  // namespace

Flows::Flows(const Network& network, const Layout& layout)
    : network_(network), lines_(layout.lines) {
  for (const Line& line : network.lines) {
    value_.push_back(line.output_per_day);
    period_.push_back(line.period);
  }
  for (const Consumer& consumer : network.consumers) {
    value_.push_back(consumer.demand_per_day);
    period_.push_back(consumer.mission.active() ? kDay : consumer.period);
  }
  const std::size_t size = value_.size();
  for (Duration period : period_) period_days_.push_back(days_of(period));
  block_.resize(size * kBlock);
  position_.resize(size);
  filled_.resize(size);
  next_period_.resize(size);
  remainder_.resize(size);
  steady_until_.resize(size);
  block_end_.resize(size);
  ready_until_.resize(size);
  since_.resize(size);
  accrued_days_.resize(size);
  accrued_amount_.resize(size);
  capability_.resize(size);
  integrated_.resize(size);
  up_.resize(lines_);
  working_.resize(lines_);
  next_failure_.resize(lines_);
  next_workday_.resize(lines_);
  cycle_.resize(lines_);
  down_days_.resize(lines_);
  add_groups(network, layout);
}

void Flows::add_groups(const Network& network, const Layout& layout) {
  std::vector<std::uint8_t> surprised(value_.size());
  for (const Disruption& disruption : network.disruptions)
    for (std::uint32_t target : disruption.targets) {
      if (disruption.kind == DisruptionKind::line_outage) surprised[target] = 1;
      if (disruption.kind == DisruptionKind::demand_surge) surprised[lines_ + target] = 1;
    }
  line_groups_ = static_cast<std::uint32_t>(layout.line_periods.size());
  for (const auto* periods : {&layout.line_periods, &layout.consumer_periods})
    for (const PeriodGroup& period : *periods) groups_.emplace_back().period = period.period;
  place_.resize(value_.size());
  const auto join = [&](std::uint32_t i, Group& g, std::uint32_t place) {
    place_[i] = place;
    if (g.flows.size() <= place) g.flows.resize(place + 1, kNoFlow);
    if (surprised[i] != 0)
      g.surprised.push_back(i);
    else
      g.flows[place] = i;
  };
  for (std::uint32_t i = 0; i < lines_; ++i) {
    const std::uint32_t group = layout.line_group[i];
    join(i, groups_[group], layout.line_seat[i] - layout.line_first_seat[group]);
  }
  for (std::uint32_t c = 0; c < layout.consumers; ++c) {
    const std::uint32_t group = layout.consumer_group[c];
    if (group == kNoGroup) continue;
    join(lines_ + c, groups_[line_groups_ + group],
         layout.consumer_seat[c] - layout.consumer_first_seat[group]);
  }
  for (Group& g : groups_) {
    g.width = round_up(static_cast<std::uint32_t>(g.flows.size()), kTile);
    g.first_place = carried_.size();
    carried_.resize(carried_.size() + g.width);
  }
  row_.resize(carried_.size());
  rounds_.resize(carried_.size() * kPeriods);
}

void Flows::begin(Values& values) {
  const auto clear = [](auto& column, auto value) {
    std::fill(column.begin(), column.end(), value);
  };
  clear(position_, 0U);
  clear(filled_, 0U);
  clear(next_period_, std::uint64_t{0});
  clear(remainder_, Remainder{});
  clear(carried_, 0.0);
  for (Group& g : groups_) {
    g.next = g.planned = 0;
    g.posted = g.surprised_to = 0;
  }
  clear(steady_until_, Instant::max());
  clear(block_end_, Instant::min());
  clear(ready_until_, Instant::min());
  clear(since_, network_.start);
  clear(accrued_days_, 0.0);
  clear(accrued_amount_, 0.0);
  clear(capability_, 1.0);
  clear(integrated_, std::uint8_t{0});
  clear(up_, std::uint8_t{1});
  clear(cycle_, std::uint64_t{0});
  clear(down_days_, 0.0);
  failures_ = 0;
  for (std::uint32_t i = 0; i < lines_; ++i) {
    const Failure& failure = network_.lines[LineId{i}].failure;
    next_failure_[i] = Instant::max();
    if (failure.active())
      next_failure_[i] =
          network_.start +
          std::max(Duration{1}, duration_of_days(values.draw(failure.up_days, network_.start, 0)));
    working_[i] = works(i, network_.start);
    next_workday_[i] = next_workday_change(i, network_.start);
    settle(i, network_.start);
  }
}

bool Flows::works(std::uint32_t i, Instant day) const {
  const std::chrono::weekday weekday{std::chrono::floor<std::chrono::days>(day)};
  return (static_cast<unsigned>(network_.lines[LineId{i}].workdays) >>
          (weekday.iso_encoding() - 1)) &
         1U;
}

Instant Flows::next_workday_change(std::uint32_t i, Instant after) const {
  if (network_.lines[LineId{i}].workdays == 0x7f) return Instant::max();
  Instant day = std::chrono::floor<std::chrono::days>(after);
  const bool now = works(i, after);
  do day += kDay;
  while (works(i, day) == now);
  return day;
}

ValueId Flows::largest(bool of_lines) const {
  ValueId found;
  double most = 0.0;
  const auto end = static_cast<std::uint32_t>(of_lines ? lines_ : value_.size());
  for (std::uint32_t i = of_lines ? 0 : lines_; i < end; ++i) {
    const double* rates = &block_[std::size_t{i} * kBlock];
    const double rate = filled_[i] == 0 ? 0.0 : *std::max_element(rates, rates + filled_[i]);
    const double amount = std::max(rate * period_days_[i], accrued_amount_[i]);
    if (!value_[i].is_none() && amount >= most) {
      most = amount;
      found = value_[i];
    }
  }
  return found;
}

// Whether the next period will need no more than its rate.
void Flows::settle(std::uint32_t i, Instant period_start) {
  since_[i] = period_start;
  accrued_days_[i] = accrued_amount_[i] = 0.0;
  Instant steady = Instant::min();
  if (capability_[i] == 1.0 && i >= lines_) steady = Instant::max();
  if (capability_[i] == 1.0 && i < lines_ && up_[i] && working_[i])
    steady = std::min(next_failure_[i], next_workday_[i]);
  set_steady(i, steady);
}

// Rates of the coming periods: as many as the stretch in force covers.
void Flows::refill(Values& values, std::uint32_t i, Instant period_start) {
  const Values::Segment& segment = values.segment(value_[i], period_start);
  const Instant until = values.segment_end(value_[i]);
  const Instant horizon = std::min(until, network_.end);
  const auto span = horizon - period_start;
  // A law counts from the period's start; a constant must hold to the period's end.
  auto periods = static_cast<std::uint64_t>(span / period_[i]);
  if (segment.law && span % period_[i] > Duration{0}) ++periods;
  const bool whole = !segment.varies && (segment.law || periods > 0);
  const auto count =
      whole ? static_cast<std::uint32_t>(std::clamp<std::uint64_t>(periods, 1, kBlock)) : 1U;
  double* block = &block_[std::size_t{i} * kBlock];
  integrated_[i] = !segment.law && !whole;
  if (segment.random)
    values.draw_periodic(value_[i], period_start, next_period_[i], {block, count});
  else
    std::fill_n(block, count,
                segment.varies ? values.at(value_[i], period_start) : segment.constant);
  position_[i] = 0;
  filled_[i] = count;
  next_period_[i] += count;
  // An amount that is integrated is not in the block.
  block_end_[i] = integrated_[i] ? Instant::min() : period_start + count * period_[i];
  set_steady(i, steady_until_[i]);
}

void Flows::advance(Values& values, std::uint32_t i, Instant until) {
  const double days = days_of(until - since_[i]);
  double able = capability_[i];
  if (i < lines_) {
    down_days_[i] += (1.0 - able * up_[i]) * days;
    able *= up_[i] * working_[i];
  }
  if (able > 0.0) {
    accrued_days_[i] += able * days;
    if (integrated_[i]) accrued_amount_[i] += able * values.integral(value_[i], since_[i], until);
  }
  since_[i] = until;
}

void Flows::pass_toggles(Values& values, std::uint32_t i, Instant until) {
  const Failure& failure = network_.lines[LineId{i}].failure;
  for (;;) {
    const Instant next = std::min(next_failure_[i], next_workday_[i]);
    if (next > until) return;
    advance(values, i, next);
    if (next == next_workday_[i]) {
      working_[i] ^= 1U;
      next_workday_[i] = next_workday_change(i, next);
      continue;
    }
    if (++failures_ > network_.max_events) [[unlikely]]
      refuse_events(network_, "a failure of line." + network_.lines[LineId{i}].id);
    up_[i] ^= 1U;
    if (up_[i]) ++cycle_[i];
    const ValueId lasts = up_[i] ? failure.up_days : failure.down_days;
    next_failure_[i] =
        next + std::max(Duration{1}, duration_of_days(values.draw(lasts, next, cycle_[i])));
  }
}

// Brings flow i to an instant of the period that begins at `period_start`.
void Flows::accrue(Values& values, std::uint32_t i, Instant period_start, Instant until) {
  // While it was steady nothing was written down.
  since_[i] = std::max(since_[i], period_start);
  if (i < lines_) pass_toggles(values, i, until);
  advance(values, i, until);
}

// The same, from what a disruption or a figure of time asks for.
void Flows::accrue_now(Values& values, std::uint32_t i, Instant now) {
  if (value_[i].is_none()) return;  // fire missions: only the capability is kept here
  if (now <= since_[i]) return;     // the period before has just been posted
  const auto whole = (now - network_.start + period_[i] - Duration{1}) / period_[i];
  const Instant period_start = network_.start + period_[i] * std::max<std::int64_t>(0, whole - 1);
  if (position_[i] == filled_[i] && period_start < network_.end) refill(values, i, period_start);
  accrue(values, i, period_start, now);
}

double Flows::unsteady_amount(Values& values, std::uint32_t i, Instant until) {
  const Instant period_start = until - period_[i];
  if (position_[i] == filled_[i]) refill(values, i, period_start);
  const double rate = block_[std::size_t{i} * kBlock + position_[i]++];
  const bool untouched = since_[i] == period_start;
  if (untouched && i < lines_ && up_[i] == 0 && next_failure_[i] > until &&
      next_workday_[i] > until) {
    down_days_[i] += period_days_[i];  // down all the time
    since_[i] = until;
    return 0.0;
  }
  if (until <= steady_until_[i] && !integrated_[i]) return rate * period_days_[i];
  accrue(values, i, period_start, until);
  const double amount = integrated_[i] ? accrued_amount_[i] : rate * accrued_days_[i];
  settle(i, until);
  return amount;
}

// Amounts of the coming periods of flow i, to be multiplied by `factor`: its rates where nothing
// else matters. What has to be worked out takes the place of the rates, or where these are not all
// there, that of `apart`.
const double* Flows::plan_flow(Values& values, std::uint32_t i, Instant first_end,
                               std::uint32_t periods, double* apart, double& factor) {
  const double days = period_days_[i];
  if (position_[i] == filled_[i]) refill(values, i, first_end - period_[i]);
  double* const rates = &block_[std::size_t{i} * kBlock + position_[i]];
  const bool in_place = whole_periods(periods) == periods && filled_[i] - position_[i] >= periods;
  factor = days;
  if (in_place && first_end + (periods - 1) * period_[i] <= ready_until_[i]) {
    position_[i] += periods;
    return rates;
  }
  factor = 1.0;
  double* const amounts = in_place ? rates : apart;
  Instant until = first_end;
  for (std::uint32_t k = 0; k < periods;) {
    if (until > ready_until_[i]) {
      amounts[k++] = unsteady_amount(values, i, until);
      until += period_[i];
      continue;
    }
    // All that is steady at once.
    const auto steady = static_cast<std::uint32_t>(
        std::min<std::int64_t>((ready_until_[i] - until) / period_[i] + 1, periods - k));
    const double* steady_rates = &block_[std::size_t{i} * kBlock + position_[i]];
    if (!in_place || days != 1.0)
      for (std::uint32_t j = 0; j < steady; ++j) amounts[k + j] = steady_rates[j] * days;
    k += steady;
    position_[i] += steady;
    until += steady * period_[i];
  }
  if (!in_place) std::fill(apart + periods, apart + whole_periods(periods), 0.0);
  return amounts;
}

void Flows::plan(Values& values, Group& g, Instant now, Instant boundary) {
  static constexpr std::array<double, kPeriods> kNothing{};
  g.next = 0;
  g.planned =
      static_cast<std::uint32_t>(std::min<std::int64_t>((boundary - now) / g.period + 1, kPeriods));
  std::array<double, std::size_t{kTile} * kPeriods> amounts;
  std::array<const double*, kTile> of_flow;
  std::array<double, kTile> factors;
  const auto flows = static_cast<std::uint32_t>(g.flows.size());
  for (std::uint32_t first = 0; first < flows; first += kTile) {
    const std::uint32_t count = round_up(std::min(kTile, flows - first), kFlowsPerLane);
    for (std::uint32_t j = 0; j < count; ++j) {
      of_flow[j] = kNothing.data();
      factors[j] = 1.0;
      if (first + j < flows && g.flows[first + j] != kNoFlow)
        of_flow[j] = plan_flow(values, g.flows[first + j], now, g.planned,
                               &amounts[std::size_t{j} * kPeriods], factors[j]);
    }
    railhead::post({count, whole_periods(g.planned), &carried_[g.first_place + first],
                    of_flow.data(), factors.data(), &rounds_[(g.first_place + first) * kPeriods]});
  }
}

void Flows::set_capability(Values& values, std::uint32_t i, double capability, Instant now) {
  if (capability == capability_[i]) return;
  accrue_now(values, i, now);
  capability_[i] = capability;
  set_steady(i, Instant::min());
}

double Flows::down_days(Values& values, std::uint32_t i, Instant now) {
  if (steady_until_[i] < now) {
    accrue_now(values, i, now);
    set_steady(i, Instant::min());
  }
  return down_days_[i];
}

}  // namespace railhead
