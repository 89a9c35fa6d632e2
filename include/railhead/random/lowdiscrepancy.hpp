#pragma once
// Points that fill the unit cube more evenly than random ones, for designs of experiments.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace railhead {

// A design: `points` rows of `dimensions` numbers in (0, 1), row after row.
struct Design {
  std::size_t points = 0;
  std::size_t dimensions = 0;
  std::vector<double> values;
  double at(std::size_t point, std::size_t dimension) const {
    return values[point * dimensions + dimension];
  }
};

inline constexpr std::size_t kMaxSobolDimensions = 3667;

// The first `points` Sobol points (Joe and Kuo's direction numbers), randomised by a digital shift
// a dimension that depends on seed and dimension alone: a longer design begins with the shorter
// one, and more dimensions leave the first ones as they are. Best balanced for powers of two.
// Requires: 1 <= dimensions <= kMaxSobolDimensions.
Design sobol(std::size_t points, std::size_t dimensions, std::uint64_t seed);

// Latin hypercube: in each dimension every one of `points` equal cells holds one point, at a random
// place in its cell. More dimensions leave the first ones as they are.
Design latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed);

}  // namespace railhead
