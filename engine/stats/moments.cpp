#include "railhead/stats/moments.hpp"

#include <cmath>

#include "railhead/stats/paired.hpp"

namespace railhead {

void Moments::add(double x) {
  ++count_;
  const double delta = x - mean_;
  mean_ += delta / static_cast<double>(count_);
  squares_ += delta * (x - mean_);
  if (x < min_) min_ = x;
  if (x > max_) max_ = x;
}

void Moments::merge(const Moments& other) {
  if (other.count_ == 0) return;
  if (count_ == 0) {
    *this = other;
    return;
  }
  const double n = static_cast<double>(count_);
  const double m = static_cast<double>(other.count_);
  const double delta = other.mean_ - mean_;
  count_ += other.count_;
  mean_ += delta * (m / (n + m));
  squares_ += other.squares_ + delta * delta * (n * m / (n + m));
  if (other.min_ < min_) min_ = other.min_;
  if (other.max_ > max_) max_ = other.max_;
}

double Moments::variance() const {
  return count_ < 2 ? 0 : squares_ / static_cast<double>(count_ - 1);
}

double Moments::sd() const {
  return std::sqrt(variance());
}

void ChunkedMoments::add(double x) {
  current_.add(x);
  if (current_.count() < kRunsPerChunk) return;
  done_.merge(current_);
  current_ = Moments{};
}

void ChunkedMoments::add_chunk(const Moments& chunk) {
  if (chunk.count() < kRunsPerChunk)
    current_ = chunk;
  else
    done_.merge(chunk);
}

Moments ChunkedMoments::total() const {
  Moments all = done_;
  all.merge(current_);
  return all;
}

void PairedDifference::add(double first, double second) {
  moments_.add(second - first);
  identical_ += first == second ? 1 : 0;
  larger_ += second > first ? 1 : 0;
}

double PairedDifference::superiority() const {
  const std::uint64_t n = count();
  if (n == 0) return 0.5;
  return (static_cast<double>(larger_) + 0.5 * static_cast<double>(identical_)) /
         static_cast<double>(n);
}

}  // namespace railhead
