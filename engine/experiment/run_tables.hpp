#pragma once

#include <string>

#include "railhead/experiment/verify.hpp"
#include "railhead/model/network.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/replications.hpp"
#include "railhead/results/trajectories.hpp"

namespace railhead {

// Whether the folder of a run has tables of its trajectories.
bool has_trajectories(const std::string& folder);

// The metrics that replications.csv has as columns, as indices into `metrics`; empty where there is
// none. A column that is none of them is noted as a difference.
std::vector<std::size_t> columns_of_replications(const std::string& folder, const Network& network,
                                                 const std::vector<Metric>& metrics,
                                                 VerifyOutcome& outcome);

// Holds the tables that stand beside a run's document against the same made again.
void compare_tables(const std::string& folder, const Network& network,
                    const MetricEnsemble& metrics, const TrajectoryEnsemble& trajectories,
                    const ReplicationTable& replications, VerifyOutcome& outcome);

}  // namespace railhead
