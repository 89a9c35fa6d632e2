#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace railhead {

bool file_exists(const std::string& path);

// The content of a regular file. Throws Error (run-time) where it is none, cannot be read or is
// larger than `most` bytes.
std::string read_file(const std::string& path, std::size_t most);

// At most so many bytes from the start of a regular file; empty where there is none to read.
std::string first_bytes(const std::string& path, std::size_t count);

// Writes a whole file or none: under a temporary name in the same folder, renamed by finish(). What
// is not finished is removed, and an older file left as it was. A link is followed; a device or a
// pipe is written to as it is. Throws Error (run-time) naming the file and the reason.
class FileWriter {
 public:
  explicit FileWriter(std::string path);
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void write(std::string_view content);
  void finish();

 private:
  [[noreturn]] void refuse() const;
  std::string path_;
  std::string temporary_;  // empty: a device or a pipe
  std::FILE* file_ = nullptr;
};

// The same for content that is at hand.
void write_file(const std::string& path, std::string_view content);

// Throws Error (run-time) where the file could not be written, ahead of long work; leaves all as it
// is.
void require_writable(const std::string& path);

// Throws Error (usage) where what is to be written is, by whatever name, one of the files that are
// read.
void require_other(const std::string& written, const std::vector<std::string>& read);

// Makes a folder and those above it; one that exists is fine. Throws Error (run-time).
void make_folder(const std::string& path);

}  // namespace railhead
