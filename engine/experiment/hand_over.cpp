// Apart from threads.cpp, which is built without the thread sanitizer.
#include "hand_over.hpp"

namespace railhead {

void HandOver::give() {
  given_.fetch_add(1, std::memory_order_release);
}

void HandOver::take() const {
  static_cast<void>(given_.load(std::memory_order_acquire));
}

}  // namespace railhead
