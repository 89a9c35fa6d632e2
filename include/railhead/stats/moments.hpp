#pragma once
// Mean and variance in one pass (Welford 1962), mergeable (Chan, Golub, LeVeque 1979).

#include <cstddef>
#include <cstdint>
#include <limits>

namespace railhead {

class Moments {
 public:
  // NaN is a caller's fault: it poisons mean and variance, as it should.
  void add(double x);
  void merge(const Moments& other);

  std::uint64_t count() const { return count_; }
  double mean() const { return mean_; }  // 0 when empty
  double variance() const;               // divisor n - 1; 0 below two values
  double sd() const;
  double sum() const { return mean_ * static_cast<double>(count_); }
  double min() const { return min_; }  // +infinity when empty
  double max() const { return max_; }  // -infinity when empty

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
  double min_ = std::numeric_limits<double>::infinity();
  double max_ = -std::numeric_limits<double>::infinity();
};

// Runs are summed in chunks of this many, counted from run 0, and the chunks merged in run order,
// so that floating-point sums do not depend on who computed what.
inline constexpr std::size_t kRunsPerChunk = 256;

// Moments over runs that come in run order.
class ChunkedMoments {
 public:
  void add(double x);
  // Equal to adding the values one by one. Requires: a whole number of chunks was added so far, and
  // `chunk` holds at most kRunsPerChunk values added in run order.
  void add_chunk(const Moments& chunk);
  Moments total() const;  // of everything added so far

 private:
  Moments done_;
  Moments current_;
};

}  // namespace railhead
