// Comparisons of sums and products of decimals.
#pragma once

namespace railhead {

// a < b, where values that differ by rounding errors alone count as equal: 300 rounds at three
// times 0.1 * 1000 a day last no less than a day.
inline bool strictly_below(double a, double b) {
  return a < b - (1e-9 + 1e-12 * (b < 0 ? -b : b));
}

}  // namespace railhead
