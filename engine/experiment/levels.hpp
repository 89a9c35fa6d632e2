#pragma once

#include "railhead/experiment/design.hpp"

namespace railhead {

// A TOML value as a level.
Level level_of(const Node& value);

}  // namespace railhead
