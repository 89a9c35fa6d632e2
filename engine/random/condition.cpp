// Conditioning a law on a range.

#include "counting.hpp"
#include "special.hpp"
#include "tails.hpp"

namespace railhead {
namespace {

// Less mass than this cannot be told from none: products with 2^-32 must stay normal numbers.
constexpr double kLeastMass = 1e-280;

bool has_upper_tail(LawKind kind) {
  return kind == LawKind::normal || kind == LawKind::lognormal || kind == LawKind::gamma ||
         kind == LawKind::beta;
}

// No uniform, not even of 53 bits, reaches beyond 8.21 standard deviations.
constexpr double kOutOfReach = 8.3;

// A law that lies in its range anyway, or never draws anything else, is left as it is.
bool takes_nothing(const Sampler& s, double min, double max) {
  if (s.kind == LawKind::normal)
    return min <= s.a[0] - kOutOfReach * s.a[1] && max >= s.a[0] + kOutOfReach * s.a[1];
  return min <= s.low && max >= s.high;
}

LawFault condition_uniform(Sampler& s, double low, double high) {
  s.a[0] = s.low = low;
  s.a[1] = high - low;
  s.high = high;
  return LawFault::none;
}

// Without memory: what exceeds the lower bound is exponential again, cut at the upper one.
LawFault condition_exponential(Sampler& s, double low, double high) {
  s.a[0] = s.low = low;
  s.high = high;
  s.span = -special::expm1(-(high - low) / s.a[1]);
  return s.span > kLeastMass ? LawFault::none : LawFault::no_mass;
}

LawFault condition_weibull(Sampler& s, double low, double high) {
  const double shape = 1 / s.a[0];
  s.a[2] = special::power(low / s.a[1], shape);
  const double ratio = high / s.a[1];
  const double hazard = ratio < 1e300 ? special::power(ratio, shape) : ratio;
  s.low = low;
  s.high = high;
  s.span = hazard - s.a[2] < 745 ? -special::expm1(s.a[2] - hazard) : 1;
  return s.a[2] < 1e300 && s.span > kLeastMass ? LawFault::none : LawFault::no_mass;
}

LawFault condition_count(Sampler& s, double low, double high) {
  s.low = __builtin_ceil(low);
  s.high = __builtin_floor(high);
  if (s.low > s.high) return LawFault::no_mass;
  counting::prepare(s);
  if (counting::walks(s)) return s.a[1] > 0 ? LawFault::none : LawFault::no_mass;
  const double below = raw_tail(s, s.low, true);
  s.span = raw_tail(s, s.high, false) - below;
  s.tail = below;
  // The expansion holds in absolute terms of probability.
  return s.span > 1e-12 ? LawFault::none : LawFault::no_mass;
}

// Where a range is so narrow beside the spread of a law, what inverts its tails cannot tell the
// values in it apart.
constexpr double kNarrow = 1e-4;

bool too_narrow(const Sampler& s, double low, double high) {
  if (low == high) return false;
  if (s.kind == LawKind::normal) return high - low < kNarrow * s.a[1];
  if (s.kind == LawKind::lognormal && low > 0) return special::log(high / low) < kNarrow * s.a[1];
  return false;
}

LawFault condition_by_tails(Sampler& s, double low, double high) {
  if (too_narrow(s, low, high)) return LawFault::not_representable;
  double tail = raw_tail(s, low, true);
  if (has_upper_tail(s.kind) && tail > 0.5) {
    s.upper = 1;
    if (s.kind == LawKind::normal || s.kind == LawKind::lognormal) s.a[1] = -s.a[1];
    tail = raw_tail(s, low, true);
  }
  s.tail = tail;
  s.span = raw_tail(s, high, false) - tail;
  const double mass = s.upper != 0 ? -s.span : s.span;
  if (!(mass > kLeastMass)) return LawFault::no_mass;
  // Bounds of laws with atoms move to the atoms by the final clamp of a draw.
  s.low = low;
  s.high = high;
  return LawFault::none;
}

}  // namespace

LawFault condition(Sampler& s, double min, double max) {
  if (min != min || max != max) return LawFault::not_finite;
  if (min > max) return LawFault::empty_range;
  const bool whole_law = takes_nothing(s, min, max);
  if (s.kind == LawKind::constant) {
    if (s.a[0] < min || s.a[0] > max) return LawFault::no_mass;
    s.low = s.high = s.a[0];
    return LawFault::none;
  }
  const double low = min > s.low ? min : s.low;
  const double high = max < s.high ? max : s.high;
  const bool counts = s.kind == LawKind::poisson || s.kind == LawKind::binomial;
  const bool atoms = counts || s.kind == LawKind::discrete || s.kind == LawKind::empirical ||
                     s.kind == LawKind::quantiles;
  s.conditioned = whole_law ? 0 : 1;
  if (!whole_law && (low > high || (low == high && !atoms))) return LawFault::no_mass;
  if (counts) return condition_count(s, low, high);
  if (whole_law) return LawFault::none;
  switch (s.kind) {
    case LawKind::uniform: return condition_uniform(s, low, high);
    case LawKind::exponential: return condition_exponential(s, low, high);
    case LawKind::weibull: return condition_weibull(s, low, high);
    default: return condition_by_tails(s, low, high);
  }
}

}  // namespace railhead
