// A sweep under way: what is known of each point.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "railhead/experiment/sweep.hpp"

namespace railhead {

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

  // A point comes under way: takes from the store what it has, which may end it.
  void open(std::size_t index);
  // Undoes open(): a point that is to be extended later holds no memory until then.
  void close(std::size_t index);
  // Records that are next in order.
  static void absorb(State& state, std::span<const RunRecord> records);
  // At the target: the point ends, or the stopping rule asks for more. `had`: replications that
  // the store's summaries are of.
  void look(std::size_t index, std::uint64_t had);

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

 private:
  void resume(std::size_t index);
  // What is there and what is to come must be of one engine, whatever its version says: replication
  // 0 has to come out once more as it is kept.
  void check_engine(std::size_t index) const;
  // Whether the summaries in the store, of so many replications, are all that is asked for.
  bool is_complete(const State& state, std::uint64_t ended) const;
  // Whether the stopping rule is content.
  bool holds(const State& state, MetricEnsemble& metrics) const;
  // A point whose summaries are complete: its responses are read for the table.
  void show_from_store(std::size_t index, std::uint64_t ended);
  void finish(std::size_t index, bool write);
};

}  // namespace railhead
