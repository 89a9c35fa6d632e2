#include "bins.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "railhead/base/unknown.hpp"

namespace railhead {
namespace {

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

// A double's bits, changed so that they order as the numbers do.
std::uint64_t ordered_bits(double x) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

}  // namespace

double next_above(double x) {
  return std::nextafter(x, std::numeric_limits<double>::infinity());
}

void radix_sort(std::vector<double>& values, std::vector<double>& spare) {
  constexpr unsigned kDigitBits = 11;
  constexpr unsigned kDigits = 6;
  constexpr std::size_t kRadix = std::size_t{1} << kDigitBits;
  const std::size_t n = values.size();
  if (n < 256) {
    std::sort(values.begin(), values.end());
    return;
  }
  spare.resize(n);
  const auto digit = [](double x, unsigned d) {
    return static_cast<std::size_t>(ordered_bits(x) >> (d * kDigitBits)) & (kRadix - 1);
  };
  std::uint64_t all_and = ~std::uint64_t{0};
  std::uint64_t all_or = 0;
  for (const double x : values) {
    all_and &= ordered_bits(x);
    all_or |= ordered_bits(x);
  }
  for (unsigned d = 0; d < kDigits; ++d) {
    // A digit that all values share needs no pass.
    if ((((all_and ^ all_or) >> (d * kDigitBits)) & (kRadix - 1)) == 0) continue;
    std::array<std::uint32_t, kRadix> start{};
    for (const double x : values) ++start[digit(x, d)];
    std::uint32_t sum = 0;
    for (std::uint32_t& s : start) {
      const std::uint32_t count = s;
      s = sum;
      sum += count;
    }
    for (const double x : values) spare[start[digit(x, d)]++] = x;
    values.swap(spare);
  }
}

CellQuantiles::Bins::Bins(std::size_t cells, std::size_t bins)
    : stride(bins + kCompared),
      edges(cells * stride, kUnknown),
      used(cells, 1),
      guide(cells * (kGuide + 1), 0),
      low(cells, 0),
      scale(cells, 0) {}

// Truncated position in the guide, as far as it reaches.
std::size_t CellQuantiles::Bins::part(std::size_t cell, double x) const {
  const double position = (x - low[cell]) * scale[cell];
  const double above = position > 0 ? position : 0;
  const double inside = above < kGuide - 1 ? above : kGuide - 1;
  return static_cast<std::size_t>(static_cast<std::int32_t>(inside));
}

void CellQuantiles::Bins::fix(std::size_t cell, std::size_t bins,
                              std::span<const double> ascending) {
  const std::size_t n = ascending.size();
  double* edge = &edges[cell * stride];
  std::size_t count = 0;
  const auto push = [&](double x) {
    if (count < bins && (count == 0 || x > edge[count - 1])) edge[count++] = x;
  };
  for (std::size_t b = 0; n > 0 && b < bins; ++b) {
    const double x = ascending[b * n / bins];
    const std::size_t next = (b + 1) * n / bins;
    push(x);
    // A value that fills this bin to its end is an atom and gets its own.
    if (next > b * n / bins + 1 && ascending[next - 1] == x) push(next_above(x));
  }
  used[cell] = static_cast<std::uint16_t>(count > 0 ? count : 1);
  if (count < 3) return;
  const std::size_t margin = count / 100;
  const double from = edge[margin];
  const double width = edge[count - 1 - margin] - from;
  const double per_unit = static_cast<double>(kGuide) / width;
  if (!(width > 0) || !(per_unit < std::numeric_limits<double>::max())) return;
  low[cell] = from;
  scale[cell] = per_unit;
  std::uint16_t* parts = &guide[cell * (kGuide + 1)];
  for (std::size_t b = 1; b < count; ++b) ++parts[part(cell, edge[b]) + 1];
  for (std::size_t i = 1; i <= kGuide; ++i)
    parts[i] = static_cast<std::uint16_t>(parts[i] + parts[i - 1]);
}

void CellQuantiles::Bins::count(std::size_t cell, std::span<const double> values,
                                std::uint32_t* counts) const {
  const double* edge = &edges[cell * stride];
  const std::uint16_t* parts = &guide[cell * (kGuide + 1)];
  const std::size_t last = used[cell] - std::size_t{1};
  constexpr std::size_t kTogether = 64;
  std::array<std::int32_t, kTogether> part_of;
  while (!values.empty()) {
    // The parts first, in a loop that compilers turn into SIMD.
    const auto some = values.first(std::min(kTogether, values.size()));
    for (std::size_t i = 0; i < some.size(); ++i)
      part_of[i] = static_cast<std::int32_t>(part(cell, some[i]));
    for (std::size_t i = 0; i < some.size(); ++i) {
      // Parts are in the order of values, so the edges of earlier parts are not above x. Few edges
      // lie in one part: as many comparisons without branches, which could not be predicted.
      const double x = some[i];
      const auto p = static_cast<std::size_t>(part_of[i]);
      const std::size_t bin = parts[p];
      const std::size_t inside = scale[cell] > 0 ? parts[p + 1] - bin : last;
      if (inside <= kCompared) [[likely]] {
        std::size_t above = 0;
        for (std::size_t k = 1; k <= kCompared; ++k) above += x >= edge[bin + k] ? 1 : 0;
        ++counts[bin + above];
      } else {
        const double* first = edge + bin + 1;
        ++counts[bin +
                 static_cast<std::size_t>(std::upper_bound(first, first + inside, x) - first)];
      }
    }
    values = values.subspan(some.size());
  }
}

void CellQuantiles::Bins::prefetch(std::size_t cell, const std::uint32_t* counts) const {
  constexpr std::size_t kLine = 64;
  const auto ask = [](const void* memory, std::size_t bytes) {
    const char* from = static_cast<const char*>(memory);
    for (std::size_t i = 0; i < bytes; i += kLine) __builtin_prefetch(from + i);
  };
  ask(&edges[cell * stride], used[cell] * sizeof(double));
  ask(&guide[cell * (kGuide + 1)], (kGuide + 1) * sizeof(std::uint16_t));
  ask(counts, used[cell] * sizeof(std::uint32_t));
}

bool CellQuantiles::Bins::is_atom(std::size_t cell, std::size_t bin) const {
  const double* edge = &edges[cell * stride];
  return bin + 1 < used[cell] && edge[bin + 1] == next_above(edge[bin]);
}

}  // namespace railhead
