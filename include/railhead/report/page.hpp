// One HTML file that holds everything: text, tables, charts and the program that draws them.
#pragma once

#include <string>

#include "railhead/report/input.hpp"

namespace railhead {

// Whether this build holds the charts' program (it is fetched with npm when the program is built).
bool report_available();

// The page. Throws Error (run-time) where report_available() is not so.
std::string report_page(const ReportInput& input);

}  // namespace railhead
