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

}  // namespace

std::vector<Diagnostic> warnings(const Scenario& scenario) {
  std::vector<Diagnostic> found;
  const Node* parameters = find(scenario.document, "parameter");
  if (parameters == nullptr || parameters->as<NodeTable>() == nullptr) return found;
  for (const Member& parameter : *parameters->as<NodeTable>())
    warn_of_value(scenario, parameter, found);
  sort_by_position(found);
  return found;
}

}  // namespace railhead
