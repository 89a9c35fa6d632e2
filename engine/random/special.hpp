#pragma once
// Special functions that give the same bits everywhere: own code over SLEEF's deterministic scalar
// functions (no fused multiply-add, no choice at run time).

#include "transforms.hpp"

namespace railhead::special {

inline constexpr double kTwoPi = 6.283185307179586477;

double log(double x);
double log1p(double x);
double expm1(double x);
double erfc(double x);
double lgamma(double x);      // log of |Gamma(x)|
double log1p_less(double x);  // log(1 + x) - x, accurate near 0; x > -1
inline double exp(double x) {
  return railhead::exp<Scalar>(x);
}
double power(double x, double y);  // x^y for x >= 0

// A probability and its complement, each accurate where it is the smaller.
struct Tails {
  double lower = 0;
  double upper = 1;
};

// Regularised incomplete gamma functions P(a, x), Q(a, x) and x P'(a, x) = x^a e^-x / Gamma(a);
// a > 0, x >= 0; `log_gamma` is lgamma(a).
struct GammaTails : Tails {
  double slope = 0;
};
GammaTails gamma_tails(double a, double log_gamma, double x);

// x with P(a, x) = p (upper = false) or Q(a, x) = p.
double gamma_inverse(double a, double log_gamma, double p, bool upper);

// Regularised incomplete beta function I_x(a, b), its complement, and x (1 - x) times the density;
// `log_beta` is log B(a, b). `y` is 1 - x.
struct BetaTails : Tails {
  double slope = 0;
};
BetaTails beta_tails(double a, double b, double log_beta, double x, double y);
double log_beta(double a, double b);

// x with I_x(a, b) = p (upper = false) or 1 - I_x(a, b) = p.
double beta_inverse(double a, double b, double log_beta, double p, bool upper);

// A law near the normal, by its first standardised cumulants beyond the second.
struct Cumulants {
  double mean, sd, c3, c4, c5, c6;
};
// Quantile at the standard normal's z by the Cornish-Fisher expansion to the order n^-2 (Fisher and
// Cornish, Technometrics 2, 1960, 209-225).
double cornish_fisher(const Cumulants& law, double z);
// The z whose quantile is x.
double cornish_fisher_inverse(const Cumulants& law, double x);

}  // namespace railhead::special
