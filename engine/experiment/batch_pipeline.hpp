// Replications in batches on several threads, delivered in the order of their handing out.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "railhead/experiment/executor.hpp"

namespace railhead {

// What replications are run of.
struct RunSubject {
  const Network* network = nullptr;
  const RunRequest* request = nullptr;
  std::shared_ptr<const void> owner;  // of both, where nobody else keeps them
};

// Consecutive replications that one thread runs in one go.
struct Batch {
  std::size_t point = 0;  // for the source
  RunRange range;
  RunSubject subject;
};

// Where batches come from and go to. next() and deliver() may be called at the same time, each by
// one thread at a time.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  // At most `most` replications; nothing: there are no more for now.
  virtual std::optional<Batch> next(std::uint64_t most) = 0;
  // Records of a batch from its first replication on: all, unless it was cancelled or a replication
  // failed. Nothing that was handed out after such a batch is delivered.
  virtual void deliver(const Batch& batch, std::span<const RunRecord> records) = 0;
};

// A record in memory, about.
std::size_t bytes_of_record(const RunSubject& subject);

// Batches take about 20 ms each, by the clock, which changes no result: sinks see single records in
// run order. All under way together take 128 MiB of records, or one record each.
class BatchPipeline {
 public:
  // `under_way`: so many batches at once, at least one. Requires: used in on_threads().
  BatchPipeline(BatchSource& source, std::size_t under_way, const std::atomic<bool>* cancel);

  // Until the source has no more, somebody cancels or a replication fails. Returns the number of
  // batches handed out; may be called again.
  std::size_t run();
  bool cancelled() const { return stop_ || (cancel_ != nullptr && *cancel_); }
  // What was thrown by the first replication that failed, if any.
  std::exception_ptr fault() const { return fault_; }

 private:
  struct Place {  // a thread's for a batch: it stays set up while batches of one subject come
    RunSubject subject;
    std::unique_ptr<Workspace> workspace;
  };
  struct Slot {
    Batch batch;
    std::size_t done = 0;
    std::vector<RunRecord> records;  // kept between uses, so that warm runs allocate nothing
    std::exception_ptr fault;        // of the replication after those that are done
  };

  // The stages, which pass on numbers of slots.
  std::optional<std::size_t> next();
  void simulate_batch(Slot& slot);
  void deliver(std::size_t index);

  std::size_t idle_slot();
  Place place_for(const RunSubject& subject);
  std::uint64_t batch_size() const;

  BatchSource& source_;
  const std::atomic<bool>* cancel_;
  std::size_t handed_ = 0;
  std::size_t record_bytes_ = sizeof(double);  // of the last batch
  bool gap_ = false;  // left by a cancellation or a fault: what follows is dropped
  std::exception_ptr fault_;
  std::atomic<bool> stop_ = false;
  std::atomic<double> run_nanoseconds_ = 1e9;  // of the last batch; at first one run at a time
  std::vector<Slot> slots_;
  std::mutex mutex_;  // of what is idle
  std::vector<std::size_t> idle_;
  std::vector<Place> places_;  // the one used last stands last
};

}  // namespace railhead
