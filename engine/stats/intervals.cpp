#include "railhead/stats/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace railhead {

double student_quantile(double degrees, double p) {
  return boost::math::quantile(boost::math::students_t(degrees), p);
}

double standard_normal_quantile(double p) {
  return boost::math::quantile(boost::math::normal(), p);
}

double half_width(const Moments& moments, double level) {
  if (moments.count() < 2) return std::numeric_limits<double>::infinity();
  const double n = static_cast<double>(moments.count());
  return student_quantile(n - 1, 0.5 + level / 2) * moments.sd() / std::sqrt(n);
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

}  // namespace railhead
