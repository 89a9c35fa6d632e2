#include "tails.hpp"

#include "counting.hpp"
#include "special.hpp"

namespace railhead {
namespace {

double triangular_cdf(const Sampler& s, double x) {
  const double low = s.a[0];
  const double high = s.a[1];
  if (x <= low) return 0;
  if (x >= high) return 1;
  const double left = (x - low) * (x - low);
  const double right = (high - x) * (high - x);
  // Up to the mode u = (x - low)^2 / rising, from there on 1 - u = (high - x)^2 / falling.
  const bool rises = s.a[3] > 0 && left <= s.a[2] * s.a[3];
  return rises ? left / s.a[3] : 1 - right / s.a[4];
}

// Where the CDF jumps, the lower end with `below`, else the upper.
double table_cdf(const Sampler& s, double x, bool below) {
  const auto points = s.table->points();
  std::size_t n = 0;  // points at or below x (with `below`: below x)
  std::size_t end = points.size();
  while (n < end) {
    const std::size_t middle = n + (end - n) / 2;
    const bool counts = below ? points[middle].x < x : points[middle].x <= x;
    if (counts)
      n = middle + 1;
    else
      end = middle;
  }
  if (n == points.size()) return 1;
  if (s.kind == LawKind::discrete) return n == 0 ? 0 : points[n - 1].p;
  if (n == 0) return 0;
  const auto& a = points[n - 1];
  const auto& b = points[n];
  return a.p + (b.p - a.p) * ((x - a.x) / (b.x - a.x));
}

double gamma_tail(const Sampler& s, double x) {
  if (!(x > 0)) return s.upper != 0 ? 1 : 0;
  const auto t = special::gamma_tails(s.a[0], s.a[2], x / s.a[1]);
  return s.upper != 0 ? t.upper : t.lower;
}

double beta_tail(const Sampler& s, double x) {
  const double z = (x - s.a[2]) / s.a[3];
  if (!(z > 0)) return s.upper != 0 ? 1 : 0;
  if (!(z < 1)) return s.upper != 0 ? 0 : 1;
  const auto t = special::beta_tails(s.a[0], s.a[1], s.a[4], z, 1 - z);
  return s.upper != 0 ? t.upper : t.lower;
}

}  // namespace

double raw_tail(const Sampler& s, double x, bool below) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (x == kInfinity || x == -kInfinity) return (x > 0) == (s.upper == 0) ? 1 : 0;
  switch (s.kind) {
    case LawKind::constant: return (below ? s.a[0] < x : s.a[0] <= x) ? 1 : 0;
    case LawKind::uniform: {
      const double u = (x - s.a[0]) / s.a[1];
      return u < 0 ? 0 : (u > 1 ? 1 : u);
    }
    case LawKind::triangular: return triangular_cdf(s, x);
    case LawKind::normal: return normal_cdf((x - s.a[0]) / s.a[1]);
    case LawKind::lognormal:
      if (!(x > 0)) return s.upper != 0 ? 1 : 0;
      return normal_cdf((special::log(x) - s.a[0]) / s.a[1]);
    case LawKind::exponential: return x > s.a[0] ? -special::expm1(-(x - s.a[0]) / s.a[1]) : 0;
    case LawKind::weibull: {
      if (!(x > 0)) return 0;
      const double hazard = special::power(x / s.a[1], 1 / s.a[0]) - s.a[2];
      return hazard > 0 ? -special::expm1(-hazard) : 0;
    }
    case LawKind::gamma:
    case LawKind::erlang: return gamma_tail(s, x);
    case LawKind::beta:
    case LawKind::pert: return beta_tail(s, x);
    case LawKind::poisson:
    case LawKind::binomial: return counting::cdf(s, below ? __builtin_ceil(x) - 1 : x);
    case LawKind::discrete:
    case LawKind::empirical:
    case LawKind::quantiles: return table_cdf(s, x, below);
  }
  return 0;
}

double cdf(const Sampler& s, double x) {
  if (!(x >= s.low)) return 0;
  if (x >= s.high) return 1;
  const double share = (raw_tail(s, x, false) - s.tail) / s.span;
  return share < 0 ? 0 : (share > 1 ? 1 : share);
}

double cdf_below(const Sampler& s, double x) {
  if (!(x > s.low)) return 0;
  if (x > s.high) return 1;
  const double share = (raw_tail(s, x, true) - s.tail) / s.span;
  return share < 0 ? 0 : (share > 1 ? 1 : share);
}

double normal_cdf(double z) {
  if (z < -38) return 0;
  if (z > 38) return 1;
  return 0.5 * special::erfc(-z * 0.70710678118654752440);
}

}  // namespace railhead
