#pragma once
// The bins of CellQuantiles, and sorting for them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "railhead/stats/quantiles.hpp"

namespace railhead {

// Sorts ascending, by the bits of the doubles: several times as fast as comparing. No NaN. `spare`
// is scratch memory.
void radix_sort(std::vector<double>& values, std::vector<double>& spare);

// The next larger double.
double next_above(double x);

// Bin b of a cell is [edge b, edge b + 1), the first open below, the last above. A guide finds the
// bin of most values at once: the range between two inner edges is cut evenly, and each part knows
// how many edges lie before it.
struct CellQuantiles::Bins {
  static constexpr std::size_t kGuide = 1024;
  static constexpr std::size_t kCompared = 4;

  std::size_t stride = 0;            // edges a cell at most
  std::vector<double> edges;         // cells x stride, ascending
  std::vector<std::uint16_t> used;   // bins of a cell; their edges are edges[0 … used - 1]
  std::vector<std::uint16_t> guide;  // cells x (kGuide + 1): edges 1 … that lie in earlier parts
  std::vector<double> low, scale;    // of the guide

  Bins(std::size_t cells, std::size_t bins);
  const double* edges_of(std::size_t cell) const { return &edges[cell * stride]; }
  // From a cell's ascending values.
  void fix(std::size_t cell, std::size_t bins, std::span<const double> ascending);
  // Adds each value to its bin; no NaN.
  void count(std::size_t cell, std::span<const double> values, std::uint32_t* counts) const;
  // Asks for the cell's memory ahead of count().
  void prefetch(std::size_t cell, const std::uint32_t* counts) const;
  // Whether a bin holds one value alone.
  bool is_atom(std::size_t cell, std::size_t bin) const;

 private:
  std::size_t part(std::size_t cell, double x) const;
};

}  // namespace railhead
