#include "railhead/experiment/sweep.hpp"

#include <algorithm>

#include "railhead/base/error.hpp"

#include "sweep_impl.hpp"
#include "sweep_store.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMostWaiting = std::size_t{1} << 26;  // values, half a gigabyte

std::size_t values_of(std::span<const RunRecord> records) {
  if (records.empty()) return 0;
  return records.size() * (1 + records[0].metrics.size() + records[0].trajectories.size());
}

}  // namespace

Sweep::Sweep(const Study& study, const StudyDesign& design, ResultStore* store,
             const std::string& engine_version, std::optional<std::uint64_t> replications)
    : impl_(std::make_unique<Impl>(study, design, store, replications)) {
  const std::vector<std::string> labels = labels_of(study, design);
  for (std::size_t i = 0; i < labels.size(); ++i) impl_->states[i].key = point_key(labels[i]);
  if (store == nullptr) return;
  const StoreHead head = head_of(study, design, impl_->compiler, engine_version);
  const auto points = points_of(study, design, impl_->compiler);
  if (const auto kept = store->head())
    check_same(study.store, *kept, store->points(), head, points);
  store->write_head(head, points);
}

Sweep::~Sweep() = default;

void Sweep::start() {
  impl_->told = [this](const PointOutcome& outcome) {
    if (on_point) on_point(outcome);
  };
  impl_->usual = impl_->most(*impl_->compiler.compile_point(0));
  if (impl_->sequential()) impl_->usual = impl_->study.replicate.min;
  if (impl_->store == nullptr) return;
  for (std::size_t i = 0; i < impl_->states.size(); ++i) {
    if (impl_->store->state(impl_->states[i].key).ended == 0) continue;
    impl_->open(i);
    if (!impl_->states[i].ended) impl_->close(i);
  }
  impl_->store->commit();
}

std::optional<Chunk> Sweep::next(std::uint64_t most) {
  // What the others wait for is out already: one slow rank must not fill the memory of rank 0.
  if (impl_->waiting > kMostWaiting) return std::nullopt;
  for (std::size_t i = impl_->first_open; i < impl_->states.size(); ++i) {
    Impl::State& state = impl_->states[i];
    if (state.ended) continue;
    if (!state.opened) impl_->open(i);
    if (state.ended || state.handed >= state.target) continue;
    const std::uint64_t count = std::min(most, state.target - state.handed);
    state.handed += count;
    return Chunk{i, {state.handed - count, count}};
  }
  return std::nullopt;
}

void Sweep::deliver(std::size_t point, std::span<const RunRecord> records) {
  if (records.empty()) return;
  Impl::State& state = impl_->states[point];
  ensure(state.opened && !state.ended, "records of a point that is not under way");
  impl_->delivered += records.size();
  if (records.front().replication != state.taken) {
    state.waiting.emplace(records.front().replication,
                          std::vector<RunRecord>{records.begin(), records.end()});
    impl_->waiting += values_of(records);
    return;
  }
  const auto take = [&](std::span<const RunRecord> some) {
    if (impl_->store != nullptr) impl_->store->add_runs(state.key, some);
    Impl::absorb(state, some);
  };
  take(records);
  for (auto found = state.waiting.find(state.taken); found != state.waiting.end();
       found = state.waiting.find(state.taken)) {
    take(found->second);
    impl_->waiting -= values_of(found->second);
    state.waiting.erase(found);
  }
  impl_->look(point, 0);
}

bool Sweep::done() const {
  return impl_->first_open == impl_->states.size();
}

std::shared_ptr<const CompiledPoint> Sweep::compile_point(std::size_t point) {
  const Impl::State& state = impl_->states[point];
  return state.compiled ? state.compiled : impl_->compiler.compile_point(point);
}

std::uint64_t Sweep::delivered() const {
  return impl_->delivered;
}

std::uint64_t Sweep::remaining() const {
  std::uint64_t left = 0;
  for (const Impl::State& state : impl_->states)
    if (!state.ended) left += state.opened ? state.target - state.taken : impl_->usual;
  return left;
}

}  // namespace railhead
