#include "railhead/scenario/compile.hpp"

#include <utility>

#include "compilation.hpp"

namespace railhead {

Compiled compile(const Scenario& scenario, const CompileOptions& options) {
  Compilation c{scenario, options};
  for (const Diagnostic& fault : scenario.faults) c.faults.add(fault);
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
  c.faults.throw_if_any();
  return {std::move(c.network), std::move(c.settings)};
}

}  // namespace railhead
