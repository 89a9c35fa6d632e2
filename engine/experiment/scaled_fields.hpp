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

// The same with an expression as the factor.
std::string scaled_override(const Scenario& scenario, const FieldOrigin& field,
                            const std::string& expression);

// The number at a path (of a parameter its value) and an alternative, mixed by a weight between 0
// and 1, an expression. Empty where either is no number.
std::string mixed_override(const Scenario& scenario, const std::string& path,
                           const std::string& alternative, const std::string& weight);

}  // namespace railhead
