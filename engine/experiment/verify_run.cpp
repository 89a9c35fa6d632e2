#include <algorithm>
#include <memory>

#include "railhead/base/error.hpp"
#include "railhead/experiment/checks.hpp"
#include "railhead/experiment/verify.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/run_document.hpp"
#include "railhead/scenario/compile.hpp"

#include "rerun.hpp"
#include "run_tables.hpp"

namespace railhead {
namespace {

std::string replications_text(std::uint64_t first, std::uint64_t count) {
  if (count == 1) return "replication " + std::to_string(first);
  return "replications " + std::to_string(first) + " to " + std::to_string(first + count - 1);
}

Compiled compiled_again(const RecordedRun& run) {
  CompileOptions options;
  options.seed = run.seed;
  options.deterministic = run.deterministic;
  return compile(load_text("the recorded scenario", run.scenario), options);
}

// A run that is made again: what its document and its tables are written from.
class Remake {
 public:
  Remake(const RecordedRun& run, const std::string& folder, VerifyOutcome& outcome)
      : run_(run),
        folder_(folder),
        outcome_(outcome),
        compiled_(compiled_again(run)),
        request_(request_of()),
        metrics_(request_.metrics),
        trajectories_(request_.series, recording_grid(network())),
        columns_(request_.metrics,
                 columns_of_replications(folder, network(), request_.metrics, outcome)),
        for_worst_(request_.metrics, worst_column()) {}

  const Network& network() const { return compiled_.network; }
  const RunRequest& request() const { return request_; }

  void add(std::span<const RunRecord> records) {
    for (RecordSink* sink : sinks())
      for (std::size_t part = 0; part < sink->parts(); ++part) sink->add(part, records);
  }

  // Every member of the document, and the tables.
  void compare() {
    for (RecordSink* sink : sinks())
      for (std::size_t part = 0; part < sink->parts(); ++part) sink->settle(part);
    compare_parts(parts_of(document()));
    compare_manifest();
    compare_tables(folder_, network(), metrics_, trajectories_, columns_, outcome_);
  }

 private:
  std::vector<RecordSink*> sinks() { return {&metrics_, &trajectories_, &columns_, &for_worst_}; }

  RunRequest request_of() const {
    RunRequest request;
    for (const std::string& selector : run_.metrics)
      request.metrics.push_back(parse_metric(network(), selector));
    if (has_trajectories(folder_)) request.series = default_series(network());
    return request;
  }

  std::vector<std::size_t> worst_column() const {
    if (!run_.worst) return {};
    const auto& all = request_.metrics;
    const auto found = std::find(all.begin(), all.end(), parse_metric(network(), *run_.worst));
    if (found == all.end()) return {};
    return {static_cast<std::size_t>(found - all.begin())};
  }

  std::string document() const {
    RunIdentity identity;
    identity.path = run_.path;
    identity.title = compiled_.settings.title;
    for (const RecordedInput& input : run_.inputs)
      if (input.path == run_.path) identity.sha256 = input.sha256;
    identity.seed = run_.seed;
    identity.deterministic = run_.deterministic;
    identity.interrupted = run_.interrupted;
    RunExtras extras;
    if (!for_worst_.metrics().empty())
      if (const auto row = for_worst_.worst(0))
        extras.worst = WorstReplication{for_worst_.metrics()[0], for_worst_.replication(*row),
                                        for_worst_.value(*row, 0)};
    return run_document(identity, network(), metrics_,
                        evaluate(compiled_.settings.checks, network(), metrics_), extras);
  }

  void compare_parts(const std::vector<RecordedPart>& made) {
    const auto named = [](const std::vector<RecordedPart>& parts, const std::string& name) {
      return std::find_if(parts.begin(), parts.end(),
                          [&](const RecordedPart& part) { return part.name == name; });
    };
    for (const RecordedPart& part : made) {
      const auto kept = named(run_.parts, part.name);
      if (kept == run_.parts.end())
        note_difference(outcome_, part.name + " is missing from the document");
      else if (*kept != part)
        note_difference(outcome_, part.name + " is not what the document says");
    }
    for (const RecordedPart& part : run_.parts)
      if (named(made, part.name) == made.end())
        note_difference(outcome_, part.name + " of the document is nothing that the run gives");
    outcome_.compared.emplace_back("all figures of the document");
  }

  void compare_manifest() {
    if (run_.manifest_seed != run_.seed)
      note_difference(outcome_, "the seed of the manifest is not that of the document");
    if (!request_.series.empty() && run_.quantile_error != trajectories_.quantile_error())
      note_difference(outcome_, "the error of the quantiles is not what the manifest says");
  }

  const RecordedRun& run_;
  const std::string& folder_;
  VerifyOutcome& outcome_;
  Compiled compiled_;
  RunRequest request_;
  MetricEnsemble metrics_;
  TrajectoryEnsemble trajectories_;
  ReplicationTable columns_, for_worst_;
};

// What is not looked at, in words.
void name_the_rest(const RecordedRun& run, bool all, VerifyOutcome& outcome) {
  if (!all)
    outcome.unchecked.emplace_back(
        "the figures of the document and its tables, which take all replications");
  if (run.has_variance)
    outcome.unchecked.emplace_back("the split of the variance; `railhead run` makes it again");
  outcome.unchecked.emplace_back("when, where, by what command and in what time it was run");
}

}  // namespace

VerifyOutcome verify_run(const RecordedRun& run, const VerifyOptions& options) {
  VerifyOutcome outcome;
  outcome.version = run.version;
  outcome.recorded = run.replications;
  check_inputs(run.inputs, {"."}, outcome);
  const std::uint64_t every = run.digests.every;
  const auto chosen = sampled_groups(run.digests.values.size(), options.sample, run.seed);
  const bool all = std::find(chosen.begin(), chosen.end(), false) == chosen.end();
  const auto remake_of = [&] {
    try {
      return std::make_unique<Remake>(run, options.folder, outcome);
    } catch (const Error& error) {
      // What was run did compile: that it does not is no fault of a file of the user.
      throw Error(ExitCode::kRuntime,
                  "what is recorded is damaged, or of another version, and cannot be run again:\n" +
                      std::string{error.what()});
    }
  };
  const std::unique_ptr<Remake> made = remake_of();
  Remake& remake = *made;
  std::vector<std::uint64_t> digests;
  const auto use = [&](std::span<const RunRecord> records) {
    digests.clear();
    for (const RunRecord& record : records) digests.push_back(record.digest);
    if (all) remake.add(records);
    outcome.checked += records.size();
    if (options.progress) options.progress(outcome.checked);
    const std::uint64_t first = records.front().replication;
    if (joint_digest(digests) == run.digests.values[first / every]) return;
    outcome.different += records.size();
    note_difference(outcome, replications_text(first, records.size()) + " is not what is recorded");
  };
  outcome.interrupted =
      !rerun(remake.network(), remake.request(), run.replications, every, chosen, options, use);
  if (all && !outcome.interrupted) remake.compare();
  name_the_rest(run, all, outcome);
  return outcome;
}

}  // namespace railhead
