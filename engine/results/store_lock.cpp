#include "store_lock.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "railhead/base/error.hpp"

namespace railhead {
namespace {

// One byte far beyond the end, where SQLite locks nothing.
constexpr off_t kLockedByte = off_t{1} << 62;

// Locks that go with the descriptor, where the system has them, rather than with the process.
#ifdef F_OFD_SETLK
constexpr int kTake = F_OFD_SETLK;
constexpr int kAsk = F_OFD_GETLK;
#else
constexpr int kTake = F_SETLK;
constexpr int kAsk = F_GETLK;
#endif

struct flock lock_for(StoreUse use) {
  struct flock lock = {};
  lock.l_type = use == StoreUse::write ? F_WRLCK : F_RDLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kLockedByte;
  lock.l_len = 1;
  return lock;
}

bool take(int descriptor, StoreUse use) {
  struct flock lock = lock_for(use);
  return ::fcntl(descriptor, kTake, &lock) == 0;
}

// What the process does that is in the way.
const char* doing(int descriptor, StoreUse use) {
  struct flock lock = lock_for(use);
  return ::fcntl(descriptor, kAsk, &lock) == 0 && lock.l_type == F_RDLCK ? "verifying" : "writing";
}

}  // namespace

StoreLock::StoreLock(const std::string& path, StoreUse use, double patience_seconds)
    : descriptor_(::open(
          path.c_str(), O_CLOEXEC | (use == StoreUse::write ? O_RDWR | O_CREAT : O_RDONLY), 0666)) {
  if (descriptor_ < 0)
    throw Error(ExitCode::kRuntime, "cannot open " + path + ": " + std::strerror(errno));
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::duration<double>(patience_seconds);
  while (!take(descriptor_, use)) {
    if (Clock::now() >= until) {
      const char* other = doing(descriptor_, use);
      ::close(descriptor_);
      throw Error(ExitCode::kRuntime,
                  fmt::format("{}: another process is {} this store; wait until it is done, or end "
                              "it",
                              path, other));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
}

StoreLock::~StoreLock() {
  ::close(descriptor_);
}

}  // namespace railhead
