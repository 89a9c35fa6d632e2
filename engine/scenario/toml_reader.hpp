// The one place that knows the TOML library.
#pragma once

#include <string>
#include <string_view>

#include "railhead/scenario/document.hpp"

#include "faults.hpp"

namespace railhead {

// Parses source number `source` of `sources` to a tree. Throws DiagnosticError: not UTF-8, not TOML
// (the first fault only), nested too deep; with it what `faults` had. What cannot stand in the tree
// is added to `faults`, each at its place: whole numbers beyond 64 bits (decimals in the tree),
// times of day without a date.
Node read_toml(const Sources& sources, std::uint32_t source, Faults& faults);

// Parses `text` as a single TOML value; false where it is none, such as one with a comment behind
// it, or holds what read_toml() adds to the faults: then `fault` has the first of these. Positions
// in the result are those of the value within `text`, moved right by `column` - 1, in source number
// `source`.
bool read_toml_value(std::string_view text, std::uint32_t source, std::uint32_t column, Node& node,
                     std::string& fault);

}  // namespace railhead
