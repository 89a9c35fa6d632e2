// The part of Reader that reads numeric fields and tables within the table.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "reader.hpp"

namespace railhead {

ValueRequest Reader::request(const Field& field, std::string_view suffix) const {
  const Form form = field.form == Form::amounts || field.form == Form::level_or_amounts
                        ? field.element
                        : field.form;
  ValueRequest request;
  request.stream = stream_ + '.' + std::string(field.key);
  request.subject = subject_ + ": " + std::string(field.key);
  if (!suffix.empty()) {
    request.stream += '.' + std::string(suffix);
    request.subject += '.' + std::string(suffix);
  }
  request.range = field.range;
  request.laws = form == Form::value || form == Form::day || form == Form::law;
  request.steps = form == Form::value || form == Form::level;
  request.profiles = request.steps;
  request.dates = form == Form::day;
  request.from_start = field.from_start;
  return request;
}

ValueId Reader::value(std::string_view key) {
  const Node* found = node(key);
  return found == nullptr ? ValueId{} : context_.binder.value(*found, request(field(key)));
}

std::vector<Reader::Amount> Reader::amounts(std::string_view key) {
  std::vector<Amount> all;
  const Node* found = node(key);
  found = typed(key, "a table by munition", found != nullptr && found->as<NodeTable>() != nullptr);
  if (found == nullptr) return all;
  for (const Member& member : *found->as<NodeTable>()) {
    const auto munition = resolve("munition", member.key, member.key_position);
    if (!munition) continue;
    const ValueId value = context_.binder.value(member.node, request(field(key), member.key));
    all.push_back({*munition, value, member.key_position});
  }
  return all;
}

std::optional<Reader> Reader::table(std::string_view key) {
  const Member* member = find_member(table_, key);
  if (member == nullptr) return std::nullopt;
  const std::string name(key);
  return Reader{context_,
                member->node,
                *field(key).table,
                false,
                stream_ + '.' + name,
                subject_ + ": " + name,
                member->key_position};
}

std::vector<Reader> Reader::tables(std::string_view key, std::string_view element_name) {
  std::vector<Reader> all;
  const Node* found = node(key);
  found = typed(key, "a list of tables", found != nullptr && found->as<NodeArray>() != nullptr);
  if (found == nullptr) return all;
  std::size_t number = 0;
  for (const Node& element : *found->as<NodeArray>()) {
    ++number;
    all.push_back(Reader{
        context_, element, *field(key).table, false, fmt::format("{}.{}.{}", stream_, key, number),
        fmt::format("{} {} {}", subject_, element_name, number), element.position});
  }
  return all;
}

bool Reader::exactly_one(std::initializer_list<std::string_view> keys) {
  std::vector<std::string_view> present;
  for (const std::string_view key : keys) {
    if (has(key)) present.push_back(key);
  }
  if (present.size() == 1) return true;
  if (present.empty()) {
    if (is_table_) fault_at(at_, fmt::format("needs one of {}", fmt::join(keys, ", ")));
    return false;
  }
  // The one on top is what was meant; to be the only one it must drop the other.
  const bool swapped = layer(present[0]) > layer(present[1]);
  const std::string_view under = present[swapped ? 1 : 0];
  const std::string_view top = present[swapped ? 0 : 1];
  std::string advice;
  if (layer(under) != layer(top))
    advice = fmt::format("; remove = [\"{}\"] beside it drops the one of {}", under,
                         place_text(context_.scenario.sources, key_position(under)));
  fault(top, fmt::format("has both {} and {}; give one of {}{}", present[0], present[1],
                         fmt::join(keys, ", "), advice));
  return false;
}

std::uint32_t Reader::layer(std::string_view key) const {
  return layer_of(context_.scenario, key_position(key));
}

void Reader::refuse_keys(std::initializer_list<std::string_view> keys, std::string_view reason) {
  for (const std::string_view key : keys) {
    if (has(key)) fault(key, fmt::format("{} {}", key, reason));
  }
}

void Reader::require(std::string_view key, std::string_view reason) {
  if (is_table_ && !has(key)) fault_at(at_, fmt::format("{} is missing {}", key, reason));
}

}  // namespace railhead
