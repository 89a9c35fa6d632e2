#include "railhead/results/files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <sys/stat.h>
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

TEST_CASE("a link is followed, and a pipe is written to as it is") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("railhead-links-" + std::to_string(::getpid()));
  make_folder(folder.string());
  const std::string target = (folder / "target").string();
  const std::string link = (folder / "link").string();
  write_file(target, "old");
  std::filesystem::create_symlink(target, link);
  require_writable(link);
  write_file(link, "new");
  CHECK(std::filesystem::is_symlink(link));
  CHECK(std::filesystem::file_size(target) == 3);

  const std::string pipe = (folder / "pipe").string();
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::string read;
  std::thread reader{[&] {
    std::ifstream file{pipe};
    read = {std::istreambuf_iterator<char>{file}, {}};
  }};
  require_writable(pipe);
  write_file(pipe, "through");
  reader.join();
  CHECK(read == "through");
  CHECK(std::filesystem::is_fifo(pipe));
  CHECK_THROWS_WITH(write_file(folder.string(), ""), Catch::Contains("Is a directory"));
  std::filesystem::remove_all(folder);
}
