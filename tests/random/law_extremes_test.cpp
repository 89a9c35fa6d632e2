// Extreme and impossible arguments: the law, or a clear fault.

#include <cmath>
#include <set>

#include "railhead/random/law.hpp"

#include "law_cases.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using railhead::test::kNone;

namespace {

LawFault fault_of(LawKind kind, std::array<double, 4> a, double min = -kNone, double max = kNone) {
  return prepare(kind, {a, min, max, nullptr}).fault;
}

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Draws are finite, within the bounds and ordered.
void check_sane(const Sampler& s, double min, double max) {
  REQUIRE(s.fault == LawFault::none);
  double previous = -kNone;
  for (const double u : {0x1p-53, 1e-9, 0.01, 0.3, 0.5, 0.7, 0.99, 1 - 1e-9, 1 - 0x1p-53}) {
    const double x = quantile(s, u);
    REQUIRE(std::isfinite(x));
    CHECK(x >= min);
    CHECK(x <= max);
    CHECK(x >= previous - 1e-6 * std::abs(previous));
    previous = x;
  }
  CHECK(std::isfinite(mean(s)));
}

}  // namespace

TEST_CASE("laws of a mean take means from 1e-9 to 1e15 and cv from 0 to 50") {
  for (const LawKind kind : {LawKind::normal, LawKind::lognormal, LawKind::gamma}) {
    for (const double m : {1e-9, 1.0, 1e15}) {
      for (const double cv : {0.0, 1e-9, 1e-4, 0.1, 1.0, 50.0}) {
        INFO(static_cast<int>(kind) << " mean " << m << " cv " << cv);
        const Sampler s = prepare(kind, {{m, sd_from_cv(m, cv)}, 0, kNone, nullptr});
        check_sane(s, 0, kNone);
        if (cv <= 0.1) CHECK(mean(s) == Approx(m));
        if (cv == 0) CHECK(quantile(s, 0.123) == m);
      }
    }
  }
  for (const double m : {1e-9, 1.0, 1e15}) {
    check_sane(prepare(LawKind::exponential, {{m}}), 0, kNone);
    check_sane(prepare(LawKind::erlang, {{1, m}}), 0, kNone);
    check_sane(prepare(LawKind::erlang, {{1e6, m}}), 0, kNone);
    check_sane(prepare(LawKind::poisson, {{m}}), 0, kNone);
    check_sane(prepare(LawKind::uniform, {{0, m}}), 0, m);
    check_sane(prepare(LawKind::triangular, {{0, m, m}}), 0, m);
    check_sane(prepare(LawKind::pert, {{0, m / 3, m}}), 0, m);
    check_sane(prepare(LawKind::weibull, {{0.05, m}}), 0, kNone);
    check_sane(prepare(LawKind::weibull, {{500, m}}), 0, kNone);
    check_sane(prepare(LawKind::beta, {{m / 2, m / 1e6, 0, m}}), 0, m);
    check_sane(prepare(LawKind::beta, {{m / 2, m * 0.4999, 0, m}}), 0, m);
  }
}

TEST_CASE("nearly normal gammas, betas and counts agree with Boost") {
  const auto gamma = prepare(LawKind::gamma, {{1, 1e-3}});
  const boost::math::gamma_distribution<> gamma_reference(1e6, 1e-6);
  const auto shape_1e4 = prepare(LawKind::gamma, {{1, 1e-2}});
  const boost::math::gamma_distribution<> reference_1e4(1e4, 1e-4);
  const auto beta = prepare(LawKind::beta, {{0.3, 5e-4, 0, 1}});
  const double n = 0.3 * 0.7 / 25e-8 - 1;
  const boost::math::beta_distribution<> beta_reference(0.3 * n, 0.7 * n);
  for (const double u : {1e-6, 0.01, 0.2, 0.5, 0.9, 0.9999}) {
    INFO(u);
    CHECK(quantile(gamma, u) == Approx(boost::math::quantile(gamma_reference, u)).epsilon(1e-10));
    CHECK(quantile(shape_1e4, u) == Approx(boost::math::quantile(reference_1e4, u)).epsilon(1e-9));
    CHECK(quantile(beta, u) == Approx(boost::math::quantile(beta_reference, u)).epsilon(1e-9));
  }
}

TEST_CASE("impossible arguments are named") {
  CHECK(fault_of(LawKind::normal, {kNaN, 1}) == LawFault::not_finite);
  CHECK(fault_of(LawKind::normal, {kNone, 1}) == LawFault::not_finite);
  CHECK(fault_of(LawKind::normal, {0, 1}, kNaN, 1) == LawFault::not_finite);
  CHECK(fault_of(LawKind::normal, {0, -1}) == LawFault::negative_spread);
  CHECK(fault_of(LawKind::lognormal, {1, -1}) == LawFault::negative_spread);
  CHECK(fault_of(LawKind::lognormal, {0, 1}) == LawFault::mean_not_positive);
  CHECK(fault_of(LawKind::gamma, {-1, 1}) == LawFault::mean_not_positive);
  CHECK(fault_of(LawKind::uniform, {2, 1}) == LawFault::order_of_bounds);
  CHECK(fault_of(LawKind::triangular, {2, 1, 3}) == LawFault::order_of_arguments);
  CHECK(fault_of(LawKind::pert, {2, 4, 3}) == LawFault::order_of_arguments);
  CHECK(fault_of(LawKind::exponential, {-1}) == LawFault::mean_negative);
  CHECK(fault_of(LawKind::poisson, {-1}) == LawFault::mean_negative);
  CHECK(fault_of(LawKind::poisson, {1e300}) == LawFault::too_large);
  CHECK(fault_of(LawKind::erlang, {2.5, 1}) == LawFault::shape_not_whole);
  CHECK(fault_of(LawKind::erlang, {0, 1}) == LawFault::shape_not_positive);
  CHECK(fault_of(LawKind::weibull, {0, 1}) == LawFault::shape_not_positive);
  CHECK(fault_of(LawKind::weibull, {1, -1}) == LawFault::scale_negative);
  CHECK(fault_of(LawKind::beta, {2, 0.1, 0, 1}) == LawFault::mean_outside);
  CHECK(fault_of(LawKind::beta, {0.5, 0.6, 0, 1}) == LawFault::spread_too_large);
  CHECK(fault_of(LawKind::binomial, {2.5, 0.5}) == LawFault::count_not_whole);
  CHECK(fault_of(LawKind::binomial, {2, 1.5}) == LawFault::probability_outside);
  CHECK(fault_of(LawKind::discrete, {}) == LawFault::table_missing);
  CHECK(fault_of(LawKind::normal, {0, 1}, 2, 1) == LawFault::empty_range);
  CHECK(fault_of(LawKind::normal, {0, 1}, 50, 60) == LawFault::no_mass);
  CHECK(fault_of(LawKind::normal, {0, 1}, 1, 1) == LawFault::no_mass);
  CHECK(fault_of(LawKind::uniform, {0, 1}, 2, 3) == LawFault::no_mass);
  CHECK(fault_of(LawKind::constant, {5}, 6, 7) == LawFault::no_mass);
  CHECK(fault_of(LawKind::poisson, {3}, 1.2, 1.8) == LawFault::no_mass);
  CHECK(fault_of(LawKind::exponential, {1}, -5, 0) == LawFault::no_mass);
  CHECK(fault_of(LawKind::gamma, {1, 1e-200}) == LawFault::not_representable);
}

TEST_CASE("each fault has words of its own, and a faulty sampler draws 0") {
  std::set<std::string_view> words;
  const int last = static_cast<int>(LawFault::not_representable);
  for (int i = 0; i <= last; ++i) words.insert(describe(static_cast<LawFault>(i)));
  CHECK(words.size() == static_cast<std::size_t>(last + 1));
  CHECK(quantile(prepare(LawKind::normal, {{0, -1}}), 0.5) == 0);
}

TEST_CASE("degenerate laws are constants") {
  const auto draws = [](LawKind kind, std::array<double, 4> a) {
    return quantile(prepare(kind, {a}), 0.3);
  };
  CHECK(draws(LawKind::normal, {4, 0}) == 4);
  CHECK(draws(LawKind::uniform, {4, 4}) == 4);
  CHECK(draws(LawKind::triangular, {4, 4, 4}) == 4);
  CHECK(draws(LawKind::pert, {4, 4, 4}) == 4);
  CHECK(draws(LawKind::exponential, {0}) == 0);
  CHECK(draws(LawKind::gamma, {4, 0}) == 4);
  CHECK(draws(LawKind::beta, {0.5, 0, 0, 1}) == 0.5);
  CHECK(draws(LawKind::poisson, {0}) == 0);
  CHECK(draws(LawKind::binomial, {7, 1}) == 7);
  CHECK(draws(LawKind::binomial, {7, 0}) == 0);
}

TEST_CASE("a law in a sliver of its range stays there") {
  for (const double low : {-30.0, -8.0, -1.0, 0.0, 3.0, 9.0, 30.0}) {
    const Sampler s = prepare(LawKind::normal, {{0, 1}, low, low + 0.01, nullptr});
    INFO(low);
    check_sane(s, low, low + 0.01);
    CHECK(mean(s) == Approx(low + 0.005).margin(0.005));
  }
  check_sane(prepare(LawKind::exponential, {{1}, 500, 501, nullptr}), 500, 501);
  check_sane(prepare(LawKind::gamma, {{10, 4}, 60, 61, nullptr}), 60, 61);
  check_sane(prepare(LawKind::beta, {{0.5, 0.1, 0, 1}, 0.99, 1, nullptr}), 0.99, 1);
  check_sane(prepare(LawKind::poisson, {{4}, 40, 41, nullptr}), 40, 41);
}

TEST_CASE("a range too narrow to tell its values apart is refused, and the next one is not") {
  for (const LawKind kind : {LawKind::normal, LawKind::lognormal}) {
    const auto law = [&](double sd, double low, double high) {
      return prepare(kind, {{1e9, sd}, low, high, nullptr});
    };
    CHECK(law(1e9, 1e9, 1.00001e9).fault == LawFault::not_representable);
    CHECK(law(1e9, 1e9, 1.001e9).fault == LawFault::none);
  }
  CHECK(prepare(LawKind::normal, {{1e9, 1e9}, 5, 6, nullptr}).fault == LawFault::not_representable);
  // The mean of a narrow range is its middle, within what the density changes over it.
  const Sampler narrow = prepare(LawKind::normal, {{1e9, 1e9}, 1e9, 1.001e9, nullptr});
  double sum = 0.0;
  for (int k = 0; k < 1000; ++k) sum += quantile(narrow, (k + 0.5) / 1000);
  CHECK(sum / 1000 == Approx(1.0005e9).epsilon(1e-6));
}

TEST_CASE("faulty tables are named and leave the table empty") {
  LawTable t;
  using V = std::vector<double>;
  CHECK(t.assign_discrete(V{}, V{}) == TableFault::empty);
  CHECK(t.assign_discrete(V{1, 2}, V{1}) == TableFault::lengths_differ);
  CHECK(t.assign_discrete(V{1, 2}, V{1, -1}) == TableFault::weight_negative);
  CHECK(t.assign_discrete(V{1, 2}, V{0, 0}) == TableFault::no_weight);
  CHECK(t.assign_discrete(V{1, kNaN}, V{1, 1}) == TableFault::not_finite);
  CHECK(t.assign_quantiles(V{0, 1.5}, V{1, 2}) == TableFault::probability_outside);
  CHECK(t.assign_quantiles(V{0, 0.5, 0.5, 1}, V{1, 2, 3, 4}) == TableFault::not_increasing);
  CHECK(t.assign_quantiles(V{0, 1}, V{3, 2}) == TableFault::not_increasing);
  CHECK(t.assign_quantiles(V{0.1, 1}, V{1, 2}) == TableFault::ends_missing);
  CHECK(t.assign_empirical(V{kNone}) == TableFault::not_finite);
  CHECK(t.points().empty());
  CHECK(t.assign_empirical(V{3}) == TableFault::none);
  CHECK(quantile(prepare(LawKind::empirical, {{}, -kNone, kNone, &t}), 0.9) == 3);
}
