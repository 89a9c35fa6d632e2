#include "toml_reader.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include <toml++/toml.h>

#include "railhead/base/text.hpp"

#include "faults.hpp"
#include "toml_scan.hpp"

namespace railhead {
namespace {

[[noreturn]] void refuse(const Sources& sources, Position position, std::string message) {
  throw DiagnosticError({diagnostic_at(sources, position, std::move(message))});
}

Instant midnight(const toml::date& date) {
  return std::chrono::sys_days{std::chrono::year{date.year} / date.month / date.day};
}

Duration since_midnight(const toml::time& time) {
  using namespace std::chrono;
  return hours{time.hour} + minutes{time.minute} + seconds{time.second} +
         duration_cast<microseconds>(nanoseconds{time.nanosecond});
}

Moment moment_of(const toml::date_time& value) {
  Instant at = midnight(value.date) + since_midnight(value.time);
  if (value.offset) at -= std::chrono::minutes{value.offset->minutes};
  return {at, false};
}

class Converter {
 public:
  Converter(const Sources& sources, std::uint32_t source) : sources_(sources), source_(source) {}

  Node convert(const toml::node& node) const {
    Node out{false, place(node.source())};
    if (const auto* table = node.as_table()) {
      out.value = convert_table(*table);
    } else if (const auto* array = node.as_array()) {
      NodeArray elements;
      elements.reserve(array->size());
      for (const toml::node& element : *array) elements.push_back(convert(element));
      out.value = std::move(elements);
    } else {
      convert_scalar(node, out);
    }
    return out;
  }

 private:
  Position place(const toml::source_region& region) const {
    return {source_, static_cast<std::uint32_t>(region.begin.line),
            static_cast<std::uint32_t>(region.begin.column)};
  }

  NodeTable convert_table(const toml::table& table) const {
    NodeTable members;
    members.reserve(table.size());
    for (const auto& [key, value] : table) {
      members.push_back({std::string(key.str()), place(key.source()), convert(value)});
    }
    std::sort(members.begin(), members.end(),
              [](const Member& a, const Member& b) { return a.key < b.key; });
    return members;
  }

  void convert_scalar(const toml::node& node, Node& out) const {
    if (const auto* text = node.as_string()) {
      out.value = text->get();
    } else if (const auto* integer = node.as_integer()) {
      out.value = integer->get();
    } else if (const auto* real = node.as_floating_point()) {
      out.value = real->get();
    } else if (const auto* truth = node.as_boolean()) {
      out.value = truth->get();
    } else if (const auto* date = node.as_date()) {
      out.value = Moment{midnight(date->get()), true};
    } else if (const auto* date_time = node.as_date_time()) {
      out.value = moment_of(date_time->get());
    } else {
      refuse(sources_, out.position, "a time of day without a date");
    }
  }

  const Sources& sources_;
  std::uint32_t source_;
};

Position position_of_offset(const Sources& sources, std::uint32_t source, std::size_t offset) {
  const auto& starts = sources[source]->line_starts;
  const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - starts.begin());
  const std::size_t start = *(after - 1);
  const std::string_view before =
      std::string_view{sources[source]->text}.substr(start, offset - start);
  return {source, line, static_cast<std::uint32_t>(character_count(before)) + 1};
}

void shift_columns(Node& node, std::uint32_t source, std::uint32_t by) {
  const auto shift = [&](Position& position) {
    position.source = source;
    position.column += by;
  };
  shift(node.position);
  if (auto* array = node.as<NodeArray>()) {
    for (Node& element : *array) shift_columns(element, source, by);
  } else if (auto* table = node.as<NodeTable>()) {
    for (Member& member : *table) {
      shift(member.key_position);
      shift_columns(member.node, source, by);
    }
  }
}

}  // namespace

Node read_toml(const Sources& sources, std::uint32_t source) {
  const std::string& text = sources[source]->text;
  if (const auto fault = scan_toml(text)) {
    refuse(sources, position_of_offset(sources, source, fault->offset), fault->message);
  }
  try {
    const toml::table table = toml::parse(std::string_view{text});
    Node root = Converter{sources, source}.convert(table);
    root.position = {source, 1, 1};
    return root;
  } catch (const toml::parse_error& error) {
    const auto at = error.source().begin;
    refuse(sources,
           {source, static_cast<std::uint32_t>(at.line), static_cast<std::uint32_t>(at.column)},
           "not TOML: " + std::string(error.description()));
  }
}

bool read_toml_value(std::string_view text, std::uint32_t source, std::uint32_t column,
                     Node& node) {
  constexpr std::string_view kKey = "v=";
  // A value of an override is one line; a second one could smuggle in more keys.
  if (text.find('\n') != std::string_view::npos) return false;
  const Sources sources{
      std::make_shared<const Source>("--set", std::string(kKey) + std::string(text), true)};
  try {
    Node root = read_toml(sources, 0);
    auto* table = root.as<NodeTable>();
    if (table->size() != 1 || table->front().key != "v") return false;
    node = std::move(table->front().node);
  } catch (const DiagnosticError&) {
    return false;
  }
  shift_columns(node, source, column - 1 - static_cast<std::uint32_t>(kKey.size()));
  return true;
}

}  // namespace railhead
