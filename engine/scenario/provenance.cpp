#include "railhead/scenario/provenance.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "parsing.hpp"
#include "tree_order.hpp"

namespace railhead {
namespace {

using Cites = std::vector<std::string>;

Cites cite_list(const Node& node) {
  Cites cites;
  if (const auto* id = node.as<std::string>()) cites.push_back(*id);
  if (const auto* list = node.as<NodeArray>()) {
    for (const Node& entry : *list) {
      if (const auto* id = entry.as<std::string>()) cites.push_back(*id);
    }
  }
  return cites;
}

// What a table's own `cite` says for one of its fields; `inherited` where it says nothing.
Cites cites_for(const Node& table, std::string_view field, const Cites& inherited) {
  const Node* cite = find(table, "cite");
  if (cite == nullptr) return inherited;
  if (cite->as<NodeTable>() == nullptr) return cite_list(*cite);
  const Node* of_field = find(*cite, field);
  return of_field == nullptr ? inherited : cite_list(*of_field);
}

// A number of its own: a digit that is no part of a name.
bool holds_number(std::string_view expression) {
  bool in_name = false;
  for (const char c : expression) {
    const bool letter = (c >= 'a' && c <= 'z') || c == '_';
    if (is_digit(c) && !in_name) return true;
    in_name = letter || (in_name && is_digit(c));
  }
  return false;
}

bool holds_number(const Node& node) {
  if (node.is_number()) return true;
  if (const auto* text = node.as<std::string>()) return holds_number(std::string_view{*text});
  const auto in_node = [](const Node& element) { return holds_number(element); };
  if (const auto* array = node.as<NodeArray>()) {
    return std::any_of(array->begin(), array->end(), in_node);
  }
  const auto* table = node.as<NodeTable>();
  return table != nullptr && std::any_of(table->begin(), table->end(), [](const Member& member) {
           return member.key != "dist" && member.key != "cite" && member.key != "note" &&
                  holds_number(member.node);
         });
}

// Fields that describe the world rather than the model's bookkeeping.
bool says_something(std::string_view kind, const Field* field) {
  if (field == nullptr || kind == "scenario" || kind == "window" || kind == "reference")
    return false;
  switch (field->form) {
    case Form::value:
    case Form::level:
    case Form::once:
    case Form::law:
    case Form::steps:
    case Form::day:
    case Form::amounts:
    case Form::level_or_amounts:
    case Form::stock:
    case Form::rho:
    case Form::table:
    case Form::tables:
    case Form::moment_or_number:
    case Form::dates: return true;
    default: return false;
  }
}

class Walker {
 public:
  explicit Walker(const Scenario& scenario) : scenario_(scenario) {}

  std::vector<FieldOrigin> run() {
    for (const Member* kind : kinds_in_order(scenario_.document)) {
      const TableForm* form = entity_kind(kind->key);
      if (kind->key == "scenario") {
        fields(kind->key, kind->key, kind->node, form);
        continue;
      }
      for (const Member& entity : *kind->node.as<NodeTable>()) {
        fields(kind->key, kind->key + '.' + toml_key(entity.key), entity.node, form);
      }
    }
    return std::move(rows_);
  }

 private:
  void fields(std::string_view kind, const std::string& path, const Node& entity,
              const TableForm* form) {
    for (const Member* member : members_in_order(entity, form)) {
      if (member->key == "cite" || member->key == "like" || member->key == "remove") continue;
      const Field* field = form == nullptr ? nullptr : form->field(member->key);
      sourceable_ = says_something(kind, field);
      dates_ = field != nullptr && field->form == Form::dates;
      walk(path + '.' + toml_key(member->key), member->node, cites_for(entity, member->key, {}));
    }
  }

  void walk(const std::string& path, const Node& node, const Cites& inherited) {
    if (is_single_value(node)) {
      const bool number = dates_ || holds_number(node);
      rows_.push_back({path, to_toml(node), source_position(scenario_.sources, node.position),
                       cites_for(node, "value", inherited), sourceable_ && number});
    } else if (const auto* array = node.as<NodeArray>()) {
      std::size_t number = 0;
      for (const Node& element : *array)
        step(fmt::format("{}.{}", path, ++number), element, inherited);
    } else {
      for (const Member& member : *node.as<NodeTable>()) {
        if (member.key == "cite" || member.key == "note") continue;
        walk(path + '.' + toml_key(member.key), member.node,
             cites_for(node, member.key, inherited));
      }
    }
  }

  // An entry of a list of tables: steps in time, steps of a route, rations.
  void step(const std::string& path, const Node& element, const Cites& inherited) {
    const bool in_time = find(element, "from") != nullptr && find(element, "value") != nullptr;
    if (!in_time) {
      if (element.as<NodeTable>() == nullptr) return walk(path, element, inherited);
      for (const Member& member : *element.as<NodeTable>()) {
        if (member.key == "cite" || member.key == "note") continue;
        walk(path + '.' + toml_key(member.key), member.node,
             cites_for(element, member.key, inherited));
      }
      return;
    }
    rows_.push_back({path, to_toml(element), source_position(scenario_.sources, element.position),
                     cites_for(element, "value", inherited),
                     sourceable_ && holds_number(*find(element, "value"))});
  }

  const Scenario& scenario_;
  std::vector<FieldOrigin> rows_;
  bool sourceable_ = false;
  bool dates_ = false;
};

class EffectiveWriter {
 public:
  EffectiveWriter(const Scenario& scenario, bool origins)
      : scenario_(scenario), origins_(origins) {}

  std::string write() {
    out_ = "schema = 1\n";
    for (const Member* kind : kinds_in_order(scenario_.document)) {
      const TableForm* form = entity_kind(kind->key);
      if (kind->key == "scenario") {
        table("[scenario]", kind->node, form, kind->key);
        continue;
      }
      for (const Member& entity : *kind->node.as<NodeTable>()) {
        const std::string path = toml_key(kind->key) + '.' + toml_key(entity.key);
        table('[' + path + ']', entity.node, form, path);
      }
    }
    return std::move(out_);
  }

 private:
  void table(const std::string& header, const Node& node, const TableForm* form,
             const std::string& path) {
    if (node.as<NodeTable>() == nullptr) return;
    out_ += '\n' + header + '\n';
    std::vector<const Member*> lists;
    for (const Member* member : members_in_order(node, form)) {
      const Field* field = form == nullptr ? nullptr : form->field(member->key);
      if (field != nullptr && field->form == Form::tables &&
          member->node.as<NodeArray>() != nullptr) {
        lists.push_back(member);
      } else {
        line(*member);
      }
    }
    for (const Member* list : lists) {
      for (const Node& element : *list->node.as<NodeArray>()) {
        const std::string inner = path + '.' + toml_key(list->key);
        out_ += "[[" + inner + "]]\n";
        for (const Member* member : members_in_order(element, form->field(list->key)->table)) {
          line(*member);
        }
      }
    }
  }

  void line(const Member& member) {
    out_ += toml_key(member.key) + " = " + to_toml(member.node);
    if (origins_) {
      const SourcePosition at = source_position(scenario_.sources, member.node.position);
      const bool command = at.kind == PositionKind::kCommandLine;
      out_ += command ? "  # command line" : fmt::format("  # {}:{}", at.file, at.line);
    }
    out_ += '\n';
  }

  const Scenario& scenario_;
  bool origins_;
  std::string out_;
};

}  // namespace

std::vector<FieldOrigin> provenance(const Scenario& scenario) {
  return Walker{scenario}.run();
}

std::string effective_toml(const Scenario& scenario, bool origins) {
  return EffectiveWriter{scenario, origins}.write();
}

}  // namespace railhead
