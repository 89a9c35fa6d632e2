// Incomplete gamma functions and their inverse.

#include "railhead/random/law.hpp"

#include "special.hpp"

namespace railhead::special {
namespace {

constexpr double kUniformFrom = 20;  // shapes from which the uniform expansion is used
constexpr int kTerms = 30;

// Coefficients of eta / (lambda - 1) in powers of eta, where eta^2 / 2 = lambda - 1 - log lambda.
// With mu = lambda - 1 the derivative gives eta (1 + mu) = mu mu', hence the series of mu, and its
// inverse.
struct Series {
  double f[kTerms + 1];
};
constexpr Series make_series() {
  double m[kTerms + 2] = {0, 1};
  for (int n = 2; n <= kTerms + 1; ++n) {
    double sum = m[n - 1];
    for (int i = 2; i < n; ++i) sum -= m[i] * (n - i + 1) * m[n - i + 1];
    m[n] = sum / (n + 1);
  }
  Series s{};
  s.f[0] = 1;
  for (int n = 1; n <= kTerms; ++n) {
    double sum = 0;
    for (int i = 0; i < n; ++i) sum -= s.f[i] * m[n - i + 1];
    s.f[n] = sum;
  }
  return s;
}
constexpr Series kSeries = make_series();

// log of Gamma(a) / (sqrt(2 pi / a) (a / e)^a): Stirling's series, for a >= kUniformFrom.
double stirling_rest(double a) {
  const double r = 1 / a;
  const double r2 = r * r;
  double sum = -691.0 / 360360;
  sum = sum * r2 + 1.0 / 1188;
  sum = sum * r2 - 1.0 / 1680;
  sum = sum * r2 + 1.0 / 1260;
  sum = sum * r2 - 1.0 / 360;
  sum = sum * r2 + 1.0 / 12;
  return sum * r;
}

// Temme's uniform expansion (SIAM J. Math. Anal. 10, 1979, 757-766): Q = erfc(eta sqrt(a / 2)) / 2
// + R, R = e^(-a eta^2 / 2) S(eta) / sqrt(2 pi a). Differentiating Q gives the coefficients of S
// backwards: s_(n-1) = (n + 1) s_(n+1) / a + f_n / Gamma*(a).
GammaTails uniform_expansion(double a, double mu, double half_square) {
  const double rest = exp(-stirling_rest(a));  // 1 / Gamma*(a)
  const double root = __builtin_sqrt(2 * half_square);
  const double eta = mu < 0 ? -root : root;
  double s1 = 0;  // s_(n+1)
  double s0 = 0;  // s_n
  double sum = 0;
  const double reciprocal = 1 / a;
  for (int n = kTerms; n >= 1; --n) {
    const double s = (n + 1) * s1 * reciprocal + kSeries.f[n] * rest;
    s1 = s0;
    s0 = s;
    sum = sum * eta + s;
  }
  const double density = exp(-a * half_square);
  const double correction = density / __builtin_sqrt(kTwoPi * a) * sum;
  const double argument = eta * __builtin_sqrt(0.5 * a);
  GammaTails t;
  t.slope = density * __builtin_sqrt(a / kTwoPi) * rest;
  if (argument > 0) {
    t.upper = 0.5 * erfc(argument) + correction;
    t.lower = 1 - t.upper;
  } else {
    t.lower = 0.5 * erfc(-argument) - correction;
    t.upper = 1 - t.lower;
  }
  return t;
}

double lower_series(double a, double x) {
  double term = 1 / a;
  double sum = term;
  for (int n = 1; n < 2000; ++n) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum;
}

// Lentz's method on the continued fraction of Q.
double upper_fraction(double a, double x) {
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a;
  double c = 1 / kTiny;
  double d = 1 / b;
  double h = d;
  for (int i = 1; i < 2000; ++i) {
    const double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (d < kTiny && d > -kTiny) d = kTiny;
    c = b + an / c;
    if (c < kTiny && c > -kTiny) c = kTiny;
    d = 1 / d;
    const double factor = d * c;
    h *= factor;
    if (factor - 1 < 4e-16 && factor - 1 > -4e-16) break;
  }
  return h;
}

// A first guess: Wilson-Hilferty, or the power law near 0.
double gamma_guess(double a, double log_gamma, double p, bool upper) {
  const double log_p = upper ? log1p(-p) : log(p);
  const double exponent = (log_p + log_gamma + log(a)) / a;
  if (exponent < -690) return 0;
  const double power_law = exp(exponent);
  const double z = upper ? -normal_quantile(p) : normal_quantile(p);
  const double root = 1 - 1 / (9 * a) + z / (3 * __builtin_sqrt(a));
  const double cube = a * root * root * root;
  if (a >= 1)
    return root > 0 && cube > 0.1 * a && a > 2 ? cube : (cube > power_law ? cube : power_law);
  if (power_law < 0.5 * (a + 1)) return power_law;
  // Far tail of a shape below 1: Q is about x^(a-1) e^-x / Gamma(a).
  const double q = upper ? p : 1 - p;
  const double x = -(log(q) + log_gamma);
  return x > 1 ? x - (1 - a) * log(x) : 1;
}

}  // namespace

GammaTails gamma_tails(double a, double log_gamma, double x) {
  GammaTails t;
  if (!(x > 0)) return t;
  if (a >= kUniformFrom) {
    const double mu = (x - a) / a;
    const double half_square = -log1p_less(mu);
    if (half_square < 0.5) return uniform_expansion(a, mu, half_square);
    if (a * half_square > 740) {
      t.lower = mu < 0 ? 0 : 1;
      t.upper = 1 - t.lower;
      return t;
    }
    t.slope = exp(-a * half_square - stirling_rest(a)) * __builtin_sqrt(a / kTwoPi);
  } else {
    t.slope = exp(a * log(x) - x - log_gamma);
  }
  if (x < a + 1) {
    t.lower = t.slope * lower_series(a, x);
    t.upper = 1 - t.lower;
  } else if (x > 1e6) {
    t.lower = 1;
    t.upper = t.slope / x;
  } else {
    t.upper = t.slope * upper_fraction(a, x);
    t.lower = 1 - t.upper;
  }
  return t;
}

double gamma_inverse(double a, double log_gamma, double p, bool upper) {
  double x = gamma_guess(a, log_gamma, p, upper);
  if (x < 1e-17) return x;
  double below = 0;
  double above = 1e308;
  for (int i = 0; i < 100; ++i) {
    const GammaTails t = gamma_tails(a, log_gamma, x);
    const double f = upper ? p - t.upper : t.lower - p;  // increasing in x
    (f > 0 ? above : below) = x;
    double step = t.slope > 0 ? f * x / t.slope : 1e308;  // Newton, then Halley
    const double bend = 0.5 * step * ((a - 1) / x - 1);
    if (bend < 0.5 && bend > -1) step /= 1 - bend;
    double next = x - step;
    const bool inside = next > below && next < above;
    if (!inside) next = above > 1e307 ? 2 * x : 0.5 * (below + above);
    const double moved = next > x ? next - x : x - next;
    x = next;
    const double scale = a > 1 ? x / __builtin_sqrt(a) : x;
    // Halley's error is of third order in the step, in units of the law's width.
    if (moved <= 1e-14 * x || (inside && moved < 1e-5 * scale)) break;
  }
  return x;
}

}  // namespace railhead::special
