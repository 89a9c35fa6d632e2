// Pieces that the charts' specifications share.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "railhead/report/chart.hpp"
#include "railhead/report/input.hpp"

namespace railhead {

// A template with each @NAME@ replaced by its text. Requires: every name occurs.
std::string filled(std::string text,
                   std::initializer_list<std::pair<std::string, std::string>> parts);

// A specification around `body` ("layer": […] or "mark": …, "encoding": …), `height` pixels high
// and as wide as its place.
std::string spec_around(const std::string& title, int height, const std::string& body);

// The temporal x axis.
std::string date_axis(const std::string& field);

// "152mm" or, where it has one, its title.
std::string title_of(const std::vector<ReportName>& names, const std::string& id);

// Where an id stands, 0 where it does not.
std::size_t index_of(const std::vector<ReportName>& names, const std::string& id);

}  // namespace railhead
