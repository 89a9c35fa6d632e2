// "did you mean …?"
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace railhead {

// Damerau-Levenshtein distance in its optimal string alignment form: insertions, deletions,
// substitutions and swaps of neighbours, in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `name`, the first of equals; nothing where all are further than a third
// of the name's length (at least one, at most three edits).
std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string_view> candidates);

// `; did you mean "north"?`, or nothing: to be appended to a message.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace railhead
