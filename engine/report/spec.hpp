// Pieces that the charts' specifications share.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "railhead/report/chart.hpp"
#include "railhead/report/input.hpp"

namespace railhead {

// A template with each @NAME@ replaced by its text, in which nothing is looked for again. Requires:
// every name occurs.
std::string filled(std::string_view text,
                   std::initializer_list<std::pair<std::string, std::string>> parts);

// A specification around `body` ("layer": […] or "mark": …, "encoding": …), `height` pixels high
// and as wide as its place.
std::string spec_around(const std::string& title, int height, const std::string& body);

// A label expression: 0 and not "0k" or "0M".
inline constexpr const char* kPlainZero = "datum.value === 0 ? '0' : datum.label";

// `"axis":…` of amounts: 12k, 3.4M.
std::string amount_axis();

// The temporal x axis.
std::string date_axis(const std::string& field);

// "152mm" or, where it has one, its title.
std::string title_of(const std::vector<ReportName>& names, const std::string& id);

// The place of an id in the palette, 0 where there is none of that name.
std::size_t colour_of(const std::vector<ReportName>& names, const std::string& id);

}  // namespace railhead
