#pragma once

#include <limits>

namespace railhead {

// A figure that is not known, or that nothing is behind: null in documents and stores.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace railhead
