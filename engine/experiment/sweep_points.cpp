#include <algorithm>

#include "railhead/base/error.hpp"
#include "railhead/experiment/stopping.hpp"

#include "sweep_impl.hpp"
#include "threads.hpp"

namespace railhead {

void Sweep::Impl::open(std::size_t index) {
  State& state = states[index];
  state.opened = true;
  state.compiled = compiler.compile_point(index);
  const Network& network = state.compiled->compiled.network;
  state.metrics = std::make_unique<MetricEnsemble>(summarised(*state.compiled));
  if (study.keep == Keep::trajectories)
    state.trajectories = std::make_unique<TrajectoryEnsemble>(state.compiled->request.series,
                                                              recording_grid(network));
  const std::uint64_t end = most(*state.compiled);
  state.target = sequential() ? std::min(study.replicate.min, end) : end;
  resume(index);
}

void Sweep::Impl::close(std::size_t index) {
  const std::int64_t key = states[index].key;
  states[index] = {};
  states[index].key = key;
}

void Sweep::Impl::resume(std::size_t index) {
  State& state = states[index];
  if (store == nullptr) return;
  const StorePointState kept = store->state(state.key);
  state.kept = kept.runs;
  if (!sequential()) state.target = std::max(state.target, kept.ended);
  if (!responses_suffice()) {
    if (is_complete(state, kept.ended))
      show_from_store(index, kept.ended);
    else
      check_engine(index);
    return;
  }
  if (kept.runs < state.target) check_engine(index);
  while (state.taken < state.kept && !state.ended) {
    const std::uint64_t until = std::min(state.kept, state.target);
    store->read_runs(state.key, state.taken, until - state.taken, [&](const RunRecord& record) {
      absorb(state, {&record, 1});
    });
    state.handed = state.taken;
    look(index, kept.ended);
  }
}

void Sweep::Impl::check_engine(std::size_t index) const {
  const State& state = states[index];
  if (state.kept == 0) return;
  std::uint64_t digest = 0;
  store->read_runs(state.key, 0, 1, [&](const RunRecord& record) { digest = record.digest; });
  Workspace workspace{state.compiled->compiled.network, state.compiled->request};
  RunRecord again;
  simulate(workspace, 0, again);
  if (again.digest == digest) return;
  throw Error(ExitCode::kScenario,
              study.store + " holds results of another engine: replication 0 of the point " +
                  label_of(study, design.points[index]) +
                  " comes out differently now. Take another store");
}

bool Sweep::Impl::is_complete(const State& state, std::uint64_t ended) const {
  if (!sequential()) return ended >= state.target;
  if (ended < study.replicate.min) return false;
  MetricEnsemble responses{response_metrics(*state.compiled)};
  store->read_runs(state.key, 0, ended, [&](const RunRecord& record) {
    for (std::size_t part = 0; part < responses.parts(); ++part) responses.add(part, {&record, 1});
  });
  return ended >= study.replicate.max || holds(state, responses);
}

bool Sweep::Impl::holds(const State& state, MetricEnsemble& metrics) const {
  for (std::size_t part = 0; part < metrics.parts(); ++part) metrics.settle(part);
  const auto metric = parse_metric(state.compiled->compiled.network, study.replicate.until_metric);
  return reached({metric, study.replicate.until_half_width}, metrics);
}

void Sweep::Impl::show_from_store(std::size_t index, std::uint64_t ended) {
  State& state = states[index];
  state.metrics = std::make_unique<MetricEnsemble>(response_metrics(*state.compiled));
  state.trajectories.reset();
  store->read_runs(state.key, 0, ended, [&](const RunRecord& record) {
    absorb(state, {&record, 1});
  });
  state.handed = state.taken;
  finish(index, false);
}

void Sweep::Impl::absorb(State& state, std::span<const RunRecord> records) {
  std::vector<RecordSink*> sinks = {state.metrics.get()};
  if (state.trajectories) sinks.push_back(state.trajectories.get());
  for (RecordSink* sink : sinks) {
    if (sink->parts() == 1) {
      sink->add(0, records);
      continue;
    }
    for_each_index(sink->parts(), [&](std::size_t part) { sink->add(part, records); });
  }
  state.taken += records.size();
}

void Sweep::Impl::look(std::size_t index, std::uint64_t had) {
  State& state = states[index];
  if (state.taken < state.target) return;
  if (sequential() && state.target < study.replicate.max && !holds(state, *state.metrics)) {
    state.target = std::min(2 * state.target, study.replicate.max);
    return;
  }
  finish(index, had != state.taken);
}

void Sweep::Impl::finish(std::size_t index, bool write) {
  State& state = states[index];
  state.ended = true;
  for (std::size_t part = 0; part < state.metrics->parts(); ++part) state.metrics->settle(part);
  for (std::size_t part = 0; state.trajectories && part < state.trajectories->parts(); ++part)
    state.trajectories->settle(part);
  const Network& network = state.compiled->compiled.network;
  if (store != nullptr && write)
    store->end_point(state.key, network, *state.metrics, state.trajectories.get());
  PointOutcome outcome{index, state.taken, {}, {}, {}};
  for (std::size_t i = 0; i < state.compiled->responses; ++i) {
    const Metric& metric = state.compiled->request.metrics[i];
    outcome.metrics.push_back(to_string(network, metric));
    outcome.infos.push_back(info(metric.name));
    outcome.summaries.push_back(state.metrics->summary(i));
  }
  state.metrics.reset();
  state.trajectories.reset();
  state.compiled.reset();
  while (first_open < states.size() && states[first_open].ended) ++first_open;
  if (told) told(outcome);
}

}  // namespace railhead
