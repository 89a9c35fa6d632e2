#include "railhead/experiment/sobol_indices.hpp"

#include <algorithm>
#include <cmath>

#include "railhead/base/error.hpp"
#include "railhead/random/stream.hpp"
#include "railhead/stats/intervals.hpp"
#include "railhead/stats/moments.hpp"

namespace railhead {
namespace {

// What one row adds to the sums, means over its replications: both of its values, their squares,
// and for each set the squared differences that Jansen's estimators are made of.
struct RowTerms {
  std::size_t count = 0;
  std::size_t sets = 0;
  // kOwn + 2 * sets a row: a, b, a^2 + b^2, a b, and (b - ab_s)^2, (a - ab_s)^2 of each set.
  std::vector<double> terms;
  static constexpr std::size_t kOwn = 4;
  std::size_t width() const { return kOwn + 2 * sets; }
  const double* row(std::size_t i) const { return &terms[i * width()]; }
};

RowTerms terms_of(std::span<const double> responses, std::size_t rows, std::size_t replications,
                  std::size_t sets) {
  // Centred, so that squares lose no digits.
  Moments all;
  for (const double y : responses)
    if (!std::isnan(y)) all.add(y);
  RowTerms result{0, sets, {}};
  const auto at = [&](std::size_t block, std::size_t row, std::size_t k) {
    return responses[(block * rows + row) * replications + k] - all.mean();
  };
  std::vector<double> terms;
  for (std::size_t row = 0; row < rows; ++row) {
    terms.assign(result.width(), 0.0);
    double whole = 0;
    for (std::size_t k = 0; k < replications; ++k) {
      bool occurs = true;
      for (std::size_t block = 0; block < 2 + sets; ++block)
        occurs = occurs && !std::isnan(at(block, row, k));
      if (!occurs) continue;
      ++whole;
      const double a = at(0, row, k);
      const double b = at(1, row, k);
      terms[0] += a;
      terms[1] += b;
      terms[2] += a * a + b * b;
      terms[3] += a * b;
      for (std::size_t s = 0; s < sets; ++s) {
        const double ab = at(2 + s, row, k);
        terms[RowTerms::kOwn + 2 * s] += (b - ab) * (b - ab);
        terms[RowTerms::kOwn + 2 * s + 1] += (a - ab) * (a - ab);
      }
    }
    if (whole == 0) continue;
    for (const double term : terms) result.terms.push_back(term / whole);
    ++result.count;
  }
  return result;
}

// First and total index of every set, from sums over n rows.
std::vector<double> indices_of(const std::vector<double>& sums, double n, std::size_t sets) {
  const double mean = (sums[0] + sums[1]) / (2 * n);
  const double variance = sums[2] / (2 * n) - mean * mean;
  std::vector<double> indices(2 * sets, 0.0);
  if (!(variance > 0)) return indices;
  // A and B are independent: what correlation the sample has is by chance, and as far as a block is
  // still A, by its total index, its correlation with B holds that chance too.
  const double by_chance = (sums[3] / n - sums[0] / n * (sums[1] / n)) / variance;
  for (std::size_t s = 0; s < sets; ++s) {
    const double total = sums[RowTerms::kOwn + 2 * s + 1] / (2 * n) / variance;
    const double jansen = 1 - sums[RowTerms::kOwn + 2 * s] / (2 * n) / variance;
    indices[2 * s] = jansen - std::clamp(1 - total, 0.0, 1.0) * by_chance;
    indices[2 * s + 1] = total;
  }
  return indices;
}

template <class Pick>
std::vector<double> estimate(const RowTerms& rows, Pick pick) {
  std::vector<double> sums(rows.width(), 0.0);
  for (std::size_t i = 0; i < rows.count; ++i) {
    const double* row = rows.row(pick(i));
    for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += row[j];
  }
  return indices_of(sums, static_cast<double>(rows.count), rows.sets);
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
                                      std::size_t replications, std::size_t sets,
                                      const Bootstrap& bootstrap) {
  ensure(responses.size() == rows * (2 + sets) * replications,
         "one response a block, row and replication");
  const RowTerms whole = terms_of(responses, rows, replications, sets);
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
  const double t =
      student_quantile(static_cast<double>(bootstrap.resamples - 1), 0.5 + bootstrap.level / 2);
  const auto with_interval = [&](std::size_t j) {
    const double reach = t * spread[j].sd();
    return Estimate{values[j], values[j] - reach, values[j] + reach};
  };
  for (std::size_t s = 0; s < sets; ++s)
    result[s] = {with_interval(2 * s), with_interval(2 * s + 1)};
  return result;
}

}  // namespace railhead
