// From a scenario to the network that is simulated.
#pragma once

#include <cstdint>
#include <optional>

#include "railhead/model/network.hpp"
#include "railhead/scenario/scenario.hpp"
#include "railhead/scenario/settings.hpp"

namespace railhead {

struct CompileOptions {
  std::optional<std::uint64_t> seed;          // instead of scenario.seed
  std::optional<std::uint64_t> replications;  // instead of scenario.replications
  bool deterministic = false;                 // one replication, no randomness
};

struct Compiled {
  Network network;
  Settings settings;
};

// Checks everything that can be checked before a run. Throws DiagnosticError with all faults, those
// of loading included, in order of place. The scenario is not changed.
Compiled compile(const Scenario& scenario, const CompileOptions& options = {});

}  // namespace railhead
