#pragma once

#include <cstddef>
#include <string>

#include "run_report.hpp"

namespace railhead {

// What becomes of each stock: of all sites together, then of each. In a terminal too narrow for all
// columns those that matter least are left out.
std::string stock_table(const RunOutcome& outcome, std::size_t width);

}  // namespace railhead
