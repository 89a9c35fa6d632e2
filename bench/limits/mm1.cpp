// M/M/1 by a next-event loop: the earlier of the next arrival and the next departure happens.
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "railhead/random/law.hpp"

#include "bench/limits/supply.hpp"
#include "bench/limits/textbook.hpp"

namespace limits {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

// Instants of arrival of those who wait, in order.
class Queue {
 public:
  bool empty() const { return head_ == tail_; }
  void push(double at) {
    if (tail_ - head_ == places_.size()) grow();
    places_[tail_++ & (places_.size() - 1)] = at;
  }
  double pop() { return places_[head_++ & (places_.size() - 1)]; }

 private:
  void grow() {
    std::vector<double> larger(2 * places_.size());
    for (std::size_t k = head_; k < tail_; ++k)
      larger[k & (larger.size() - 1)] = places_[k & (places_.size() - 1)];
    places_ = std::move(larger);
  }
  std::vector<double> places_ = std::vector<double>(1024);
  std::size_t head_ = 0, tail_ = 0;
};

template <class Interval, class Service>
double mean_wait(std::uint64_t customers, Interval&& interval, Service&& service) {
  Queue queue;
  double next_arrival = interval();
  double next_departure = kNever;
  double waits = 0;
  std::uint64_t arrived = 0;
  for (std::uint64_t served = 0; served < customers;) {
    if (next_arrival < next_departure) {
      const double now = next_arrival;
      next_arrival = ++arrived < customers ? now + interval() : kNever;
      if (next_departure == kNever)
        next_departure = now + service();
      else
        queue.push(now);
      continue;
    }
    ++served;
    if (queue.empty()) {
      next_departure = kNever;
      continue;
    }
    waits += next_departure - queue.pop();
    next_departure += service();
  }
  return waits / static_cast<double>(customers);
}

// Exponentials of this project's generator, in blocks.
class Block {
 public:
  Block(const char* name, std::uint64_t replication, double mean)
      : key_(railhead::stream_key(1, name)),
        replication_(replication),
        law_(railhead::prepare(railhead::LawKind::exponential, {{mean}})) {}
  double operator()() {
    if (place_ == block_.size()) {
      railhead::fill53(law_, key_, replication_, first_, 1, block_);
      first_ += block_.size();
      place_ = 0;
    }
    return block_[place_++];
  }

 private:
  railhead::StreamKey key_;
  std::uint64_t replication_, first_ = 0;
  railhead::Sampler law_;
  std::array<double, 512> block_;
  std::size_t place_ = block_.size();
};

}  // namespace

double mm1_textbook(std::uint64_t seed, std::uint64_t customers) {
  Xoshiro256 random(seed);
  return mean_wait(
      customers, [&] { return random.exponential(1 / 0.9); },
      [&] { return random.exponential(1); });
}

double mm1_blocks(std::uint64_t seed, std::uint64_t customers) {
  return mean_wait(customers, Block("limits arrivals", seed, 1 / 0.9),
                   Block("limits services", seed, 1));
}

}  // namespace limits
