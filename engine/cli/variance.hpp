#pragma once

#include <string>
#include <vector>

#include "railhead/experiment/variance_split.hpp"
#include "railhead/scenario/scenario.hpp"

#include "analysis.hpp"

namespace railhead {

// The split of every metric of the request from `draws` draws of the parameters, two replications
// each: those of the scenario as it is, and others that have their parameters. Progress on the
// standard error. Throws Error (interrupted).
std::vector<VarianceSplit> variance_of(const Scenario& scenario, const Network& network,
                                       const std::vector<Metric>& metrics, std::uint64_t draws,
                                       std::size_t threads, bool quiet);

// [{"metric", "of", "epistemic": {…}, "aleatory": {…}, "variance", "draws"}]: those that vary.
void write_variance(JsonWriter& json, const Network& network, const std::vector<Metric>& metrics,
                    const std::vector<VarianceSplit>& splits);

// A table of those that vary; `others`: uncertain parameters that count as chance.
std::string variance_table(const Network& network, const std::vector<Metric>& metrics,
                           const std::vector<VarianceSplit>& splits,
                           const std::vector<std::string>& others = {});

}  // namespace railhead
