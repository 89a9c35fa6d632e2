#pragma once
// The laws that the tests go through, each with an independent CDF where Boost.Math has one.

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <boost/math/distributions.hpp>

#include "railhead/random/law.hpp"

namespace railhead::test {

inline constexpr double kNone = std::numeric_limits<double>::infinity();

struct LawCase {
  std::string name;
  LawKind kind;
  std::array<double, 4> a{};
  double min = -kNone;
  double max = kNone;
  std::function<double(double)> cdf;  // of the law before conditioning; empty: none
  bool atoms = false;
  const LawTable* table = nullptr;

  LawArguments arguments() const { return {a, min, max, table}; }
};

template <class Distribution>
std::function<double(double)> boost_cdf(Distribution d) {
  return [d](double x) {
    const auto range = boost::math::support(d);
    if (x <= range.first) return x < range.first ? 0.0 : boost::math::cdf(d, range.first);
    if (x >= range.second) return 1.0;
    return boost::math::cdf(d, x);
  };
}

inline LawTable discrete_table() {
  LawTable table;
  table.assign_discrete(std::vector<double>{5, 1, 2, 9}, std::vector<double>{1, 2, 0.5, 3});
  return table;
}
inline LawTable empirical_table() {
  LawTable table;
  table.assign_empirical(std::vector<double>{4, 8, 1, 3, 3, 20, 11});
  return table;
}
inline LawTable quantiles_table() {
  LawTable table;
  table.assign_quantiles(std::vector<double>{0, 0.05, 0.5, 0.95, 1},
                         std::vector<double>{10, 12, 20, 35, 60});
  return table;
}

inline std::vector<LawCase> law_cases() {
  namespace bm = boost::math;
  static const LawTable discrete = discrete_table();
  static const LawTable empirical = empirical_table();
  static const LawTable quantiles = quantiles_table();
  const auto gamma = [](double mean, double sd) {
    return boost_cdf(bm::gamma_distribution<>(mean * mean / (sd * sd), sd * sd / mean));
  };
  const auto lognormal = [](double mean, double sd) {
    const double square = std::log1p(sd * sd / (mean * mean));
    return boost_cdf(bm::lognormal(std::log(mean) - square / 2, std::sqrt(square)));
  };
  const auto beta = [](double a, double b, double low, double high) {
    const bm::beta_distribution<> d(a, b);
    return [=](double x) {
      const double z = (x - low) / (high - low);
      return z <= 0 ? 0.0 : (z >= 1 ? 1.0 : bm::cdf(d, z));
    };
  };
  std::vector<LawCase> cases = {
      {"uniform", LawKind::uniform, {1, 3}, -kNone, kNone, boost_cdf(bm::uniform(1, 3))},
      {"uniform cut", LawKind::uniform, {1, 3}, 1.5, 9, boost_cdf(bm::uniform(1, 3))},
      {"triangular",
       LawKind::triangular,
       {3, 5, 9},
       -kNone,
       kNone,
       boost_cdf(bm::triangular(3, 5, 9))},
      {"triangular, mode low",
       LawKind::triangular,
       {3, 3, 9},
       -kNone,
       kNone,
       boost_cdf(bm::triangular(3, 3, 9))},
      {"triangular, mode high, cut",
       LawKind::triangular,
       {3, 9, 9},
       4,
       8,
       boost_cdf(bm::triangular(3, 9, 9))},
      {"pert",
       LawKind::pert,
       {7000, 10000, 16000},
       -kNone,
       kNone,
       beta(1 + 4.0 / 3, 5 - 4.0 / 3, 7000, 16000)},
      {"pert, mode at the end", LawKind::pert, {0, 0, 1}, -kNone, kNone, beta(1, 5, 0, 1)},
      {"normal", LawKind::normal, {1250, 250}, -kNone, kNone, boost_cdf(bm::normal(1250, 250))},
      {"normal from 0", LawKind::normal, {1250, 250}, 0, kNone, boost_cdf(bm::normal(1250, 250))},
      {"normal, far cut", LawKind::normal, {0, 1}, 2, 3, boost_cdf(bm::normal(0, 1))},
      {"normal, lower cut", LawKind::normal, {0, 1}, -kNone, -1, boost_cdf(bm::normal(0, 1))},
      {"lognormal", LawKind::lognormal, {10, 5}, -kNone, kNone, lognormal(10, 5)},
      {"lognormal cut", LawKind::lognormal, {10, 20}, 3, 50, lognormal(10, 20)},
      {"exponential",
       LawKind::exponential,
       {60},
       -kNone,
       kNone,
       boost_cdf(bm::exponential(1 / 60.))},
      {"exponential cut", LawKind::exponential, {5}, 1, 7, boost_cdf(bm::exponential(0.2))},
      {"erlang",
       LawKind::erlang,
       {3, 12},
       -kNone,
       kNone,
       boost_cdf(bm::gamma_distribution<>(3, 4))},
      {"gamma", LawKind::gamma, {10, 4}, -kNone, kNone, gamma(10, 4)},
      {"gamma, cv 2", LawKind::gamma, {10, 20}, -kNone, kNone, gamma(10, 20)},
      {"gamma, cv 0.1", LawKind::gamma, {10, 1}, -kNone, kNone, gamma(10, 1)},
      {"gamma cut", LawKind::gamma, {10, 4}, 12, 30, gamma(10, 4)},
      {"weibull", LawKind::weibull, {1.7, 30}, -kNone, kNone, boost_cdf(bm::weibull(1.7, 30))},
      {"weibull cut", LawKind::weibull, {0.8, 30}, 5, 60, boost_cdf(bm::weibull(0.8, 30))},
      {"beta", LawKind::beta, {5, 1, 0, 20}, -kNone, kNone, beta(18.5, 55.5, 0, 20)},
      {"beta, bathtub",
       LawKind::beta,
       {0.5, 0.4, 0, 1},
       -kNone,
       kNone,
       beta(0.28125, 0.28125, 0, 1)},
      {"beta cut", LawKind::beta, {5, 1, 0, 20}, 6, 9, beta(18.5, 55.5, 0, 20)},
      {"poisson", LawKind::poisson, {3.5}, -kNone, kNone, {}, true},
      {"poisson, large", LawKind::poisson, {1e4}, -kNone, kNone, {}, true},
      {"poisson, very large", LawKind::poisson, {1e7}, -kNone, kNone, {}, true},
      {"poisson cut", LawKind::poisson, {3.5}, 1, 6, {}, true},
      {"poisson far above", LawKind::poisson, {3.5}, 12, kNone, {}, true},
      {"binomial", LawKind::binomial, {20, 0.3}, -kNone, kNone, {}, true},
      {"binomial, large", LawKind::binomial, {1e6, 0.7}, -kNone, kNone, {}, true},
      {"binomial, very large", LawKind::binomial, {1e8, 0.3}, -kNone, kNone, {}, true},
      {"binomial cut", LawKind::binomial, {20, 0.3}, 5, 20, {}, true},
      {"discrete", LawKind::discrete, {}, -kNone, kNone, {}, true, &discrete},
      {"discrete cut", LawKind::discrete, {}, 1.5, 9, {}, true, &discrete},
      {"empirical", LawKind::empirical, {}, -kNone, kNone, {}, true, &empirical},
      {"empirical cut", LawKind::empirical, {}, 2, 10, {}, true, &empirical},
      {"quantiles", LawKind::quantiles, {}, -kNone, kNone, {}, false, &quantiles},
      {"quantiles cut", LawKind::quantiles, {}, 15, 50, {}, false, &quantiles},
  };
  for (LawCase& c : cases) {
    if (c.kind == LawKind::poisson)
      c.cdf = [d = bm::poisson(c.a[0])](double x) {
        return x < 0 ? 0.0 : bm::cdf(d, std::floor(x));
      };
    if (c.kind == LawKind::binomial)
      c.cdf = [d = bm::binomial(c.a[0], c.a[1]), n = c.a[0]](double x) {
        return x < 0 ? 0.0 : (x >= n ? 1.0 : bm::cdf(d, std::floor(x)));
      };
    if (c.kind == LawKind::discrete)
      c.cdf = [](double x) {
        return ((x >= 1) * 2 + (x >= 2) * 0.5 + (x >= 5) + (x >= 9) * 3) / 6.5;
      };
  }
  return cases;
}

// P(X <= x) of the conditioned law, from the case's own CDF.
inline double reference_cdf(const LawCase& c, double x) {
  if (x < c.min) return 0;
  if (x >= c.max) return 1;
  const double just_below = c.atoms ? std::ceil(c.min) - 0.5 : c.min;
  const double low = c.min == -kNone ? 0 : c.cdf(just_below);
  const double high = c.max == kNone ? 1 : c.cdf(c.max);
  return (c.cdf(x) - low) / (high - low);
}

}  // namespace railhead::test
