// A warm run allocates nothing: the program's memory is counted from the second run on.
#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include "railhead/model/simulate.hpp"
#include "railhead/scenario/compile.hpp"
#include "railhead/scenario/scenario.hpp"

#include "tests/support/catch.hpp"

namespace {
std::atomic<std::uint64_t> allocations{0};

void* counted(std::size_t size, std::size_t alignment) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* memory = alignment == 0 ? std::malloc(size == 0 ? 1 : size)
                                : std::aligned_alloc(
                                      alignment, (size + alignment - 1) / alignment * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
}  // namespace

void* operator new(std::size_t size) {
  return counted(size, 0);
}
void* operator new[](std::size_t size) {
  return counted(size, 0);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
// Those that do not throw too: what one half of a pair takes the other must give back.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept {
  return operator new(size, tag);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

using namespace railhead;

TEST_CASE("a replication allocates nothing once its workspace is warm") {
  for (const char* file :
       {"bench/supply.toml", "scenarios/dprk-2023.toml", "scenarios/theatre.toml"}) {
    INFO(file);
    const Compiled compiled = compile(load(std::string{RAILHEAD_SOURCE_DIR "/"} + file), {});
    RunRequest request;
    request.metrics = default_metrics(compiled.network);
    request.series = default_series(compiled.network);
    Workspace workspace(compiled.network, request);
    RunRecord record;
    // One more event, load or lot than ever before would make a column grow: the second run of a
    // replication needs exactly what the first one needed.
    for (std::uint64_t replication = 0; replication < 3; ++replication) {
      simulate(workspace, replication, record);
      const std::uint64_t before = allocations.load();
      simulate(workspace, replication, record);
      CHECK(allocations.load() == before);
    }
    // And what grows has soon seen its largest.
    for (std::uint64_t replication = 3; replication < 100; ++replication)
      simulate(workspace, replication, record);
    const std::uint64_t before = allocations.load();
    for (std::uint64_t replication = 100; replication < 120; ++replication)
      simulate(workspace, replication, record);
    CHECK(allocations.load() == before);
  }
}
