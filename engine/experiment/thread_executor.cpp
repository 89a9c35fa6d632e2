#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include "railhead/experiment/executor.hpp"

namespace railhead {
namespace {

using Clock = std::chrono::steady_clock;

// Consecutive replications that one thread runs in one go. Its size follows the clock, which
// changes no result: sinks see single records in run order.
struct Batch {
  std::uint64_t first = 0;
  std::size_t size = 0;
  std::size_t done = 0;
  std::vector<RunRecord> records;  // kept between uses, so that warm runs allocate nothing
  std::exception_ptr fault;        // of replication first + done
};

class Campaign {
 public:
  Campaign(const Network& network, const RunRequest& request, RunRange range,
           std::span<RecordSink* const> sinks, const RunControl& control, std::size_t threads)
      : network_(network),
        request_(request),
        range_(range),
        sinks_(sinks),
        control_(control),
        threads_(threads),
        record_bytes_(bytes_of_record(network, request)) {}

  std::uint64_t run() {
    tbb::parallel_pipeline(
        tokens(), tbb::make_filter<void, Batch*>(tbb::filter_mode::serial_in_order,
                                                 [this](tbb::flow_control& flow) {
                                                   Batch* batch = next();
                                                   if (batch == nullptr) flow.stop();
                                                   return batch;
                                                 }) &
                      tbb::make_filter<Batch*, Batch*>(tbb::filter_mode::parallel,
                                                       [this](Batch* batch) {
                                                         simulate_batch(*batch);
                                                         return batch;
                                                       }) &
                      tbb::make_filter<Batch*, void>(tbb::filter_mode::serial_in_order,
                                                     [this](Batch* batch) { deliver(*batch); }));
    for (RecordSink* sink : sinks_)
      tbb::parallel_for(std::size_t{0}, sink->parts(),
                        [&](std::size_t part) { sink->settle(part); });
    if (fault_) std::rethrow_exception(fault_);
    return delivered_;
  }

 private:
  static std::size_t bytes_of_record(const Network& network, const RunRequest& request) {
    std::size_t values = request.metrics.size() + 16;
    if (!request.series.empty()) values += request.series.size() * recording_grid(network).size();
    return values * sizeof(double);
  }

  // Batches under way: fewer where a single record is large, a GiB of them at most.
  std::size_t tokens() const {
    return std::clamp((std::size_t{1} << 30) / record_bytes_, std::size_t{1}, 2 * threads_);
  }
  bool cancelled() const { return stop_ || (control_.cancel != nullptr && *control_.cancel); }

  // About 20 ms of work, its share of 128 MiB of records, and an eighth of a thread's share of what
  // is left, so that threads end together.
  std::size_t batch_size(std::uint64_t left) const {
    const double nanoseconds = std::max(run_nanoseconds_.load(), 1.0);
    const std::size_t by_time = static_cast<std::size_t>(std::min(2e7 / nanoseconds, 256.0));
    const std::size_t by_memory = (std::size_t{128} << 20) / tokens() / record_bytes_;
    const std::uint64_t by_share = left / (8 * threads_);
    const std::uint64_t size = std::min<std::uint64_t>({by_time, by_memory, by_share});
    return static_cast<std::size_t>(std::max<std::uint64_t>(size, 1));
  }

  Batch* next() {
    if (started_ == range_.count || cancelled()) return nullptr;
    const std::scoped_lock lock{mutex_};
    if (idle_.empty()) {
      batches_.push_back(std::make_unique<Batch>());
      idle_.push_back(batches_.back().get());
    }
    Batch* batch = idle_.back();
    idle_.pop_back();
    batch->first = range_.first + started_;
    batch->size = batch_size(range_.count - started_);
    batch->done = 0;
    batch->records.resize(std::max(batch->records.size(), batch->size));
    started_ += batch->size;
    return batch;
  }

  void simulate_batch(Batch& batch) {
    const Clock::time_point begin = Clock::now();
    try {
      std::unique_ptr<Workspace>& workspace = workspaces_.local();
      if (!workspace) workspace = std::make_unique<Workspace>(network_, request_);
      for (; batch.done < batch.size && !cancelled(); ++batch.done)
        simulate(*workspace, batch.first + batch.done, batch.records[batch.done]);
    } catch (...) {
      batch.fault = std::current_exception();
    }
    if (batch.done > 0) {
      const std::chrono::duration<double, std::nano> taken = Clock::now() - begin;
      run_nanoseconds_ = taken.count() / static_cast<double>(batch.done);
    }
  }

  // What follows a gap, left by a cancellation or a fault, is dropped.
  void deliver(Batch& batch) {
    if (batch.first == range_.first + delivered_ && !fault_) {
      const std::span<const RunRecord> records{batch.records.data(), batch.done};
      for (RecordSink* sink : sinks_) feed(*sink, records);
      delivered_ += batch.done;
      if (control_.progress) control_.progress(delivered_);
      if (batch.fault) {
        fault_ = batch.fault;
        stop_ = true;
      }
    }
    batch.fault = nullptr;
    const std::scoped_lock lock{mutex_};
    idle_.push_back(&batch);
  }

  static void feed(RecordSink& sink, std::span<const RunRecord> records) {
    // Isolated: a thread that waits here must not pick up a batch to simulate meanwhile.
    tbb::this_task_arena::isolate([&] {
      tbb::parallel_for(std::size_t{0}, sink.parts(),
                        [&](std::size_t part) { sink.add(part, records); });
    });
  }

  const Network& network_;
  const RunRequest& request_;
  RunRange range_;
  std::span<RecordSink* const> sinks_;
  const RunControl& control_;
  std::size_t threads_;
  std::size_t record_bytes_;
  std::uint64_t started_ = 0;
  std::uint64_t delivered_ = 0;
  std::exception_ptr fault_;
  std::atomic<bool> stop_ = false;
  std::atomic<double> run_nanoseconds_ = 1e9;  // of the last batch; at first one run at a time
  std::mutex mutex_;
  std::vector<std::unique_ptr<Batch>> batches_;
  std::vector<Batch*> idle_;
  tbb::enumerable_thread_specific<std::unique_ptr<Workspace>> workspaces_;
};

}  // namespace

ThreadExecutor::ThreadExecutor(std::size_t threads)
    : threads_(threads > 0 ? threads : static_cast<std::size_t>(tbb::info::default_concurrency())) {
}

std::uint64_t ThreadExecutor::run(const Network& network, const RunRequest& request, RunRange range,
                                  std::span<RecordSink* const> sinks, const RunControl& control) {
  // oneTBB makes no more threads than processors unless told to.
  const tbb::global_control allowed{tbb::global_control::max_allowed_parallelism, threads_};
  tbb::task_arena arena{static_cast<int>(threads_)};
  return arena.execute(
      [&] { return Campaign{network, request, range, sinks, control, threads_}.run(); });
}

}  // namespace railhead
