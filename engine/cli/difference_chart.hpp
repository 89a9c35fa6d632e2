#pragma once

#include "chart.hpp"

namespace railhead {

// A chart of characters of a difference: the median as a line, the central half and 80 % of runs
// as shades, a line at 0, dates below. `bands` stand at equal distances from `start` to `end`.
// Empty where all is 0. Requires: width >= 40, bands not empty.
std::string difference_chart(const std::vector<Band>& bands, Instant start, Instant end,
                             std::size_t width, std::size_t height, bool unicode);

}  // namespace railhead
