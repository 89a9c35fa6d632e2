#include "measure.hpp"

#include <algorithm>
#include <span>

#include "railhead/base/unknown.hpp"

namespace railhead {

namespace {

constexpr double kTicksPerDay = 86'400'000'000.0;

// Integral of a level from the start to an instant, in unit-ticks.
Int128 area_until(const Level& level, std::int64_t ticks_to_end) {
  return level.area - static_cast<Int128>(level.value) * ticks_to_end;
}

double ticks_of(Instant at) {
  return static_cast<double>(at.time_since_epoch().count());
}

}  // namespace

double Measures::read(Source source, std::uint32_t i, const Span& span) const {
  const TallyColumns& after = *span.after;
  const TallyColumns* before = span.before;
  switch (source) {
    case Source::count:
      return static_cast<double>(after.counts[i] - (before != nullptr ? before->counts[i] : 0));
    case Source::level: return static_cast<double>(after.levels[i].value);
    case Source::area: {
      Int128 area = area_until(after.levels[i], (network_.end - span.until).count());
      if (before != nullptr)
        area -= area_until(before->levels[i], (network_.end - span.from).count());
      return static_cast<double>(area) / kTicksPerDay;
    }
    case Source::time:
      return static_cast<double>(after.times[i] - (before != nullptr ? before->times[i] : 0)) /
             kTicksPerDay;
    case Source::sum: return after.sums[i] - (before != nullptr ? before->sums[i] : 0.0);
    case Source::span: return days_of(span.until - span.from);
    case Source::least: return static_cast<double>(after.least[i]);
    case Source::first:
      return after.first_short[i] == Instant::max() ? kUnknown : ticks_of(after.first_short[i]);
    case Source::pool_demand: return after.demand_of_pool[i];
    case Source::munition_demand: return after.demand_of_munition[i];
  }
  return kUnknown;
}

double Measures::term(const Term& term, const Span& span,
                      const std::vector<double>& coefficients) const {
  double value = read(term.source, term.column, span);
  if (term.coefficient >= 0) value *= coefficients[static_cast<std::size_t>(term.coefficient)];
  return term.sign * value;
}

Measures::Span Measures::span(const Tallies& tallies, std::uint32_t from_segment,
                              std::uint32_t to_segment) const {
  const auto end_of = [&](std::uint32_t segment) {
    return segment == 0 ? network_.start : layout_.boundaries[segment - 1];
  };
  return {from_segment == 0 ? nullptr : &tallies.at_end_of[from_segment - 1], end_of(from_segment),
          &tallies.at_end_of[to_segment - 1], end_of(to_segment)};
}

void Measures::read_figures(const Tallies& tallies, std::vector<double>& figures) const {
  figures.resize(figures_.size());
  for (std::size_t i = 0; i < figures_.size();) {
    const Figure& first = figures_[i];
    const Span over = span(tallies, first.from_segment, first.to_segment);
    for (; i < figures_.size() && figures_[i].from_segment == first.from_segment &&
           figures_[i].to_segment == first.to_segment;
         ++i)
      figures[i] = read(figures_[i].source, figures_[i].column, over);
  }
}

// The least of all terms and segments; NaN where there is none.
double Measures::evaluate_by_segment(const Plan& plan, const Tallies& tallies,
                                     const std::vector<double>& coefficients) const {
  double least = kUnknown;
  for (std::uint32_t segment = plan.from_segment; segment < plan.to_segment; ++segment) {
    Span over = span(tallies, segment, segment + 1);
    over.before = nullptr;
    for (std::uint32_t i = plan.first; i < plan.first + plan.above; ++i) {
      const double value = term(terms_[i], over, coefficients);
      if (!(least <= value)) least = value == value ? value : least;
    }
  }
  return least;
}

void Measures::note_figures() {
  const auto each_term = [&](auto visit) {
    for (Plan& plan : metrics_)
      if (plan.formula != Formula::smallest && plan.formula != Formula::earliest)
        for (std::uint32_t i = plan.first; i < plan.first + plan.above + plan.below; ++i)
          visit(plan, i);
  };
  const auto figure = [&](const Plan& plan, const Term& term) {
    return Figure{plan.from_segment, plan.to_segment, term.source, term.column};
  };
  for (Plan& plan : metrics_) plan.plain = true;
  each_term([&](Plan& plan, std::uint32_t i) {
    plan.plain &= terms_[i].coefficient < 0 && terms_[i].sign == 1.0;
    figures_.push_back(figure(plan, terms_[i]));
  });
  std::sort(figures_.begin(), figures_.end());
  figures_.erase(std::unique(figures_.begin(), figures_.end()), figures_.end());
  figure_of_.resize(terms_.size());
  each_term([&](const Plan& plan, std::uint32_t i) {
    const auto place = std::lower_bound(figures_.begin(), figures_.end(), figure(plan, terms_[i]));
    figure_of_[i] = static_cast<std::uint32_t>(place - figures_.begin());
  });
}

double Measures::value_now(const Plan& plan, const TallyColumns& now, Instant at,
                           const std::vector<double>& coefficients) const {
  const Span span{nullptr, network_.start, &now, at};
  double sum = 0.0;
  for (const Term& term : terms(plan)) sum += this->term(term, span, coefficients);
  return sum;
}

}  // namespace railhead
