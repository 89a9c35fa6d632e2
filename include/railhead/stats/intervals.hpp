#pragma once
// Confidence intervals.

#include <cstdint>
#include <span>

#include "railhead/stats/moments.hpp"

namespace railhead {

struct Interval {
  double low = 0;
  double high = 0;
};

// Quantile of Student's t with `degrees` > 0 degrees of freedom, of Fisher's F with two of them,
// and of the standard normal; p in (0, 1).
double student_quantile(double degrees, double p);
double fisher_quantile(double degrees, double degrees_below, double p);
double standard_normal_quantile(double p);

// Half-width of the two-sided Student interval of the mean at `level` (0.95 by default); +infinity
// below two values.
double half_width(const Moments& moments, double level = 0.95);

// The same of many means: the quantile for the number of values last asked for is kept, since it
// costs more than all the rest. Not thread-safe.
class HalfWidths {
 public:
  explicit HalfWidths(double level = 0.95) : level_(level) {}
  double of(const Moments& moments);

 private:
  double level_;
  std::uint64_t count_ = 0;
  double quantile_ = 0;
};

// Wilson's score interval of a probability after `successes` of `trials`; [0, 1] without trials.
// Wilson, E. B. (1927), J. Am. Stat. Assoc. 22, 209-212.
Interval wilson(std::uint64_t successes, std::uint64_t trials, double level = 0.95);

// The middle of ascending values, which may be infinite: that of an odd number, the mean of the two
// in the middle of an even number. Requires: not empty.
double sorted_median(std::span<const double> ascending);

// Interval of the median between two order statistics, whatever the law, at `level` at least;
// infinite where the values are too few. Requires: not empty.
// David, H. A., Nagaraja, H. N. (2003), Order Statistics, 7.1.
Interval median_interval(std::span<const double> ascending, double level = 0.95);

}  // namespace railhead
