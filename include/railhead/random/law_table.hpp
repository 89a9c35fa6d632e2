#pragma once
// The data of laws that are given by lists. Assigning again reuses the memory, so that a table
// whose entries are expressions can be rebuilt every replication without allocation.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace railhead {

enum class TableFault : std::uint8_t {
  none,
  empty,
  lengths_differ,
  not_finite,
  weight_negative,
  no_weight,            // all weights 0
  probability_outside,  // quantiles: p not in [0, 1]
  not_increasing,       // quantiles: p not strictly increasing, or x decreasing
  ends_missing,         // quantiles: first p not 0 or last not 1
};
std::string_view describe(TableFault fault);

// Points of a CDF in order of x: `p` is P(X <= x) for discrete; for empirical and quantiles the CDF
// runs straight between the points (a jump where x repeats).
class LawTable {
 public:
  struct Point {
    double x = 0;
    double p = 0;
  };

  // Each leaves the table empty when it returns a fault.
  TableFault assign_discrete(std::span<const double> values, std::span<const double> weights);
  TableFault assign_empirical(std::span<const double> values);  // linear between sorted values
  TableFault assign_quantiles(std::span<const double> p, std::span<const double> x);

  std::span<const Point> points() const { return points_; }

 private:
  std::vector<Point> points_;
};

}  // namespace railhead
