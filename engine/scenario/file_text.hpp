// Reading the text of a scenario file.
#pragma once

#include <string>

namespace railhead {

// The text of a file, or what keeps it from being read.
struct FileText {
  std::string text;
  std::string fault;
};

// "-" is the standard input where `main`. A pipe, as the shell makes one for <(…), is read where
// `main` and somebody writes to it; anything else that is no regular file is refused, and so is
// what is larger than kMaximumFileSize.
FileText read_file_text(const std::string& path, bool main);

}  // namespace railhead
