#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace railhead {

// A figure for people, at most six characters wide below 10^15: 1234, 12.3k, 4.56M, 0.25. "-" for
// what does not exist.
std::string compact(double figure);
// "12 %", "<1 %"; "-" for what does not exist.
std::string percent(double share);
// The UTC date of an instant in microseconds since 1970; "-" for none.
std::string date_text(double microseconds);

// Columns that a text takes: each code point counts as one.
std::size_t columns_of(std::string_view text);

// Padded to `width` columns; longer text is cut and ends in "…", or "~" where only ASCII may be
// printed. What could steer a terminal is shown as spaces.
std::string left(std::string_view text, std::size_t width);
std::string right(std::string_view text, std::size_t width);

// The padded cells of a row side by side, in lines of at most `width` columns: what does not fit
// goes on below, indented, so that rows padded alike fold alike. Without spaces at the ends.
std::vector<std::string> folded(const std::vector<std::string>& cells, std::size_t width);

// The words of a text in lines of at most `width` columns, or longer where a word is; safe as
// above.
std::vector<std::string> wrap(std::string_view text, std::size_t width);
// The same as one text, each line with its end.
std::string wrapped(std::string_view text, std::size_t width);

}  // namespace railhead
