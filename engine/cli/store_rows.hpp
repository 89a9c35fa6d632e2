// Rows of a store as text.
#pragma once

#include <string>

#include "railhead/results/json.hpp"
#include "railhead/results/store_query.hpp"

namespace railhead {

// A field of CSV; empty for what does not exist.
std::string csv_cell(const StoreCell& cell);
// For people; "-" for what does not exist.
std::string cell_text(const StoreCell& cell);
// An object with a member for each column.
void write_row(JsonWriter& json, const std::vector<std::string>& columns, const StoreRow& row);

}  // namespace railhead
