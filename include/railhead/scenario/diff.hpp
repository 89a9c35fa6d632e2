#pragma once

#include <optional>
#include <string>
#include <vector>

#include "railhead/scenario/scenario.hpp"

namespace railhead {

// A place in which two scenarios differ; at least one side is there.
struct Difference {
  std::string path;                   // an entity "shipment.dprk-sea" or a field of one
  std::optional<std::string> before;  // in TOML syntax
  std::optional<std::string> after;
};

// What differs in meaning between the effective documents: entities that only one has, and fields
// with other values. In the order of the format's tables, id and field.
std::vector<Difference> diff(const Scenario& before, const Scenario& after);

}  // namespace railhead
