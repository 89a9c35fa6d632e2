// Designs: balance, independence of length and dimensions.

#include "railhead/random/lowdiscrepancy.hpp"

#include <cmath>
#include <vector>

#include "tests/support/catch.hpp"

using namespace railhead;

TEST_CASE("2^m Sobol points fill 2^m equal cells of every dimension once") {
  const Design design = sobol(256, 40, 3);
  for (std::size_t d = 0; d < 40; ++d) {
    std::vector<int> count(256, 0);
    for (std::size_t i = 0; i < 256; ++i) {
      REQUIRE(design.at(i, d) > 0);
      REQUIRE(design.at(i, d) < 1);
      ++count[static_cast<std::size_t>(design.at(i, d) * 256)];
    }
    for (const int c : count) REQUIRE(c == 1);
  }
}

TEST_CASE("the first two Sobol dimensions fill a grid of 16 x 16 squares once") {
  const Design design = sobol(256, 2, 9);
  std::vector<int> count(256, 0);
  for (std::size_t i = 0; i < 256; ++i) {
    const auto x = static_cast<std::size_t>(design.at(i, 0) * 16);
    const auto y = static_cast<std::size_t>(design.at(i, 1) * 16);
    ++count[x * 16 + y];
  }
  for (const int c : count) REQUIRE(c == 1);
}

TEST_CASE("a longer or wider design contains the smaller one") {
  const Design small = sobol(100, 3, 5);
  const Design large = sobol(200, 7, 5);
  for (std::size_t i = 0; i < 100; ++i)
    for (std::size_t d = 0; d < 3; ++d) REQUIRE(small.at(i, d) == large.at(i, d));
  const Design narrow = latin_hypercube(50, 2, 5);
  const Design wide = latin_hypercube(50, 4, 5);
  for (std::size_t i = 0; i < 50; ++i)
    for (std::size_t d = 0; d < 2; ++d) REQUIRE(narrow.at(i, d) == wide.at(i, d));
}

TEST_CASE("a Latin hypercube has one point in each row and column") {
  const Design design = latin_hypercube(37, 5, 1);
  for (std::size_t d = 0; d < 5; ++d) {
    std::vector<int> count(37, 0);
    for (std::size_t i = 0; i < 37; ++i) ++count[static_cast<std::size_t>(design.at(i, d) * 37)];
    for (const int c : count) REQUIRE(c == 1);
  }
}

TEST_CASE("Sobol points integrate a smooth function far better than random ones") {
  // Product of 12 (x - 1/2)^2 over five dimensions has mean 1; random points of this number err by
  // sd sqrt(1.8^5 - 1) / 64 = 0.066.
  const Design design = sobol(4096, 5, 11);
  double sum = 0;
  for (std::size_t i = 0; i < 4096; ++i) {
    double product = 1;
    for (std::size_t d = 0; d < 5; ++d) product *= 12 * std::pow(design.at(i, d) - 0.5, 2);
    sum += product;
  }
  CHECK(std::abs(sum / 4096 - 1) < 0.01);
}

TEST_CASE("seeds give different designs, the largest number of dimensions works") {
  CHECK(sobol(1, 1, 1).at(0, 0) != sobol(1, 1, 2).at(0, 0));
  CHECK(sobol(2, kMaxSobolDimensions, 1).values.size() == 2 * kMaxSobolDimensions);
}
