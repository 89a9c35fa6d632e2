#include "railhead/experiment/regression.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Dense>

#include "railhead/base/error.hpp"
#include "railhead/stats/intervals.hpp"

namespace railhead {
namespace {

struct Sample {
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
};

// The rows without NaN.
Sample sample_of(const Inputs& inputs, std::span<const double> response) {
  ensure(inputs.rows() == response.size(), "one response a row");
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < response.size(); ++i) {
    bool whole = std::isfinite(response[i]);
    for (std::size_t j = 0; j < inputs.columns; ++j)
      whole = whole && std::isfinite(inputs.at(i, j));
    if (whole) kept.push_back(i);
  }
  const auto rows = static_cast<Eigen::Index>(kept.size());
  Sample sample{Eigen::MatrixXd(rows, static_cast<Eigen::Index>(inputs.columns)),
                Eigen::VectorXd(rows)};
  for (Eigen::Index i = 0; i < rows; ++i) {
    const std::size_t row = kept[static_cast<std::size_t>(i)];
    sample.y(i) = response[row];
    for (std::size_t j = 0; j < inputs.columns; ++j)
      sample.x(i, static_cast<Eigen::Index>(j)) = inputs.at(row, j);
  }
  return sample;
}

void to_ranks(Eigen::Ref<Eigen::VectorXd> column) {
  const std::vector<double> ranked =
      ranks({column.data(), static_cast<std::size_t>(column.size())});
  std::copy(ranked.begin(), ranked.end(), column.data());
}

// Mean 0, standard deviation 1; a column that does not vary (beyond rounding) becomes 0.
bool standardise(Eigen::Ref<Eigen::VectorXd> column) {
  const double mean = column.mean();
  const double largest = column.cwiseAbs().maxCoeff();
  column.array() -= mean;
  const double sd = std::sqrt(column.squaredNorm() / static_cast<double>(column.size() - 1));
  if (!(sd > 1e-13 * largest)) {
    column.setZero();
    return false;
  }
  column /= sd;
  return true;
}

Regression fit(Sample sample, double level) {
  Regression result;
  const Eigen::Index n = sample.y.size();
  const Eigen::Index k = sample.x.cols();
  result.rows = static_cast<std::size_t>(n);
  result.coefficients.resize(static_cast<std::size_t>(k));
  if (n < k + 2 || !standardise(sample.y)) return result;
  for (Eigen::Index j = 0; j < k; ++j) standardise(sample.x.col(j));
  const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition(sample.x);
  const Eigen::VectorXd beta = decomposition.solve(sample.y);
  const double total = sample.y.squaredNorm();
  const double left = (sample.y - sample.x * beta).squaredNorm();
  const double degrees = static_cast<double>(n - 1 - decomposition.rank());
  result.r2 = 1 - left / total;
  result.adjusted_r2 = 1 - left / degrees / (total / static_cast<double>(n - 1));
  // Diagonal of (X'X)^+ = the squared row norms of X^+.
  const Eigen::VectorXd scale = decomposition.pseudoInverse().rowwise().norm();
  const double t = student_quantile(degrees, 0.5 + level / 2);
  const double sigma = std::sqrt(left / degrees);
  for (Eigen::Index j = 0; j < k; ++j) {
    const double reach = t * sigma * scale(j);
    result.coefficients[static_cast<std::size_t>(j)] = {beta(j), beta(j) - reach, beta(j) + reach};
  }
  return result;
}

}  // namespace

std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    const double rank = static_cast<double>(i + 1 + end) / 2;
    for (; i < end; ++i) result[order[i]] = rank;
  }
  return result;
}

Regression standardised_regression(const Inputs& inputs, std::span<const double> response,
                                   double level) {
  return fit(sample_of(inputs, response), level);
}

Regression rank_regression(const Inputs& inputs, std::span<const double> response, double level) {
  Sample sample = sample_of(inputs, response);
  to_ranks(sample.y);
  for (Eigen::Index j = 0; j < sample.x.cols(); ++j) to_ranks(sample.x.col(j));
  return fit(std::move(sample), level);
}

}  // namespace railhead
