#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "railhead/base/time.hpp"

namespace railhead {

__extension__ using Uint128 = unsigned __int128;

// Order of events, highest bits first: time, class, entity (kind and rank of
// who it happens to), sequence (first scheduled first). One integer comparison.
struct EventKey {
  Uint128 bits = 0;

  // Requires: entity < 2^24.
  static EventKey make(Instant at, std::uint8_t event_class, std::uint32_t entity,
                       std::uint32_t sequence) {
    const auto ticks = static_cast<std::uint64_t>(at.time_since_epoch().count()) ^ kSign;
    const std::uint64_t low = (static_cast<std::uint64_t>(event_class) << 56) |
                              (static_cast<std::uint64_t>(entity) << 32) | sequence;
    return EventKey{(static_cast<Uint128>(ticks) << 64) | low};
  }
  // After everything else.
  static EventKey last() { return EventKey{~static_cast<Uint128>(0)}; }

  [[nodiscard]] Instant at() const {
    const auto ticks = static_cast<std::uint64_t>(bits >> 64) ^ kSign;
    return Instant{Duration{static_cast<std::int64_t>(ticks)}};
  }
  [[nodiscard]] std::uint8_t event_class() const {
    return static_cast<std::uint8_t>(static_cast<std::uint64_t>(bits) >> 56);
  }
  [[nodiscard]] std::uint32_t entity() const {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(bits) >> 32) & 0xffffffU;
  }
  [[nodiscard]] std::uint32_t sequence() const { return static_cast<std::uint32_t>(bits); }

  friend bool operator<(EventKey a, EventKey b) { return a.bits < b.bits; }
  friend bool operator==(EventKey a, EventKey b) { return a.bits == b.bits; }

 private:
  static constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
};

// Future events, earliest first: an implicit 4-ary heap over flat arrays that
// keep their memory when cleared. A key goes with a 32-bit slot, the payload.
// Cancellation is the owner's: it remembers the sequence of the event it waits
// for, and ignores others when they come up. Not thread-safe.
class EventCalendar {
 public:
  EventCalendar() { grow(kMinimumCapacity); }

  void clear();
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }

  // EventKey::last() when empty.
  [[nodiscard]] EventKey top_key() const { return EventKey{keys_[kRoot]}; }
  // Requires: not empty.
  [[nodiscard]] std::uint32_t top_slot() const { return slots_[kRoot]; }

  void push(EventKey key, std::uint32_t slot) {
    if (kRoot + size_ + kArity >= capacity_) grow(2 * capacity_);
    sift_up(kRoot + size_++, key.bits, slot);
  }

  // Requires: not empty.
  void pop() {
    --size_;
    const std::size_t last = kRoot + size_;
    const Uint128 key = keys_[last];
    const std::uint32_t slot = slots_[last];
    keys_[last] = kNever;
    if (size_ > 0) sift_down(key, slot);
  }

  // Takes the top off and puts this in, in one walk. Requires: not empty.
  void replace_top(EventKey key, std::uint32_t slot) { sift_down(key.bits, slot); }

 private:
  // The root stands at index 3, so that the four children of k, 4k - 8 …, share
  // one cache line of keys.
  static constexpr std::size_t kRoot = 3;
  static constexpr std::size_t kArity = 4;
  static constexpr std::size_t kMinimumCapacity = 64;
  static constexpr Uint128 kNever = ~static_cast<Uint128>(0);

  struct AlignedDelete {
    void operator()(Uint128* keys) const {
      ::operator delete[](static_cast<void*>(keys), std::align_val_t{64});
    }
  };

  void grow(std::size_t capacity);

  void sift_up(std::size_t hole, Uint128 key, std::uint32_t slot) {
    while (hole > kRoot) {
      const std::size_t parent = hole / kArity + 2;
      if (keys_[parent] <= key) break;
      keys_[hole] = keys_[parent];
      slots_[hole] = slots_[parent];
      hole = parent;
    }
    keys_[hole] = key;
    slots_[hole] = slot;
  }

  // Unused places hold kNever, so that the least of four children needs no
  // check of the size.
  void sift_down(Uint128 key, std::uint32_t slot) {
    const std::size_t end = kRoot + size_;
    std::size_t hole = kRoot;
    for (std::size_t child = kArity * hole - 8; child < end; child = kArity * hole - 8) {
      const Uint128* k = &keys_[child];
      const std::size_t a = static_cast<std::size_t>(k[1] < k[0]);
      const std::size_t b = 2 + static_cast<std::size_t>(k[3] < k[2]);
      const std::size_t least = child + (k[b] < k[a] ? b : a);
      if (key <= keys_[least]) break;
      keys_[hole] = keys_[least];
      slots_[hole] = slots_[least];
      hole = least;
    }
    keys_[hole] = key;
    slots_[hole] = slot;
  }

  std::unique_ptr<Uint128[], AlignedDelete> keys_;
  std::unique_ptr<std::uint32_t[]> slots_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace railhead
