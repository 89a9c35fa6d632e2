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

void JsonRows::columns(const std::vector<std::string>& names) {
  names_ = names;
  JsonWriter json{0};
  json.begin_array();
  for (const std::string& name : names) json.value(name);
  json.end_array();
  write_("{\n  \"format\": " + json_quoted(format_) + ",\n  \"columns\": " + json.take() +
         ",\n  \"rows\": [");
}

void JsonRows::row(const StoreRow& row) {
  JsonWriter json{0};
  json.begin_object();
  for (std::size_t i = 0; i < names_.size(); ++i) {
    json.key(names_[i]);
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
  write_((empty_ ? "\n    " : ",\n    ") + json.take());
  empty_ = false;
}

void JsonRows::end() {
  write_("\n  ]\n}\n");
}

}  // namespace railhead
