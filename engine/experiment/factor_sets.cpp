#include "factor_sets.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "railhead/scenario/provenance.hpp"

#include "point_runner.hpp"

namespace railhead {
namespace {

using Members = std::map<std::string, std::set<std::size_t>>;

bool is_correlated(const Network& network, ParameterId parameter) {
  return !parameter.is_none() &&
         std::any_of(network.correlations.begin(), network.correlations.end(),
                     [&](const Correlation& correlation) {
                       return std::find(correlation.parameters.begin(),
                                        correlation.parameters.end(),
                                        parameter) != correlation.parameters.end();
                     });
}

// The field itself, one inside it (a parameter's uncertainty, a law's argument is one value), or
// the value that it is part of.
bool touches(const std::string& field, const std::string& path) {
  const auto inside = [](const std::string& outer, const std::string& inner) {
    return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '.');
  };
  return inside(path, field) || inside(field, path);
}

Members references_of(const Study& study, const Scenario& scenario) {
  Members references;
  const std::vector<FieldOrigin> fields = provenance(scenario);
  for (std::size_t i = 0; i < study.factors.size(); ++i) {
    const std::string& path = study.factors[i].path;
    if (path.empty()) continue;
    for (const FieldOrigin& field : fields)
      if (field.sourceable && touches(field.path, path))
        for (const std::string& cite : field.cites) references[cite].insert(i);
  }
  return references;
}

}  // namespace

std::vector<FactorSet> factor_sets(const Study& study, const PointRunner& runner) {
  std::vector<FactorSet> sets;
  const auto add = [&](FactorSet::Kind kind, const std::string& name,
                       const std::set<std::size_t>& members) {
    FactorSet set{kind, name, {members.begin(), members.end()}, false};
    for (const std::size_t factor : members)
      set.correlated =
          set.correlated || is_correlated(runner.compiled().network, runner.parameter(factor));
    sets.push_back(std::move(set));
  };
  Members groups;
  for (std::size_t i = 0; i < study.factors.size(); ++i) {
    add(FactorSet::Kind::factor, study.factors[i].name, {i});
    if (!study.factors[i].group.empty()) groups[study.factors[i].group].insert(i);
  }
  for (const auto& [name, members] : groups) add(FactorSet::Kind::group, name, members);
  for (const auto& [name, members] : references_of(study, runner.scenario()))
    add(FactorSet::Kind::reference, name, members);
  add(FactorSet::Kind::chance, "chance", {});
  return sets;
}

}  // namespace railhead
