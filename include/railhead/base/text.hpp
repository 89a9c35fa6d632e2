// UTF-8 text, and text that is safe to show.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace railhead {

// Bytes of the UTF-8 character that starts at `at`, 0 where there is none (RFC 3629, table 3-7 of
// the Unicode standard).
std::size_t utf8_length(std::string_view text, std::size_t at);

// Code points of a text that is UTF-8.
std::size_t character_count(std::string_view text);

// The text as one line for people: what would steer a terminal (control characters, also those
// beyond ASCII, and line breaks) is a space, a byte that is no UTF-8 a replacement character. Has
// as many characters as the text.
std::string shown(std::string_view text);

// A number for messages, with seven digits at most: "-4017.179", "4e+15", "inf".
std::string short_text(double number);

}  // namespace railhead
