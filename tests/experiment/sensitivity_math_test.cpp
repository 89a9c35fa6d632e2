// Indices, regressions and values of information against cases whose truth is known.
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "railhead/experiment/regression.hpp"
#include "railhead/experiment/sobol_indices.hpp"
#include "railhead/experiment/voi.hpp"
#include "railhead/random/law.hpp"
#include "railhead/random/stream.hpp"
#include "railhead/stats/moments.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

double uniform(const char* name, std::uint64_t i) {
  return uniform53(stream_key(5, name), i, 0);
}
double normal(const char* name, std::uint64_t i) {
  return normal_quantile(uniform(name, i));
}

std::vector<SobolIndex> indices_of(const SaltelliDesign& design,
                                   const std::function<double(const std::vector<double>&)>& model) {
  std::vector<double> responses;
  std::vector<double> u(design.inputs());
  for (std::size_t block = 0; block < design.blocks(); ++block)
    for (std::size_t row = 0; row < design.rows(); ++row) {
      for (std::size_t j = 0; j < u.size(); ++j) u[j] = design.at(block, row, j);
      responses.push_back(model(u));
    }
  return sobol_indices(responses, design.rows(), 1, design.sets().size());
}

// Ishigami, T., Homma, T. (1990), with a = 7, b = 0.1.
double ishigami(const std::vector<double>& u) {
  const auto x = [&](std::size_t j) { return std::numbers::pi * (2 * u[j] - 1); };
  return std::sin(x(0)) + 7 * std::sin(x(1)) * std::sin(x(1)) +
         0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

bool holds(const Estimate& estimate, double truth) {
  return estimate.low <= truth && truth <= estimate.high;
}

}  // namespace

TEST_CASE("Ishigami's indices lie within their intervals") {
  const SaltelliDesign design{4096, 3, {{0}, {1}, {2}, {0, 2}}, 1};
  const auto indices = indices_of(design, ishigami);
  const std::array first = {0.313905, 0.442411, 0.0, 0.557589};
  const std::array total = {0.557589, 0.442411, 0.243684, 0.557589};
  for (std::size_t j = 0; j < first.size(); ++j) {
    INFO("set " << j);
    CHECK(holds(indices[j].first, first[j]));
    CHECK(holds(indices[j].total, total[j]));
    CHECK(indices[j].first.value == Approx(first[j]).margin(0.01));
    CHECK(indices[j].total.value == Approx(total[j]).margin(0.01));
    CHECK(indices[j].first.high - indices[j].first.low < 0.12);
  }
}

TEST_CASE("a sum of independent normals splits its variance as the squares of the weights") {
  const SaltelliDesign design{8192, 3, {{0}, {1}, {2}}, 3};
  const auto indices = indices_of(design, [](const std::vector<double>& u) {
    return 3 * normal_quantile(u[0]) + 2 * normal_quantile(u[1]) + normal_quantile(u[2]) + 100;
  });
  const std::array truth = {9.0 / 14, 4.0 / 14, 1.0 / 14};
  for (std::size_t j = 0; j < truth.size(); ++j) {
    CHECK(indices[j].first.value == Approx(truth[j]).margin(0.005));
    CHECK(indices[j].total.value == Approx(truth[j]).margin(0.005));
    CHECK(holds(indices[j].first, truth[j]));
    CHECK(holds(indices[j].total, truth[j]));
  }
}

TEST_CASE("a response that does not vary has no indices, and rows without a value are left out") {
  const SaltelliDesign design{64, 2, {{0}, {1}}, 1};
  const auto flat = indices_of(design, [](const std::vector<double>&) { return 5.0; });
  CHECK(flat[0].first.value == 0.0);
  CHECK(flat[1].total.high == 0.0);
  std::vector<double> responses(4 * 64);
  for (std::size_t i = 0; i < responses.size(); ++i) responses[i] = design.at(i / 64, i % 64, 0);
  responses[7] = std::nan("");
  const auto gap = sobol_indices(responses, 64, 1, 2);
  CHECK(gap[0].total.value == Approx(1.0).margin(0.15));
  CHECK(gap[1].total.value == 0.0);
}

// Y = x + chance, both of variance 1: shares 1/2 of a single run, whatever the replications.
TEST_CASE("indices are those of a single run, however many replications a point has") {
  const std::size_t rows = 2000;
  const SaltelliDesign design{rows, 2, {{0}, {1}}, 5};
  for (const std::size_t replications : {1U, 5U}) {
    std::vector<double> responses;
    for (std::size_t block = 0; block < design.blocks(); ++block)
      for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t k = 0; k < replications; ++k) {
          const std::uint64_t number = (design.from_b(block, 1) ? rows + row : row) * 5 + k;
          responses.push_back(normal_quantile(design.at(block, row, 0)) + normal("run", number));
        }
    const auto indices = sobol_indices(responses, rows, replications, 2);
    for (const SobolIndex& index : indices) {
      CHECK(holds(index.first, 0.5));
      CHECK(holds(index.total, 0.5));
      CHECK(index.total.high - index.total.low < 0.14);
    }
  }
}

TEST_CASE("a straight line is found exactly, whatever the scales of its inputs") {
  Inputs inputs{3, {}};
  std::vector<double> response;
  for (std::uint64_t i = 0; i < 500; ++i) {
    const double a = 1e6 + 1e3 * normal("a", i);
    const double b = 1e-3 * uniform("b", i);
    inputs.values.insert(inputs.values.end(), {a, b, 7.0});
    response.push_back(2 * a - 3e6 * b + 1);
  }
  const Regression line = standardised_regression(inputs, response);
  CHECK(line.r2 == Approx(1.0).epsilon(1e-12));
  CHECK(line.coefficients[2].value == 0.0);
  Moments of_a, of_b, of_y;
  for (std::size_t i = 0; i < 500; ++i) {
    of_a.add(inputs.at(i, 0));
    of_b.add(inputs.at(i, 1));
    of_y.add(response[i]);
  }
  CHECK(line.coefficients[0].value == Approx(2 * of_a.sd() / of_y.sd()).epsilon(1e-9));
  CHECK(line.coefficients[1].value == Approx(-3e6 * of_b.sd() / of_y.sd()).epsilon(1e-9));
}

TEST_CASE("ranks follow what rises without being straight") {
  Inputs inputs{2, {}};
  std::vector<double> response;
  for (std::uint64_t i = 0; i < 400; ++i) {
    const double a = normal("steep", i);
    inputs.values.insert(inputs.values.end(), {a, normal("idle", i)});
    response.push_back(std::exp(4 * a));
  }
  CHECK(rank_regression(inputs, response).r2 > 0.9999);
  CHECK(rank_regression(inputs, response).coefficients[0].value == Approx(1.0).margin(1e-3));
  CHECK(standardised_regression(inputs, response).r2 < 0.5);
  CHECK(ranks(std::vector<double>{5, 1, 5, 3}) == std::vector<double>{3.5, 1, 3.5, 2});
}

TEST_CASE("knowing an input takes away its share of the variance") {
  Inputs known{1, {}};
  Inputs useless{1, {}};
  std::vector<double> response;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const double a = normal("driver", i);
    known.values.push_back(a);
    useless.values.push_back(normal("other", i));
    response.push_back(a * a + normal("noise", i));  // Var a^2 = 2, noise 1
  }
  const Estimate share = variance_explained(known, response);
  CHECK(holds(share, 2.0 / 3));
  CHECK(share.high - share.low < 0.06);
  CHECK(variance_explained(useless, response).value < 0.01);
  CHECK(variance_explained(Inputs{}, response).value == 0.0);
  // What never occurs has no variance to take away.
  CHECK(std::isnan(
      variance_explained(known, std::vector<double>(response.size(), std::nan(""))).value));
  // Ten inputs and fifty replications tell nothing.
  Inputs many{10, {}};
  for (std::uint64_t i = 0; i < 500; ++i) many.values.push_back(normal("many", i));
  response.resize(50);
  CHECK(std::isnan(variance_explained(many, response).value));
}

// To act pays a + b, not to act 0; a ~ N(0, 1), b ~ N(0, 2). Knowing a: E max(a, 0) = phi(0).
TEST_CASE("the value of knowing one of two normal inputs before a choice") {
  Inputs a{1, {}};
  Inputs both{2, {}};
  Inputs gains{2, {}};
  for (std::uint64_t i = 0; i < 8000; ++i) {
    const double x = normal("first", i);
    const double y = 2 * normal("second", i);
    a.values.push_back(x);
    both.values.insert(both.values.end(), {x, y});
    gains.values.insert(gains.values.end(), {0.0, x + y});
  }
  const double phi = 1 / std::sqrt(2 * std::numbers::pi);
  const Estimate of_a = expected_value_of_knowing(a, gains);
  CHECK(holds(of_a, phi));
  CHECK(of_a.high - of_a.low < 0.15);
  // Which replications there are is chance too, where a itself decides.
  Inputs clear{2, {}};
  for (const double x : a.values) clear.values.insert(clear.values.end(), {0.0, x + 1});
  const Estimate sure = expected_value_of_knowing(a, clear);
  CHECK(holds(sure, 0.083315));  // phi(1) - (1 - Phi(1))
  CHECK(sure.high - sure.low == Approx(2 * 1.96 * 0.2618 / std::sqrt(8000)).epsilon(0.2));
  // Both known: E max(N(0, 5), 0), but for the mean of the sample, which the gain of the choice
  // that is best on the whole takes in.
  CHECK(expected_value_of_knowing(both, gains).value ==
        Approx(std::sqrt(5.0) * phi).margin(3.3 * std::sqrt(5.0 / 8000)));
  const Inputs one_choice{1, a.values};
  CHECK(expected_value_of_knowing(a, one_choice).value == 0.0);
}
