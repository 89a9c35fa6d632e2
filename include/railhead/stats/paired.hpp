#pragma once
// Differences between two systems run on common random numbers, replication by replication.

#include <cstdint>

#include "railhead/stats/intervals.hpp"
#include "railhead/stats/moments.hpp"

namespace railhead {

class PairedDifference {
 public:
  // One replication's values of the same response, second minus first; in run order.
  void add(double first, double second);

  Moments difference() const { return moments_.total(); }
  double mean() const { return difference().mean(); }
  double half_width(double level = 0.95) const { return railhead::half_width(difference(), level); }
  std::uint64_t count() const { return difference().count(); }
  std::uint64_t identical() const { return identical_; }  // replications with equal values
  // Share of replications in which the second is larger, ties by half; 1/2 when empty.
  double superiority() const;

 private:
  ChunkedMoments moments_;
  std::uint64_t identical_ = 0;
  std::uint64_t larger_ = 0;
};

}  // namespace railhead
