#include "railhead/experiment/voi.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <Eigen/Dense>

#include "railhead/base/error.hpp"
#include "railhead/random/law.hpp"
#include "railhead/random/stream.hpp"
#include "railhead/stats/intervals.hpp"
#include "railhead/stats/moments.hpp"
#include "railhead/stats/quantiles.hpp"

namespace railhead {
namespace {

constexpr std::array kKnots = {0.05, 0.275, 0.5, 0.725, 0.95};  // Harrell's, for five
constexpr std::size_t kMostCrossed = 6;  // up to so many inputs, products of two are fitted too
constexpr std::uint64_t kCoefficientDraws = 300;

using Column = Eigen::VectorXd;

// A natural cubic spline in one standardised input: the input itself and its bends between knots
// (Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 5.2.1).
void add_spline(const Column& x, std::vector<Column>& basis) {
  basis.push_back(x);
  std::vector<double> sorted(x.data(), x.data() + x.size());
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> knots;
  for (const double p : kKnots) knots.push_back(sorted_quantile(sorted, p));
  knots.erase(std::unique(knots.begin(), knots.end()), knots.end());
  if (knots.size() < 3) return;
  const double last = knots.back();
  const auto cube = [](double a) { return a > 0 ? a * a * a : 0.0; };
  const auto bend = [&](double at, double knot) {
    return (cube(at - knot) - cube(at - last)) / (last - knot);
  };
  const double before_last = knots[knots.size() - 2];
  for (std::size_t k = 0; k + 2 < knots.size(); ++k)
    basis.push_back(
        x.unaryExpr([&](double at) { return bend(at, knots[k]) - bend(at, before_last); }));
}

// Columns of the regression; the first is constant.
Eigen::MatrixXd basis_of(const Inputs& inputs) {
  const auto rows = static_cast<Eigen::Index>(inputs.rows());
  std::vector<Column> scaled;
  for (std::size_t j = 0; j < inputs.columns; ++j) {
    Column x(rows);
    for (Eigen::Index i = 0; i < rows; ++i) x(i) = inputs.at(static_cast<std::size_t>(i), j);
    const double largest = x.cwiseAbs().maxCoeff();
    x.array() -= x.mean();
    const double sd = std::sqrt(x.squaredNorm() / static_cast<double>(rows));
    if (sd > 1e-13 * largest) scaled.push_back(x / sd);
  }
  std::vector<Column> basis = {Column::Ones(rows)};
  for (const Column& x : scaled) add_spline(x, basis);
  if (scaled.size() <= kMostCrossed)
    for (std::size_t a = 0; a < scaled.size(); ++a)
      for (std::size_t b = 0; b < a; ++b) basis.push_back(scaled[a].cwiseProduct(scaled[b]));
  Eigen::MatrixXd matrix(rows, static_cast<Eigen::Index>(basis.size()));
  for (std::size_t j = 0; j < basis.size(); ++j)
    matrix.col(static_cast<Eigen::Index>(j)) = basis[j];
  return matrix;
}

Eigen::MatrixXd matrix_of(const Inputs& table) {
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(table.rows()),
                         static_cast<Eigen::Index>(table.columns));
  for (std::size_t i = 0; i < table.rows(); ++i)
    for (std::size_t j = 0; j < table.columns; ++j)
      matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = table.at(i, j);
  return matrix;
}

double gain_of_choosing(const Eigen::MatrixXd& fitted) {
  return fitted.rowwise().maxCoeff().mean() - fitted.colwise().mean().maxCoeff();
}

// Rows without NaN.
void keep_whole(Inputs& a, Inputs& b) {
  Inputs whole_a{a.columns, {}};
  Inputs whole_b{b.columns, {}};
  for (std::size_t i = 0; i < b.rows(); ++i) {
    bool whole = true;
    for (std::size_t j = 0; j < a.columns; ++j) whole = whole && std::isfinite(a.at(i, j));
    for (std::size_t j = 0; j < b.columns; ++j) whole = whole && std::isfinite(b.at(i, j));
    if (!whole) continue;
    for (std::size_t j = 0; j < a.columns; ++j) whole_a.values.push_back(a.at(i, j));
    for (std::size_t j = 0; j < b.columns; ++j) whole_b.values.push_back(b.at(i, j));
  }
  a = std::move(whole_a);
  b = std::move(whole_b);
}

}  // namespace

Estimate variance_explained(const Inputs& inputs, std::span<const double> response, double level) {
  Inputs x = inputs;
  Inputs y{1, {response.begin(), response.end()}};
  if (x.columns == 0) return {};
  keep_whole(x, y);
  if (y.rows() < 4) return {};
  const Eigen::MatrixXd basis = basis_of(x);
  const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition(basis);
  const double n = static_cast<double>(y.rows());
  const double k = static_cast<double>(decomposition.rank()) - 1;
  Column values = matrix_of(y).col(0);
  values.array() -= values.mean();
  const double total = values.squaredNorm();
  if (!(total > 0) || k < 1 || n < k + 3) return {};
  const Column residuals = values - basis * decomposition.solve(values);
  const double left = residuals.squaredNorm();
  const double r2 = std::clamp(1 - (left / (n - 1 - k)) / (total / (n - 1)), 0.0, 1.0);
  // Each row's influence on 1 - left / total.
  Moments influence;
  for (Eigen::Index i = 0; i < values.size(); ++i)
    influence.add((left / total * values(i) * values(i) - residuals(i) * residuals(i)) / total * n);
  const double reach = standard_normal_quantile(0.5 + level / 2) * influence.sd() / std::sqrt(n);
  return {r2, std::max(r2 - reach, 0.0), std::min(r2 + reach, 1.0)};
}

Estimate expected_value_of_knowing(const Inputs& inputs, const Inputs& gains, double level) {
  ensure(gains.columns == 0 || inputs.columns == 0 || inputs.rows() == gains.rows(),
         "gains and inputs of the same rows");
  Inputs x = inputs;
  Inputs y = gains;
  if (x.columns == 0 || y.columns < 2) return {};
  keep_whole(x, y);
  const Eigen::MatrixXd basis = basis_of(x);
  const Eigen::MatrixXd all = matrix_of(y);
  // Only differences between decisions matter; those have the least noise.
  const Eigen::MatrixXd target = all.colwise() - all.col(0);
  const Eigen::Index n = target.rows();
  if (n < basis.cols() + 2) return {};
  const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition(basis);
  const Eigen::MatrixXd fitted = basis * decomposition.solve(target);
  const double value = std::max(gain_of_choosing(fitted), 0.0);

  // Fitted values move by an orthonormal basis of the columns times normal noise of the residuals.
  const Eigen::MatrixXd residuals = target - fitted;
  const double degrees = static_cast<double>(n - decomposition.rank());
  const Eigen::MatrixXd covariance = residuals.transpose() * residuals / degrees;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(covariance);
  const Eigen::MatrixXd root =
      eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
  const Eigen::MatrixXd orthonormal =
      Eigen::ColPivHouseholderQR<Eigen::MatrixXd>(basis).householderQ() *
      Eigen::MatrixXd::Identity(n, decomposition.rank());
  const StreamKey key = stream_key(1, "coefficients");
  Moments spread;
  for (std::uint64_t draw = 0; draw < kCoefficientDraws; ++draw) {
    Eigen::MatrixXd z(orthonormal.cols(), target.cols());
    for (Eigen::Index i = 0; i < z.size(); ++i)
      z.data()[i] = normal_quantile(uniform53(key, draw, static_cast<std::uint64_t>(i)));
    spread.add(gain_of_choosing(fitted + orthonormal * z * root.transpose()));
  }
  const double reach = standard_normal_quantile(0.5 + level / 2) * spread.sd();
  return {value, std::max(value - reach, 0.0), value + reach};
}

}  // namespace railhead
