#pragma once

#include <optional>
#include <string>
#include <vector>

#include "railhead/experiment/stopping.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/replications.hpp"
#include "railhead/results/run_digests.hpp"
#include "railhead/results/run_document.hpp"
#include "railhead/results/trajectories.hpp"
#include "railhead/scenario/compile.hpp"

#include "verb.hpp"

namespace railhead {

// One run of a scenario as the command line asks for it: what is recorded, and where it is kept.
class RunSession {
 public:
  // Throws as load() and compile() do, and Error (usage) for what the options cannot mean.
  explicit RunSession(const Arguments& arguments);
  RunSession(const RunSession&) = delete;
  RunSession& operator=(const RunSession&) = delete;

  // Runs the replications, with progress on the standard error, until they are done, the stopping
  // rule holds or Ctrl-C is pressed. Throws Error (interrupted) where none is done.
  void run();

  const Scenario& scenario() const { return scenario_; }
  const Network& network() const { return compiled_.network; }
  const Settings& settings() const { return compiled_.settings; }
  const RunRequest& request() const { return request_; }
  const RunIdentity& identity() const { return identity_; }
  const MetricEnsemble& metrics() const { return *metrics_; }
  const TrajectoryEnsemble& trajectories() const { return *trajectories_; }
  const ReplicationTable& responses() const { return *responses_; }
  // Of each replication, where files are written.
  const std::vector<std::uint64_t>& digests() const { return digests_.values(); }
  std::size_t threads() const { return threads_; }
  // Nothing where it was not asked for or the metric never occurs.
  std::optional<WorstReplication> worst() const;

 private:
  void choose_metrics();
  std::size_t kept_bytes() const;
  std::vector<std::size_t> indices_of(const std::vector<Metric>& metrics);

  const Arguments& arguments_;
  Scenario scenario_;
  Compiled compiled_;
  RunIdentity identity_;
  RunRequest request_;
  std::size_t threads_ = 0;
  std::optional<StoppingRule> until_;
  std::optional<MetricEnsemble> metrics_;
  std::optional<TrajectoryEnsemble> trajectories_;
  std::optional<ReplicationTable> responses_;
  std::optional<ReplicationTable> for_worst_;
  DigestList digests_;
};

}  // namespace railhead
