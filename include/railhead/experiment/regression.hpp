#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "railhead/experiment/estimate.hpp"

// How far straight lines in the inputs explain a response.
namespace railhead {

// A table of numbers, row after row.
struct Inputs {
  std::size_t columns = 0;
  std::vector<double> values;
  std::size_t rows() const { return columns == 0 ? 0 : values.size() / columns; }
  double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
};

struct Regression {
  // Standard deviations that the response moves when an input moves by one of its own; 0 for an
  // input that does not vary. The interval is Student's, its standard error from each row's
  // influence on slope and standard deviations (Jones, J. A., Waller, N. G. (2015), Psychometrika
  // 80, 365-378, without a law of the errors): right for random rows, wide for designed ones. NaN
  // for ranks.
  std::vector<Estimate> coefficients;
  double r2 = 0.0;           // share of the response's variance that the lines explain
  double adjusted_r2 = 0.0;  // the same, less what as many meaningless inputs would explain
  std::size_t rows = 0;      // used: those without a NaN
};

// Standardised regression coefficients. Collinear inputs share what they explain (minimum norm).
// Requires: as many responses as rows. Everything 0 with fewer rows than columns + 2 or a response
// that does not vary.
Regression standardised_regression(const Inputs& inputs, std::span<const double> response,
                                   double level = 0.95);

// The same on ranks (ties get their mean rank), which follows any monotone relation. Iman, R. L.,
// Conover, W. J. (1979), Technometrics 21, 499-509.
Regression rank_regression(const Inputs& inputs, std::span<const double> response);

// Ranks 1 … n, ties their mean.
std::vector<double> ranks(std::span<const double> values);

}  // namespace railhead
