#pragma once

#include <chrono>
#include <cstdint>

namespace railhead {

// Replications done, rate and time left, on the standard error: one line that is written over on a
// terminal, a line every ten seconds elsewhere, nothing when quiet.
class Progress {
 public:
  // Total 0: not known beforehand.
  Progress(std::uint64_t total, bool quiet);
  ~Progress();  // leaves a clean line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;
  std::uint64_t total_;
  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point last_ = begin_;
};

}  // namespace railhead
