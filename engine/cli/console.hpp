// Where the program prints: data on the standard output, everything else on the standard error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace railhead {

// Throws Error (run-time) where it cannot be written; a reader that went away ends the program
// quietly, by the signal that the system sends.
void print(std::string_view text);
// What was printed is out. Throws as print().
void flush_output();

// A line of diagnostics.
void print_note(std::string_view line);

bool output_is_terminal();
bool notes_are_terminal();

// Columns of the terminal; COLUMNS where it is set; 80 where there is no terminal.
std::size_t output_width();

// Whether the output may hold characters beyond ASCII: the locale is UTF-8, or there is none to
// ask.
bool output_is_unicode();

// Emphasis on terminals, unless NO_COLOR is set.
std::string bold(std::string_view text);
std::string warning_colour(std::string_view text);

}  // namespace railhead
