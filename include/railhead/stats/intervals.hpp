#pragma once
// Confidence intervals.

#include <cstdint>

#include "railhead/stats/moments.hpp"

namespace railhead {

struct Interval {
  double low = 0;
  double high = 0;
};

// Quantile of Student's t with `degrees` > 0 degrees of freedom, and of the standard normal; p in
// (0, 1).
double student_quantile(double degrees, double p);
double standard_normal_quantile(double p);

// Half-width of the two-sided Student interval of the mean at `level` (0.95 by default); +infinity
// below two values.
double half_width(const Moments& moments, double level = 0.95);

// Wilson's score interval of a probability after `successes` of `trials`; [0, 1] without trials.
// Wilson, E. B. (1927), J. Am. Stat. Assoc. 22, 209-212.
Interval wilson(std::uint64_t successes, std::uint64_t trials, double level = 0.95);

}  // namespace railhead
