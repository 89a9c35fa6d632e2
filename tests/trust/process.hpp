// Runs the real program under conditions that go wrong.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/cli/program.hpp"

namespace railhead::tests {

struct Hardship {
  int signal = 0;  // sent after so long
  std::chrono::milliseconds after{0};
  long most_file_bytes = -1;  // RLIMIT_FSIZE: as a disk that is full
  std::string folder = {};    // to start in
};

// Like run_program(), under the hardship. Code -1 - n where signal n ended it.
Ended run_hard(const std::vector<std::string>& arguments, const Hardship& hardship);

}  // namespace railhead::tests
