#include "store_rows.hpp"

#include "railhead/results/csv.hpp"

namespace railhead {

std::string csv_cell(const StoreCell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&cell)) return number_text(*real);
  if (const auto* text = std::get_if<std::string>(&cell)) return csv_field(*text);
  return {};
}

std::string cell_text(const StoreCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  const std::string number = csv_cell(cell);
  return number.empty() ? "-" : number;
}

void write_row(JsonWriter& json, const std::vector<std::string>& columns, const StoreRow& row) {
  json.begin_object();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    json.key(columns[i]);
    if (const auto* whole = std::get_if<std::int64_t>(&row[i]))
      json.value(*whole);
    else if (const auto* real = std::get_if<double>(&row[i]))
      json.value(*real);
    else if (const auto* text = std::get_if<std::string>(&row[i]))
      json.value(*text);
    else
      json.raw("null");
  }
  json.end_object();
}

}  // namespace railhead
