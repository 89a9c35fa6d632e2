#include "railhead/results/files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

#include "railhead/base/error.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

TEST_CASE("a file is written whole or not at all") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("railhead-files-" + std::to_string(::getpid()));
  make_folder((folder / "a" / "b").string());
  const std::string path = (folder / "a" / "b" / "x.csv").string();
  write_file(path, "one\n");
  write_file(path, "two\n");
  std::ifstream file{path};
  CHECK(std::string{std::istreambuf_iterator<char>{file}, {}} == "two\n");
  CHECK(std::distance(std::filesystem::directory_iterator{folder / "a" / "b"}, {}) == 1);
  CHECK_THROWS_WITH(write_file((folder / "none" / "x").string(), ""),
                    Catch::Contains("cannot write") && Catch::Contains("No such file"));
  std::filesystem::remove_all(folder);
}
