#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "railhead/experiment/estimate.hpp"

// At which value of an input the mean of a noisy response reaches a target.
namespace railhead {

// The mean of the response over replications on common random numbers with its 95 % interval. Equal
// inputs give equal figures.
struct CurvePoint {
  double at = 0.0;
  double mean = 0.0;
  double low = 0.0, high = 0.0;
  bool exact = false;  // no chance in it: the interval is the mean
};

// A mean with a symmetric interval; exact where the half-width is 0.
CurvePoint around(double at, double mean, double half_width);

// The 95 % interval of a response from its values in the replications, NaN where it does not occur.
// The mean with Student's interval; of 0/1 responses with Wilson's, so that none in so many bounds
// the probability; of dates the median, with the distribution-free interval of order statistics,
// where what does not occur comes after every date (+infinity).
enum class ResponseKind : std::uint8_t { number, flag, date };
CurvePoint curve_point(double at, ResponseKind kind, std::span<const double> values);

struct RootQuestion {
  double from = 0.0, to = 0.0;  // from < to
  double target = 0.0;
  bool whole = false;       // the input takes whole numbers alone
  bool at_most = false;     // what meets the target, for whole inputs: at most or at least so much
  double resolution = 0.0;  // of the response: 1 for rounds, which are posted whole
  std::size_t points = 17;  // of the curve
};

// An input at which the response crosses the target. A whole input: the number next to the crossing
// that meets the target; where all that were searched meet it the smallest of them, open_low.
struct Root {
  Estimate at;
  // An end of the interval lies outside the range that was searched.
  bool open_low = false, open_high = false;
  // The response, without chance, stands exactly at the target on one side, so that the root is
  // bounded from the other side alone; there the interval is mirrored.
  bool mirrored = false;
  bool met_above = false;  // inputs above it meet the target (see at_most) rather than those below
};

struct Solution {
  std::vector<CurvePoint> curve;  // ascending
  std::vector<Root> roots;        // ascending; crossings that cannot be told apart are one
  double met_share = 0.0;         // of the curve's points that meet the target (see at_most)
};

// Stochastic root finding by sample-average approximation: on common random numbers the mean over
// the replications is an ordinary function of the input, whose crossings are bracketed on the curve
// and bisected (Chen, H., Schmeiser, B. W. (2001), IIE Transactions 33, 259-275; Pasupathy, R.,
// Kim, S. (2011), ACM TOMACS 21, 19). The interval holds the inputs whose 95 % interval of the mean
// contains the target (inversion of the test, for a straight line and Student's Fieller's
// interval): its ends are bisected likewise. Precise to a millionth of the range; no interval is
// narrower than a hundred-thousandth of the input or of the range on either side, since rounds are
// posted whole.
Solution solve_for(const RootQuestion& question, const std::function<CurvePoint(double)>& evaluate);

}  // namespace railhead
