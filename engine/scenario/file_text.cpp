#include "file_text.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "railhead/scenario/scenario.hpp"

namespace railhead {
namespace {

namespace fs = std::filesystem;

constexpr int kWaitForWriter = 2000;  // milliseconds

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ > STDIN_FILENO) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

FileText read_all(int descriptor) {
  FileText file;
  char buffer[1U << 16U];
  while (true) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return {{}, "cannot be read: " + std::generic_category().message(errno)};
    if (got == 0) return file;
    file.text.append(buffer, static_cast<std::size_t>(got));
    if (file.text.size() > kMaximumFileSize)
      return {{}, fmt::format("larger than {} MiB", kMaximumFileSize >> 20U)};
  }
}

// Of a pipe that was opened without waiting: whether there is, or soon comes, one who writes.
bool has_writer(int descriptor) {
  pollfd wanted{descriptor, POLLIN, 0};
  if (::poll(&wanted, 1, kWaitForWriter) != 0) return true;
  char none = 0;
  return ::read(descriptor, &none, 0) < 0 && errno == EAGAIN;
}

}  // namespace

FileText read_file_text(const std::string& path, bool main) {
  if (main && path == "-") return read_all(STDIN_FILENO);
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return {{}, "no such file"};
  if (fs::is_directory(status)) return {{}, "is a directory, not a file"};
  // A pipe that the shell makes is welcome as the main file, but never hidden in an `extends`.
  const bool pipe = fs::is_fifo(status);
  if (!fs::is_regular_file(status) && !(main && pipe)) return {{}, "is not a regular file"};
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.number() < 0) return {{}, "cannot be opened: " + std::generic_category().message(errno)};
  if (pipe && !has_writer(file.number())) return {{}, "is a pipe to which nobody writes"};
  ::fcntl(file.number(), F_SETFL, 0);
  return read_all(file.number());
}

}  // namespace railhead
