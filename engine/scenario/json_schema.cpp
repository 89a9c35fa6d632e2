#include "railhead/scenario/json_schema.hpp"

#include <cmath>
#include <initializer_list>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "railhead/scenario/fields.hpp"

#include "reader.hpp"

namespace railhead {
namespace {

// JSON as text. Our own few lines, since the texts are our own and known to need little.
std::string quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

struct Property {
  std::string key;
  std::string value;
};
using Members = std::vector<Property>;

std::string object(const Members& members) {
  std::string out = "{";
  for (const auto& [key, value] : members) {
    if (out.size() > 1) out += ',';
    out += '\n' + quote(key) + ": " + value;
  }
  return out + "\n}";
}

std::string list(const std::vector<std::string>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

std::string type(std::string_view name) {
  return object({{"type", quote(name)}});
}
std::string any_of(const std::vector<std::string>& forms) {
  return object({{"anyOf", list(forms)}});
}
std::string ref(std::string_view name) {
  return object({{"$ref", quote("#/definitions/" + std::string(name))}});
}
std::string array_of(const std::string& items) {
  return object({{"type", quote("array")}, {"items", items}});
}
std::string map_of(const std::string& values) {
  return object({{"type", quote("object")}, {"additionalProperties", values}});
}

std::string number(const Range& range, std::string_view name = "number") {
  Members members{{"type", quote(name)}};
  if (std::isfinite(range.low)) members.push_back({"minimum", fmt::format("{}", range.low)});
  if (std::isfinite(range.high)) members.push_back({"maximum", fmt::format("{}", range.high)});
  return object(members);
}

std::string date() {
  return object({{"type", quote("string")}, {"pattern", quote("^[0-9]{4}-[0-9]{2}-[0-9]{2}")}});
}

std::string words_of(std::string_view words) {
  std::vector<std::string> values;
  for (const std::string_view word : split_words(words)) values.push_back(quote(word));
  return object({{"enum", list(values)}});
}

// A number in one of the forms that a field allows.
std::string numeric(Form form, const Range& range) {
  std::vector<std::string> forms{number(range), ref("expression"), ref("cited")};
  if (form == Form::value || form == Form::day) forms.push_back(ref("law"));
  if (form == Form::value) forms.push_back(ref("steps"));
  if (form == Form::level) forms.push_back(ref("level_steps"));
  if (form == Form::day) forms.push_back(date());
  return any_of(forms);
}

std::string table_of(const TableForm& form, bool entity);

std::string form_of(const Field& field) {
  switch (field.form) {
    case Form::text: return type("string");
    case Form::boolean: return type("boolean");
    case Form::removal: return any_of({type("boolean"), array_of(type("string"))});
    case Form::integer: return number(field.range, "integer");
    case Form::number: return number(field.range);
    case Form::date: return date();
    case Form::moment_or_number: return any_of({type("number"), date()});
    case Form::dates: return array_of(date());
    case Form::word: return words_of(field.words);
    case Form::words: return array_of(words_of(field.words));
    case Form::strings:
    case Form::references: return array_of(type("string"));
    case Form::reference: return type("string");
    case Form::targets: return any_of({type("string"), array_of(type("string"))});
    case Form::value:
    case Form::level:
    case Form::once:
    case Form::day: return numeric(field.form, field.range);
    case Form::law: return ref("law");
    case Form::steps: return ref("level_steps");
    case Form::amounts: return map_of(numeric(field.element, field.range));
    case Form::level_or_amounts:
      return any_of(
          {numeric(field.element, field.range), map_of(numeric(field.element, field.range))});
    case Form::stock: return map_of(map_of(numeric(Form::once, field.range)));
    case Form::rho: return any_of({number({-1, 1}), array_of(array_of(number({-1, 1})))});
    case Form::cite: return ref("cite");
    case Form::table: return table_of(*field.table, false);
    case Form::tables: return array_of(table_of(*field.table, false));
  }
  return type("string");
}

std::string described(const Field& field) {
  std::string doc(field.doc);
  if (!field.unit.empty()) doc += fmt::format(" [{}]", field.unit);
  if (field.required) doc += " (required)";
  if (!field.fallback.empty()) doc += fmt::format(" (default {})", field.fallback);
  std::string form = form_of(field);
  return "{\n\"description\": " + quote(doc) + "," + form.substr(1);
}

std::string table_of(const TableForm& form, bool entity) {
  Members properties;
  for (const Field& field : form.fields) {
    // A $ref stands alone in draft 7: what is beside it is not read.
    properties.push_back({std::string(field.key), described(field)});
  }
  if (entity) {
    for (const Field& field : common_fields())
      properties.push_back({std::string(field.key), described(field)});
  } else if (form.field("cite") == nullptr) {
    properties.push_back({"note", type("string")});
    properties.push_back({"cite", ref("cite")});
  }
  if (form.name == "scenario") properties.push_back({"remove", array_of(type("string"))});
  return object({{"description", quote(form.doc)},
                 {"type", quote("object")},
                 {"properties", object(properties)},
                 {"additionalProperties", "false"}});
}

std::string law_definition() {
  const std::string argument = any_of({type("number"), ref("expression"), date()});
  const std::string either =
      any_of({type("number"), ref("expression"), date(), array_of(argument)});
  Members properties;
  std::vector<std::string> names;
  // One key may be a number of one law and a list of another (p).
  const auto add = [&](std::string_view key, const std::string& form) {
    if (key.empty()) return;
    for (Property& known : properties) {
      if (known.key != key) continue;
      if (known.value != form) known.value = either;
      return;
    }
    properties.push_back({std::string(key), form});
  };
  for (const LawForm& law : law_forms()) {
    names.push_back(quote(law.name));
    for (const std::string_view key : law.arguments) add(key, argument);
    for (const std::string_view key : law.lists) add(key, array_of(argument));
  }
  for (const std::string_view key : {"cv", "min", "max"}) add(key, argument);
  add("dist", object({{"enum", list(names)}}));
  add("cite", ref("cite"));
  add("note", type("string"));
  return object({{"type", quote("object")},
                 {"properties", object(properties)},
                 {"required", list({quote("dist")})},
                 {"additionalProperties", "false"}});
}

std::string steps_definition(bool laws) {
  std::vector<std::string> forms{type("number"), ref("expression"), ref("cited")};
  if (laws) forms.push_back(ref("law"));
  const Members properties{{"from", date()},
                           {"value", any_of(forms)},
                           {"interpolate", object({{"enum", list({quote("linear")})}})},
                           {"cite", ref("cite")},
                           {"note", type("string")}};
  return array_of(object({{"type", quote("object")},
                          {"properties", object(properties)},
                          {"required", list({quote("from"), quote("value")})},
                          {"additionalProperties", "false"}}));
}

std::string definitions() {
  Members all;
  all.push_back(
      {"expression", object({{"description", quote("an expression over parameters and profiles")},
                             {"type", quote("string")}})});
  const Members cited{{"value", any_of({type("number"), type("string")})},
                      {"cite", ref("cite")},
                      {"note", type("string")}};
  all.push_back({"cited", object({{"type", quote("object")},
                                  {"properties", object(cited)},
                                  {"required", list({quote("value")})},
                                  {"additionalProperties", "false"}})});
  const std::string ids = array_of(type("string"));
  all.push_back({"cite", any_of({type("string"), ids, map_of(ids)})});
  all.push_back({"law", law_definition()});
  all.push_back({"steps", steps_definition(true)});
  all.push_back({"level_steps", steps_definition(false)});
  for (const TableForm& kind : entity_kinds()) {
    all.push_back({std::string(kind.name), table_of(kind, kind.name != "scenario")});
  }
  return object(all);
}

// Indents by two spaces a level.
std::string indented(const std::string& json) {
  std::string out;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"' && (i == 0 || json[i - 1] != '\\')) in_string = !in_string;
    if (!in_string && c == '{') ++depth;
    if (!in_string && i + 1 < json.size() && json[i + 1] == '}') --depth;
    out += c;
    if (c == '\n') out.append(2 * depth, ' ');
  }
  return out + '\n';
}

}  // namespace

std::string scenario_json_schema() {
  Members properties{
      {"schema", object({{"description", quote("version of the format")}, {"enum", "[1]"}})},
      {"extends", object({{"description", quote("files to start from, left to right")},
                          {"anyOf", list({type("string"), array_of(type("string"))})}})}};
  for (const TableForm& kind : entity_kinds()) {
    const std::string form = ref(kind.name);
    properties.push_back({std::string(kind.name), kind.name == "scenario" ? form : map_of(form)});
  }
  return indented(object({{"$schema", quote("http://json-schema.org/draft-07/schema#")},
                          {"title", quote("Railhead scenario")},
                          {"type", quote("object")},
                          {"required", list({quote("schema")})},
                          {"properties", object(properties)},
                          {"additionalProperties", "false"},
                          {"definitions", definitions()}}));
}

}  // namespace railhead
