#include "counting.hpp"

namespace railhead::counting {
namespace {

// P(k + 1) / P(k).
double ratio_up(const Sampler& s, double k) {
  return s.kind == LawKind::poisson ? s.a[3] / (k + 1) : (s.a[4] - k) * s.a[3] / (k + 1);
}

// P(k - 1) / P(k).
double ratio_down(const Sampler& s, double k) {
  return s.kind == LawKind::poisson ? k / s.a[3] : k / ((s.a[4] - k + 1) * s.a[3]);
}

// Calls visit(k, weight) for k = start, start + 1, … and then start - 1, start - 2, … within the
// range, weights relative to the start's, as long as they matter.
template <class Visit>
void for_weights(const Sampler& s, double start, Visit&& visit) {
  constexpr double kNegligible = 1e-22;
  double weight = 1;
  for (double k = start; k <= s.high && weight > kNegligible; ++k) {
    visit(k, weight);
    weight *= ratio_up(s, k);
  }
  weight = 1;
  for (double k = start; k > s.low; --k) {
    weight *= ratio_down(s, k);
    if (weight <= kNegligible) break;
    visit(k - 1, weight);
  }
}

// The law of the sum of the count and a uniform on (-1/2, 1/2), whose CDF at k + 1/2 is the count's
// at k: cumulants are those of the count and of the uniform (Sheppard's corrections).
special::Cumulants smoothed(const Sampler& s) {
  double mean = 0;
  double v = 0;
  raw_moments(s, mean, v);
  // Binomial: k3 = v (q - p), k4 = v (1 - 6 p q), k5 = v (q - p)(1 - 12 p q),
  // k6 = v (1 - 30 p q + 120 p^2 q^2); Poisson: p -> 0.
  const double p = s.kind == LawKind::poisson ? 0 : s.a[3] / (1 + s.a[3]);
  const double pq = p * (1 - p);
  const double skew = 1 - 2 * p;
  const double w = v + 1.0 / 12;
  const double sd = __builtin_sqrt(w);
  return {mean,
          sd,
          v * skew / (w * sd),
          (v * (1 - 6 * pq) - 1.0 / 120) / (w * w),
          v * skew * (1 - 12 * pq) / (w * w * sd),
          (v * (1 - 30 * pq + 120 * pq * pq) + 1.0 / 252) / (w * w * w)};
}

double walk_up(const Sampler& s, double u) {
  double k = s.a[0];
  double weight = s.a[1];
  double sum = s.a[2];
  while (sum < u && k < s.high) {
    weight *= ratio_up(s, k);
    if (sum + weight == sum) break;
    sum += weight;
    ++k;
  }
  return k;
}

double walk_down(const Sampler& s, double u) {
  double k = s.a[0];
  double weight = s.a[1];
  double sum = s.a[2];
  while (k > s.low) {
    const double next = sum - weight;
    if (next < u) break;
    sum = next;
    weight *= ratio_down(s, k);
    --k;
    if (weight < 1e-300) break;
  }
  return k;
}

}  // namespace

void raw_moments(const Sampler& s, double& mean, double& variance) {
  if (s.kind == LawKind::poisson) {
    mean = variance = s.a[3];
    return;
  }
  const double p = s.a[3] / (1 + s.a[3]);
  mean = s.a[4] * p;
  variance = mean / (1 + s.a[3]);
}

void prepare(Sampler& s) {
  double mean = 0;
  double variance = 0;
  raw_moments(s, mean, variance);
  if (variance > kWalkSd * kWalkSd) {
    s.a[0] = -1;
    return;
  }
  double start = __builtin_floor(mean);
  if (start < s.low) start = s.low;
  if (start > s.high) start = s.high;
  double total = 0;
  double below = 0;
  for_weights(s, start, [&](double k, double weight) {
    total += weight;
    if (k <= start) below += weight;
  });
  s.a[0] = start;
  s.a[1] = 1 / total;
  s.a[2] = below / total;
}

double quantile(const Sampler& s, double u) {
  if (walks(s)) return u > s.a[2] ? walk_up(s, u) : walk_down(s, u);
  const double x = special::cornish_fisher(smoothed(s), normal_quantile_as241(u));
  const double k = __builtin_ceil(x - 0.5);
  if (k < 0) return 0;
  return s.kind == LawKind::binomial && k > s.a[4] ? s.a[4] : k;
}

double cdf(const Sampler& s, double x) {
  if (!walks(s)) {
    if (x < 0) return 0;
    if (s.kind == LawKind::binomial && x >= s.a[4]) return 1;
    return normal_cdf(special::cornish_fisher_inverse(smoothed(s), __builtin_floor(x) + 0.5));
  }
  double below = 0;
  double above = 0;
  for_weights(s, s.a[0], [&](double k, double weight) { (k <= x ? below : above) += weight; });
  return below * s.a[1] < 0.5 ? below * s.a[1] : 1 - above * s.a[1];
}

void walking_moments(const Sampler& s, double& mean, double& variance) {
  double first = 0;
  double second = 0;
  for_weights(s, s.a[0], [&](double k, double weight) {
    const double d = k - s.a[0];
    first += weight * d;
    second += weight * d * d;
  });
  first *= s.a[1];
  second *= s.a[1];
  mean = s.a[0] + first;
  variance = second - first * first;
}

}  // namespace railhead::counting
