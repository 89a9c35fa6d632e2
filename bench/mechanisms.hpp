#pragma once

#include <string>

#include "railhead/results/json.hpp"

namespace bench {

// Prints what a replication of theatre.toml and of dprk-2023.toml takes, and without each mechanism
// in turn; writes an array of both.
void measure_mechanisms(const std::string& folder, railhead::JsonWriter& json);

}  // namespace bench
