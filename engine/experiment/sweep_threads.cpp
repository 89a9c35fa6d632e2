#include <mutex>

#include "railhead/base/error.hpp"
#include "railhead/experiment/sweep.hpp"

#include "batch_pipeline.hpp"
#include "threads.hpp"

namespace railhead {
namespace {

// Batches of whatever points are next, so that the end of a point keeps nobody waiting.
class SweepSource final : public BatchSource {
 public:
  SweepSource(Sweep& sweep, const std::function<void()>& progress)
      : sweep_(sweep), progress_(progress) {}

  std::optional<Batch> next(std::uint64_t most) override {
    const std::scoped_lock lock{mutex_};
    const auto chunk = sweep_.next(most);
    if (!chunk) return {};
    const auto point = sweep_.compile_point(chunk->point);
    return Batch{chunk->point, chunk->range, {&point->compiled.network, &point->request, point}};
  }

  void deliver(const Batch& batch, std::span<const RunRecord> records) override {
    const std::scoped_lock lock{mutex_};
    sweep_.deliver(batch.point, records);
    last_ = batch.point;
    progress_();
  }

  // The last point that anything was delivered of: of the batch that failed, if one did.
  std::size_t last() const { return last_; }

 private:
  Sweep& sweep_;
  std::size_t last_ = 0;
  const std::function<void()>& progress_;
  std::mutex mutex_;  // of the sweep
};

// A replication that fails ends a sweep; what was done before it stays.
[[noreturn]] void refuse(std::size_t point, const std::exception_ptr& fault) {
  try {
    std::rethrow_exception(fault);
  } catch (const Error& error) {
    throw Error(error.code() == ExitCode::kRuntime ? ExitCode::kPartial : error.code(),
                "point " + std::to_string(point) + ", " + error.what());
  }
}

// A stopping rule may ask for more once all that was handed out is in: then it begins anew.
bool run_all(Sweep& sweep, const SweepSource& source, BatchPipeline& pipeline) {
  while (!pipeline.cancelled() && !sweep.done()) {
    const std::size_t handed = pipeline.run();
    ensure(handed > 0 || pipeline.cancelled() || sweep.done(), "a sweep that does not go on");
  }
  if (pipeline.fault()) refuse(source.last(), pipeline.fault());
  return sweep.done();
}

}  // namespace

bool run_sweep(Sweep& sweep, std::size_t threads, const std::atomic<bool>* cancel,
               const std::function<void()>& progress) {
  const std::size_t count = ThreadExecutor{threads}.threads();
  SweepSource source{sweep, progress};
  BatchPipeline pipeline{source, 2 * count, cancel};
  bool done = false;
  on_threads(count, [&] { done = run_all(sweep, source, pipeline); });
  return done;
}

}  // namespace railhead
