#include <algorithm>

#include "railhead/experiment/executor.hpp"

#include "batch_pipeline.hpp"
#include "threads.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMostRecordBytes = std::size_t{1} << 30U;  // under way together

// One range of one network, for sinks.
class Campaign final : public BatchSource {
 public:
  Campaign(const RunSubject& subject, RunRange range, std::span<RecordSink* const> sinks,
           const RunControl& control, std::size_t threads)
      : subject_(subject), range_(range), sinks_(sinks), control_(control), threads_(threads) {}

  // Also at most an eighth of a thread's share of what is left, so that threads end together.
  std::optional<Batch> next(std::uint64_t most) override {
    const std::uint64_t left = range_.count - started_;
    if (left == 0) return {};
    const std::uint64_t share = std::max<std::uint64_t>(left / (8 * threads_), 1);
    const RunRange range{range_.first + started_, std::min(most, share)};
    started_ += range.count;
    return Batch{0, range, subject_};
  }

  void deliver(const Batch&, std::span<const RunRecord> records) override {
    for (RecordSink* sink : sinks_)
      for_each_index(sink->parts(), [&](std::size_t part) { sink->add(part, records); });
    delivered_ += records.size();
    if (control_.progress) control_.progress(delivered_);
  }

  void settle() {
    for (RecordSink* sink : sinks_)
      for_each_index(sink->parts(), [&](std::size_t part) { sink->settle(part); });
  }
  std::uint64_t delivered() const { return delivered_; }

 private:
  RunSubject subject_;
  RunRange range_;
  std::span<RecordSink* const> sinks_;
  const RunControl& control_;
  std::size_t threads_;
  std::uint64_t started_ = 0;
  std::uint64_t delivered_ = 0;
};

}  // namespace

ThreadExecutor::ThreadExecutor(std::size_t threads)
    : threads_(threads > 0 ? threads : default_threads()) {}

std::uint64_t ThreadExecutor::run(const Network& network, const RunRequest& request, RunRange range,
                                  std::span<RecordSink* const> sinks, const RunControl& control) {
  const RunSubject subject{&network, &request, {}};
  // Fewer batches where a single record is large.
  const std::size_t under_way =
      std::clamp(kMostRecordBytes / bytes_of_record(subject), std::size_t{1}, 2 * threads_);
  Campaign campaign{subject, range, sinks, control, threads_};
  BatchPipeline pipeline{campaign, under_way, control.cancel};
  on_threads(threads_, [&] {
    pipeline.run();
    campaign.settle();
  });
  if (pipeline.fault()) std::rethrow_exception(pipeline.fault());
  return campaign.delivered();
}

}  // namespace railhead
