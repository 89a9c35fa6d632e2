// The page's files, held by the program. Made from engine/report/page by
// engine/cmake/ReportAssets.cmake.
#pragma once

#include <string_view>

namespace railhead::assets {

std::string_view page_html();
std::string_view page_css();
std::string_view page_js();
std::string_view charts_js();  // Vega, Vega-Lite and Vega-Embed; empty in a build without npm

}  // namespace railhead::assets
