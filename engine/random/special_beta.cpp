// Incomplete beta functions and their inverse.

#include "railhead/random/law.hpp"

#include "special.hpp"

namespace railhead::special {
namespace {

// Lentz's method on the continued fraction of I_x(a, b), for x < (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto guard = [](double v) { return v < kTiny && v > -kTiny ? kTiny : v; };
  double c = 1;
  double d = 1 / guard(1 - (a + b) * x / (a + 1));
  double h = d;
  for (int m = 1; m < 100000; ++m) {
    const double a2 = a + 2 * m;
    const double even = m * (b - m) * x / ((a2 - 1) * a2);
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / (a2 * (a2 + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    const double factor = d * c;
    h *= factor;
    if (factor - 1 < 4e-16 && factor - 1 > -4e-16) break;
  }
  return h;
}

// A first guess at x and 1 - x: the normal approximation of Abramowitz and Stegun 26.5.22 for
// shapes of at least 1, else the power laws at the ends.
double beta_guess(double a, double b, double log_b, double p, bool upper) {
  if (a >= 1 && b >= 1) {
    const double y = upper ? normal_quantile(p) : -normal_quantile(p);
    const double al = (y * y - 3) / 6;
    const double ra = 1 / (2 * a - 1);
    const double rb = 1 / (2 * b - 1);
    const double h = 2 / (ra + rb);
    const double root = al + h > 0 ? __builtin_sqrt(al + h) : 0;
    const double w = y * root / h - (rb - ra) * (al + 5.0 / 6 - 2 / (3 * h));
    return a / (a + b * exp(2 * w));
  }
  const double lower_share = exp(a * log(a / (a + b))) / a;
  const double upper_share = exp(b * log(b / (a + b))) / b;
  const double total = lower_share + upper_share;
  const double lower = upper ? 1 - p : p;
  if (lower < lower_share / total) return exp((log(lower) + log(a) + log_b) / a);
  const double q = upper ? p : 1 - p;
  return 1 - exp((log(q) + log(b) + log_b) / b);
}

// A point between two bounds, by ratio where they are far apart.
double between(double below, double above) {
  if (below > 0) return above > 4 * below ? __builtin_sqrt(below * above) : 0.5 * (below + above);
  return above > 1e-3 ? 0.5 * above : 1e-3 * above;
}

}  // namespace

double log_beta(double a, double b) {
  const double small = a < b ? a : b;
  const double large = a < b ? b : a;
  if (large < 1e3) return lgamma(a) + lgamma(b) - lgamma(a + b);
  // lgamma(large) - lgamma(large + small) without cancellation, by Stirling's series.
  const auto rest = [](double x) {
    const double r2 = 1 / (x * x);
    return (1.0 / 12 - r2 * (1.0 / 360 - r2 * (1.0 / 1260 - r2 / 1680))) / x;
  };
  const double sum = large + small;
  const double difference =
      -(large - 0.5) * log1p(small / large) - small * (log(sum) - 1) + rest(large) - rest(sum);
  if (small < 1e3) return lgamma(small) + difference;
  const double half_log_two_pi = 0.5 * log(kTwoPi);
  return (small - 0.5) * log(small) - small + half_log_two_pi + rest(small) + difference;
}

BetaTails beta_tails(double a, double b, double log_b, double x, double y) {
  BetaTails t;
  if (!(x > 0)) return t;
  if (!(y > 0)) {
    t.lower = 1;
    t.upper = 0;
    return t;
  }
  t.slope = exp(a * log(x) + b * log(y) - log_b);
  if (x < (a + 1) / (a + b + 2)) {
    t.lower = t.slope * beta_fraction(a, b, x) / a;
    t.upper = 1 - t.lower;
  } else {
    t.upper = t.slope * beta_fraction(b, a, y) / b;
    t.lower = 1 - t.upper;
  }
  return t;
}

double beta_inverse(double a, double b, double log_b, double p, bool upper) {
  double x = beta_guess(a, b, log_b, p, upper);
  if (x < 1e-250) return x;
  if (!(x < 1)) x = 1 - 1e-12;
  double below = 0;
  double above = 1;
  for (int i = 0; i < 200; ++i) {
    const double y = 1 - x;
    const BetaTails t = beta_tails(a, b, log_b, x, y);
    const double f = upper ? p - t.upper : t.lower - p;
    (f > 0 ? above : below) = x;
    double step = t.slope > 0 ? f * x * y / t.slope : 2;
    const double bend = 0.5 * step * ((a - 1) / x - (b - 1) / y);
    if (bend < 0.5 && bend > -1) step /= 1 - bend;
    double next = x - step;
    const bool inside = next > below && next < above;
    if (!inside) next = between(below, above);
    const double moved = next > x ? next - x : x - next;
    x = next;
    const double edge = x < 1 - x ? x : 1 - x;
    const double width = __builtin_sqrt(x * (1 - x) / (a + b + 1));
    if (moved <= 1e-15 * x || (inside && moved < 1e-5 * (edge < width ? edge : width))) break;
    if (above - below <= 1e-16 * above) break;
  }
  return x;
}

}  // namespace railhead::special
