// Runs the points of a design: hands out chunks of runs, takes records in, ends points.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "railhead/experiment/design.hpp"
#include "railhead/experiment/executor.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/store.hpp"

namespace railhead {

// One point as it is run.
struct CompiledPoint {
  Compiled compiled;
  RunRequest request;  // the responses first, then what summaries and stopping rule need
  std::size_t responses = 0;
  std::uint64_t replications = 0;  // the scenario's own
};

// Compiles points; files are read once. All points use the seed of the first one's file, unless
// the seed is a factor: common random numbers. Not thread-safe.
class PointCompiler {
 public:
  PointCompiler(const Study& study, const StudyDesign& design);
  // Throws DiagnosticError naming the point where it cannot be compiled.
  std::shared_ptr<const CompiledPoint> compile_point(std::size_t point);
  // The file that a point starts from, without the point's overrides.
  const Scenario& base(std::size_t point);

 private:
  const Scenario& file(const std::string& path);

  const Study& study_;
  const StudyDesign& design_;
  std::map<std::string, Scenario> files_;
  std::optional<std::uint64_t> seed_;
  std::size_t cached_point_ = static_cast<std::size_t>(-1);
  std::shared_ptr<const CompiledPoint> cached_;
};

// Compiles the points (of a large design some hundreds that have all levels, as far as they go) and
// looks up the responses. Throws DiagnosticError with the faults, each where the study file or the
// scenario's causes it.
void check_study(const Study& study, const StudyDesign& design);

// A piece of work: consecutive replications of one point.
struct Chunk {
  std::size_t point = 0;
  RunRange range;
};

// What became of a point.
struct PointOutcome {
  std::size_t point = 0;
  std::uint64_t replications = 0;
  std::vector<std::string> metrics;  // the responses
  std::vector<MetricInfo> infos;
  std::vector<MetricSummary> summaries;
};

// A design under way. Chunks may be run by anybody and come back in any order; records enter store
// and sums in run order, so that what is kept depends on the study alone. Not thread-safe.
class Sweep {
 public:
  // `store` may be null: nothing is kept. `replications` stands in for those of the study. What the
  // store has is taken from it. Throws Error (scenario) where the store holds another study, naming
  // the difference; start() and next() do where it holds runs of an engine that gave other results.
  Sweep(const Study& study, const StudyDesign& design, ResultStore* store,
        const std::string& engine_version, std::optional<std::uint64_t> replications = {});
  ~Sweep();
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  // The next piece of work, at most `most` replications; nothing where all is handed out (for now:
  // a stopping rule may ask for more once what is out has come back) or where too much has come
  // back ahead of its turn.
  std::optional<Chunk> next(std::uint64_t most);
  // Records of a chunk in run order; several calls may share a chunk, from its first replication
  // on.
  void deliver(std::size_t point, std::span<const RunRecord> records);
  bool done() const;

  std::shared_ptr<const CompiledPoint> compile_point(std::size_t point);
  // Replications taken in by this process, and those still wanted as far as is known.
  std::uint64_t delivered() const;
  std::uint64_t remaining() const;
  // Told of each point as it ends, those that the store had complete included.
  std::function<void(const PointOutcome&)> on_point;
  // Ends points that the store has complete already. Call once, before the first next().
  void start();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Runs all of it on threads of this process. False where it was cancelled. Where a replication
// fails, throws Error (partial) naming the point: what was delivered before stands.
bool run_sweep(Sweep& sweep, std::size_t threads, const std::atomic<bool>* cancel,
               const std::function<void()>& progress);

}  // namespace railhead
