#include <algorithm>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/scenario/scenario.hpp"

#include "faults.hpp"

namespace railhead {
namespace {

// A variant that changes the value of an uncertain parameter changes no run, since the law beneath
// it is still drawn from.
void warn_of_value(const Scenario& scenario, const Member& parameter,
                   std::vector<Diagnostic>& found) {
  const Member* value = find_member(parameter.node, "value");
  const Member* uncertainty = find_member(parameter.node, "uncertainty");
  if (value == nullptr || uncertainty == nullptr) return;
  const auto layer = [&](const Member& member) { return layer_of(scenario, member.node.position); };
  if (layer(*value) <= layer(*uncertainty)) return;
  Diagnostic warning = diagnostic_at(
      scenario.sources, value->key_position,
      fmt::format(
          "parameter \"{}\" is still drawn from the uncertainty at {}; this value counts "
          "only in deterministic runs. To pin it, add uncertainty = {{ dist = \"constant\", "
          "value = {} }}",
          parameter.key, place_text(scenario.sources, uncertainty->node.position),
          to_toml(value->node)));
  warning.severity = Severity::kWarning;
  found.push_back(std::move(warning));
}

// A day that is named twice was most likely meant to be another.
void warn_of_workdays(const Scenario& scenario, const Member& line,
                      std::vector<Diagnostic>& found) {
  const Node* days = find(line.node, "workdays");
  const auto* list = days == nullptr ? nullptr : days->as<NodeArray>();
  if (list == nullptr) return;
  for (auto day = list->begin(); day != list->end(); ++day) {
    const auto same = [&](const Node& other) { return same_value(other, *day); };
    if (std::none_of(list->begin(), day, same)) continue;
    Diagnostic warning =
        diagnostic_at(scenario.sources, day->position,
                      fmt::format("line \"{}\": workdays names {} twice", line.key, to_toml(*day)));
    warning.severity = Severity::kWarning;
    found.push_back(std::move(warning));
    return;
  }
}

template <class Warn>
void for_each_entity(const Scenario& scenario, std::string_view kind, const Warn& warn) {
  const Node* entities = find(scenario.document, kind);
  if (entities == nullptr || entities->as<NodeTable>() == nullptr) return;
  for (const Member& entity : *entities->as<NodeTable>()) warn(entity);
}

}  // namespace

std::vector<Diagnostic> warnings(const Scenario& scenario) {
  std::vector<Diagnostic> found;
  for_each_entity(scenario, "parameter",
                  [&](const Member& entity) { warn_of_value(scenario, entity, found); });
  for_each_entity(scenario, "line",
                  [&](const Member& entity) { warn_of_workdays(scenario, entity, found); });
  sort_by_position(found);
  return found;
}

}  // namespace railhead
