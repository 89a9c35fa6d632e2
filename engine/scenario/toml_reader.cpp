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

constexpr std::size_t kMostTooLarge = 100;

// With what was noted before it.
[[noreturn]] void refuse(Faults& faults, Position position, std::string message) {
  std::vector<Diagnostic> all = faults.take();
  all.push_back(diagnostic_at(faults.sources(), position, std::move(message)));
  throw DiagnosticError(std::move(all));
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

Position position_of(std::uint32_t source, const toml::source_region& region) {
  return {source, static_cast<std::uint32_t>(region.begin.line),
          static_cast<std::uint32_t>(region.begin.column)};
}

class Converter {
 public:
  Converter(std::uint32_t source, Faults& faults) : source_(source), faults_(faults) {}

  Node convert(const toml::node& node) {
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
  Position place(const toml::source_region& region) const { return position_of(source_, region); }

  NodeTable convert_table(const toml::table& table) {
    NodeTable members;
    members.reserve(table.size());
    for (const auto& [key, value] : table) {
      members.push_back({std::string(key.str()), place(key.source()), convert(value)});
    }
    std::sort(members.begin(), members.end(),
              [](const Member& a, const Member& b) { return a.key < b.key; });
    return members;
  }

  void convert_scalar(const toml::node& node, Node& out) {
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
      faults_.add(out.position, "a time of day without a date");
    }
  }

  std::uint32_t source_;
  Faults& faults_;
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

std::size_t offset_of(const Source& source, std::uint32_t line, std::uint32_t column) {
  if (line == 0 || line > source.line_starts.size()) return source.text.size();
  std::size_t at = source.line_starts[line - 1];
  for (; column > 1 && at < source.text.size(); --column)
    at += std::max<std::size_t>(1, utf8_length(source.text, at));
  return std::min(at, source.text.size());
}

// Puts a decimal of the same length in the place of the whole number that ends where the parser
// stopped. The number as it stood; empty where there is none.
std::string soften_number(std::string& text, std::size_t end) {
  constexpr std::string_view kOfNumbers = "0123456789abcdefABCDEFox_+-";
  const auto is_part = [&](std::size_t at) {
    return at < text.size() && kOfNumbers.find(text[at]) != std::string_view::npos;
  };
  while (is_part(end)) ++end;
  std::size_t start = end;
  while (start > 0 && is_part(start - 1)) --start;
  constexpr std::string_view kPlace = "-1e20";
  if (end - start < kPlace.size()) return {};
  std::string number = text.substr(start, end - start);
  text.replace(start, end - start, end - start, ' ');
  const std::string_view place = number[0] == '-' ? kPlace : kPlace.substr(1);
  text.replace(start, place.size(), place);
  return number;
}

// Of a key that stands twice the parser stops at the value, and garbles what is quoted in its name:
// where the key is, and `why` with the key as it is written. `at_value` of any other fault.
std::size_t find_key(std::string_view text, std::size_t at_value, std::string& why) {
  const std::size_t name = why.find('\'') + 1;
  if (why.find("key-value pair: cannot redefine existing ") == std::string::npos || name == 0)
    return at_value;
  const std::string_view before = text.substr(0, at_value);
  const std::size_t key = start_of_pair(before);
  const std::size_t end = before.find_last_not_of(" \t=") + 1;
  if (end <= key) return at_value;
  why.replace(name, std::string::npos, before.substr(key, end - key)).append("'");
  return key;
}

// Parses, and where a whole number has more than 64 bits notes it and goes on behind it.
toml::table parse_all(const Sources& sources, std::uint32_t source, Faults& faults) {
  std::string text = sources[source]->text;
  for (std::size_t softened = 0;; ++softened) {
    try {
      return toml::parse(std::string_view{text});
    } catch (const toml::parse_error& error) {
      const Position at = position_of(source, error.source());
      std::string why{error.description()};
      const bool too_large = why.find("not representable in 64 bits") != std::string::npos;
      const std::size_t end = offset_of(*sources[source], at.line, at.column);
      const std::string number =
          too_large && softened < kMostTooLarge ? soften_number(text, end) : std::string{};
      if (number.empty()) {
        const std::size_t key = find_key(text, end, why);
        refuse(faults, key == end ? at : position_of_offset(sources, source, key),
               "not TOML: " + why);
      }
      Position first = at;
      first.column -=
          static_cast<std::uint32_t>(std::min<std::size_t>(number.size(), at.column - 1));
      faults.add(first, number.substr(0, 40) + " is too large for a whole number of 64 bits");
    }
  }
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

Node read_toml(const Sources& sources, std::uint32_t source, Faults& faults) {
  if (const auto fault = scan_toml(sources[source]->text)) {
    refuse(faults, position_of_offset(sources, source, fault->offset), fault->message);
  }
  Node root = Converter{source, faults}.convert(parse_all(sources, source, faults));
  root.position = {source, 1, 1};
  return root;
}

bool read_toml_value(std::string_view text, std::uint32_t source, std::uint32_t column, Node& node,
                     std::string& fault) {
  constexpr std::string_view kKey = "v=";
  // A value of an override is one line; a second one could smuggle in more keys.
  if (text.find('\n') != std::string_view::npos || has_comment(text)) return false;
  const Sources sources{
      std::make_shared<const Source>("--set", std::string(kKey) + std::string(text), true)};
  try {
    Faults beyond{sources};
    Node root = read_toml(sources, 0, beyond);
    auto* table = root.as<NodeTable>();
    if (beyond.any()) fault = beyond.take().front().message;
    if (!fault.empty() || table->size() != 1 || table->front().key != "v") return false;
    node = std::move(table->front().node);
  } catch (const DiagnosticError&) {
    return false;
  }
  shift_columns(node, source, column - 1 - static_cast<std::uint32_t>(kKey.size()));
  return true;
}

}  // namespace railhead
