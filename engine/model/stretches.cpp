// The stretches of time on which a value is one law or one constant.
#include <algorithm>

#include "railhead/base/error.hpp"

#include "values.hpp"

namespace railhead {

namespace {

// Steps that hold breakpoints of their own through a profile.
void for_each_expression(const LawTemplate& law, auto&& visit) {
  for (const Argument& a : law.a)
    if (!a.expression.is_none()) visit(a.expression);
  if (!law.min.expression.is_none()) visit(law.min.expression);
  if (!law.max.expression.is_none()) visit(law.max.expression);
}

}  // namespace

// Room for every stretch a value can have: a step begins one, and so does every
// breakpoint of a profile, which falls into one step at most.
void Values::reserve() {
  std::uint32_t profile_steps = 0;
  for (const Profile& profile : network_.profiles) profile_steps += profile.step_count;
  std::uint32_t first = 0;
  for (ValueId id : network_.values.ids()) {
    const Value& value = network_.values[id];
    bool reads_profiles = false;
    for (std::uint32_t s = 0; s < value.step_count; ++s)
      for_each_expression(network_.steps[value.first_step + s].law, [&](ExpressionId e) {
        reads_profiles |= !network_.expressions[e].profiles.empty();
      });
    const std::uint32_t capacity = value.step_count + 1 + (reads_profiles ? profile_steps : 0);
    stretches_.push_back({first, capacity, 0, 0});
    first += capacity;
    if (value.per_replication) per_replication_.push_back(id);
  }
  segments_.resize(first);
  fixed_.assign(network_.values.size(), Fixed{});
  known_.assign(network_.values.size(), Known{});
  breakpoints_.reserve(profile_steps);
  for (const TableTemplate& table : network_.tables) {
    const auto changes = [&](const Argument& a) {
      return !a.expression.is_none() && network_.expressions[a.expression].uses_parameters;
    };
    table_per_replication_.push_back(
        std::any_of(table.first.begin(), table.first.end(), changes) ||
        std::any_of(table.second.begin(), table.second.end(), changes));
  }
}

// Instants in (from, until) at which something the law reads changes.
void Values::collect_breakpoints(const LawTemplate& law, Instant from, Instant until) {
  for_each_expression(law, [&](ExpressionId e) {
    for (ProfileId id : network_.expressions[e].profiles) {
      const Profile& profile = network_.profiles[id];
      for (std::uint32_t s = 0; s < profile.step_count; ++s) {
        const Step& step = network_.steps[profile.first_step + s];
        collect_breakpoints(step.law, from, until);
        if (step.from == Instant::min()) continue;
        const Instant at = step.from + profile_shift_[id.index()];
        if (at > from && at < until) breakpoints_.push_back(at);
      }
    }
  });
}

void Values::resolve(ValueId id) {
  const Value& value = network_.values[id];
  Stretches& stretches = stretches_[id.index()];
  stretches.count = stretches.cursor = 0;
  const std::uint32_t end = value.first_step + value.step_count;
  if (value.step_count == 0 || network_.steps[value.first_step].from > Instant::min())
    add_segment(id, Instant::min(), Instant::min(), kNoStep);
  for (std::uint32_t s = value.first_step; s < end; ++s) {
    const Step& step = network_.steps[s];
    const Instant until = s + 1 < end ? network_.steps[s + 1].from : Instant::max();
    breakpoints_.clear();
    collect_breakpoints(step.law, step.from, until);
    if (step.linear && s + 1 < end)
      collect_breakpoints(network_.steps[s + 1].law, step.from, until);
    std::sort(breakpoints_.begin(), breakpoints_.end());
    breakpoints_.erase(std::unique(breakpoints_.begin(), breakpoints_.end()), breakpoints_.end());
    // What has always been is evaluated at the start, or where it ends before.
    const Instant known = (breakpoints_.empty() ? until : breakpoints_.front()) - Duration{1};
    const Instant first = step.from == Instant::min() ? std::min(network_.start, known) : step.from;
    add_segment(id, step.from, first, s);
    for (Instant at : breakpoints_) add_segment(id, at, at, s);
  }
  const Segment& only = segments_[stretches.first];
  const bool alone = stretches.count == 1 && !only.varies;
  const bool constant = alone && !only.random && only.known_mean;
  Fixed fixed;
  if (constant) fixed.constant = only.constant;
  if (alone && only.random) fixed.law = &only.sampler;
  fixed_[id.index()] = fixed;
  known_[id.index()] = constant ? Known{Instant::min(), Instant::max(), only.constant} : Known{};
}

void Values::add_segment(ValueId id, Instant from, Instant evaluated_at, std::uint32_t step) {
  Stretches& stretches = stretches_[id.index()];
  ensure(stretches.count < stretches.capacity, "more stretches of a value than were reserved");
  Segment& segment = segments_[stretches.first + stretches.count++];
  segment = Segment{};
  segment.from = from;
  segment.step = step;
  if (step != kNoStep) fill_segment(id, segment, evaluated_at);
}

void Values::fill_segment(ValueId id, Segment& segment, Instant at) {
  const Value& value = network_.values[id];
  const Step& step = network_.steps[segment.step];
  const std::uint32_t end = value.first_step + value.step_count;
  const Step* next = segment.step + 1 < end ? &step + 1 : nullptr;
  segment.varies = step.linear && next != nullptr;
  for_each_expression(step.law, [&](ExpressionId e) {
    for (ProfileId profile : network_.expressions[e].profiles)
      segment.varies |= network_.profiles[profile].linear;
  });
  segment.curved = segment.varies && curvature_.curved(step, next);
  if (step.law.kind == LawKind::constant) {
    segment.constant = evaluate_step(segment.step, end, at, Duration{0});
    check_range(value, segment.constant, at);
    return;
  }
  segment.sampler = make_sampler(step.law, value.low, value.high, at);
  if (segment.sampler.fault != LawFault::none)
    refuse(value, at, std::string(describe(segment.sampler.fault)));
  segment.law = true;
  segment.random = !network_.deterministic;
  segment.known_mean = network_.deterministic;
  if (network_.deterministic) segment.constant = mean(segment.sampler);
}

}  // namespace railhead
