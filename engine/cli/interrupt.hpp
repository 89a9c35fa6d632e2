#pragma once

#include <atomic>

namespace railhead {

// While it lives, the first Ctrl-C (or SIGTERM) raises a flag; a second one ends the program.
// At most one at a time.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  const std::atomic<bool>& flag() const;
};

}  // namespace railhead
