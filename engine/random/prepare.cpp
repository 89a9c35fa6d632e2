// From a law's arguments to a sampler. What a[] of a sampler holds:
//   constant     value
//   uniform      low, high - low
//   triangular   low, high, F(mode), (high - low) (mode - low), (high - low) (high - mode)
//   normal       mean, sd, negative where the upper tail is inverted; lognormal: of the logarithm
//   exponential  start, mean
//   weibull      1 / shape, scale, cumulative hazard at the lower bound
//   gamma        shape, scale, lgamma(shape)                     also for erlang
//   beta         first shape, second shape, low, width, log B    also for pert
//   poisson, binomial   see counting.hpp

#include <cmath>

#include "counting.hpp"
#include "special.hpp"
#include "tails.hpp"

namespace railhead {
namespace {

constexpr double kMostCounted = 9007199254740992.0;  // 2^53

bool whole(double x) {
  return __builtin_floor(x) == x;
}

int argument_count(LawKind kind) {
  switch (kind) {
    case LawKind::constant:
    case LawKind::exponential:
    case LawKind::poisson: return 1;
    case LawKind::uniform:
    case LawKind::normal:
    case LawKind::lognormal:
    case LawKind::erlang:
    case LawKind::gamma:
    case LawKind::weibull:
    case LawKind::binomial: return 2;
    case LawKind::triangular:
    case LawKind::pert: return 3;
    case LawKind::beta: return 4;
    case LawKind::discrete:
    case LawKind::empirical:
    case LawKind::quantiles: return 0;
  }
  return 0;
}

LawFault set_constant(Sampler& s, double value) {
  s.kind = LawKind::constant;
  s.a[0] = value;
  return LawFault::none;
}

LawFault set_uniform(Sampler& s, double low, double high) {
  if (low > high) return LawFault::order_of_bounds;
  if (low == high) return set_constant(s, low);
  if (!std::isfinite(high - low)) return LawFault::not_representable;
  s.a[0] = low;
  s.a[1] = high - low;
  s.low = low;
  s.high = high;
  return LawFault::none;
}

LawFault set_triangular(Sampler& s, double low, double mode, double high) {
  if (low > mode || mode > high) return LawFault::order_of_arguments;
  if (low == high) return set_constant(s, low);
  const double width = high - low;
  if (!std::isfinite(width * width)) return LawFault::not_representable;
  s.a[0] = low;
  s.a[1] = high;
  s.a[2] = (mode - low) / width;
  s.a[3] = width * (mode - low);
  s.a[4] = width * (high - mode);
  s.low = low;
  s.high = high;
  return LawFault::none;
}

LawFault set_normal(Sampler& s, double mean, double sd) {
  if (sd < 0) return LawFault::negative_spread;
  if (sd == 0) return set_constant(s, mean);
  s.a[0] = mean;
  s.a[1] = sd;
  return LawFault::none;
}

LawFault set_lognormal(Sampler& s, double mean, double sd) {
  if (sd < 0) return LawFault::negative_spread;
  if (sd == 0) return set_constant(s, mean);
  if (!(mean > 0)) return LawFault::mean_not_positive;
  const double cv = sd / mean;
  const double square = special::log1p(cv * cv);
  if (!std::isfinite(square) || !(square > 0)) return LawFault::not_representable;
  s.a[0] = special::log(mean) - 0.5 * square;
  s.a[1] = __builtin_sqrt(square);
  s.low = 0;
  return LawFault::none;
}

LawFault set_exponential(Sampler& s, double mean) {
  if (mean < 0) return LawFault::mean_negative;
  if (mean == 0) return set_constant(s, 0);
  s.a[0] = 0;
  s.a[1] = mean;
  s.low = 0;
  return LawFault::none;
}

LawFault set_gamma(Sampler& s, double shape, double scale) {
  s.kind = LawKind::gamma;
  if (!std::isfinite(shape) || !std::isfinite(scale) || !(shape > 0) || !(scale > 0))
    return LawFault::not_representable;
  s.a[0] = shape;
  s.a[1] = scale;
  s.a[2] = special::lgamma(shape);
  s.low = 0;
  return std::isfinite(s.a[2]) ? LawFault::none : LawFault::not_representable;
}

LawFault set_gamma_by_moments(Sampler& s, double mean, double sd) {
  if (sd < 0) return LawFault::negative_spread;
  if (sd == 0) return mean < 0 ? LawFault::mean_negative : set_constant(s, mean);
  if (!(mean > 0)) return LawFault::mean_not_positive;
  const double ratio = mean / sd;
  return set_gamma(s, ratio * ratio, sd / ratio);
}

LawFault set_erlang(Sampler& s, double shape, double mean) {
  if (shape < 1) return LawFault::shape_not_positive;
  if (!whole(shape)) return LawFault::shape_not_whole;
  if (mean < 0) return LawFault::mean_negative;
  if (mean == 0) return set_constant(s, 0);
  return set_gamma(s, shape, mean / shape);
}

LawFault set_weibull(Sampler& s, double shape, double scale) {
  if (!(shape > 0)) return LawFault::shape_not_positive;
  if (scale < 0) return LawFault::scale_negative;
  if (scale == 0) return set_constant(s, 0);
  s.a[0] = 1 / shape;
  if (!std::isfinite(s.a[0])) return LawFault::not_representable;
  s.a[1] = scale;
  s.low = 0;
  return LawFault::none;
}

LawFault set_beta(Sampler& s, double a, double b, double low, double high) {
  s.kind = LawKind::beta;
  if (!std::isfinite(a) || !std::isfinite(b) || !(a > 0) || !(b > 0) || !std::isfinite(high - low))
    return LawFault::not_representable;
  s.a[0] = a;
  s.a[1] = b;
  s.a[2] = low;
  s.a[3] = high - low;
  s.a[4] = special::log_beta(a, b);
  s.low = low;
  s.high = high;
  return std::isfinite(s.a[4]) ? LawFault::none : LawFault::not_representable;
}

LawFault set_beta_by_moments(Sampler& s, double mean, double sd, double low, double high) {
  if (low > high) return LawFault::order_of_bounds;
  if (sd < 0) return LawFault::negative_spread;
  if (sd == 0) {
    if (mean < low || mean > high) return LawFault::mean_outside;
    return set_constant(s, mean);
  }
  if (!(mean > low && mean < high)) return LawFault::mean_outside;
  const double width = high - low;
  const double m = (mean - low) / width;
  const double spread = sd / width;
  const double sum = m * (1 - m) / (spread * spread) - 1;
  if (!(sum > 0)) return LawFault::spread_too_large;
  return set_beta(s, m * sum, (1 - m) * sum, low, high);
}

LawFault set_pert(Sampler& s, double low, double mode, double high) {
  if (low > mode || mode > high) return LawFault::order_of_arguments;
  if (low == high) return set_constant(s, low);
  const double m = (mode - low) / (high - low);
  return set_beta(s, 1 + 4 * m, 5 - 4 * m, low, high);
}

LawFault set_poisson(Sampler& s, double mean) {
  if (mean < 0) return LawFault::mean_negative;
  if (mean > kMostCounted) return LawFault::too_large;
  if (mean == 0) return set_constant(s, 0);
  s.a[3] = mean;
  s.low = 0;
  return LawFault::none;
}

LawFault set_binomial(Sampler& s, double n, double p) {
  if (p < 0 || p > 1) return LawFault::probability_outside;
  if (n < 0 || !whole(n)) return LawFault::count_not_whole;
  if (n > kMostCounted) return LawFault::too_large;
  if (n == 0 || p == 0) return set_constant(s, 0);
  if (p == 1) return set_constant(s, n);
  s.a[3] = p / (1 - p);
  s.a[4] = n;
  s.low = 0;
  s.high = n;
  return s.a[3] > 0 ? LawFault::none : LawFault::not_representable;
}

LawFault set_table(Sampler& s, const LawTable* table) {
  if (table == nullptr || table->points().empty()) return LawFault::table_missing;
  const auto points = table->points();
  if (points.front().x == points.back().x) return set_constant(s, points.front().x);
  s.table = table;
  s.low = points.front().x;
  s.high = points.back().x;
  return LawFault::none;
}

}  // namespace

LawFault set_parameters(Sampler& s, LawKind kind, const LawArguments& arguments) {
  const auto& a = arguments.a;
  for (int i = 0; i < argument_count(kind); ++i)
    if (!std::isfinite(a[static_cast<std::size_t>(i)])) return LawFault::not_finite;
  s.kind = kind;
  switch (kind) {
    case LawKind::constant: return set_constant(s, a[0]);
    case LawKind::uniform: return set_uniform(s, a[0], a[1]);
    case LawKind::triangular: return set_triangular(s, a[0], a[1], a[2]);
    case LawKind::pert: return set_pert(s, a[0], a[1], a[2]);
    case LawKind::normal: return set_normal(s, a[0], a[1]);
    case LawKind::lognormal: return set_lognormal(s, a[0], a[1]);
    case LawKind::exponential: return set_exponential(s, a[0]);
    case LawKind::erlang: return set_erlang(s, a[0], a[1]);
    case LawKind::gamma: return set_gamma_by_moments(s, a[0], a[1]);
    case LawKind::weibull: return set_weibull(s, a[0], a[1]);
    case LawKind::beta: return set_beta_by_moments(s, a[0], a[1], a[2], a[3]);
    case LawKind::poisson: return set_poisson(s, a[0]);
    case LawKind::binomial: return set_binomial(s, a[0], a[1]);
    case LawKind::discrete:
    case LawKind::empirical:
    case LawKind::quantiles: return set_table(s, arguments.table);
  }
  return LawFault::not_finite;
}

Sampler prepare(LawKind kind, const LawArguments& arguments) {
  Sampler s;
  LawFault fault = set_parameters(s, kind, arguments);
  if (fault == LawFault::none) fault = condition(s, arguments.min, arguments.max);
  if (fault == LawFault::none) return s;
  Sampler faulty;
  faulty.fault = fault;
  faulty.low = faulty.high = 0;
  return faulty;
}

Sampler constant_law(double value) {
  Sampler s;
  s.a[0] = value;
  s.low = s.high = value;
  return s;
}

}  // namespace railhead
