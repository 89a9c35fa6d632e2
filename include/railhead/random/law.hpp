#pragma once
// Laws (probability distributions) and their samplers: one uniform makes one variate, by the
// inverse of the CDF, so that draws are monotone in the uniform and common random numbers are
// exact. Only IEEE operations and deterministic functions are used: a sampler gives the same bits
// with every compiler, SIMD target and build type.

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "railhead/random/law_table.hpp"
#include "railhead/random/stream.hpp"

namespace railhead {

enum class LawKind : std::uint8_t {
  constant,
  uniform,
  triangular,
  pert,
  normal,
  lognormal,
  exponential,
  erlang,
  gamma,
  weibull,
  beta,
  poisson,
  binomial,
  discrete,
  empirical,
  quantiles,
};

// What a[] means, by law. `cv` becomes an sd by the helper below.
//   constant     value
//   uniform      low, high                         low <= high
//   triangular   low, mode, high                   low <= mode <= high
//   pert         low, mode, high                   beta with shapes 1 + 4 (mode - low) / (high -
//   low), … normal       mean, sd                          sd >= 0; 0 is the constant, here and
//   below lognormal    mean, sd of the variable itself   mean > 0 exponential  mean mean >= 0; 0 is
//   the constant 0 erlang       shape, mean                       shape a whole number >= 1, mean
//   >= 0 gamma        mean, sd                          mean > 0 (or both 0) weibull      shape,
//   scale                      shape > 0, scale >= 0 beta         mean, sd, low, high low < mean <
//   high, sd^2 < (mean - low) (high - mean) poisson      mean                              0 <=
//   mean <= 2^53 binomial     n, p                              n whole in [0, 2^53], p in [0, 1]
//   discrete, empirical, quantiles                 the table alone
// min and max condition the law on [min, max], ends included: the mass outside is taken away and
// the rest scaled up, nothing piles up on a bound.
struct LawArguments {
  std::array<double, 4> a{};
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  const LawTable* table = nullptr;
};

// The sd that a coefficient of variation means.
constexpr double sd_from_cv(double mean, double cv) {
  return cv * (mean < 0 ? -mean : mean);
}

// Why a law cannot be prepared; describe() puts it into words without subject, such as
// "sd must not be negative", for the caller to name file or replication.
enum class LawFault : std::uint8_t {
  none,
  not_finite,           // an argument is NaN or infinite, or a bound is NaN
  negative_spread,      // sd < 0
  order_of_arguments,   // low > mode or mode > high
  order_of_bounds,      // low > high
  mean_not_positive,    // lognormal, gamma with sd > 0
  mean_negative,        // exponential, erlang, poisson
  shape_not_positive,   // weibull, erlang
  shape_not_whole,      // erlang
  scale_negative,       // weibull
  mean_outside,         // beta: mean not inside (low, high)
  spread_too_large,     // beta: no such sd on [low, high]
  count_not_whole,      // binomial n
  probability_outside,  // binomial p
  too_large,            // poisson mean, binomial n
  table_missing,        // discrete, empirical, quantiles without a usable table
  empty_range,          // min > max
  no_mass,              // the law gives [min, max] no probability that can be told from 0
  not_representable,    // arguments are each fine, but the law's parameters overflow
};
std::string_view describe(LawFault fault);

// A prepared law. A plain value, trivially copyable; refers to the table, which must outlive it.
// Its fields serve the kernels and are nobody else's business, but for `fault`.
struct Sampler {
  LawKind kind =
      LawKind::constant;  // after reduction: erlang is gamma, pert is beta, sd 0 constant
  LawFault fault = LawFault::none;
  std::uint8_t upper = 0;        // the tail probability below is that of exceeding
  std::uint8_t conditioned = 0;  // min or max take mass away
  double tail = 0;               // the law is inverted at tail + u * span
  double span = 1;
  double low = -std::numeric_limits<double>::infinity();  // no draw leaves [low, high]
  double high = std::numeric_limits<double>::infinity();
  double a[5] = {};  // by kind, see engine/random/prepare.cpp
  const LawTable* table = nullptr;
};

// Prepares a law; on a fault the sampler carries it and draws 0. Reads no environment, allocates
// nothing.
Sampler prepare(LawKind kind, const LawArguments& arguments);

// The constant, for fields that are not random.
Sampler constant_law(double value);

// Inverse of the conditioned CDF at u in (0, 1). Accuracy: normal 2e-7 sd, lognormal accordingly,
// others about 1e-12 relative; gamma shapes above 1e5, beta shapes above 2e5, poisson and binomial
// of sd above 1,000 by the Cornish-Fisher expansion, 1e-9 sd. Nondecreasing in u up to that
// accuracy.
double quantile(const Sampler& sampler, double u);

// P(X <= x) of the conditioned law; P(X < x) as `cdf_below`.
double cdf(const Sampler& sampler, double x);
double cdf_below(const Sampler& sampler, double x);

// Moments of the conditioned law: closed forms, sums, or quadrature to about 1e-9 relative.
double mean(const Sampler& sampler);
double variance(const Sampler& sampler);

// Blocks, by the SIMD target in force: element i equals, to the bit, quantile(sampler,
// uniform32(key, replication, first + i)), and quantile(sampler, uniform53(key, replication, first
// + i * stride)).
void fill32(const Sampler& sampler, StreamKey key, std::uint64_t replication, std::uint64_t first,
            std::span<double> out);
void fill53(const Sampler& sampler, StreamKey key, std::uint64_t replication, std::uint64_t first,
            std::uint64_t stride, std::span<double> out);

// Inverse of the standard normal CDF, and the CDF itself: what quantile() uses, for copulas and
// tests.
double normal_quantile(double u);
double normal_cdf(double z);

}  // namespace railhead
