#include "railhead/results/files.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "railhead/base/error.hpp"

namespace railhead {

namespace fs = std::filesystem;

bool file_exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::string read_file(const std::string& path, std::size_t most) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ExitCode::kRuntime, "cannot read " + path + ": " + why);
  };
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (!fs::exists(status)) refuse("no such file");
  if (!fs::is_regular_file(status)) refuse("is not a regular file");
  std::ifstream in(path, std::ios::binary);
  std::string text;
  char buffer[1U << 16U];
  while (in.read(buffer, sizeof buffer), in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > most) refuse("larger than " + std::to_string(most >> 20U) + " MiB");
  }
  if (!in.eof()) refuse("it cannot be opened or read");
  return text;
}

std::string first_bytes(const std::string& path, std::size_t count) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return {};
  std::ifstream in(path, std::ios::binary);
  std::string bytes(count, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(count));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

FileWriter::FileWriter(std::string path) : path_(std::move(path)) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path_, ignored);
  if (fs::is_directory(status)) {
    errno = EISDIR;
    refuse();
  }
  if (fs::is_symlink(fs::symlink_status(path_, ignored)) && fs::is_regular_file(status))
    path_ = fs::canonical(path_, ignored).string();
  const bool device = fs::exists(status) && !fs::is_regular_file(status);
  if (!device) temporary_ = path_ + ".part-" + std::to_string(::getpid());
  file_ = std::fopen((device ? path_ : temporary_).c_str(), "wb");
  if (file_ == nullptr) refuse();
}

FileWriter::~FileWriter() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  if (!temporary_.empty()) std::remove(temporary_.c_str());
}

void FileWriter::refuse() const {
  throw Error(ExitCode::kRuntime, "cannot write " + path_ + ": " + std::strerror(errno));
}

void FileWriter::write(std::string_view content) {
  if (std::fwrite(content.data(), 1, content.size(), file_) != content.size()) refuse();
}

void FileWriter::finish() {
  if (std::fflush(file_) != 0) refuse();
  // On the disk before it has its name, so that a power cut leaves no empty file there either.
  if (!temporary_.empty() && ::fsync(::fileno(file_)) != 0) refuse();
  if (!temporary_.empty() && std::rename(temporary_.c_str(), path_.c_str()) != 0) refuse();
  std::fclose(std::exchange(file_, nullptr));
}

void write_file(const std::string& path, std::string_view content) {
  FileWriter file{path};
  file.write(content);
  file.finish();
}

void require_writable(const std::string& path) {
  if (path == "-") throw Error(ExitCode::kUsage, "- is no name for a file to write");
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status)) return;
  FileWriter{path};
}

void require_other(const std::string& written, const std::vector<std::string>& read) {
  std::error_code ignored;
  for (const std::string& path : read)
    if (fs::is_regular_file(path, ignored) && fs::equivalent(written, path, ignored))
      throw Error(ExitCode::kUsage,
                  written + " is what is read; it would be lost: write elsewhere");
}

void make_folder(const std::string& path) {
  std::error_code fault;
  fs::create_directories(path, fault);
  if (fault) throw Error(ExitCode::kRuntime, "cannot make " + path + ": " + fault.message());
}

}  // namespace railhead
