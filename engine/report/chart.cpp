#include "railhead/report/chart.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/results/json.hpp"

namespace railhead {
namespace {

std::size_t length(const DataColumn& column) {
  return column.texts.empty() ? column.numbers.size() : column.texts.size();
}

std::string short_number(double number) {
  if (!std::isfinite(number)) return "null";
  const double figure = std::stod(fmt::format("{:.5g}", number));
  return number_text(figure == 0 ? 0.0 : figure);
}

std::string cell_json(const DataColumn& column, std::size_t row) {
  return column.texts.empty() ? short_number(column.numbers[row]) : json_quoted(column.texts[row]);
}

}  // namespace

std::size_t Dataset::rows() const {
  return columns.empty() ? 0 : length(columns.front());
}

std::string ColumnPool::refer(const Chart& chart) {
  JsonWriter json{0};
  json.begin_object();
  for (const Dataset& data : chart.datasets) {
    json.key(data.name).begin_object();
    for (const DataColumn& column : data.columns) {
      ensure(length(column) == data.rows(), "columns of a dataset differ in length");
      std::string text = "[";
      for (std::size_t row = 0; row < data.rows(); ++row)
        text += (row > 0 ? "," : "") + cell_json(column, row);
      text += "]";
      const auto [at, added] = numbers_.emplace(text, columns_.size());
      if (added) columns_.push_back(text);
      json.member(column.name, at->second);
    }
    json.end_object();
  }
  return json.end_object().take();
}

std::string ColumnPool::json() const {
  std::string text = "[";
  for (const std::string& column : columns_) text += (text.size() > 1 ? ",\n" : "") + column;
  return text + "]";
}

std::string standalone_spec(const Chart& chart) {
  JsonWriter json{0};
  json.begin_object();
  for (const Dataset& data : chart.datasets) {
    json.key(data.name).begin_array();
    for (std::size_t row = 0; row < data.rows(); ++row) {
      json.begin_object();
      for (const DataColumn& column : data.columns) {
        json.key(column.name).raw(cell_json(column, row));
      }
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  std::string text = chart.spec;
  ensure(!text.empty() && text.back() == '}', "a specification is an object");
  text.pop_back();
  return text + ",\"datasets\":" + json.take() + "}\n";
}

std::string chart_id(const std::string& text) {
  std::string id;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      id += c;
    else if (c >= 'A' && c <= 'Z')
      id += static_cast<char>(c - 'A' + 'a');
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

std::vector<std::string> iso_dates(const std::vector<Instant>& grid) {
  std::vector<std::string> dates;
  dates.reserve(grid.size());
  for (const Instant& at : grid) dates.push_back(to_iso(at).substr(0, 16));
  return dates;
}

}  // namespace railhead
