#pragma once

#include <string>
#include <string_view>

namespace railhead {

bool file_exists(const std::string& path);

// Writes a whole file or none: under a temporary name in the same folder, then renamed. Throws
// Error (run-time) naming the file and the reason, and leaves an older file as it was.
void write_file(const std::string& path, std::string_view content);

// Makes a folder and those above it; one that exists is fine. Throws Error (run-time).
void make_folder(const std::string& path);

}  // namespace railhead
