// Rows of a store as text.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/results/json.hpp"
#include "railhead/results/store_query.hpp"

namespace railhead {

// A field of CSV; empty for what does not exist.
std::string csv_cell(const StoreCell& cell);
// For people; "-" for what does not exist.
std::string cell_text(const StoreCell& cell);
// A document with the members "format", "columns" and "rows", written as the rows come, so that any
// number of them takes no memory.
class JsonRows {
 public:
  JsonRows(std::string_view format, std::function<void(std::string_view)> write)
      : format_(format), write_(std::move(write)) {}
  void columns(const std::vector<std::string>& names);
  void row(const StoreRow& row);
  void end();

 private:
  std::string format_;
  std::function<void(std::string_view)> write_;
  std::vector<std::string> names_;
  bool empty_ = true;
};

}  // namespace railhead
