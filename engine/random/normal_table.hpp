#pragma once
// Piecewise polynomials of the inverse standard normal CDF, lower half.

#include <cstdint>

namespace railhead {

// Each half octave [1, 1.5) and [1.5, 2) times 2^e of the probability p has its own polynomial of
// degree kDegree in t = m - 1.25, where m in [1, 1.5) is p's significand less its half bit. The
// leading 12 bits below the sign (exponent and half bit) number the half octaves.
struct alignas(64) NormalTable {
  static constexpr int kDegree = 5;
  static constexpr std::uint64_t kFirst = 2 * (1023 - 64);       // p = 2^-64
  static constexpr std::uint64_t kLast = 2 * (1023 - 1);         // p = 0.5, all 0
  static constexpr std::uint64_t kRows = 128;                    // at least kLast - kFirst + 1
  static constexpr std::uint64_t kFirstColumn = 2 * (1023 - 9);  // p = 2^-9
  static constexpr std::uint64_t kColumns = 16;                  // up to p < 0.5
  double row[kRows][8];        // at (number modulo kRows): coefficients of t^0, t^1, …, and zeros
  double column[8][kColumns];  // the same for 16 half octaves, at (number modulo kColumns)
};

extern const NormalTable kNormalTable;

// Inverse of the standard normal CDF for 0 < p < 1 by Wichura's AS 241 (Applied Statistics 37,
// 1988, 477-484), relative accuracy about 1e-15: fills the table, and serves below its range.
double normal_quantile_as241(double p);

// The table's function for 0 < p <= 0.5, AS 241 below 2^-64: what every kernel computes.
double normal_lower_quantile(double p);

}  // namespace railhead
