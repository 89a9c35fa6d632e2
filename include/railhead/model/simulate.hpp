#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "railhead/base/error.hpp"
#include "railhead/kernel/trace.hpp"
#include "railhead/model/metrics.hpp"
#include "railhead/model/network.hpp"

namespace railhead {

// What is asked of each replication. Constant and shared, as the network is.
struct RunRequest {
  std::vector<Metric> metrics;
  std::vector<Series> series;  // empty: no trajectories are recorded
};

// The outcome of one replication.
struct RunRecord {
  std::uint64_t replication = 0;
  std::vector<double> metrics;       // one for each of RunRequest::metrics; NaN: does not occur
  std::vector<double> trajectories;  // grid instant major: [instant * series + series index]
  std::uint64_t digest = 0;          // of the metrics' bits
  std::uint64_t events = 0;          // executed, coalesced flows counted once an instant
  std::uint64_t draws = 0;           // variates used
};

// A breach of the conservation of rounds (exit code 4); names replication,
// munition, origin and the figures.
class LedgerError : public Error {
 public:
  using Error::Error;
};

// Mutable scratch of one thread; keeps its memory between replications, so that
// from the second one on a run allocates nothing. Not thread-safe.
class Workspace {
 public:
  // Keeps references to both, which must live as long.
  Workspace(const Network& network, const RunRequest& request);
  Workspace(const Network& network, RunRequest&& request) = delete;
  Workspace(Network&& network, const RunRequest& request) = delete;
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;

 private:
  friend void simulate(Workspace&, std::uint64_t, RunRecord&, TraceListener*);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Runs one replication: a pure function of the network, the request and the
// replication's number; what the workspace did before changes nothing. `record`
// is overwritten and keeps its capacity. A trace listener sees every event and
// changes no result.
// Throws Error (run-time) where a value drawn or computed is impossible, naming
// the field, the instant and the replication; LedgerError on a breach.
void simulate(Workspace& workspace, std::uint64_t replication, RunRecord& record,
              TraceListener* trace = nullptr);

}  // namespace railhead
