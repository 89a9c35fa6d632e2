// What the steps of one compilation share.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "railhead/scenario/compile.hpp"
#include "railhead/scenario/fields.hpp"

#include "faults.hpp"
#include "names.hpp"
#include "reader.hpp"
#include "value_binder.hpp"

namespace railhead {

struct Compilation {
  Compilation(const Scenario& scenario_in, const CompileOptions& options_in)
      : scenario(scenario_in),
        options(options_in),
        faults(scenario_in.sources),
        names(scenario_in.document),
        binder(network, names, faults),
        context{scenario_in, names, faults, binder} {}
  Compilation(const Compilation&) = delete;
  Compilation& operator=(const Compilation&) = delete;

  const Scenario& scenario;
  const CompileOptions& options;
  Network network;
  Settings settings;
  Faults faults;
  Names names;
  ValueBinder binder;
  ReaderContext context;
  std::size_t step_streams = 0;  // made by step_keys() so far
  bool span_known = false;       // start and end of the run are good

  // Provisional ids, until number_pools() puts them in order.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> pools;  // by site, munition
  std::vector<std::uint32_t> pool_sites;                                   // by provisional id
  PoolId pool(std::uint32_t site, std::uint32_t munition) {
    const auto [at, fresh] =
        pools.try_emplace({site, munition}, static_cast<std::uint32_t>(pools.size()));
    if (fresh) pool_sites.push_back(site);
    return PoolId{at->second};
  }
  std::uint32_t site_of(PoolId pool) const { return pool_sites[pool.index()]; }

  // Calls read(Reader&, index) for every entity of a kind, in order of id.
  template <class Read>
  void for_each(std::string_view kind, Read&& read) {
    const Node* entities = find(scenario.document, kind);
    if (entities == nullptr || entities->as<NodeTable>() == nullptr) return;
    const TableForm& form = *entity_kind(kind);
    std::uint32_t index = 0;
    for (const Member& entity : *entities->as<NodeTable>()) {
      Reader reader{context,
                    entity.node,
                    form,
                    true,
                    std::string(kind) + '.' + entity.key,
                    std::string(kind) + " \"" + entity.key + '"',
                    entity.key_position};
      read(reader, index++);
    }
  }
};

// Steps of compile(), in order.
void compile_scenario(Compilation& c);  // span, seed, replications, unknown tables, ids
void compile_references(Compilation& c);
void compile_parameters(Compilation& c);
void compile_profiles(Compilation& c);
void compile_correlations(Compilation& c);
void compile_munitions(Compilation& c);  // with costs
void compile_origins(Compilation& c);
void compile_sites(Compilation& c);
void compile_lines(Compilation& c);
void compile_resources(Compilation& c);
void compile_routes(Compilation& c);
void compile_shipments(Compilation& c);
void compile_consumers(Compilation& c);
void compile_replenishments(Compilation& c);
void compile_disruptions(Compilation& c);
void compile_windows(Compilation& c);
void number_pools(Compilation& c);
void derive_flags(Compilation& c);  // what expressions and values depend on
void compile_observations(Compilation& c);
void compile_checks(Compilation& c);

// Pieces that several kinds share.
Failure read_failure(Reader& reader);
Duration read_period(Reader& reader);
std::int32_t read_priority(Reader& reader);
std::uint64_t read_count(Reader& reader);
// Streams of a programme's loads, one entry a step of its route.
std::vector<StepKeys> step_keys(Compilation& c, const Reader& reader, const Route& route);
// Reports munitions without the factor that a load on this route needs.
void check_factors(Compilation& c, Reader& reader, const Route& route,
                   const std::vector<std::uint32_t>& munitions);
// Reports a date outside [start, end), or (start, end] where it is an end.
void check_in_run(Compilation& c, Reader& reader, std::string_view key, Instant at, bool is_end);
// The constant that a value is at all times; nothing where it is none.
std::optional<double> constant_of(const Network& network, ValueId value);

}  // namespace railhead
