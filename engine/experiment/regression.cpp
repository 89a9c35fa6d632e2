#include "railhead/experiment/regression.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Dense>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"
#include "railhead/stats/intervals.hpp"

namespace railhead {
namespace {

constexpr double kCollinear = 1e-10;  // share of the largest pivot at which inputs count as such

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

// Least squares on standardised columns. Their correlations hold all that is needed, and are small.
Regression fit(Sample sample, bool with_intervals, double level) {
  Regression result;
  const Eigen::Index n = sample.y.size();
  const Eigen::Index k = sample.x.cols();
  result.rows = static_cast<std::size_t>(n);
  result.coefficients.resize(static_cast<std::size_t>(k));
  if (n < k + 2 || !standardise(sample.y)) return result;
  for (Eigen::Index j = 0; j < k; ++j) standardise(sample.x.col(j));
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition;
  decomposition.setThreshold(kCollinear);
  decomposition.compute(sample.x.transpose() * sample.x / static_cast<double>(n - 1));
  const Eigen::VectorXd beta =
      decomposition.solve(sample.x.transpose() * sample.y / static_cast<double>(n - 1));
  const Eigen::ArrayXd residuals = sample.y - sample.x * beta;
  const double left = residuals.matrix().squaredNorm() / sample.y.squaredNorm();
  const double degrees = static_cast<double>(n - 1 - decomposition.rank());
  result.r2 = 1 - left;
  result.adjusted_r2 = 1 - left * static_cast<double>(n - 1) / degrees;
  const Eigen::MatrixXd of_inputs = sample.x * decomposition.pseudoInverse();
  const double t = student_quantile(degrees, 0.5 + level / 2);
  for (Eigen::Index j = 0; j < k; ++j) {
    Estimate& estimate = result.coefficients[static_cast<std::size_t>(j)];
    estimate = {beta(j), kUnknown, kUnknown};
    if (!with_intervals) continue;
    // Each row's influence on the coefficient: on the slope, and on both standard deviations.
    const Eigen::ArrayXd influence =
        of_inputs.col(j).array() * residuals +
        beta(j) / 2 * (sample.x.col(j).array().square() - sample.y.array().square());
    const double error =
        std::sqrt(influence.matrix().squaredNorm() / (static_cast<double>(n) * degrees));
    estimate.low = beta(j) - t * error;
    estimate.high = beta(j) + t * error;
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
  return fit(sample_of(inputs, response), true, level);
}

Regression rank_regression(const Inputs& inputs, std::span<const double> response) {
  Sample sample = sample_of(inputs, response);
  to_ranks(sample.y);
  for (Eigen::Index j = 0; j < sample.x.cols(); ++j) to_ranks(sample.x.col(j));
  return fit(std::move(sample), false, 0.95);
}

}  // namespace railhead
