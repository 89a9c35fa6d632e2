#include "railhead/results/files.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "railhead/base/error.hpp"

namespace railhead {

bool file_exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

FileWriter::FileWriter(std::string path)
    : path_(std::move(path)), temporary_(path_ + ".part-" + std::to_string(::getpid())) {
  file_ = std::fopen(temporary_.c_str(), "wb");
  if (file_ == nullptr) refuse();
}

FileWriter::~FileWriter() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  std::remove(temporary_.c_str());
}

void FileWriter::refuse() const {
  throw Error(ExitCode::kRuntime, "cannot write " + path_ + ": " + std::strerror(errno));
}

void FileWriter::write(std::string_view content) {
  if (std::fwrite(content.data(), 1, content.size(), file_) != content.size()) refuse();
}

void FileWriter::finish() {
  if (std::fflush(file_) != 0) refuse();
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) refuse();
  std::fclose(std::exchange(file_, nullptr));
}

void write_file(const std::string& path, std::string_view content) {
  FileWriter file{path};
  file.write(content);
  file.finish();
}

void make_folder(const std::string& path) {
  std::error_code fault;
  std::filesystem::create_directories(path, fault);
  if (fault) throw Error(ExitCode::kRuntime, "cannot make " + path + ": " + fault.message());
}

}  // namespace railhead
