#include "counting.hpp"
#include "special.hpp"
#include "tails.hpp"

namespace railhead {
namespace {

double clamp(const Sampler& s, double x) {
  return x < s.low ? s.low : (x > s.high ? s.high : x);
}

// One lane of what the kernels do.
template <template <class> class Law>
double one(const Sampler& s, double u) {
  double v[1] = {u};
  Law<Scalar>::make(s, 1.0).apply(v);
  return v[0];
}

double weibull_quantile(const Sampler& s, double u) {
  const double hazard = s.a[2] + minus_log1m<Scalar>(u * s.span);
  return s.a[1] * special::power(hazard, s.a[0]);
}

// The smaller tail of the probability at which the law is inverted, and which one it is.
struct Tail {
  double p;
  bool upper;
};
Tail smaller_tail(const Sampler& s, double u) {
  const double p = s.tail + u * s.span;
  if (p <= 0.5) return {p, s.upper != 0};
  return {1 - p, s.upper == 0};
}

// Shapes beyond this are so near the normal that the expansion is exact.
constexpr double kGammaExpansionFrom = 1e5;
constexpr double kBetaExpansionFrom = 2e5;

double gamma_quantile(const Sampler& s, double u) {
  const Tail tail = smaller_tail(s, u);
  const double a = s.a[0];
  if (!(tail.p > 0)) return tail.upper ? s.high : s.low;
  if (a < kGammaExpansionFrom)
    return s.a[1] * special::gamma_inverse(a, s.a[2], tail.p, tail.upper);
  const double sd = __builtin_sqrt(a);
  const double z = normal_quantile_as241(tail.p);
  return s.a[1] * special::cornish_fisher({a, sd, 2 / sd, 6 / a, 24 / (a * sd), 120 / (a * a)},
                                          tail.upper ? -z : z);
}

double beta_quantile(const Sampler& s, double u) {
  const Tail tail = smaller_tail(s, u);
  const double a = s.a[0];
  const double b = s.a[1];
  if (!(tail.p > 0)) return tail.upper ? s.high : s.low;
  if (a < kBetaExpansionFrom || b < kBetaExpansionFrom)
    return s.a[2] + s.a[3] * special::beta_inverse(a, b, s.a[4], tail.p, tail.upper);
  const double n = a + b;
  const double sd = __builtin_sqrt(a * b / (n + 1)) / n;
  const double c3 = 2 * (b - a) * __builtin_sqrt((n + 1) / (a * b)) / (n + 2);
  const double c4 = 6 * ((a - b) * (a - b) * (n + 1) / (a * b) - (n + 2)) / ((n + 2) * (n + 3));
  const double z = normal_quantile_as241(tail.p);
  return s.a[2] + s.a[3] * special::cornish_fisher({a / n, sd, c3, c4, 0, 0}, tail.upper ? -z : z);
}

double table_quantile(const Sampler& s, double u) {
  const double p = s.tail + u * s.span;
  const auto points = s.table->points();
  std::size_t first = 0;  // first point with P >= p
  std::size_t end = points.size() - 1;
  while (first < end) {
    const std::size_t middle = first + (end - first) / 2;
    if (points[middle].p < p)
      first = middle + 1;
    else
      end = middle;
  }
  const auto& b = points[first];
  if (s.kind == LawKind::discrete || first == 0) return b.x;
  const auto& a = points[first - 1];
  return a.x + (b.x - a.x) * ((p - a.p) / (b.p - a.p));
}

}  // namespace

double normal_quantile(double u) {
  double z[1] = {u};
  standard_normal<Scalar>(z);
  return z[0];
}

double quantile(const Sampler& s, double u) {
  switch (s.kind) {
    case LawKind::constant: return s.a[0];
    case LawKind::uniform: return one<UniformLaw>(s, u);
    case LawKind::triangular: return one<TriangularLaw>(s, u);
    case LawKind::normal: return one<NormalLaw>(s, u);
    case LawKind::lognormal: return one<LognormalLaw>(s, u);
    case LawKind::exponential: return one<ExponentialLaw>(s, u);
    case LawKind::weibull: return clamp(s, weibull_quantile(s, u));
    case LawKind::gamma:
    case LawKind::erlang: return clamp(s, gamma_quantile(s, u));
    case LawKind::beta:
    case LawKind::pert: return clamp(s, beta_quantile(s, u));
    case LawKind::poisson:
    case LawKind::binomial: return clamp(s, counting::quantile(s, s.tail + u * s.span));
    case LawKind::discrete:
    case LawKind::empirical:
    case LawKind::quantiles: return clamp(s, table_quantile(s, u));
  }
  return 0;
}

}  // namespace railhead
