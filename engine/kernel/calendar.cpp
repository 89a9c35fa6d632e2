#include "railhead/kernel/calendar.hpp"

#include <algorithm>

namespace railhead {

void EventCalendar::clear() {
  std::fill_n(times_.get() + kRoot, size_, kNever);
  std::fill_n(ranks_.get() + kRoot, size_, kNever);
  size_ = 0;
  hole_ = false;
}

void EventCalendar::fill_hole_from_last() {
  hole_ = false;
  --size_;
  const std::size_t last = kRoot + size_;
  const std::uint64_t time = times_[last];
  const std::uint64_t rank = ranks_[last];
  const std::uint32_t slot = slots_[last];
  times_[last] = ranks_[last] = kNever;
  if (size_ > 0) sift_down(time, rank, slot);
}

void EventCalendar::grow(std::size_t capacity) {
  void* memory = ::operator new[](capacity * sizeof(std::uint64_t), std::align_val_t{64});
  std::unique_ptr<std::uint64_t[], AlignedDelete> times(static_cast<std::uint64_t*>(memory));
  auto ranks = std::make_unique_for_overwrite<std::uint64_t[]>(capacity);
  auto slots = std::make_unique<std::uint32_t[]>(capacity);
  std::fill_n(times.get(), capacity, kNever);
  std::fill_n(ranks.get(), capacity, kNever);
  if (size_ > 0) {
    std::copy_n(times_.get() + kRoot, size_, times.get() + kRoot);
    std::copy_n(ranks_.get() + kRoot, size_, ranks.get() + kRoot);
    std::copy_n(slots_.get() + kRoot, size_, slots.get() + kRoot);
  }
  times_ = std::move(times);
  ranks_ = std::move(ranks);
  slots_ = std::move(slots);
  capacity_ = capacity;
}

}  // namespace railhead
