#pragma once

#include <string_view>

namespace railhead {

// A commented scenario that runs: what `railhead new` prints.
std::string_view starter_scenario();

}  // namespace railhead
