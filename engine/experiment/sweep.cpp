#include "railhead/experiment/sweep.hpp"

#include <algorithm>
#include <map>

#include "railhead/base/error.hpp"
#include "railhead/experiment/stopping.hpp"

#include "sweep_store.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMostWaiting = std::size_t{1} << 26;  // values, half a gigabyte

std::size_t values_of(std::span<const RunRecord> records) {
  if (records.empty()) return 0;
  return records.size() * (1 + records[0].metrics.size() + records[0].trajectories.size());
}

}  // namespace

struct Sweep::Impl {
  // A point under way. Replications up to `handed` are given out, up to `taken` taken in.
  struct State {
    std::int64_t key = 0;
    std::uint64_t target = 0;  // where the next look is, or the end
    std::uint64_t handed = 0;
    std::uint64_t taken = 0;
    std::uint64_t kept = 0;  // in the store when the sweep started
    bool opened = false;
    bool ended = false;
    std::shared_ptr<const CompiledPoint> compiled;
    std::unique_ptr<MetricEnsemble> metrics;
    std::unique_ptr<TrajectoryEnsemble> trajectories;
    std::map<std::uint64_t, std::vector<RunRecord>> waiting;  // came before their turn
  };

  Impl(const Study& its_study, const StudyDesign& its_design, ResultStore* its_store,
       std::optional<std::uint64_t> its_replications)
      : study(its_study),
        design(its_design),
        store(its_store),
        replications(its_replications),
        compiler(its_study, its_design),
        states(its_design.points.size()) {}

  bool sequential() const { return !study.replicate.until_metric.empty() && !replications; }

  std::uint64_t most(const CompiledPoint& point) const {
    if (replications) return *replications;
    if (sequential()) return study.replicate.max;
    return study.replicate.replications.value_or(point.replications);
  }

  // Summaries beyond the responses need all of a point's runs again; responses are in the store.
  bool responses_suffice() const { return study.keep == Keep::responses; }

  std::vector<Metric> summarised(const CompiledPoint& point) const {
    return responses_suffice() ? response_metrics(point) : point.request.metrics;
  }

  static std::vector<Metric> response_metrics(const CompiledPoint& point) {
    const auto& all = point.request.metrics;
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(point.responses)};
  }

  void open(std::size_t index) {
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

  // Takes from the store what it has.
  void resume(std::size_t index) {
    State& state = states[index];
    if (store == nullptr) return;
    const StorePointState kept = store->state(state.key);
    state.kept = kept.runs;
    if (!sequential()) state.target = std::max(state.target, kept.ended);
    if (!responses_suffice()) {
      if (is_complete(state, kept.ended))
        show_from_store(index);
      else
        check_engine(index);
      return;
    }
    if (kept.runs < state.target) check_engine(index);
    while (state.taken < state.kept && !state.ended) {
      const std::uint64_t until = std::min(state.kept, state.target);
      std::vector<RunRecord> records;
      store->read_runs(state.key, state.taken, until - state.taken,
                       [&](const RunRecord& record) { records.push_back(record); });
      absorb(state, records);
      state.handed = state.taken;
      look(index, kept.ended);
    }
  }

  // What is there and what is to come must be of one engine, whatever its version says: replication
  // 0 has to come out once more as it is kept.
  void check_engine(std::size_t index) const {
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

  // Whether the summaries in the store, of so many replications, are all that is asked for.
  bool is_complete(const State& state, std::uint64_t ended) const {
    if (!sequential()) return ended >= state.target;
    if (ended < study.replicate.min) return false;
    MetricEnsemble responses{response_metrics(*state.compiled)};
    store->read_runs(state.key, 0, ended, [&](const RunRecord& record) {
      for (std::size_t part = 0; part < responses.parts(); ++part)
        responses.add(part, {&record, 1});
    });
    return ended >= study.replicate.max || holds(state, responses);
  }

  bool holds(const State& state, const MetricEnsemble& metrics) const {
    const auto metric =
        parse_metric(state.compiled->compiled.network, study.replicate.until_metric);
    return reached({metric, study.replicate.until_half_width}, metrics);
  }

  // A point whose summaries are complete: its responses are read for the table.
  void show_from_store(std::size_t index) {
    State& state = states[index];
    state.metrics = std::make_unique<MetricEnsemble>(response_metrics(*state.compiled));
    state.trajectories.reset();
    std::vector<RunRecord> records;
    store->read_runs(state.key, 0, state.kept,
                     [&](const RunRecord& record) { records.push_back(record); });
    absorb(state, records);
    state.handed = state.taken;
    finish(index, false);
  }

  static void absorb(State& state, std::span<const RunRecord> records) {
    for (std::size_t part = 0; part < state.metrics->parts(); ++part)
      state.metrics->add(part, records);
    for (std::size_t part = 0; state.trajectories && part < state.trajectories->parts(); ++part)
      state.trajectories->add(part, records);
    state.taken += records.size();
  }

  // At the target: the point ends, or the stopping rule asks for more. `had`: replications that
  // the store's summaries are of.
  void look(std::size_t index, std::uint64_t had) {
    State& state = states[index];
    if (state.taken < state.target) return;
    if (sequential() && state.target < study.replicate.max && !holds(state, *state.metrics)) {
      state.target = std::min(2 * state.target, study.replicate.max);
      return;
    }
    finish(index, had != state.taken);
  }

  void finish(std::size_t index, bool write) {
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

  const Study& study;
  const StudyDesign& design;
  ResultStore* store;
  std::optional<std::uint64_t> replications;
  PointCompiler compiler;
  std::vector<State> states;
  std::size_t first_open = 0;  // no point before it is under way
  std::uint64_t usual = 0;     // replications of a point that is not open yet
  std::size_t waiting = 0;     // values of records that came before their turn
  std::uint64_t delivered = 0;
  std::function<void(const PointOutcome&)> told;
};

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
  for (std::size_t i = 0; i < impl_->states.size(); ++i)
    if (impl_->store->state(impl_->states[i].key).runs > 0) impl_->open(i);
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
