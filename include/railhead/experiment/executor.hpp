#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "railhead/model/simulate.hpp"
#include "railhead/results/sink.hpp"

namespace railhead {

// Consecutive replications of one network.
struct RunRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

// How whoever asked for runs stays in touch with them.
struct RunControl {
  // Once true, nothing new is started and the replications that are running are finished.
  const std::atomic<bool>* cancel = nullptr;
  // Told, one call at a time, how many replications of the range all sinks have.
  std::function<void(std::uint64_t done)> progress;
};

// Seam: runs replications and feeds their records to sinks in run order, so that what the sinks
// hold depends on the range alone, never on the number of threads or ranks.
class Executor {
 public:
  virtual ~Executor() = default;
  // Returns how many replications of the range, from its first one on, the sinks were given: all,
  // unless cancelled. Where a replication fails, those before it are delivered and the error of the
  // smallest failing number is thrown.
  virtual std::uint64_t run(const Network& network, const RunRequest& request, RunRange range,
                            std::span<RecordSink* const> sinks, const RunControl& control) = 0;
};

// On threads of this process.
class ThreadExecutor final : public Executor {
 public:
  // 0: as many threads as there are processors to run on.
  explicit ThreadExecutor(std::size_t threads = 0);
  std::size_t threads() const { return threads_; }

  std::uint64_t run(const Network& network, const RunRequest& request, RunRange range,
                    std::span<RecordSink* const> sinks, const RunControl& control) override;

 private:
  std::size_t threads_;
};

}  // namespace railhead
