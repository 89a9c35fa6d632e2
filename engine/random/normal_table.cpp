#include "normal_table.hpp"

#include "transforms.hpp"

namespace railhead {
namespace {

// Newton's iteration: the standard's square root is no constant expression.
constexpr double root(double x) {
  double r = 1 + x / 4;
  for (int i = 0; i < 10; ++i) r = 0.5 * (r + x / r);
  return r;
}

constexpr double ratio(const double (&top)[8], const double (&bottom)[8], double x) {
  double n = top[7];
  double d = bottom[7];
  for (int k = 6; k >= 0; --k) {
    n = n * x + top[k];
    d = d * x + bottom[k];
  }
  return n / d;
}

constexpr double as241(double p) {
  constexpr double kA[8] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                            1.9715909503065514427e+3, 1.3731693765509461125e+4,
                            4.5921953931549871457e+4, 6.7265770927008700853e+4,
                            3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr double kB[8] = {1.0,
                            4.2313330701600911252e+1,
                            6.8718700749205790830e+2,
                            5.3941960214247511077e+3,
                            2.1213794301586595867e+4,
                            3.9307895800092710610e+4,
                            2.8729085735721942674e+4,
                            5.2264952788528545610e+3};
  constexpr double kC[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                            5.76949722146069140550e0,  3.64784832476320460504e0,
                            1.27045825245236838258e0,  2.41780725177450611770e-1,
                            2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double kD[8] = {1.0,
                            2.05319162663775882187e0,
                            1.67638483018380384940e0,
                            6.89767334985100004550e-1,
                            1.48103976427480074590e-1,
                            1.51986665636164571966e-2,
                            5.47593808499534494600e-4,
                            1.05075007164441684324e-9};
  constexpr double kE[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                            1.78482653991729133580e0,  2.96560571828504891230e-1,
                            2.65321895265761230930e-2, 1.24266094738807843860e-3,
                            2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr double kF[8] = {1.0,
                            5.99832206555887937690e-1,
                            1.36929880922735805310e-1,
                            1.48753612908506148525e-2,
                            7.86869131145613259100e-4,
                            1.84631831751005468180e-5,
                            1.42151175831644588870e-7,
                            2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (q <= 0.425 && q >= -0.425) return q * ratio(kA, kB, 0.180625 - q * q);
  const double r = root(-log<Scalar>(q < 0 ? p : 1 - p));
  const double z = r <= 5 ? ratio(kC, kD, r - 1.6) : ratio(kE, kF, r - 5);
  return q < 0 ? -z : z;
}

// Interpolates at the Chebyshev points of [-1/4, 1/4] by Newton's divided differences, expanded
// into powers of t. `scale` t + `shift` is p.
constexpr void fit(double scale, double shift, double (&c)[8]) {
  constexpr int kPoints = NormalTable::kDegree + 1;
  // cos(pi (2 i + 1) / (2 kPoints))
  constexpr double kNodes[kPoints] = {0.96592582628906828675, 0.7071067811865475244,
                                      0.25881904510252076235, -0.25881904510252076235,
                                      -0.7071067811865475244, -0.96592582628906828675};
  double t[kPoints] = {};
  double y[kPoints] = {};
  for (int i = 0; i < kPoints; ++i) {
    t[i] = 0.25 * kNodes[i];
    y[i] = as241(scale * t[i] + shift);
  }
  for (int order = 1; order < kPoints; ++order)
    for (int i = kPoints - 1; i >= order; --i) y[i] = (y[i] - y[i - 1]) / (t[i] - t[i - order]);
  for (double& x : c) x = 0;
  for (int i = kPoints - 1; i >= 0; --i) {  // c(t) = c(t) (t - t_i) + y_i
    for (int k = kPoints - 1; k > 0; --k) c[k] = c[k - 1] - t[i] * c[k];
    c[0] = y[i] - t[i] * c[0];
  }
}

constexpr NormalTable make_table() {
  NormalTable table{};
  for (std::uint64_t number = NormalTable::kFirst; number < NormalTable::kLast; ++number) {
    double(&row)[8] = table.row[number % NormalTable::kRows];
    const double scale = Scalar::from_bits((number >> 1) << 52);
    fit(scale, scale * ((number & 1) != 0 ? 1.75 : 1.25), row);
    const bool in_columns = number >= NormalTable::kFirstColumn &&
                            number < NormalTable::kFirstColumn + NormalTable::kColumns;
    if (!in_columns) continue;
    for (int k = 0; k < 8; ++k) table.column[k][number % NormalTable::kColumns] = row[k];
  }
  return table;
}

}  // namespace

constinit const NormalTable kNormalTable = make_table();

double normal_quantile_as241(double p) {
  return as241(p);
}

double normal_lower_quantile(double p) {
  if (p < 0x1p-64) return as241(p);
  double z[1] = {p};
  standard_normal<Scalar>(z);
  return z[0];
}

}  // namespace railhead
