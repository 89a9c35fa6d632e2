#include "memory.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

namespace railhead {
namespace {

// The sanitizers reserve terabytes, which count as data.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLimits = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kLimits = false;
#else
constexpr bool kLimits = true;
#endif
#else
constexpr bool kLimits = true;
#endif

constexpr std::uint64_t kLeastMemory = std::uint64_t{64} << 20U;
constexpr std::uint64_t kUsualTrace = std::uint64_t{1} << 30U;
constexpr std::uint64_t kLeastTrace = std::uint64_t{1} << 20U;

struct Unit {
  std::string_view name;
  double bytes;
};
constexpr std::array kUnits = {Unit{"", 1.0},       Unit{"MB", 1e6},     Unit{"GB", 1e9},
                               Unit{"TB", 1e12},    Unit{"KiB", 0x1p10}, Unit{"MiB", 0x1p20},
                               Unit{"GiB", 0x1p30}, Unit{"TiB", 0x1p40}, Unit{"K", 0x1p10},
                               Unit{"M", 0x1p20},   Unit{"G", 0x1p30},   Unit{"T", 0x1p40}};

// A size that an option gives, at least `least`.
std::uint64_t bytes_of(const Arguments& arguments, const Option& option, std::uint64_t otherwise,
                       std::uint64_t least) {
  const std::string name = long_name(option);
  const auto given = arguments.text(name);
  if (!given) return otherwise;
  const std::string& text = *given;
  double number = 0.0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
  for (const Unit& each : kUnits)
    if (fault == std::errc{} && each.name == unit &&
        number * each.bytes >= static_cast<double>(least) && number * each.bytes < 0x1p62)
      return static_cast<std::uint64_t>(number * each.bytes);
  throw Error(ExitCode::kUsage, fmt::format("{}: expected {}MiB or more, as 512MiB or 8GiB, found "
                                            "\"{}\"",
                                            name, least >> 20U, text));
}

rlim_t half_of_machine() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long size = ::sysconf(_SC_PAGESIZE);
  if (pages <= 0 || size <= 0) return RLIM_INFINITY;
  return static_cast<rlim_t>(pages) * static_cast<rlim_t>(size) / 2;
}

}  // namespace

Option max_memory_option() {
  return {"--max-memory", "SIZE",
          "Give up beyond so much memory, as 512MiB or 8GiB (default: half of the machine's)"};
}

Option max_trace_option() {
  return {"--max-trace", "SIZE",
          "Give up on a trace that is larger, as 512MiB or 8GiB (default: 1GiB)"};
}

std::uint64_t max_trace(const Arguments& arguments) {
  return bytes_of(arguments, max_trace_option(), kUsualTrace, kLeastTrace);
}

void limit_memory(const Arguments& arguments) {
  const rlim_t wanted = bytes_of(arguments, max_memory_option(), half_of_machine(), kLeastMemory);
  rlimit limit{};
  if (!kLimits || ::getrlimit(RLIMIT_DATA, &limit) != 0) return;
  limit.rlim_cur = std::min(limit.rlim_max, wanted);
  ::setrlimit(RLIMIT_DATA, &limit);
}

void require_memory(double bytes, std::string_view what) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_DATA, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
  if (bytes <= static_cast<double>(limit.rlim_cur)) return;
  throw Error(
      ExitCode::kRuntime,
      fmt::format("{} take {:.0f} MiB, more than the {} MiB of memory that are allowed; run "
                  "fewer, or allow more with --max-memory",
                  what, bytes / 0x1p20, limit.rlim_cur >> 20U));
}

std::string out_of_memory_text() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_DATA, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return "out of memory";
  return fmt::format(
      "this takes more than the {} MiB of memory that are allowed; record less often, run fewer "
      "replications or threads, or allow more with --max-memory",
      limit.rlim_cur >> 20U);
}

}  // namespace railhead
