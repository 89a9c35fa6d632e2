#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include "railhead/base/error.hpp"
#include "railhead/experiment/sweep.hpp"

namespace railhead {
namespace {

using Clock = std::chrono::steady_clock;

// Consecutive replications of one point that one thread runs in one go.
struct Batch {
  Chunk chunk;
  std::shared_ptr<const CompiledPoint> point;
  std::size_t done = 0;
  std::vector<RunRecord> records;  // kept between uses, so that warm runs allocate nothing
  std::exception_ptr fault;        // of the replication after those that are done
};

// A thread's place of work: it stays set up for a point while batches of that point come.
struct Place {
  std::shared_ptr<const CompiledPoint> point;
  std::unique_ptr<Workspace> workspace;
};

// Threads that run batches of whatever points are next, so that the end of a point keeps nobody
// waiting. Batches are delivered in the order in which they were handed out.
class Crew {
 public:
  Crew(Sweep& sweep, std::size_t threads, const std::atomic<bool>* cancel,
       const std::function<void()>& progress)
      : sweep_(sweep), threads_(threads), cancel_(cancel), progress_(progress) {}

  // A stopping rule may ask for more once all that was handed out is in: then it begins anew.
  bool run() {
    while (!cancelled() && !sweep_.done()) {
      handed_ = 0;
      run_pipeline();
      ensure(handed_ > 0 || cancelled() || sweep_.done(), "a sweep that does not go on");
    }
    if (fault_) std::rethrow_exception(fault_);
    return sweep_.done();
  }

 private:
  bool cancelled() const { return stopped_ || (cancel_ != nullptr && *cancel_); }
  std::size_t tokens() const { return 2 * threads_; }  // batches under way

  void run_pipeline() {
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
  }

  // About 20 ms of work and a share of 128 MiB of records, as the last batches were.
  std::uint64_t batch_size() const {
    const double by_time = 2e7 / std::max(run_nanoseconds_.load(), 1.0);
    const double by_memory =
        double(std::size_t{128} << 20) / static_cast<double>(tokens() * record_bytes_);
    return static_cast<std::uint64_t>(std::clamp(std::min(by_time, by_memory), 1.0, 256.0));
  }

  Batch* next() {
    if (cancelled()) return nullptr;
    const std::scoped_lock lock{mutex_};
    const auto chunk = sweep_.next(batch_size());
    if (!chunk) return nullptr;
    ++handed_;
    if (idle_.empty()) {
      batches_.push_back(std::make_unique<Batch>());
      idle_.push_back(batches_.back().get());
    }
    Batch* batch = idle_.back();
    idle_.pop_back();
    batch->chunk = *chunk;
    batch->point = sweep_.compile_point(chunk->point);
    batch->done = 0;
    batch->records.resize(std::max<std::size_t>(batch->records.size(), chunk->range.count));
    record_bytes_ = bytes_of_record(*batch->point);
    return batch;
  }

  static std::size_t bytes_of_record(const CompiledPoint& point) {
    std::size_t values = point.request.metrics.size() + 16;
    if (!point.request.series.empty())
      values += point.request.series.size() * recording_grid(point.compiled.network).size();
    return values * sizeof(double);
  }

  void simulate_batch(Batch& batch) {
    const Clock::time_point begin = Clock::now();
    try {
      Place& place = places_.local();
      if (place.point != batch.point) {
        place.workspace =
            std::make_unique<Workspace>(batch.point->compiled.network, batch.point->request);
        place.point = batch.point;
      }
      for (; batch.done < batch.chunk.range.count && !cancelled(); ++batch.done)
        simulate(*place.workspace, batch.chunk.range.first + batch.done, batch.records[batch.done]);
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
    const std::scoped_lock lock{mutex_};
    if (!gap_) {
      sweep_.deliver(batch.chunk.point, {batch.records.data(), batch.done});
      progress_();
      gap_ = batch.done < batch.chunk.range.count;
      fault_ = batch.fault;
      if (gap_) stopped_ = true;
    }
    batch.fault = nullptr;
    batch.point.reset();
    idle_.push_back(&batch);
  }

  Sweep& sweep_;
  std::size_t threads_;
  const std::atomic<bool>* cancel_;
  const std::function<void()>& progress_;
  std::mutex mutex_;  // of the sweep and of what follows it here
  std::size_t handed_ = 0;
  std::size_t record_bytes_ = sizeof(double);
  bool gap_ = false;
  std::exception_ptr fault_;
  std::vector<std::unique_ptr<Batch>> batches_;
  std::vector<Batch*> idle_;
  std::atomic<bool> stopped_ = false;
  std::atomic<double> run_nanoseconds_ = 1e9;  // of the last batch; at first one run at a time
  tbb::enumerable_thread_specific<Place> places_;
};

}  // namespace

bool run_sweep(Sweep& sweep, std::size_t threads, const std::atomic<bool>* cancel,
               const std::function<void()>& progress) {
  const std::size_t count = ThreadExecutor{threads}.threads();
  // oneTBB makes no more threads than processors unless told to.
  const tbb::global_control allowed{tbb::global_control::max_allowed_parallelism, count};
  tbb::task_arena arena{static_cast<int>(count)};
  return arena.execute([&] { return Crew{sweep, count, cancel, progress}.run(); });
}

}  // namespace railhead
