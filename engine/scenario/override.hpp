// `--set PATH=VALUE`.
#pragma once

#include <string>

#include "railhead/scenario/document.hpp"

#include "faults.hpp"

namespace railhead {

// Applies the override that source number `source` holds to the document.
void apply_override(Node& document, const Sources& sources, std::uint32_t source, Faults& faults);

}  // namespace railhead
