#include "railhead/kernel/calendar.hpp"

#include <algorithm>

namespace railhead {

void EventCalendar::clear() {
  std::fill_n(keys_.get() + kRoot, size_, kNever);
  size_ = 0;
}

void EventCalendar::grow(std::size_t capacity) {
  void* memory = ::operator new[](capacity * sizeof(Uint128), std::align_val_t{64});
  std::unique_ptr<Uint128[], AlignedDelete> keys(static_cast<Uint128*>(memory));
  auto slots = std::make_unique<std::uint32_t[]>(capacity);
  std::fill_n(keys.get(), capacity, kNever);
  if (size_ > 0) {
    std::copy_n(keys_.get() + kRoot, size_, keys.get() + kRoot);
    std::copy_n(slots_.get() + kRoot, size_, slots.get() + kRoot);
  }
  keys_ = std::move(keys);
  slots_ = std::move(slots);
  capacity_ = capacity;
}

}  // namespace railhead
