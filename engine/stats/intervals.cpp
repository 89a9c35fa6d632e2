#include "railhead/stats/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace railhead {

double student_quantile(double degrees, double p) {
  return boost::math::quantile(boost::math::students_t(degrees), p);
}

double fisher_quantile(double degrees, double degrees_below, double p) {
  return boost::math::quantile(boost::math::fisher_f(degrees, degrees_below), p);
}

double standard_normal_quantile(double p) {
  return boost::math::quantile(boost::math::normal(), p);
}

double half_width(const Moments& moments, double level) {
  return HalfWidths{level}.of(moments);
}

double HalfWidths::of(const Moments& moments) {
  if (moments.count() < 2) return std::numeric_limits<double>::infinity();
  const double n = static_cast<double>(moments.count());
  if (moments.count() != count_) quantile_ = student_quantile(n - 1, 0.5 + level_ / 2);
  count_ = moments.count();
  return quantile_ * moments.sd() / std::sqrt(n);
}

Interval wilson(std::uint64_t successes, std::uint64_t trials, double level) {
  if (trials == 0) return {0, 1};
  const double n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double z = standard_normal_quantile(0.5 + level / 2);
  const double z2 = z * z;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double reach = z * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  // At the ends the interval is closed by definition; rounding must not open it.
  return {successes == 0 ? 0 : std::max(0.0, centre - reach),
          successes == trials ? 1 : std::min(1.0, centre + reach)};
}

double sorted_median(std::span<const double> ascending) {
  const std::size_t n = ascending.size();
  const double above = ascending[n / 2];
  if (n % 2 == 1 || ascending[n / 2 - 1] == above) return above;
  return (ascending[n / 2 - 1] + above) / 2;
}

Interval median_interval(std::span<const double> ascending, double level) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::size_t n = ascending.size();
  const boost::math::binomial below{static_cast<double>(n), 0.5};
  // Ranks r and n + 1 - r, r as large as P(fewer than r values below the median) allows.
  const double tail = (1 - level) / 2;
  const double guess = static_cast<double>(n) / 2 - std::sqrt(static_cast<double>(n)) - 2;
  std::size_t r = static_cast<std::size_t>(std::max(guess, 0.0));
  if (r > 0 && boost::math::cdf(below, static_cast<double>(r - 1)) > tail) r = 0;
  while (2 * r < n && boost::math::cdf(below, static_cast<double>(r)) <= tail) ++r;
  if (r == 0) return {-kInfinity, kInfinity};
  return {ascending[r - 1], ascending[n - r]};
}

}  // namespace railhead
