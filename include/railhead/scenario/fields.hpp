// The vocabulary of scenario files as data: one row a field. Unknown-key errors, type and range
// checks, the JSON Schema and the manual's tables all come from these rows.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "railhead/random/law.hpp"

namespace railhead {

// What a field holds.
enum class Form : std::uint8_t {
  text,
  boolean,
  removal,  // true, false or a list of keys
  integer,
  number,  // a constant
  date,
  moment_or_number,
  dates,       // a list of them
  word,        // one of `words`
  words,       // a list of them
  strings,     // a list of texts
  reference,   // the id of an entity of kind `words`, or the word `also`
  references,  // a list of them
  targets,     // ids of entities whose kind depends on another field; one or a list
  value,       // constant, expression, law, or steps in time of these
  level,       // the same without laws: what is in force rather than drawn
  once,        // constant or expression over parameters: used once per replication
  law,         // a law alone
  day,         // a date, or a value in days since the start whose arguments may be dates
  steps,       // steps in time of constants and expressions
  amounts,     // a table from munition to the form `element`
  level_or_amounts,
  stock,   // a table from munition to a table from origin to the form `once`
  rho,     // a correlation: a number or a matrix
  cite,    // a list of references, or a table of such lists by field
  table,   // of the fields of `table`
  tables,  // a list of such tables
};

// Constants are checked against it, laws conditioned on it.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;  // a constant equal to `low` is refused too
};

struct TableForm;

struct Field {
  std::string_view key;
  Form form = Form::text;
  std::string_view doc;  // one line
  std::string_view unit = {};
  std::string_view fallback = {};  // the default as it would be written; empty: none
  bool required = false;
  Range range = {};
  std::string_view words = {};  // separated by '|'
  std::string_view also = {};
  const TableForm* table = nullptr;
  Form element = Form::value;
  bool from_start = false;  // steps in time must begin at the scenario's start or before
};

// A table of the file and its fields.
struct TableForm {
  std::string_view name;
  std::string_view doc;
  std::span<const Field> fields;
  const Field* field(std::string_view key) const;  // null where there is none
};

// The kinds of entities, in the order of the manual; `scenario` is the first, and no entity.
std::span<const TableForm> entity_kinds();
const TableForm* entity_kind(std::string_view name);

// Whether the field that a path (as --set takes) names holds whole numbers: those of the form
// integer, and units.
bool is_whole_field(std::string_view path);  // null where there is none

// The keys that every entity may have: title, note, like, remove, cite.
std::span<const Field> common_fields();

struct LawForm {
  std::string_view name;
  LawKind kind;
  std::string_view arguments[4] = {};  // names of a[], in order; empty: unused
  bool cv = false;                     // a[1] may be given as cv instead of sd
  std::string_view lists[2] = {};      // names of the lists of a table
  std::string_view doc = {};
};
std::span<const LawForm> law_forms();

}  // namespace railhead
