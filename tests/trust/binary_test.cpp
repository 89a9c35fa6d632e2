// What the program itself is made of.
#include <cstdio>
#include <string>

#include "tests/support/catch.hpp"

using Catch::Contains;

namespace {

// What binutils say about the program.
std::string readelf(const std::string& options) {
  const std::string command =
      "LC_ALL=C readelf -W " + options + " " RAILHEAD_PROGRAM " 2>/dev/null";
  std::string text;
  std::FILE* const pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  REQUIRE(pclose(pipe) == 0);
  return text;
}

}  // namespace

TEST_CASE("the program is position independent, its tables are read-only, its stack is no code") {
  CHECK_THAT(readelf("-h"), Contains("DYN"));
  const std::string segments = readelf("-l");
  CHECK_THAT(segments, Contains("INTERP") && Contains("GNU_RELRO") && Contains("GNU_STACK"));
  CHECK_THAT(segments, !Contains("RWE"));
  CHECK_THAT(readelf("-d"), Contains("BIND_NOW") || Contains("NOW"));
}

TEST_CASE("stack and buffers are guarded") {
  const std::string symbols = readelf("--dyn-syms");
  CHECK_THAT(symbols, Contains("__stack_chk_fail"));
#if defined(_FORTIFY_SOURCE) && defined(__OPTIMIZE__)
  CHECK_THAT(symbols, Contains("_chk@"));
#endif
}

TEST_CASE("the program never calls a shell or another program") {
  const std::string symbols = readelf("--dyn-syms");
  for (const char* call :
       {" system@", " popen@", " execv", " execl", " posix_spawn", " fork@", " wordexp@"})
    CHECK_THAT(symbols, !Contains(call));
}
