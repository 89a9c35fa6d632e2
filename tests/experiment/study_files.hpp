// A folder with a small scenario and study files, gone at the end.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <stdlib.h>

#include "tests/experiment/small_scenario.hpp"

namespace railhead::tests {

class StudyFolder {
 public:
  StudyFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "railhead-study-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    write("small.toml", std::string{kSmallScenario} +
                            "[parameter.spare]\nvalue = 5\n"
                            "uncertainty = { dist = \"uniform\", low = 0, high = 10 }\n");
  }
  ~StudyFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  StudyFolder(const StudyFolder&) = delete;
  StudyFolder& operator=(const StudyFolder&) = delete;

  std::string path(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream{path(name)} << text;
    return path(name);
  }
  // A study of the small scenario.
  std::string study(const std::string& text) const {
    return write("study.toml", "schema = 1\nscenario = \"small.toml\"\n" + text);
  }

 private:
  std::string path_;
};

}  // namespace railhead::tests
