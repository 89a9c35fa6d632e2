#pragma once

#include <functional>
#include <vector>

#include "railhead/experiment/estimate.hpp"

// At which value of an input the mean of a noisy response reaches a target.
namespace railhead {

// The mean of the response over replications on common random numbers, and the half-width of its
// 95 % interval. Equal inputs give equal figures.
struct CurvePoint {
  double at = 0.0;
  double mean = 0.0;
  double half_width = 0.0;
};

struct RootQuestion {
  double from = 0.0, to = 0.0;  // from < to
  double target = 0.0;
  bool whole = false;       // the input takes whole numbers alone
  bool at_most = false;     // what meets the target, for whole inputs: at most or at least so much
  double resolution = 0.0;  // of the response: 1 for rounds, which are posted whole
  std::size_t points = 17;  // of the curve
};

// An input at which the response crosses the target. A whole input: the number next to the crossing
// that meets the target.
struct Root {
  Estimate at;
  // An end of the interval lies outside the range that was searched.
  bool open_low = false, open_high = false;
  // The response stands exactly at the target on one side, so that the data bound the root from
  // the other side alone; there the interval is mirrored.
  bool mirrored = false;
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
// contains the target (inversion of Student's test, for a straight line Fieller's interval): its
// ends are bisected likewise. Precise to a millionth of the range.
Solution solve_for(const RootQuestion& question, const std::function<CurvePoint(double)>& evaluate);

}  // namespace railhead
