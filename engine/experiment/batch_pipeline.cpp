#include "batch_pipeline.hpp"

#include <algorithm>
#include <chrono>

#include <tbb/parallel_pipeline.h>

namespace railhead {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostBytes = std::size_t{128} << 20U;  // of records
constexpr double kNanoseconds = 2e7;                         // that a batch shall take
constexpr double kMostRuns = 256.0;                          // in a batch

}  // namespace

std::size_t bytes_of_record(const RunSubject& subject) {
  std::size_t values = subject.request->metrics.size() + 16;
  if (!subject.request->series.empty())
    values += subject.request->series.size() * recording_grid(*subject.network).size();
  return values * sizeof(double);
}

std::size_t BatchPipeline::run() {
  handed_ = 0;
  using tbb::filter_mode;
  tbb::parallel_pipeline(
      under_way_,
      tbb::make_filter<void, Slot*>(filter_mode::serial_in_order, [this](tbb::flow_control& flow) {
        Slot* slot = next();
        if (slot == nullptr) flow.stop();
        return slot;
      }) & tbb::make_filter<Slot*, Slot*>(filter_mode::parallel, [this](Slot* slot) {
        simulate_batch(*slot);
        return slot;
      }) & tbb::make_filter<Slot*, void>(filter_mode::serial_in_order, [this](Slot* slot) {
        deliver(*slot);
      }));
  return handed_;
}

std::uint64_t BatchPipeline::batch_size() const {
  const double by_time = kNanoseconds / std::max(run_nanoseconds_.load(), 1.0);
  const double by_memory =
      static_cast<double>(kMostBytes) / static_cast<double>(under_way_ * record_bytes_);
  return static_cast<std::uint64_t>(std::clamp(std::min(by_time, by_memory), 1.0, kMostRuns));
}

BatchPipeline::Slot* BatchPipeline::next() {
  if (cancelled()) return nullptr;
  const std::scoped_lock lock{mutex_};
  auto batch = source_.next(batch_size());
  if (!batch) return nullptr;
  ++handed_;
  record_bytes_ = bytes_of_record(batch->subject);
  if (idle_.empty()) idle_.push_back(slots_.emplace_back(std::make_unique<Slot>()).get());
  Slot* slot = idle_.back();
  idle_.pop_back();
  slot->batch = std::move(*batch);
  slot->done = 0;
  if (slot->records.size() < slot->batch.range.count) slot->records.resize(slot->batch.range.count);
  return slot;
}

Workspace& BatchPipeline::workspace_for(const RunSubject& subject) {
  Place& place = places_.local();
  // While the place holds the owner, no other network can come to stand at the same address.
  if (place.subject.network != subject.network || place.subject.request != subject.request) {
    place.workspace = std::make_unique<Workspace>(*subject.network, *subject.request);
    place.subject = subject;
  }
  return *place.workspace;
}

void BatchPipeline::simulate_batch(Slot& slot) {
  const RunRange range = slot.batch.range;
  const Clock::time_point begin = Clock::now();
  try {
    Workspace& workspace = workspace_for(slot.batch.subject);
    for (; slot.done < range.count && !cancelled(); ++slot.done)
      simulate(workspace, range.first + slot.done, slot.records[slot.done]);
  } catch (...) {
    slot.fault = std::current_exception();
  }
  if (slot.done == 0) return;
  const std::chrono::duration<double, std::nano> taken = Clock::now() - begin;
  run_nanoseconds_ = taken.count() / static_cast<double>(slot.done);
}

void BatchPipeline::deliver(Slot& slot) {
  const std::scoped_lock one_at_a_time{delivery_};
  if (!gap_) {
    source_.deliver(slot.batch, {slot.records.data(), slot.done});
    gap_ = slot.done < slot.batch.range.count;
    fault_ = slot.fault;
    if (gap_) stop_ = true;
  }
  slot.fault = nullptr;
  slot.batch.subject = {};
  const std::scoped_lock lock{mutex_};
  idle_.push_back(&slot);
}

}  // namespace railhead
