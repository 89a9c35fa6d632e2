// Two tasks write to one place at the same time. The thread sanitizer must tell of it: what
// hand_over.hpp shows it must not hide what tasks do to each other.
#include <atomic>
#include <cstdio>
#include <optional>
#include <string_view>
#include <thread>

#include "engine/experiment/threads.hpp"

using namespace railhead;

namespace {

std::atomic<int> there = 0;
int place = 0;

// Relaxed, so that waiting for the other task does not put the two in order.
void race() {
  there.fetch_add(1, std::memory_order_relaxed);
  while (there.load(std::memory_order_relaxed) < 2) std::this_thread::yield();
  ++place;
}

std::optional<std::size_t> next_of_two() {
  static std::size_t begun = 0;
  if (begun == 2) return {};
  return begun++;
}

}  // namespace

int main(int count, char** words) {
  if (count == 2 && std::string_view{words[1]} == "indices")
    on_threads(2, [] { for_each_index(2, [](std::size_t) { race(); }); });
  else
    on_threads(2, [] {
      run_pipeline(2, {next_of_two, [](std::size_t) { race(); }, [](std::size_t) {}});
    });
  std::printf("%d\n", place);
  return 0;
}
