#include "railhead/random/lowdiscrepancy.hpp"

#include <numeric>
#include <string>

#include <boost/random/sobol.hpp>

#include "railhead/base/error.hpp"
#include "railhead/random/stream.hpp"

namespace railhead {
namespace {

// Middle of cell `k` of 2^52: never 0 or 1.
double cell_middle(std::uint64_t k) {
  return (static_cast<double>(k >> 12) + 0.5) * 0x1p-52;
}

StreamKey dimension_key(std::uint64_t seed, const char* what, std::size_t dimension) {
  return stream_key(seed, std::string("design.") + what + "." + std::to_string(dimension));
}

}  // namespace

Design sobol(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  ensure(dimensions >= 1 && dimensions <= kMaxSobolDimensions, "dimensions of a Sobol design");
  Design design{points, dimensions, std::vector<double>(points * dimensions)};
  std::vector<std::uint64_t> shift(dimensions);
  for (std::size_t d = 0; d < dimensions; ++d) {
    const StreamKey key = dimension_key(seed, "sobol", d);
    shift[d] = (std::uint64_t{word(key, 0, 1)} << 32) | word(key, 0, 0);
  }
  // The generator leaves out the sequence's first point, 0: with it, 2^m points are balanced.
  boost::random::sobol generator(dimensions);
  for (std::size_t i = 0; i < points; ++i) {
    for (std::size_t d = 0; d < dimensions; ++d) {
      const std::uint64_t bits = i == 0 ? 0 : generator();
      design.values[i * dimensions + d] = cell_middle(bits ^ shift[d]);
    }
  }
  return design;
}

Design latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  Design design{points, dimensions, std::vector<double>(points * dimensions)};
  std::vector<std::size_t> cell(points);
  for (std::size_t d = 0; d < dimensions; ++d) {
    const StreamKey key = dimension_key(seed, "latin", d);
    std::iota(cell.begin(), cell.end(), std::size_t{0});
    for (std::size_t i = points; i > 1; --i) {  // Fisher and Yates
      const double u = uniform53(key, 0, i);
      std::swap(cell[i - 1], cell[static_cast<std::size_t>(u * static_cast<double>(i))]);
    }
    for (std::size_t i = 0; i < points; ++i) {
      const double u = uniform53(key, 1, i);
      design.values[i * dimensions + d] =
          (static_cast<double>(cell[i]) + u) / static_cast<double>(points);
    }
  }
  return design;
}

}  // namespace railhead
