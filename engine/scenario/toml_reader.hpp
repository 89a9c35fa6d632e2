// The one place that knows the TOML library.
#pragma once

#include <string_view>

#include "railhead/scenario/document.hpp"

#include "faults.hpp"

namespace railhead {

// Parses source number `source` of `sources` to a tree. Throws DiagnosticError: not UTF-8, not TOML
// (the first fault only), nested too deep. What cannot stand in the tree is added to `faults`, each
// at its place: whole numbers beyond 64 bits (decimals in the tree), times of day without a date.
Node read_toml(const Sources& sources, std::uint32_t source, Faults& faults);

// Parses `text` as a single TOML value; false where it is none, or holds what read_toml() adds to
// the faults. Positions in the result are those of the value within `text`, moved right by `column`
// - 1, in source number `source`.
bool read_toml_value(std::string_view text, std::uint32_t source, std::uint32_t column, Node& node);

}  // namespace railhead
