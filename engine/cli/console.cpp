#include "console.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <sys/ioctl.h>
#include <unistd.h>

#include "railhead/base/error.hpp"

namespace railhead {
namespace {

[[noreturn]] void refuse_output() {
  throw Error(ExitCode::kRuntime,
              std::string{"cannot write to the standard output: "} + std::strerror(errno));
}

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

// https://no-color.org: set and not empty.
bool colours() {
  return output_is_terminal() && environment("NO_COLOR").empty();
}

std::string styled(std::string_view text, const char* code) {
  if (!colours()) return std::string{text};
  return "\x1b[" + std::string{code} + "m" + std::string{text} + "\x1b[0m";
}

}  // namespace

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) refuse_output();
}

void flush_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) refuse_output();
}

void print_note(std::string_view line) {
  std::string text{line};
  text += '\n';
  std::fwrite(text.data(), 1, text.size(), stderr);
}

bool output_is_terminal() {
  return isatty(STDOUT_FILENO) == 1;
}
bool notes_are_terminal() {
  return isatty(STDERR_FILENO) == 1;
}

std::size_t output_width() {
  const int columns = std::atoi(std::string{environment("COLUMNS")}.c_str());
  if (columns >= 40) return static_cast<std::size_t>(columns);
  winsize window{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col >= 40) return window.ws_col;
  return 80;
}

bool output_is_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view locale = environment(name);
    if (locale.empty()) continue;
    for (const char* utf8 : {"UTF-8", "utf-8", "UTF8", "utf8"})
      if (locale.find(utf8) != std::string_view::npos) return true;
    return false;
  }
  return true;
}

std::string bold(std::string_view text) {
  return styled(text, "1");
}
std::string warning_colour(std::string_view text) {
  return styled(text, "31");
}

}  // namespace railhead
