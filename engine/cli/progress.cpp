#include "progress.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include <fmt/format.h>

#include "console.hpp"
#include "figures.hpp"

namespace railhead {
namespace {

std::string time_text(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace

Progress::Progress(std::uint64_t total, bool quiet)
    : total_(total), quiet_(quiet), terminal_(notes_are_terminal()) {}

Progress::~Progress() {
  if (shown_ && terminal_) std::fputs("\r\x1b[K", stderr);
}

void Progress::update(std::uint64_t done) {
  using namespace std::chrono_literals;
  const Clock::time_point now = Clock::now();
  if (quiet_ || done == 0 || now - last_ < (terminal_ ? Clock::duration{200ms} : 10s)) return;
  last_ = now;
  const double elapsed = std::chrono::duration<double>(now - begin_).count();
  const double rate = static_cast<double>(done) / elapsed;
  const std::string line =
      total_ == 0
          ? fmt::format("{} replications, {} a second", done, compact(rate))
          : fmt::format("{} of {} replications, {} a second, {} left", done, total_, compact(rate),
                        time_text(static_cast<double>(total_ - std::min(done, total_)) / rate));
  std::fputs(terminal_ ? ("\r" + line + "\x1b[K").c_str() : (line + "\n").c_str(), stderr);
  shown_ = true;
}

}  // namespace railhead
