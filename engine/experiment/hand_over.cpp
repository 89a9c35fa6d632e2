// Apart from threads.cpp, which is built without the thread sanitizer.
#include "hand_over.hpp"

#if defined(__SANITIZE_THREAD__)
// What oneTBB's own library calls in the C library, as to compare or free memory of its own. Not
// what it calls in a task.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libtbb.so";
}
#endif

namespace railhead {

void HandOver::give() {
  given_.fetch_add(1, std::memory_order_release);
}

void HandOver::take() const {
  static_cast<void>(given_.load(std::memory_order_acquire));
}

}  // namespace railhead
