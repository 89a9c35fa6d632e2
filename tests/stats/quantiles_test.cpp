// Quantiles, exact and binned.

#include "railhead/stats/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

// Rows of four kinds of cells: smooth, skewed, few whole numbers, half of it one value.
std::vector<double> make_rows(std::size_t runs, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto uniform = [&] { return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53; };
  std::vector<double> rows;
  for (std::size_t run = 0; run < runs; ++run) {
    rows.push_back(1000 + uniform() + uniform() + uniform());
    rows.push_back(std::exp(3 * (uniform() + uniform() + uniform() + uniform() - 2)));
    rows.push_back(std::floor(uniform() * 5));
    rows.push_back(uniform() < 0.5 ? 0 : uniform());
  }
  return rows;
}

constexpr std::size_t kCells = 4;

std::vector<double> column(const std::vector<double>& rows, std::size_t cell) {
  std::vector<double> values;
  for (std::size_t i = cell; i < rows.size(); i += kCells) values.push_back(rows[i]);
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

TEST_CASE("a sample quantile interpolates between order statistics") {
  const std::vector<double> x = {1, 2, 4, 8};
  CHECK(sorted_quantile(x, 0) == 1);
  CHECK(sorted_quantile(x, 1) == 8);
  CHECK(sorted_quantile(x, 0.5) == Approx(3));
  CHECK(sorted_quantile(x, 0.9) == Approx(6.8));
  CHECK(std::isnan(sorted_quantile({}, 0.5)));
}

TEST_CASE("quantiles of the first runs are exact, in whatever order they come") {
  const std::vector<double> rows = make_rows(1000, 1);
  CellQuantiles q(kCells);
  const std::span<const double> all(rows);
  q.add(600, all.subspan(600 * kCells));
  q.add(0, all.first(600 * kCells));
  CHECK(!q.binned());
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    const auto values = column(rows, cell);
    for (const double p : {0.0, 0.1, 0.5, 0.9, 1.0})
      CHECK(q.quantile(cell, p) == sorted_quantile(values, p));
    CHECK(q.min(cell) == values.front());
    CHECK(q.max(cell) == values.back());
    CHECK(q.error_mass(cell) == 0);
  }
}

TEST_CASE("binned quantiles are wrong by less than they say") {
  const std::size_t runs = 30'000;
  const std::vector<double> rows = make_rows(runs, 2);
  CellQuantiles q(kCells);
  for (std::size_t run = 0; run < runs; run += 250)
    q.add(run, std::span(rows).subspan(run * kCells, 250 * kCells));
  REQUIRE(q.binned());
  CHECK(q.runs() == runs);
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    INFO("cell " << cell);
    const auto values = column(rows, cell);
    const double error = q.error_mass(cell);
    CHECK(error < 0.006);
    for (const double p : {0.01, 0.05, 0.1, 0.25, 0.5, 0.51, 0.75, 0.9, 0.95, 0.99}) {
      const double x = q.quantile(cell, p);
      CHECK(x >= sorted_quantile(values, std::max(0.0, p - error - 1e-4)));
      CHECK(x <= sorted_quantile(values, std::min(1.0, p + error + 1e-4)));
    }
    CHECK(q.quantile(cell, 0) >= values.front());
    CHECK(q.quantile(cell, 1) <= values.back());
  }
  // Whole numbers and the heavy zero are values of their own.
  CHECK(q.quantile(2, 0.5) == 2);
  CHECK(q.error_mass(2) == 0);
  CHECK(q.quantile(3, 0.3) == 0);
}

TEST_CASE("the order of runs and the number of counters change no bit") {
  const std::size_t runs = 9000;
  const std::vector<double> rows = make_rows(runs, 3);
  const std::span<const double> all(rows);
  const auto slice = [&](std::size_t run, std::size_t n) {
    return all.subspan(run * kCells, n * kCells);
  };
  CellQuantiles forward(kCells, 1000, 100);
  forward.add(0, all);
  CellQuantiles backward(kCells, 1000, 100);
  for (std::size_t run = runs; run > 0; run -= 100) backward.add(run - 100, slice(run - 100, 100));
  CellQuantiles shared(kCells, 1000, 100);
  shared.add(0, slice(0, 1001));
  CellQuantiles second = shared.sibling();
  shared.add(1001, slice(1001, 3999));
  second.add(5000, slice(5000, 4000));
  shared.merge(second);
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    for (const double p : {0.0, 0.05, 0.1, 0.333, 0.5, 0.9, 0.95, 1.0}) {
      CHECK(forward.quantile(cell, p) == backward.quantile(cell, p));
      CHECK(forward.quantile(cell, p) == shared.quantile(cell, p));
    }
    CHECK(forward.error_mass(cell) == shared.error_mass(cell));
  }
  CHECK(shared.runs() == runs);
}

TEST_CASE("NaN is counted apart") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::size_t exact : {2U, 100U}) {
    CellQuantiles q(2, exact, 10);
    q.add(0, std::vector<double>{1, nan, 2, nan, nan, nan, 3, nan, 9, nan});
    CHECK(q.nan_count(0) == 1);
    CHECK(q.nan_count(1) == 5);
    CHECK(q.max(0) == 9);
    CHECK(std::isnan(q.quantile(1, 0.5)));
    CHECK(q.quantile(0, 0) >= 1);
  }
}

TEST_CASE("values beyond the first runs' range are kept in the outer bins") {
  CellQuantiles q(1, 4, 4);
  q.add(0, std::vector<double>{1, 2, 3, 4});
  q.add(4, std::vector<double>{-100, 100, 1e300, -1e300});
  REQUIRE(q.binned());
  CHECK(q.min(0) == -1e300);
  CHECK(q.max(0) == 1e300);
  CHECK(q.quantile(0, 0.0) <= 1);
  CHECK(q.quantile(0, 1.0) >= 4);
}
