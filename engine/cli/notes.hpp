#pragma once

#include "railhead/scenario/scenario.hpp"

namespace railhead {

// What the scenario's author should know, on the standard error.
void print_warnings(const Scenario& scenario);

}  // namespace railhead
