#include <algorithm>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/scenario/fields.hpp"
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

// A law is conditioned on what its field takes: with a mean beyond that it has another, and hardly
// the one that was meant.
class MeanWarner {
 public:
  MeanWarner(const Scenario& scenario, std::vector<Diagnostic>& found)
      : scenario_(scenario), found_(found) {}

  void look_at(const std::string& subject, const Node& table, const TableForm& form) {
    const auto* members = table.as<NodeTable>();
    if (members == nullptr) return;
    for (const Member& member : *members)
      if (const Field* field = form.field(member.key))
        look_at(subject + ": " + member.key, member.node, *field);
  }

 private:
  // A law, a list, steps in time of laws, or amounts by munition.
  void look_at(const std::string& subject, const Node& node, const Field& field) {
    if (const auto* list = node.as<NodeArray>())
      for (const Node& element : *list) look_at(subject, element, field);
    const auto* table = node.as<NodeTable>();
    if (table == nullptr) return;
    if (find(node, "dist") != nullptr) return look_at_law(subject, node, field.range);
    if (field.table != nullptr) return look_at(subject, node, *field.table);
    for (const Member& member : *table) look_at(subject, member.node, field);
  }

  void look_at_law(const std::string& subject, const Node& law, const Range& range) {
    const Node* node = find(law, "mean");
    if (node == nullptr) return;
    const auto* whole = node->as<std::int64_t>();
    const auto* real = node->as<double>();
    if (whole == nullptr && real == nullptr) return;
    const double mean = whole != nullptr ? static_cast<double>(*whole) : *real;
    if (mean >= range.low && mean <= range.high) return;
    Diagnostic warning = diagnostic_at(
        scenario_.sources, node->position,
        fmt::format("{}: a mean of {} is {} {}, the {} that is drawn; the law is conditioned on "
                    "that and has another mean",
                    subject, mean, mean < range.low ? "below" : "above",
                    mean < range.low ? range.low : range.high,
                    mean < range.low ? "least" : "most"));
    warning.severity = Severity::kWarning;
    found_.push_back(std::move(warning));
  }

  const Scenario& scenario_;
  std::vector<Diagnostic>& found_;
};

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
  MeanWarner means{scenario, found};
  for (const TableForm& kind : entity_kinds())
    for_each_entity(scenario, kind.name, [&](const Member& entity) {
      means.look_at(fmt::format("{} \"{}\"", kind.name, entity.key), entity.node, kind);
    });
  sort_by_position(found);
  return found;
}

}  // namespace railhead
