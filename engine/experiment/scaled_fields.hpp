#pragma once

#include <string>
#include <vector>

#include "railhead/scenario/provenance.hpp"
#include "railhead/scenario/scenario.hpp"

namespace railhead {

// The number of a field times `factor` as an override "PATH=VALUE"; of a law all arguments that
// carry its unit, of an expression the whole. Where all numbers are 1 at most, such as shares and
// probabilities, they stay so. Empty for what holds no number (a date).
std::string scaled_override(const Scenario& scenario, const FieldOrigin& field, double factor);

}  // namespace railhead
