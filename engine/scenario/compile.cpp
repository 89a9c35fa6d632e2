#include "railhead/scenario/compile.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "compilation.hpp"

namespace railhead {

namespace {

// What is wrong already, so that its consequences at the same place are not told as well.
void take_over_faults(Compilation& c) {
  const SourcePosition start = source_position(c.scenario.sources, c.scenario.document.position);
  for (const Diagnostic& fault : c.scenario.faults) {
    c.faults.add(fault);
    if (fault.position != start) c.faults.settle(fault.position);
  }
}

// A fault that an override brings about may stand elsewhere: in what reads the value.
void name_overrides(Compilation& c) {
  const auto stands_in_one = [](const Diagnostic& d) {
    return d.position.kind == PositionKind::kCommandLine;
  };
  std::vector<Diagnostic> faults = c.faults.take();
  const std::size_t files = c.scenario.sources.size() - c.scenario.overrides;
  if (std::none_of(faults.begin(), faults.end(), stands_in_one)) {
    for (std::size_t i = files; i < c.scenario.sources.size(); ++i) {
      Diagnostic note = diagnostic_at(c.scenario.sources, {static_cast<std::uint32_t>(i), 1, 1},
                                      "set on top of the file");
      note.severity = Severity::kNote;
      faults.push_back(std::move(note));
    }
  }
  throw DiagnosticError(std::move(faults));
}

// Every line of a study would be a fault of a scenario.
void refuse_study(const Scenario& scenario) {
  const Member* named = find_member(scenario.document, "scenario");
  const bool study = find(scenario.document, "design") != nullptr ||
                     (named != nullptr && named->node.as<std::string>() != nullptr);
  if (study)
    throw DiagnosticError({diagnostic_at(
        scenario.sources, named == nullptr ? scenario.document.position : named->key_position,
        "this is a study, not a scenario; plan, sweep and sensitivity read it")});
}

}  // namespace

Compiled compile(const Scenario& scenario, const CompileOptions& options) {
  refuse_study(scenario);
  Compilation c{scenario, options};
  take_over_faults(c);
  compile_scenario(c);
  compile_references(c);
  compile_parameters(c);
  compile_profiles(c);
  compile_correlations(c);
  compile_munitions(c);
  compile_origins(c);
  compile_sites(c);
  compile_lines(c);
  compile_resources(c);
  compile_routes(c);
  compile_shipments(c);
  compile_consumers(c);
  compile_replenishments(c);
  compile_disruptions(c);
  compile_windows(c);
  number_pools(c);
  derive_flags(c);
  compile_observations(c);
  compile_checks(c);
  if (c.faults.any()) name_overrides(c);
  return {std::move(c.network), std::move(c.settings)};
}

}  // namespace railhead
