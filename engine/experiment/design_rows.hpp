#pragma once

#include <vector>

#include "railhead/experiment/design.hpp"

namespace railhead {

inline constexpr std::size_t kMostPoints = 1'000'000;

// The levels of every point of a design, a row a point, before [where] is looked at. Throws
// DiagnosticError at the place of a fault.
std::vector<std::vector<Level>> design_rows(const Study& study);

}  // namespace railhead
