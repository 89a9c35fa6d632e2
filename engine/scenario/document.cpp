#include "railhead/scenario/document.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "railhead/base/error.hpp"
#include "railhead/base/hash.hpp"

#include "parsing.hpp"

namespace railhead {
namespace {

template <class Table>
auto lower_bound(Table& table, std::string_view key) {
  return std::lower_bound(
      table.begin(), table.end(), key,
      [](const Member& member, std::string_view k) { return member.key.compare(k) < 0; });
}

bool is_bare(char c) {
  return is_letter(c) || is_digit(c) || c == '-';
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      out += "\\u00";
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 15U];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string shortest(double number) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  std::string text(buffer, end);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

struct TomlWriter {
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return shortest(number); }
  std::string operator()(const std::string& text) const { return quoted(text); }
  std::string operator()(const Moment& moment) const {
    return moment.whole_day ? to_iso_date(moment.at) : to_iso(moment.at);
  }
  std::string operator()(const NodeArray& array) const {
    std::string out = "[";
    for (const Node& node : array) {
      if (out.size() > 1) out += ", ";
      out += to_toml(node);
    }
    return out + "]";
  }
  std::string operator()(const NodeTable& table) const {
    if (table.empty()) return "{}";
    std::string out = "{ ";
    for (const Member& member : table) {
      if (out.size() > 2) out += ", ";
      out += toml_key(member.key) + " = " + to_toml(member.node);
    }
    return out + " }";
  }
};

}  // namespace

Source::Source(std::string source_name, std::string source_text, bool of_command_line)
    : name(std::move(source_name)), text(std::move(source_text)), command_line(of_command_line) {
  sha256 = sha256_hex(text);
  line_starts.push_back(0);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts.push_back(i + 1);
  }
}

std::string_view Source::line(std::uint32_t number) const {
  if (number == 0 || number > line_starts.size()) return {};
  const std::size_t start = line_starts[number - 1];
  std::size_t end = number < line_starts.size() ? line_starts[number] - 1 : text.size();
  if (end > start && text[end - 1] == '\r') --end;
  return std::string_view{text}.substr(start, end - start);
}

SourcePosition source_position(const Sources& sources, Position position) {
  if (position.source >= sources.size()) return {};
  const Source& source = *sources[position.source];
  const auto kind = source.command_line ? PositionKind::kCommandLine : PositionKind::kFile;
  return {kind, source.name, position.line, position.column};
}

double Node::number() const {
  if (const auto* integer = as<std::int64_t>()) return static_cast<double>(*integer);
  const auto* real = as<double>();
  ensure(real != nullptr, "a node that is no number was read as one");
  return *real;
}

const Member* find_member(const Node& node, std::string_view key) {
  const auto* table = node.as<NodeTable>();
  if (table == nullptr) return nullptr;
  const auto at = lower_bound(*table, key);
  return at != table->end() && at->key == key ? &*at : nullptr;
}

Member* find_member(Node& node, std::string_view key) {
  return const_cast<Member*>(find_member(std::as_const(node), key));
}

const Node* find(const Node& node, std::string_view key) {
  const Member* member = find_member(node, key);
  return member == nullptr ? nullptr : &member->node;
}

Member& member_at(Node& node, std::string_view key, Position position) {
  auto* table = node.as<NodeTable>();
  ensure(table != nullptr, "a node that is no table was given a member");
  const auto at = lower_bound(*table, key);
  if (at != table->end() && at->key == key) return *at;
  return *table->insert(at, Member{std::string(key), position, Node{NodeTable{}, position}});
}

bool erase_member(Node& node, std::string_view key) {
  auto* table = node.as<NodeTable>();
  ensure(table != nullptr, "a node that is no table was asked to drop a member");
  const auto at = lower_bound(*table, key);
  if (at == table->end() || at->key != key) return false;
  table->erase(at);
  return true;
}

bool same_value(const Node& a, const Node& b) {
  if (a.is_number() && b.is_number()) return a.number() == b.number();
  if (a.value.index() != b.value.index()) return false;
  if (const auto* array = a.as<NodeArray>()) {
    const auto& other = *b.as<NodeArray>();
    return std::equal(array->begin(), array->end(), other.begin(), other.end(), same_value);
  }
  if (const auto* table = a.as<NodeTable>()) {
    const auto& other = *b.as<NodeTable>();
    return std::equal(table->begin(), table->end(), other.begin(), other.end(),
                      [](const Member& x, const Member& y) {
                        return x.key == y.key && same_value(x.node, y.node);
                      });
  }
  if (const auto* text = a.as<std::string>()) return *text == *b.as<std::string>();
  if (const auto* moment = a.as<Moment>()) return *moment == *b.as<Moment>();
  return *a.as<bool>() == *b.as<bool>();
}

std::string_view kind_text(const Node& node) {
  constexpr std::string_view kTexts[] = {"a boolean", "a number", "a number", "a string",
                                         "a date",    "an array", "a table"};
  return kTexts[node.value.index()];
}

std::size_t count_nodes(const Node& node) {
  std::size_t count = 1;
  if (const auto* array = node.as<NodeArray>()) {
    for (const Node& element : *array) count += count_nodes(element);
  } else if (const auto* table = node.as<NodeTable>()) {
    for (const Member& member : *table) count += count_nodes(member.node);
  }
  return count;
}

std::string toml_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), is_bare) ? std::string(key)
                                                                      : quoted(key);
}

std::string to_toml(const Node& node) {
  return std::visit(TomlWriter{}, node.value);
}

}  // namespace railhead
