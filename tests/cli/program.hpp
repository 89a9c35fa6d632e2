// Runs the real program, as a shell would.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace railhead::tests {

struct Ended {
  int code = -1;  // 128 + n where a signal ended it
  std::string out, err;
};

struct Started {
  std::vector<std::string> arguments;
  std::string input = {};
  std::map<std::string, std::string> environment = {};  // laid over the test's own
  int interrupt_after_ms = -1;  // SIGINT so long after it is heeded, where not negative
};

Ended run_program(const Started& started);
// `railhead ARGUMENT…` as typed.
inline Ended type(std::vector<std::string> arguments, const std::string& input = {}) {
  return run_program({std::move(arguments), input, {}, -1});
}

// A path in the source tree.
std::string source(const std::string& path);

// The text of a file.
std::string file_text(const std::string& path);

// A folder that is removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path(const std::string& name = {}) const;

 private:
  std::string path_;
};

}  // namespace railhead::tests
