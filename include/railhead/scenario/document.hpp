// A scenario file as read: a tree of tables, arrays and scalars, each with the place it stands at.
// Own types, so that nothing else sees the TOML library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "railhead/base/diagnostics.hpp"
#include "railhead/base/time.hpp"

namespace railhead {

// A text that values come from: a file or an override of the command line.
struct Source {
  std::string name;  // as the user named it; of an override "--set"
  std::string text;
  bool command_line = false;
  std::string sha256;                    // 64 hexadecimal digits
  std::vector<std::size_t> line_starts;  // offsets into text

  Source(std::string source_name, std::string source_text, bool of_command_line);
  // Line `line`, counted from 1, without its end; empty where there is none.
  std::string_view line(std::uint32_t line) const;
};
using Sources = std::vector<std::shared_ptr<const Source>>;

// A place in Sources. Line 0: not known.
struct Position {
  std::uint32_t source = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

SourcePosition source_position(const Sources& sources, Position position);

// A date (midnight UTC) or a date with a time of day.
struct Moment {
  Instant at;
  bool whole_day = true;
  friend bool operator==(const Moment&, const Moment&) = default;
};

struct Node;
struct Member;
using NodeArray = std::vector<Node>;
using NodeTable = std::vector<Member>;  // in order of key (bytes)

struct Node {
  std::variant<bool, std::int64_t, double, std::string, Moment, NodeArray, NodeTable> value;
  Position position;

  template <class T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
  template <class T>
  T* as() {
    return std::get_if<T>(&value);
  }
  bool is_number() const { return as<std::int64_t>() != nullptr || as<double>() != nullptr; }
  // Requires: is_number().
  double number() const;
};

struct Member {
  std::string key;
  Position key_position;
  Node node;
};

// The member of that key, or null; null also where `node` is no table.
const Member* find_member(const Node& node, std::string_view key);
Member* find_member(Node& node, std::string_view key);
const Node* find(const Node& node, std::string_view key);
// The member of that key, made (as an empty table) where it is not there. Requires: a table.
Member& member_at(Node& node, std::string_view key, Position position);
// Whether there was one. Requires: a table.
bool erase_member(Node& node, std::string_view key);

// Equal in meaning: positions do not count, nor does 1 against 1.0.
bool same_value(const Node& a, const Node& b);

// "a string", "a table", …, for messages.
std::string_view kind_text(const Node& node);

// Nodes of the tree, itself included.
std::size_t count_nodes(const Node& node);

// A value in TOML syntax, tables inline; keys quoted where they must be.
std::string to_toml(const Node& node);
std::string toml_key(std::string_view key);

}  // namespace railhead
