#include "strike_moves.hpp"

#include <algorithm>

#include "railhead/base/error.hpp"
#include "railhead/results/json.hpp"

#include "scaled_fields.hpp"

namespace railhead {
namespace {

// An alternative concerns a field if it is of the field, of a part of it or of what it is part of.
bool concerns(const Alternative& alternative, const FieldOrigin& field) {
  const auto inside = [](const std::string& outer, const std::string& inner) {
    return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '.');
  };
  return inside(alternative.path, field.path) || inside(field.path, alternative.path);
}

bool compiles(const Scenario& scenario, const std::vector<std::string>& overrides) {
  try {
    compile(with_overrides(scenario, overrides));
    return true;
  } catch (const DiagnosticError&) {
    return false;
  }
}

}  // namespace

CitingFields fields_by_reference(const Scenario& scenario) {
  CitingFields fields;
  for (const FieldOrigin& field : provenance(scenario))
    if (field.sourceable && !field.path.starts_with("correlation."))
      for (const std::string& cite : field.cites) fields[cite].push_back(field);
  return fields;
}

StrikeMoves::StrikeMoves(const Scenario& scenario, const std::vector<Alternative>& alternatives)
    : scenario_(scenario), alternatives_(alternatives), unknown_("strike") {
  const Node* parameters = find(scenario.document, "parameter");
  while (parameters != nullptr && find(*parameters, unknown_) != nullptr) unknown_ += "_";
}

void StrikeMoves::check(const CitingFields& all, const std::vector<std::string>& references) const {
  for (const Alternative& alternative : alternatives_) {
    bool found = false;
    for (const std::string& reference : references)
      for (const FieldOrigin& field : all.at(reference))
        found = found || concerns(alternative, field);
    if (!found)
      throw Error(ExitCode::kUsage, "--alternative: no number that rests on the source is at \"" +
                                        alternative.path + "\"");
  }
}

std::string StrikeMoves::override_of(const FieldOrigin& field, const Move& move) const {
  for (const Alternative& alternative : alternatives_) {
    if (!concerns(alternative, field)) continue;
    std::string mixed =
        move.widen ? mixed_override(scenario_, alternative.path, alternative.value, unknown_)
                   : std::string{};
    return mixed.empty() ? alternative.path + "=" + alternative.value : mixed;
  }
  if (!move.widen) return scaled_override(scenario_, field, move.factor);
  const std::string factor = number_text(move.factor);
  return scaled_override(scenario_, field, factor + " ^ (2 * " + unknown_ + " - 1)");
}

std::vector<std::string> StrikeMoves::overrides(const std::vector<FieldOrigin>& fields,
                                                const Move& move, Strike& strike) const {
  std::vector<std::string> kept;
  if (move.widen)
    kept.push_back("parameter." + unknown_ +
                   R"(={ uncertainty = { dist = "uniform", low = 0, high = 1 } })");
  for (const FieldOrigin& field : fields) {
    const std::string text = override_of(field, move);
    std::vector<std::string> trial = kept;
    trial.push_back(text);
    const bool done = std::find(kept.begin(), kept.end(), text) != kept.end();
    const bool possible = done || (!text.empty() && compiles(scenario_, trial));
    auto& list = possible ? strike.moved : strike.fixed;
    const bool known = std::find(list.begin(), list.end(), field.path) != list.end();
    if (!move.widen && !known) list.push_back(field.path);
    if (possible && !done) kept = std::move(trial);
  }
  return kept;
}

}  // namespace railhead
