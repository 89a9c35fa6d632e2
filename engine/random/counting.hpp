#pragma once
// Poisson and binomial laws. Up to a standard deviation of kWalkSd a draw walks from the mode by
// the ratio of neighbouring probabilities; beyond it the Cornish-Fisher expansion is exact enough.

#include "railhead/random/law.hpp"

#include "special.hpp"

namespace railhead::counting {

inline constexpr double kWalkSd = 1000;

// Meaning of a[] in a sampler of these kinds.
//   walking:   start, its probability, CDF at start, mean | odds p / (1 - p), n (binomial)
//   expansion: -1, 0, 0, mean | odds, n
inline bool walks(const Sampler& s) {
  return s.a[0] >= 0;
}

// Sets a[] for walking on the whole numbers of [low, high] (which become finite or stay infinite),
// else for the expansion, unconditioned. Requires: mean > 0, 0 < p < 1.
void prepare(Sampler& s);

double quantile(const Sampler& s, double u);
// CDF of the walking law, conditioned; of the expansion, not.
double cdf(const Sampler& s, double x);

// Mean and variance of the unconditioned law, and of the walking one as it is conditioned.
void raw_moments(const Sampler& s, double& mean, double& variance);
void walking_moments(const Sampler& s, double& mean, double& variance);

}  // namespace railhead::counting
