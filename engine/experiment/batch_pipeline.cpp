#include "batch_pipeline.hpp"

#include <algorithm>
#include <chrono>

#include "railhead/base/error.hpp"

#include "threads.hpp"

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

BatchPipeline::BatchPipeline(BatchSource& source, std::size_t under_way,
                             const std::atomic<bool>* cancel)
    : source_(source), cancel_(cancel), slots_(under_way) {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) idle_.push_back(slot);
}

std::size_t BatchPipeline::run() {
  handed_ = 0;
  run_pipeline(slots_.size(), {[this] { return next(); },
                               [this](std::size_t slot) { simulate_batch(slots_[slot]); },
                               [this](std::size_t slot) { deliver(slot); }});
  return handed_;
}

std::uint64_t BatchPipeline::batch_size() const {
  const double by_time = kNanoseconds / std::max(run_nanoseconds_.load(), 1.0);
  const double by_memory =
      static_cast<double>(kMostBytes) / static_cast<double>(slots_.size() * record_bytes_);
  return static_cast<std::uint64_t>(std::clamp(std::min(by_time, by_memory), 1.0, kMostRuns));
}

std::optional<std::size_t> BatchPipeline::next() {
  if (cancelled()) return {};
  auto batch = source_.next(batch_size());
  if (!batch) return {};
  ++handed_;
  record_bytes_ = bytes_of_record(batch->subject);
  const std::size_t index = idle_slot();
  Slot& slot = slots_[index];
  slot.batch = std::move(*batch);
  slot.done = 0;
  if (slot.records.size() < slot.batch.range.count) slot.records.resize(slot.batch.range.count);
  return index;
}

std::size_t BatchPipeline::idle_slot() {
  const std::scoped_lock lock{mutex_};
  ensure(!idle_.empty(), "more batches under way than there are slots");
  const std::size_t slot = idle_.back();
  idle_.pop_back();
  return slot;
}

BatchPipeline::Place BatchPipeline::place_for(const RunSubject& subject) {
  // While a place holds the owner, no other network can come to stand at the same address.
  const auto fits = [&](const Place& place) {
    return place.subject.network == subject.network && place.subject.request == subject.request;
  };
  Place place;
  if (std::unique_lock lock{mutex_}; !places_.empty()) {
    const auto found = std::find_if(places_.rbegin(), places_.rend(), fits);
    const auto taken = found == places_.rend() ? places_.begin() : std::next(found).base();
    place = std::move(*taken);
    places_.erase(taken);
  }
  if (!fits(place))
    place = {subject, std::make_unique<Workspace>(*subject.network, *subject.request)};
  return place;
}

void BatchPipeline::simulate_batch(Slot& slot) {
  const RunRange range = slot.batch.range;
  const Clock::time_point begin = Clock::now();
  try {
    Place place = place_for(slot.batch.subject);
    for (; slot.done < range.count && !cancelled(); ++slot.done)
      simulate(*place.workspace, range.first + slot.done, slot.records[slot.done]);
    const std::scoped_lock lock{mutex_};
    places_.push_back(std::move(place));
  } catch (...) {
    slot.fault = std::current_exception();
  }
  if (slot.done == 0) return;
  const std::chrono::duration<double, std::nano> taken = Clock::now() - begin;
  run_nanoseconds_ = taken.count() / static_cast<double>(slot.done);
}

void BatchPipeline::deliver(std::size_t index) {
  Slot& slot = slots_[index];
  if (!gap_) {
    source_.deliver(slot.batch, {slot.records.data(), slot.done});
    gap_ = slot.done < slot.batch.range.count;
    fault_ = slot.fault;
    if (gap_) stop_ = true;
  }
  slot.fault = nullptr;
  slot.batch.subject = {};
  const std::scoped_lock lock{mutex_};
  idle_.push_back(index);
}

}  // namespace railhead
