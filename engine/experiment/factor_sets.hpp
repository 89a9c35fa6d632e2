#pragma once

#include "railhead/experiment/sensitivity.hpp"

namespace railhead {

class PointRunner;

// Each factor by itself, the study's groups, the references that factors cite (in order of name),
// and chance.
std::vector<FactorSet> factor_sets(const Study& study, const PointRunner& runner);

}  // namespace railhead
