#pragma once

#include <string>

#include "railhead/results/json.hpp"

namespace bench {

// Prints tables of time and memory by replications, horizon, entities, munitions, shipments and
// threads, with the fitted exponent of each, and writes an array of them.
void measure_scaling(const std::string& folder, railhead::JsonWriter& json);

}  // namespace bench
