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
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::size_t size() const { return size_ - static_cast<std::size_t>(hole_); }

  // EventKey::last() when empty.
  [[nodiscard]] EventKey top_key() {
    fill_hole();
    return EventKey{join(times_[kRoot], ranks_[kRoot])};
  }
  // Requires: not empty.
  [[nodiscard]] std::uint32_t top_slot() {
    fill_hole();
    return slots_[kRoot];
  }

  void push(EventKey key, std::uint32_t slot) {
    if (hole_) {
      hole_ = false;
      return sift_down(high(key), low(key), slot);
    }
    if (kRoot + size_ + kArity >= capacity_) grow(2 * capacity_);
    sift_up(kRoot + size_++, high(key), low(key), slot);
  }

  // Requires: not empty. The place of what is popped stays open until it is known whether a push
  // comes next, as it does where an event leads to another: that one is put there in one walk.
  void pop() {
    fill_hole();
    hole_ = true;
  }

  // Takes the top off and puts this in, in one walk. Requires: not empty.
  void replace_top(EventKey key, std::uint32_t slot) {
    fill_hole();
    sift_down(high(key), low(key), slot);
  }

 private:
  void fill_hole() {
    if (hole_) fill_hole_from_last();
  }
  void fill_hole_from_last();

  // The root stands at index 3, so that the four children of k, 4k - 8 …, share
  // one cache line of times.
  static constexpr std::size_t kRoot = 3;
  static constexpr std::size_t kArity = 4;
  static constexpr std::size_t kMinimumCapacity = 64;
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  // Halves of a key: the time, and the order within an instant.
  static std::uint64_t high(EventKey key) { return static_cast<std::uint64_t>(key.bits >> 64); }
  static std::uint64_t low(EventKey key) { return static_cast<std::uint64_t>(key.bits); }
  static Uint128 join(std::uint64_t time, std::uint64_t rank) {
    return (static_cast<Uint128>(time) << 64) | rank;
  }
  [[nodiscard]] Uint128 key_at(std::size_t place) const {
    return join(times_[place], ranks_[place]);
  }

  struct AlignedDelete {
    void operator()(std::uint64_t* times) const {
      ::operator delete[](static_cast<void*>(times), std::align_val_t{64});
    }
  };

  void grow(std::size_t capacity);

  void place(std::size_t where, std::uint64_t time, std::uint64_t rank, std::uint32_t slot) {
    times_[where] = time;
    ranks_[where] = rank;
    slots_[where] = slot;
  }

  void sift_up(std::size_t hole, std::uint64_t time, std::uint64_t rank, std::uint32_t slot) {
    while (hole > kRoot) {
      const std::size_t parent = hole / kArity + 2;
      if (key_at(parent) <= join(time, rank)) break;
      place(hole, times_[parent], ranks_[parent], slots_[parent]);
      hole = parent;
    }
    place(hole, time, rank, slot);
  }

  // The earliest of four children by their whole keys.
  [[nodiscard]] std::size_t least_of(std::size_t child) const {
    std::size_t least = child;
    for (std::size_t i = child + 1; i < child + kArity; ++i)
      if (key_at(i) < key_at(least)) least = i;
    return least;
  }

  // Unused places hold kNever, so that the least of four children needs no
  // check of the size. Four times are loaded at once and chosen among by
  // conditional moves: a load or a branch that waits for a comparison would
  // cost more. Only where the earliest time is not alone are the ranks looked at.
  void sift_down(std::uint64_t time, std::uint64_t rank, std::uint32_t slot) {
    const std::size_t end = kRoot + size_;
    std::size_t hole = kRoot;
    for (std::size_t child = kArity * hole - 8; child < end; child = kArity * hole - 8) {
      const std::uint64_t* t = &times_[child];
      const std::uint64_t t0 = t[0], t1 = t[1], t2 = t[2], t3 = t[3];
      const std::uint64_t left = t1 < t0 ? t1 : t0;
      const std::uint64_t right = t3 < t2 ? t3 : t2;
      const auto in_left = static_cast<std::size_t>(t1 < t0);
      const auto in_right = 2 + static_cast<std::size_t>(t3 < t2);
      const std::size_t mask = std::size_t{0} - static_cast<std::size_t>(right < left);
      std::size_t least = child + (in_left ^ ((in_left ^ in_right) & mask));
      const std::uint64_t least_time = right < left ? right : left;
      const bool tie_left = t0 == t1;
      const bool tie_right = t2 == t3;
      if ((left == right) | (right < left ? tie_right : tie_left)) [[unlikely]]
        least = least_of(child);
      if (time <= least_time && join(time, rank) <= key_at(least)) break;
      place(hole, least_time, ranks_[least], slots_[least]);
      hole = least;
    }
    place(hole, time, rank, slot);
  }

  std::unique_ptr<std::uint64_t[], AlignedDelete> times_;
  std::unique_ptr<std::uint64_t[]> ranks_;
  std::unique_ptr<std::uint32_t[]> slots_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;  // with the hole
  bool hole_ = false;     // at the root
};

}  // namespace railhead
