#include "railhead/experiment/sobol_indices.hpp"

#include <algorithm>
#include <cmath>

#include "railhead/base/error.hpp"
#include "railhead/random/stream.hpp"
#include "railhead/stats/intervals.hpp"
#include "railhead/stats/moments.hpp"

namespace railhead {
namespace {

// What one row adds to the sums: both of its values, and for each set the squared differences that
// Jansen's estimators are made of.
struct Rows {
  std::size_t count = 0;
  std::size_t sets = 0;
  std::vector<double> terms;  // 2 + 2 * sets a row: a, b, (b - ab_s)^2, (a - ab_s)^2
  const double* row(std::size_t i) const { return &terms[i * (2 + 2 * sets)]; }
};

Rows rows_of(std::span<const double> responses, std::size_t rows, std::size_t sets) {
  // Centred, so that squares lose no digits.
  Moments all;
  for (const double y : responses)
    if (!std::isnan(y)) all.add(y);
  Rows result{0, sets, {}};
  for (std::size_t i = 0; i < rows; ++i) {
    bool whole = true;
    for (std::size_t block = 0; block < 2 + sets; ++block)
      whole = whole && !std::isnan(responses[block * rows + i]);
    if (!whole) continue;
    const double a = responses[i] - all.mean();
    const double b = responses[rows + i] - all.mean();
    result.terms.insert(result.terms.end(), {a, b});
    for (std::size_t s = 0; s < sets; ++s) {
      const double ab = responses[(2 + s) * rows + i] - all.mean();
      result.terms.insert(result.terms.end(), {(b - ab) * (b - ab), (a - ab) * (a - ab)});
    }
    ++result.count;
  }
  return result;
}

// First and total index of every set, from sums over n rows.
std::vector<double> indices_of(const std::vector<double>& sums, double squares, double n,
                               std::size_t sets) {
  const double mean = (sums[0] + sums[1]) / (2 * n);
  const double variance = squares / (2 * n) - mean * mean;
  std::vector<double> indices(2 * sets, 0.0);
  if (!(variance > 0)) return indices;
  for (std::size_t s = 0; s < sets; ++s) {
    indices[2 * s] = 1 - sums[2 + 2 * s] / (2 * n) / variance;
    indices[2 * s + 1] = sums[3 + 2 * s] / (2 * n) / variance;
  }
  return indices;
}

template <class Pick>
std::vector<double> estimate(const Rows& rows, Pick pick) {
  const std::size_t width = 2 + 2 * rows.sets;
  std::vector<double> sums(width, 0.0);
  double squares = 0;
  for (std::size_t i = 0; i < rows.count; ++i) {
    const double* row = rows.row(pick(i));
    for (std::size_t j = 0; j < width; ++j) sums[j] += row[j];
    squares += row[0] * row[0] + row[1] * row[1];
  }
  return indices_of(sums, squares, static_cast<double>(rows.count), rows.sets);
}

}  // namespace

SaltelliDesign::SaltelliDesign(std::size_t rows, std::size_t inputs,
                               std::vector<std::vector<std::size_t>> sets, std::uint64_t seed)
    : rows_(rows),
      inputs_(inputs),
      sets_(std::move(sets)),
      cube_(sobol(rows, std::max<std::size_t>(2 * inputs, 1), seed)) {
  ensure(rows >= 2, "a Saltelli design has two rows or more");
}

bool SaltelliDesign::from_b(std::size_t block, std::size_t input) const {
  if (block < 2) return block == 1;
  const auto& set = sets_[block - 2];
  return std::find(set.begin(), set.end(), input) != set.end();
}

double SaltelliDesign::at(std::size_t block, std::size_t row, std::size_t input) const {
  return cube_.at(row, from_b(block, input) ? inputs_ + input : input);
}

std::vector<SobolIndex> sobol_indices(std::span<const double> responses, std::size_t rows,
                                      std::size_t sets, const Bootstrap& bootstrap) {
  ensure(responses.size() == rows * (2 + sets), "one response a block and row");
  const Rows whole = rows_of(responses, rows, sets);
  std::vector<SobolIndex> result(sets);
  if (whole.count < 2) return result;
  const std::vector<double> values = estimate(whole, [](std::size_t i) { return i; });
  std::vector<Moments> spread(2 * sets);
  const StreamKey key = stream_key(bootstrap.seed, "bootstrap");
  const double n = static_cast<double>(whole.count);
  for (std::size_t r = 0; r < bootstrap.resamples; ++r) {
    const auto resampled = estimate(
        whole, [&](std::size_t i) { return static_cast<std::size_t>(uniform32(key, r, i) * n); });
    for (std::size_t j = 0; j < resampled.size(); ++j) spread[j].add(resampled[j]);
  }
  const double z = standard_normal_quantile(0.5 + bootstrap.level / 2);
  const auto with_interval = [&](std::size_t j) {
    const double reach = z * spread[j].sd();
    return Estimate{values[j], values[j] - reach, values[j] + reach};
  };
  for (std::size_t s = 0; s < sets; ++s)
    result[s] = {with_interval(2 * s), with_interval(2 * s + 1)};
  return result;
}

}  // namespace railhead
