#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <sys/wait.h>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;

namespace {

constexpr int kNoValidator = 77;

// What the validator says of files, held against the schema that the program prints.
int validate(const std::vector<std::string>& files, const TemporaryFolder& folder) {
  std::string command =
      std::string{RAILHEAD_PROGRAM} + " schema | python3 " + source("tests/cli/schema_check.py");
  for (const std::string& file : files) command += " " + file;
  const int status = std::system((command + " >" + folder.path("out") + " 2>&1").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::vector<std::string> scenarios() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{source("scenarios")})
    if (entry.path().extension() == ".toml" && entry.path().parent_path().filename() != "studies")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("every scenario fits the JSON Schema, by an independent validator") {
  const TemporaryFolder folder;
  const auto files = scenarios();
  REQUIRE(files.size() > 20);
  const int code = validate(files, folder);
  if (code == kNoValidator) {
    WARN("no JSON Schema validator here: " << file_text(folder.path("out")));
    return;
  }
  INFO(file_text(folder.path("out")));
  CHECK(code == 0);
}

TEST_CASE("the JSON Schema refuses a key that does not exist") {
  const TemporaryFolder folder;
  std::ofstream{folder.path("bad.toml")} << "schema = 1\n[site.depot]\nstokc = 5\n";
  const int code = validate({folder.path("bad.toml")}, folder);
  INFO(file_text(folder.path("out")));
  CHECK((code == 1 || code == kNoValidator));
}
