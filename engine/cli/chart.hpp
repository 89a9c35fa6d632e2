#pragma once

#include <string>
#include <vector>

#include "railhead/base/time.hpp"

namespace railhead {

// A level at one instant over many runs.
struct Band {
  double p10 = 0, p25 = 0, p50 = 0, p75 = 0, p90 = 0;
};

// A chart of characters: the median as a line, the central half and the central 80 % of runs as
// shades around it, from 0 upwards, dates below. `bands` stand at equal distances from `start` to
// `end`. Empty where no value is above 0. Requires: width >= 40, bands not empty.
std::string band_chart(const std::vector<Band>& bands, Instant start, Instant end,
                       std::size_t width, std::size_t height, bool unicode);

// Levels between 0 and 1 as a line of bars `width` columns wide, tenths in ASCII; a blank where
// there is no value.
std::string share_line(const std::vector<double>& shares, std::size_t width, bool unicode);

}  // namespace railhead
