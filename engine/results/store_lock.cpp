#include "store_lock.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "railhead/base/error.hpp"

namespace railhead {
namespace {

// One byte far beyond the end, where SQLite locks nothing.
constexpr off_t kLockedByte = off_t{1} << 62;

bool take(int descriptor) {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kLockedByte;
  lock.l_len = 1;
#ifdef F_OFD_SETLK
  return ::fcntl(descriptor, F_OFD_SETLK, &lock) == 0;
#else
  return ::fcntl(descriptor, F_SETLK, &lock) == 0;
#endif
}

}  // namespace

StoreLock::StoreLock(const std::string& path, double patience_seconds)
    : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0)
    throw Error(ExitCode::kRuntime, "cannot open " + path + ": " + std::strerror(errno));
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::duration<double>(patience_seconds);
  while (!take(descriptor_)) {
    if (Clock::now() >= until) {
      ::close(descriptor_);
      throw Error(
          ExitCode::kRuntime,
          path + ": another process is writing this store; wait until it is done, or end it");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
}

StoreLock::~StoreLock() {
  ::close(descriptor_);
}

}  // namespace railhead
