// Mean and variance of laws: closed forms where nothing is cut away, and of the cut normal,
// exponential and lists; sums over the whole numbers; else quadrature over the uniform.

#include "counting.hpp"
#include "special.hpp"
#include "tails.hpp"

namespace railhead {
namespace {

struct MeanVariance {
  double mean = 0;
  double variance = 0;
};

double normal_density(double z) {
  if (z > 38 || z < -38) return 0;
  return 0.39894228040143267794 * special::exp(-0.5 * z * z);
}

// E and Var of a normal on [low, high] by the densities at the ends, as shares of the mass
// (Johnson, Kotz, Balakrishnan: Continuous univariate distributions, section 13.10.1).
MeanVariance cut_normal(const Sampler& s) {
  const double sd = s.a[1] < 0 ? -s.a[1] : s.a[1];
  const double mass = s.span < 0 ? -s.span : s.span;
  const double a = (s.low - s.a[0]) / sd;
  const double b = (s.high - s.a[0]) / sd;
  const double at_a = normal_density(a) / mass;
  const double at_b = normal_density(b) / mass;
  const double shift = at_a - at_b;
  const double ends = (at_a > 0 ? a * at_a : 0) - (at_b > 0 ? b * at_b : 0);
  return {s.a[0] + sd * shift, sd * sd * (1 + ends - shift * shift)};
}

// An exponential cut at the length d = high - low, in units of its mean.
MeanVariance cut_exponential(const Sampler& s) {
  const double d = (s.high - s.low) / s.a[1];
  if (!(d < 700)) return {s.a[0] + s.a[1], s.a[1] * s.a[1]};
  if (d < 1e-3)  // nearly uniform: the next term of the series is enough
    return {s.a[0] + s.a[1] * d * (0.5 - d / 12), s.a[1] * s.a[1] * d * d / 12};
  const double rest = d / special::expm1(d);
  return {s.a[0] + s.a[1] * (1 - rest), s.a[1] * s.a[1] * (1 - rest * (rest + d))};
}

// Piecewise linear or constant quantile functions are integrated exactly.
MeanVariance listed(const Sampler& s) {
  const auto points = s.table->points();
  const double begin = s.tail;
  const double end = s.tail + s.span;
  double first = 0;
  double second = 0;
  double previous = 0;
  const double origin = points.front().x;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double from = previous > begin ? previous : begin;
    const double to = points[i].p < end ? points[i].p : end;
    const double width = points[i].p - previous;
    if (to > from) {
      const bool flat = s.kind == LawKind::discrete || i == 0;
      const double left = (flat ? points[i].x : points[i - 1].x) - origin;
      const double rise = flat ? 0 : points[i].x - points[i - 1].x;
      const double x0 = left + rise * ((from - previous) / width);
      const double x1 = left + rise * ((to - previous) / width);
      first += (to - from) * 0.5 * (x0 + x1);
      second += (to - from) * (x0 * x0 + x0 * x1 + x1 * x1) / 3;
    }
    previous = points[i].p;
  }
  first /= s.span;
  second /= s.span;
  return {origin + first, second - first * first};
}

// Integral of f over (0, 1) by the tanh-sinh rule (Takahasi and Mori 1974).
template <class F>
double over_unit(F&& f) {
  constexpr double kStep = 1.0 / 32;
  double sum = 0;
  double weights = 0;
  for (int k = -112; k <= 112; ++k) {
    const double t = k * kStep;
    const double e = special::exp(t);
    const double sinh = 0.5 * (e - 1 / e);
    const double cosh = 0.5 * (e + 1 / e);
    const double q = special::exp(-3.14159265358979323846 * sinh);
    const double u = 1 / (1 + q);
    if (!(u > 0 && u < 1)) continue;
    const double weight = cosh * u * (u < 0.5 ? 1 - u : q * u);
    sum += weight * f(u);
    weights += weight;
  }
  return sum / weights;
}

MeanVariance by_quadrature(const Sampler& s) {
  MeanVariance m;
  const double middle = quantile(s, 0.5);
  m.mean = middle + over_unit([&](double u) { return quantile(s, u) - middle; });
  m.variance = over_unit([&](double u) {
    const double d = quantile(s, u) - m.mean;
    return d * d;
  });
  return m;
}

MeanVariance triangular_moments(const Sampler& s) {
  const double low = s.a[0];
  const double high = s.a[1];
  const double width = high - low;
  const double m = s.a[2];
  return {low + width * (1 + m) / 3, width * width * (1 - m + m * m) / 18};
}

MeanVariance weibull_moments(const Sampler& s) {
  const double first = special::lgamma(1 + s.a[0]);
  const double second = special::lgamma(1 + 2 * s.a[0]);
  const double mean = s.a[1] * special::exp(first);
  return {mean, mean * mean * special::expm1(second - 2 * first)};
}

MeanVariance beta_moments(const Sampler& s) {
  const double n = s.a[0] + s.a[1];
  const double m = s.a[0] / n;
  return {s.a[2] + s.a[3] * m, s.a[3] * s.a[3] * m * (s.a[1] / n) / (n + 1)};
}

MeanVariance unconditioned(const Sampler& s) {
  switch (s.kind) {
    case LawKind::triangular: return triangular_moments(s);
    case LawKind::normal: return {s.a[0], s.a[1] * s.a[1]};
    case LawKind::lognormal: {
      const double mean = special::exp(s.a[0] + 0.5 * s.a[1] * s.a[1]);
      return {mean, mean * mean * special::expm1(s.a[1] * s.a[1])};
    }
    case LawKind::weibull: return weibull_moments(s);
    case LawKind::gamma: return {s.a[0] * s.a[1], s.a[0] * s.a[1] * s.a[1]};
    case LawKind::beta: return beta_moments(s);
    default: break;
  }
  MeanVariance m;
  counting::raw_moments(s, m.mean, m.variance);
  return m;
}

MeanVariance moments(const Sampler& s) {
  switch (s.kind) {
    case LawKind::constant: return {s.a[0], 0};
    case LawKind::uniform: return {s.a[0] + 0.5 * s.a[1], s.a[1] * s.a[1] / 12};
    case LawKind::exponential: return cut_exponential(s);
    case LawKind::discrete:
    case LawKind::empirical:
    case LawKind::quantiles: return listed(s);
    default: break;
  }
  if (s.conditioned == 0) return unconditioned(s);
  if (s.kind == LawKind::normal) return cut_normal(s);
  MeanVariance m;
  if ((s.kind == LawKind::poisson || s.kind == LawKind::binomial) && counting::walks(s)) {
    counting::walking_moments(s, m.mean, m.variance);
    return m;
  }
  return by_quadrature(s);
}

}  // namespace

double mean(const Sampler& sampler) {
  const double m = moments(sampler).mean;
  return m < sampler.low ? sampler.low : (m > sampler.high ? sampler.high : m);
}

double variance(const Sampler& sampler) {
  const double v = moments(sampler).variance;
  return v > 0 ? v : 0;
}

}  // namespace railhead
