#pragma once

#include <compare>
#include <span>
#include <vector>

#include "railhead/base/unknown.hpp"
#include "railhead/model/metrics.hpp"

#include "layout.hpp"
#include "tallies.hpp"

namespace railhead {

// Figures as sums over the columns of the tallies: a metric is a formula over
// terms, found once for a network and evaluated after each replication. What a
// column did over a span is worked out once for all metrics that read it.

enum class Source : std::uint8_t {
  count,        // change of a count over the span
  level,        // level at the span's end
  area,         // integral of a level over the span, unit-days
  time,         // change of a unit-time, days
  sum,          // change of a sum
  span,         // length of the span, days
  least,        // smallest on hand of a node
  first,        // first shortage of a consumer
  pool_demand,  // mean demand per day at the span's end
  munition_demand,
};

struct Term {
  Source source = Source::count;
  std::uint32_t column = 0;
  double sign = 1.0;
  std::int32_t coefficient = -1;  // into the replication's coefficients, -1: 1
};

enum class Formula : std::uint8_t {
  total,     // sum of the terms
  ratio,     // over the sum of the others; NaN where that is 0
  flag,      // 1 where the sum is above 0
  smallest,  // least of the terms
  earliest,  // first of the terms, NaN where it does not occur
};

struct Plan {
  Formula formula = Formula::total;
  std::uint32_t first = 0, above = 0, below = 0;   // terms, in this order
  bool plain = false;                              // all terms are added as they are
  std::uint32_t from_segment = 0, to_segment = 0;  // span: (from, to] as ends of segments;
                                                   // from 0: the start
};

// What terms read: a column over the span between the ends of two segments.
struct Figure {
  std::uint32_t from_segment = 0, to_segment = 0;
  Source source = Source::count;
  std::uint32_t column = 0;
  friend auto operator<=>(const Figure&, const Figure&) = default;
};

// A number that weighs a term, the same for a whole replication.
struct Coefficient {
  enum class Kind : std::uint8_t { effectiveness, duds, value, inverse, tonnes, railcars } kind;
  std::uint32_t index = 0;  // cell, value or munition
  RouteId route;
  friend bool operator==(const Coefficient&, const Coefficient&) = default;
};

class Measures {
 public:
  Measures(const Network& network, const Layout& layout, const std::vector<Metric>& metrics,
           const std::vector<Series>& series);

  [[nodiscard]] const std::vector<Plan>& metrics() const { return metrics_; }
  [[nodiscard]] const std::vector<Plan>& series() const { return series_; }
  [[nodiscard]] const std::vector<Coefficient>& coefficients() const { return coefficients_; }

  // Sets `figures` to what the metrics read, as many as there are.
  void read_figures(const Tallies& tallies, std::vector<double>& figures) const;
  // Value of a metric. Requires: figures read from these tallies.
  [[nodiscard]] double evaluate(const Plan& plan, const Tallies& tallies,
                                const std::vector<double>& figures,
                                const std::vector<double>& coefficients) const {
    if (plan.formula == Formula::smallest || plan.formula == Formula::earliest)
      return evaluate_by_segment(plan, tallies, coefficients);
    const double above = sum(plan, plan.first, plan.above, figures, coefficients);
    if (plan.formula == Formula::total) return above;
    if (plan.formula == Formula::flag) return above > 0.0 ? 1.0 : 0.0;
    const double below = sum(plan, plan.first + plan.above, plan.below, figures, coefficients);
    return below == 0.0 ? kUnknown : above / below;
  }
  // Terms of a plan: those above, then those below.
  [[nodiscard]] std::span<const Term> terms(const Plan& plan) const {
    return std::span(terms_).subspan(plan.first, plan.above + plan.below);
  }
  // Value of a series that is a total, with the state now as the end, counting from the start.
  [[nodiscard]] double value_now(const Plan& plan, const TallyColumns& now, Instant at,
                                 const std::vector<double>& coefficients) const;
  // What a term of mean demand reads.
  [[nodiscard]] static double mean_demand(const Term& term, const TallyColumns& now) {
    return term.source == Source::pool_demand ? now.demand_of_pool[term.column]
                                              : now.demand_of_munition[term.column];
  }

 private:
  friend class MeasureBuilder;
  struct Span {
    const TallyColumns* before = nullptr;
    Instant from;
    const TallyColumns* after = nullptr;
    Instant until;
  };
  void note_figures();
  [[nodiscard]] Span span(const Tallies& tallies, std::uint32_t from_segment,
                          std::uint32_t to_segment) const;
  [[nodiscard]] double read(Source source, std::uint32_t column, const Span& span) const;
  double term(const Term& term, const Span& span, const std::vector<double>& coefficients) const;
  double evaluate_by_segment(const Plan& plan, const Tallies& tallies,
                             const std::vector<double>& coefficients) const;
  double sum(const Plan& plan, std::uint32_t first, std::uint32_t count,
             const std::vector<double>& figures, const std::vector<double>& coefficients) const {
    double sum = 0.0;
    for (std::uint32_t i = first; i < first + count; ++i) {
      double value = figures[figure_of_[i]];
      if (!plan.plain) {
        const Term& term = terms_[i];
        if (term.coefficient >= 0)
          value *= coefficients[static_cast<std::size_t>(term.coefficient)];
        value *= term.sign;
      }
      sum += value;
    }
    return sum;
  }

  const Network& network_;
  const Layout& layout_;
  std::vector<Term> terms_;
  std::vector<Figure> figures_;           // that metrics read, in order
  std::vector<std::uint32_t> figure_of_;  // by term of a metric
  std::vector<Plan> metrics_, series_;
  std::vector<Coefficient> coefficients_;
};

}  // namespace railhead
