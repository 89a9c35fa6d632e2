// `--set PATH=VALUE`.
#pragma once

#include <cstdint>

#include "railhead/scenario/scenario.hpp"

#include "faults.hpp"

namespace railhead {

// Applies the override that source number `source` holds to the scenario.
void apply_override(Scenario& scenario, std::uint32_t source, Faults& faults);

}  // namespace railhead
