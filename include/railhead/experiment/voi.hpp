#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "railhead/experiment/estimate.hpp"
#include "railhead/experiment/regression.hpp"

// What it is worth to know some of the inputs, from replications that were drawn anyway: the
// conditional mean of a response given these inputs is fitted by regression. Strong, M., Oakley,
// J. E., Brennan, A. (2014), Med. Decis. Making 34, 311-326. Ten rows at least for each column of
// the regression: natural splines in the inputs and products of two, without the products, or lines
// alone; NaN with fewer rows than that takes.
namespace railhead {

// The share of a response's variance that knowing the inputs would take away in the mean: adjusted
// R^2 of the fit, in [0, 1]; the interval's standard error by the delta method from the rows'
// residuals. Inputs that do not vary are worth 0. Holds for many rows.
Estimate variance_explained(const Inputs& inputs, std::span<const double> response,
                            double level = 0.95);

// Expected value of knowing the inputs before choosing between decisions: the mean over rows of the
// best decision's fitted gain, less the gain of the decision that is best on the whole. `gains`: a
// column a decision, larger is better, in units of the response; never below 0. The interval's
// standard error is that of the fitted coefficients and of the spread over the rows (delta method);
// it takes many rows, and is too narrow where two decisions are best alike.
Estimate expected_value_of_knowing(const Inputs& inputs, const Inputs& gains, double level = 0.95);

}  // namespace railhead
