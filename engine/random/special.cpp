#include "special.hpp"

#include <limits>

#include <sleef.h>

namespace railhead::special {

double log(double x) {
  return Sleef_cinz_logd1_u10purec(x);
}
double log1p(double x) {
  return Sleef_cinz_log1pd1_u10purec(x);
}
double expm1(double x) {
  return Sleef_cinz_expm1d1_u10purec(x);
}
double erfc(double x) {
  return Sleef_cinz_erfcd1_u15purec(x);
}
double lgamma(double x) {
  return Sleef_cinz_lgammad1_u10purec(x);
}

double power(double x, double y) {
  if (x <= 0) return y == 0 ? 1 : 0;
  return Sleef_cinz_powd1_u10purec(x, y);
}

double log1p_less(double x) {
  if (x < -0.3 || x > 0.4) return log1p(x) - x;
  // 2 atanh(s) - x with s = x / (2 + x): 2 s - x = -x s without cancellation.
  const double s = x / (2 + x);
  const double z = s * s;
  double sum = 0;
  for (int k = 27; k >= 3; k -= 2) sum = sum * z + 1.0 / k;
  return 2 * s * z * sum - x * s;
}

double cornish_fisher(const Cumulants& law, double z) {
  const double z2 = z * z;
  const double z4 = z2 * z2;
  const double c3 = law.c3;
  const double c4 = law.c4;
  double x = law.c6 * z * (z4 - 10 * z2 + 15) / 720;
  x -= c4 * c4 * z * (3 * z4 - 24 * z2 + 29) / 384;
  x -= c3 * law.c5 * z * (2 * z4 - 17 * z2 + 21) / 180;
  x += c3 * c3 * c4 * z * (14 * z4 - 103 * z2 + 107) / 288;
  x -= c3 * c3 * c3 * c3 * z * (252 * z4 - 1688 * z2 + 1511) / 7776;
  x += law.c5 * (z4 - 6 * z2 + 3) / 120;
  x -= c3 * c4 * (z4 - 5 * z2 + 2) / 24;
  x += c3 * c3 * c3 * (12 * z4 - 53 * z2 + 17) / 324;
  x += c4 * z * (z2 - 3) / 24;
  x -= c3 * c3 * z * (2 * z2 - 5) / 36;
  x += c3 * (z2 - 1) / 6;
  return law.mean + law.sd * (z + x);
}

double cornish_fisher_inverse(const Cumulants& law, double x) {
  // The expansion is z + small, so that z = target - small(z) contracts.
  const double target = (x - law.mean) / law.sd;
  if (target > 37) return std::numeric_limits<double>::infinity();
  if (target < -37) return -std::numeric_limits<double>::infinity();
  double z = target;
  for (int i = 0; i < 60; ++i) {
    const double next = z - (cornish_fisher(law, z) - x) / law.sd;
    const double moved = next - z;
    z = next;
    if (moved < 1e-15 && moved > -1e-15) break;
  }
  return z;
}

}  // namespace railhead::special
