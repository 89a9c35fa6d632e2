#include "railhead/results/files.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include <unistd.h>

#include "railhead/base/error.hpp"

namespace railhead {
namespace {

[[noreturn]] void refuse(const std::string& path, int reason) {
  throw Error(ExitCode::kRuntime, "cannot write " + path + ": " + std::strerror(reason));
}

}  // namespace

bool file_exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

void write_file(const std::string& path, std::string_view content) {
  const std::string temporary = path + ".part-" + std::to_string(::getpid());
  std::FILE* const file = std::fopen(temporary.c_str(), "wb");
  if (file == nullptr) refuse(path, errno);
  const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
  int reason = errno;
  const bool closed = std::fclose(file) == 0;
  if (written && !closed) reason = errno;
  if (written && closed && std::rename(temporary.c_str(), path.c_str()) == 0) return;
  if (written && closed) reason = errno;
  std::remove(temporary.c_str());
  refuse(path, reason);
}

void make_folder(const std::string& path) {
  std::error_code fault;
  std::filesystem::create_directories(path, fault);
  if (fault) throw Error(ExitCode::kRuntime, "cannot make " + path + ": " + fault.message());
}

}  // namespace railhead
