#pragma once

#include <string>
#include <vector>

#include "railhead/results/store.hpp"

namespace railhead {

// The tables of a store, with a column of `runs` for each response.
std::string store_tables(const std::vector<StoreResponse>& responses);

// The views for people; they replace earlier ones.
std::string store_views(const StoreHead& head);

// A text in SQL, quoted.
std::string sql_text(const std::string& text);

}  // namespace railhead
