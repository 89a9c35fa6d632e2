#include "railhead/experiment/voi.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <Eigen/Dense>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"
#include "railhead/stats/intervals.hpp"
#include "railhead/stats/moments.hpp"
#include "railhead/stats/quantiles.hpp"

namespace railhead {
namespace {

constexpr std::array kKnots = {0.05, 0.275, 0.5, 0.725, 0.95};  // Harrell's, for five
constexpr std::size_t kRowsPerColumn = 10;                      // of a regression, at least

constexpr Estimate kNoEstimate = {kUnknown, kUnknown, kUnknown};

using Column = Eigen::VectorXd;

// A natural cubic spline in one standardised input: the input itself and its bends between knots
// (Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 5.2.1).
void add_spline(const Column& x, std::vector<Column>& basis) {
  basis.push_back(x);
  std::vector<double> sorted(x.data(), x.data() + x.size());
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> knots;
  knots.reserve(std::size(kKnots));
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

// The inputs that vary, standardised.
std::vector<Column> scaled_columns(const Inputs& inputs) {
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
  return scaled;
}

// Columns of the regression; the first is constant, and no others: the inputs do not vary. As many
// as the rows can tell: splines and products, splines, lines; nothing where there are too few rows
// for lines.
std::optional<Eigen::MatrixXd> basis_of(const Inputs& inputs) {
  const auto rows = static_cast<Eigen::Index>(inputs.rows());
  const std::vector<Column> scaled = scaled_columns(inputs);
  const std::size_t most = inputs.rows() / kRowsPerColumn;
  const Column one = Column::Ones(rows);
  std::vector<Column> basis = {one};
  for (const Column& x : scaled) add_spline(x, basis);
  if (basis.size() > most) {
    basis = {one};
    basis.insert(basis.end(), scaled.begin(), scaled.end());
    if (!scaled.empty() && basis.size() > most) return std::nullopt;
  } else if (basis.size() + scaled.size() * (scaled.size() - 1) / 2 <= most) {
    for (std::size_t a = 0; a < scaled.size(); ++a)
      for (std::size_t b = 0; b < a; ++b) basis.push_back(scaled[a].cwiseProduct(scaled[b]));
  }
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

// Square of the standard error of what choosing by each row's fit gains on the decision that is
// best on the whole: from the noise of the fit, and from which rows there are. The gain is linear
// in the fitted values as long as the choices stay.
double variance_of_gain(const Eigen::MatrixXd& fitted, const Eigen::MatrixXd& residuals,
                        const Eigen::MatrixXd& orthonormal) {
  const double n = static_cast<double>(fitted.rows());
  Eigen::Index best = 0;
  fitted.colwise().mean().maxCoeff(&best);
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(fitted.rows(), fitted.cols());
  Moments gains;
  for (Eigen::Index row = 0; row < fitted.rows(); ++row) {
    Eigen::Index choice = 0;
    gains.add(fitted.row(row).maxCoeff(&choice) - fitted(row, best));
    weights(row, choice) += 1;
    weights(row, best) -= 1;
  }
  const double degrees = n - static_cast<double>(orthonormal.cols());
  const Eigen::MatrixXd covariance = residuals.transpose() * residuals / degrees;
  const Eigen::MatrixXd on_fit = orthonormal.transpose() * weights;
  const double of_fit = (covariance * (on_fit.transpose() * on_fit)).trace() / (n * n);
  return of_fit + gains.variance() / n;
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
  if (y.rows() == 0) return kNoEstimate;
  const auto basis = basis_of(x);
  if (!basis) return kNoEstimate;
  if (basis->cols() < 2) return {};
  const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition(*basis);
  const double n = static_cast<double>(y.rows());
  const double left_over = (n - 1) / (n - static_cast<double>(decomposition.rank()));
  Column values = matrix_of(y).col(0);
  values.array() -= values.mean();
  const double total = values.squaredNorm();
  if (!(total > 0)) return {};
  const Column residuals = values - *basis * decomposition.solve(values);
  // Squares of residuals are too small by what the fit took.
  const double left = left_over * residuals.squaredNorm() / total;
  // Each row's influence on 1 - left.
  Moments influence;
  for (Eigen::Index i = 0; i < values.size(); ++i)
    influence.add((left * values(i) * values(i) - left_over * residuals(i) * residuals(i)) / total *
                  n);
  const double reach = standard_normal_quantile(0.5 + level / 2) * influence.sd() / std::sqrt(n);
  const auto share = [](double of) { return std::clamp(of, 0.0, 1.0); };
  return {share(1 - left), share(1 - left - reach), share(1 - left + reach)};
}

Estimate expected_value_of_knowing(const Inputs& inputs, const Inputs& gains, double level) {
  ensure(gains.columns == 0 || inputs.columns == 0 || inputs.rows() == gains.rows(),
         "gains and inputs of the same rows");
  Inputs x = inputs;
  Inputs y = gains;
  if (x.columns == 0 || y.columns < 2) return {};
  keep_whole(x, y);
  if (y.rows() == 0) return kNoEstimate;
  const auto found = basis_of(x);
  if (!found) return kNoEstimate;
  const Eigen::MatrixXd& basis = *found;
  const Eigen::MatrixXd all = matrix_of(y);
  // Only differences between decisions matter; those have the least noise.
  const Eigen::MatrixXd target = all.colwise() - all.col(0);
  const Eigen::Index n = target.rows();
  if (basis.cols() < 2) return {};
  const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition(basis);
  const Eigen::MatrixXd fitted = basis * decomposition.solve(target);
  const double value = std::max(gain_of_choosing(fitted), 0.0);

  const Eigen::MatrixXd orthonormal =
      Eigen::ColPivHouseholderQR<Eigen::MatrixXd>(basis).householderQ() *
      Eigen::MatrixXd::Identity(n, decomposition.rank());
  const double reach = standard_normal_quantile(0.5 + level / 2) *
                       std::sqrt(variance_of_gain(fitted, target - fitted, orthonormal));
  return {value, std::max(value - reach, 0.0), value + reach};
}

}  // namespace railhead
