// What must be known of a text before it is given to the TOML library.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace railhead {

struct ScanFault {
  std::size_t offset;
  std::string message;
};

inline constexpr int kMaximumNesting = 32;   // brackets within brackets
inline constexpr int kMaximumKeyParts = 32;  // a.b.c…

// The first place where the text is not UTF-8, or nested deeper than the bounds above: the library
// works by recursion over tables, so that a hostile file could exhaust the stack.
std::optional<ScanFault> scan_toml(std::string_view text);

// Whether a comment begins anywhere in it, outside of strings.
bool has_comment(std::string_view text);

// Where the key-value pair begins that `text` ends within: behind the last line break, comma or
// opening bracket outside of strings, and blanks.
std::size_t start_of_pair(std::string_view text);

}  // namespace railhead
