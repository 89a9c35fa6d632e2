// A small study on disk, and programs that are killed while they work on it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/cli/program.hpp"

namespace railhead::tests {

// A scenario and a study of four points in a folder of their own.
class SmallStudy {
 public:
  // `keep` as in [store]; `replications` of each point.
  explicit SmallStudy(const std::string& keep = "summaries", int replications = 20'000);
  std::string study() const { return folder_.path("study.toml"); }
  std::string file(const std::string& name) const { return folder_.path(name); }

 private:
  TemporaryFolder folder_;
};

// All rows of all tables of a store.
std::string store_content(const std::string& store);

// A program in the background, its output in files of the folder.
class Background {
 public:
  Background(const std::vector<std::string>& words, const TemporaryFolder& folder);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  void kill();
  // Waits for the end: its exit code, 128 + n where a signal ended it.
  int wait();
  std::string err() const;

 private:
  pid_t process_ = 0;
  int code_ = -1;
  std::string err_;
};

}  // namespace railhead::tests
