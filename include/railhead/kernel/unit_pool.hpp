#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "railhead/kernel/ring.hpp"

namespace railhead {

// A server with several units and one queue: a dock, a crane, a pool of
// locomotives. It counts units and keeps order; time and what a service is are
// its user's business. Tokens name who waits. Not thread-safe.
class UnitPool {
 public:
  struct Waiting {
    std::uint32_t token = 0;
    std::int64_t units = 0;
  };

  // Empty, with no units, and queues for `ranks` priorities (1: fifo).
  void reset(std::size_t ranks) {
    queues_.resize(ranks);
    for (auto& queue : queues_) queue.clear();
    units_ = outage_ = running_ = stopped_ = 0;
    failed_ = false;
    waiting_ = 0;
  }

  void set_units(std::int64_t units) { units_ = units; }
  void set_outage(std::int64_t units) { outage_ = units; }
  void set_failed(bool failed) { failed_ = failed; }
  [[nodiscard]] std::int64_t units() const { return units_; }

  // Units held: by running and by stopped services, taken or on their way back.
  [[nodiscard]] std::int64_t held() const { return running_ + stopped_; }
  [[nodiscard]] std::int64_t stopped() const { return stopped_; }

  // Units that may run now. Units that a step in time took away finish the
  // service in hand, so they count as long as they are held.
  [[nodiscard]] std::int64_t able() const {
    if (failed_) return 0;
    return std::max<std::int64_t>(0, std::max(units_, held()) - outage_);
  }
  // Whether `units` more may start. Stopped services go first.
  [[nodiscard]] bool can_start(std::int64_t units) const {
    return stopped_ == 0 && !failed_ && running_ + units <= units_ - outage_;
  }

  void hold(std::int64_t units) { running_ += units; }
  void release(std::int64_t units) { running_ -= units; }
  void stop(std::int64_t units) {
    running_ -= units;
    stopped_ += units;
  }
  void resume(std::int64_t units) {
    running_ += units;
    stopped_ -= units;
  }
  [[nodiscard]] std::int64_t running() const { return running_; }

  void enqueue(std::uint32_t token, std::int64_t units, std::size_t rank) {
    queues_[rank].push_back({token, units});
    ++waiting_;
  }
  [[nodiscard]] std::size_t waiting() const { return waiting_; }

  // The first in the queue if it can start now, which is then taken out of the
  // queue; null otherwise. Nobody overtakes the head. The pointer is valid until
  // the next call that is not const.
  const Waiting* start_head() {
    if (waiting_ == 0) return nullptr;
    for (auto& queue : queues_) {
      if (queue.empty()) continue;
      if (!can_start(queue.front().units)) return nullptr;
      started_ = queue.front();
      queue.pop_front();
      --waiting_;
      return &started_;
    }
    return nullptr;
  }

 private:
  std::vector<Ring<Waiting>> queues_;  // one a priority, the smallest number first
  Waiting started_;
  std::int64_t units_ = 0;
  std::int64_t outage_ = 0;
  std::int64_t running_ = 0;
  std::int64_t stopped_ = 0;
  std::size_t waiting_ = 0;
  bool failed_ = false;
};

}  // namespace railhead
