// Characters, and what the parsers of expressions and of checks share.
#pragma once

#include <cstddef>
#include <string>

namespace railhead {

struct ParseFault {
  std::size_t offset;  // bytes into the text
  std::string message;
};

// Thrown and caught inside of a parser only.
struct Refusal {
  ParseFault fault;
};

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace railhead
