#include "railhead/random/simd.hpp"

#include <atomic>
#include <cstdlib>

#include "kernel_table.hpp"

namespace railhead {
namespace {

constexpr SimdTarget kTargets[] = {SimdTarget::baseline, SimdTarget::avx2, SimdTarget::avx512};

const Kernels* kernels_of(SimdTarget target) {
#if defined(__x86_64__)
  switch (target) {
    case SimdTarget::baseline: return baseline_kernels();
    case SimdTarget::avx2: return __builtin_cpu_supports("avx2") ? avx2_kernels() : nullptr;
    case SimdTarget::avx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                     __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
                 ? avx512_kernels()
                 : nullptr;
  }
  return nullptr;
#else
  return target == SimdTarget::baseline ? baseline_kernels() : nullptr;
#endif
}

struct Choice {
  SimdTarget target = SimdTarget::baseline;
  std::string fault;
};

Choice choose() {
  Choice choice;
  choice.target = available_simd_targets().back();
  const char* wish = std::getenv("RAILHEAD_SIMD");
  if (wish == nullptr || *wish == '\0') return choice;
  for (const SimdTarget target : kTargets) {
    if (name(target) != wish) continue;
    if (kernels_of(target) == nullptr)
      choice.fault = "RAILHEAD_SIMD=" + std::string(wish) + ": this processor does not have it";
    else
      choice.target = target;
    return choice;
  }
  choice.fault = "RAILHEAD_SIMD=" + std::string(wish) + " is unknown; use baseline, avx2 or avx512";
  return choice;
}

const Choice& choice_at_start() {
  static const Choice choice = choose();
  return choice;
}

// The one switch of the engine: it changes speed, never a result.
std::atomic<const Kernels*> in_force{nullptr};

}  // namespace

std::string_view name(SimdTarget target) {
  switch (target) {
    case SimdTarget::baseline: return "baseline";
    case SimdTarget::avx2: return "avx2";
    case SimdTarget::avx512: return "avx512";
  }
  return "?";
}

std::vector<SimdTarget> available_simd_targets() {
  std::vector<SimdTarget> available;
  for (const SimdTarget target : kTargets)
    if (kernels_of(target) != nullptr) available.push_back(target);
  return available;
}

const Kernels& kernels() {
  const Kernels* current = in_force.load(std::memory_order_acquire);
  if (current == nullptr) {
    current = kernels_of(choice_at_start().target);
    in_force.store(current, std::memory_order_release);
  }
  return *current;
}

SimdTarget simd_target() {
  const Kernels* current = &kernels();
  for (const SimdTarget target : kTargets)
    if (kernels_of(target) == current) return target;
  return SimdTarget::baseline;
}

bool use_simd_target(SimdTarget target) {
  const Kernels* wanted = kernels_of(target);
  if (wanted == nullptr) return false;
  in_force.store(wanted, std::memory_order_release);
  return true;
}

std::string simd_fault() {
  return choice_at_start().fault;
}

}  // namespace railhead
