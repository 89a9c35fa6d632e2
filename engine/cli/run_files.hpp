#pragma once

#include <string>
#include <vector>

#include "railhead/base/time.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/replications.hpp"
#include "railhead/results/run_digests.hpp"
#include "railhead/results/run_document.hpp"
#include "railhead/results/trajectories.hpp"
#include "railhead/scenario/scenario.hpp"

#include "verb.hpp"

namespace railhead {

// How a run came about, as a JSON value: command line, version, compiler, seed, threads, start and
// wall time, the largest error in p of a quantile of trajectories, the SHA-256 of every file read
// the effective scenario, and the digests of the replications.
std::string manifest_json(const Arguments& arguments, const Scenario& scenario,
                          const RunIdentity& identity, std::size_t threads, Instant started,
                          double wall_seconds, double quantile_error, const RunDigests& digests);

// Makes the folder that write_run_files() fills. Throws Error (run-time) where files could not be
// written to it.
void prepare_run_folder(const std::string& folder);

// Writes run.json, metrics.csv, trajectories.csv, shipments.csv where there are any and, where the
// table has columns, replications.csv. Returns their paths.
std::vector<std::string> write_run_files(const std::string& folder, const std::string& document,
                                         const Network& network, const MetricEnsemble& metrics,
                                         const TrajectoryEnsemble& trajectories,
                                         const ReplicationTable& replications);

}  // namespace railhead
