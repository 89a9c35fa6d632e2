#include "measure.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace railhead {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kTicksPerDay = 86'400'000'000.0;

// Integral of a level from the start to an instant, in unit-ticks.
Int128 area_until(const Level& level, std::int64_t ticks_to_end) {
  return level.area - static_cast<Int128>(level.value) * ticks_to_end;
}

double ticks_of(Instant at) {
  return static_cast<double>(at.time_since_epoch().count());
}

}  // namespace

double Measures::term(const Term& term, const Span& span,
                      const std::vector<double>& coefficients) const {
  const TallyColumns& after = *span.after;
  const std::uint32_t i = term.column;
  double value = 0.0;
  switch (term.source) {
    case Source::count:
      value = static_cast<double>(after.counts[i] -
                                  (span.before != nullptr ? span.before->counts[i] : 0));
      break;
    case Source::level: value = static_cast<double>(after.levels[i].value); break;
    case Source::area: {
      Int128 area = area_until(after.levels[i], (network_.end - span.until).count());
      if (span.before != nullptr)
        area -= area_until(span.before->levels[i], (network_.end - span.from).count());
      value = static_cast<double>(area) / kTicksPerDay;
      break;
    }
    case Source::time:
      value = static_cast<double>(after.times[i] -
                                  (span.before != nullptr ? span.before->times[i] : 0)) /
              kTicksPerDay;
      break;
    case Source::sum:
      value = after.sums[i] - (span.before != nullptr ? span.before->sums[i] : 0.0);
      break;
    case Source::span: value = days_of(span.until - span.from); break;
    case Source::least: value = static_cast<double>(after.least[i]); break;
    case Source::first:
      if (after.first_short[i] == Instant::max()) return kNaN;
      value = ticks_of(after.first_short[i]);
      break;
    case Source::pool_demand: value = after.demand_of_pool[i]; break;
    case Source::munition_demand: value = after.demand_of_munition[i]; break;
  }
  if (term.coefficient >= 0) value *= coefficients[static_cast<std::size_t>(term.coefficient)];
  return term.sign * value;
}

double Measures::evaluate_span(const Plan& plan, const Span& span,
                               const std::vector<double>& coefficients) const {
  const Term* terms = &terms_[plan.first];
  if (plan.formula == Formula::smallest || plan.formula == Formula::earliest) {
    double least = kNaN;
    for (std::uint32_t i = 0; i < plan.above; ++i) {
      const double value = term(terms[i], span, coefficients);
      if (!(least <= value)) least = value == value ? value : least;
    }
    return least;
  }
  double above = 0.0;
  for (std::uint32_t i = 0; i < plan.above; ++i) above += term(terms[i], span, coefficients);
  if (plan.formula == Formula::total) return above;
  if (plan.formula == Formula::flag) return above > 0.0 ? 1.0 : 0.0;
  double below = 0.0;
  for (std::uint32_t i = plan.above; i < plan.above + plan.below; ++i)
    below += term(terms[i], span, coefficients);
  return below == 0.0 ? kNaN : above / below;
}

double Measures::evaluate(const Plan& plan, const Tallies& tallies,
                          const std::vector<double>& coefficients) const {
  const bool by_segment = plan.formula == Formula::smallest || plan.formula == Formula::earliest;
  const auto begin_of = [&](std::uint32_t segment) {
    return segment == 0 ? network_.start : layout_.boundaries[segment - 1];
  };
  if (!by_segment) {
    const TallyColumns* before =
        plan.from_segment == 0 ? nullptr : &tallies.at_end_of[plan.from_segment - 1];
    return evaluate_span(
        plan,
        {before, begin_of(plan.from_segment), &tallies.at_end_of[plan.to_segment - 1],
         layout_.boundaries[plan.to_segment - 1]},
        coefficients);
  }
  double least = kNaN;
  for (std::uint32_t segment = plan.from_segment; segment < plan.to_segment; ++segment) {
    const double value = evaluate_span(
        plan, {nullptr, begin_of(segment), &tallies.at_end_of[segment], begin_of(segment + 1)},
        coefficients);
    if (!(least <= value)) least = value == value ? value : least;
  }
  return least;
}

void Measures::note_whole(Plan& plan) const {
  const std::span<const Term> terms(&terms_[plan.first], plan.above);
  if (plan.formula != Formula::total || terms.empty()) return;
  plan.source = terms[0].source;
  plan.whole = (plan.source == Source::count || plan.source == Source::level) &&
               std::all_of(terms.begin(), terms.end(), [&](const Term& term) {
                 return term.source == plan.source && term.coefficient < 0 && term.sign == 1.0;
               });
}

Measures::Sums Measures::sums_now(const Plan& plan, const TallyColumns& now, Instant at,
                                  const std::vector<double>& coefficients) const {
  const Span span{nullptr, network_.start, &now, at};
  const Term* terms = &terms_[plan.first];
  Sums sums;
  for (std::uint32_t i = 0; i < plan.above; ++i) sums.above += term(terms[i], span, coefficients);
  for (std::uint32_t i = plan.above; i < plan.above + plan.below; ++i)
    sums.below += term(terms[i], span, coefficients);
  return sums;
}

}  // namespace railhead
