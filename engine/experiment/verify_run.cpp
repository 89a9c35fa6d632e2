#include <algorithm>

#include "railhead/base/error.hpp"
#include "railhead/base/hash.hpp"
#include "railhead/experiment/verify.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/run_document.hpp"
#include "railhead/scenario/compile.hpp"

#include "rerun.hpp"

namespace railhead {
namespace {

std::string replications_text(std::uint64_t first, std::uint64_t count) {
  if (count == 1) return "replication " + std::to_string(first);
  return "replications " + std::to_string(first) + " to " + std::to_string(first + count - 1);
}

// Figures and digest of the whole.
void compare_document(const RecordedRun& run, const Network& network, MetricEnsemble& metrics,
                      VerifyOutcome& outcome) {
  for (std::size_t part = 0; part < metrics.parts(); ++part) metrics.settle(part);
  if (to_hex(metrics.digest()) != run.digest)
    note_difference(outcome, "the digest of the run is " + to_hex(metrics.digest()) +
                                 ", recorded as " + run.digest);
  if (figures_of(run_document({}, network, metrics, {})) != run.figures)
    note_difference(outcome, "the summaries of the metrics are not those recorded");
}

}  // namespace

VerifyOutcome verify_run(const RecordedRun& run, const VerifyOptions& options) {
  CompileOptions compile_options;
  compile_options.seed = run.seed;
  compile_options.deterministic = run.deterministic;
  const Compiled compiled =
      compile(load_text("the recorded scenario", run.scenario), compile_options);
  RunRequest request;
  for (const std::string& selector : run.metrics)
    request.metrics.push_back(parse_metric(compiled.network, selector));

  VerifyOutcome outcome;
  outcome.version = run.version;
  outcome.recorded = run.replications;
  check_inputs(run.inputs, {"."}, outcome);
  const std::uint64_t every = run.digests.every;
  const auto chosen = sampled_groups(run.digests.values.size(), options.sample, run.seed);
  const bool all = std::find(chosen.begin(), chosen.end(), false) == chosen.end();
  MetricEnsemble metrics{request.metrics};
  std::vector<std::uint64_t> digests;
  const auto use = [&](std::span<const RunRecord> records) {
    digests.clear();
    for (const RunRecord& record : records) digests.push_back(record.digest);
    for (std::size_t part = 0; all && part < metrics.parts(); ++part) metrics.add(part, records);
    outcome.checked += records.size();
    if (options.progress) options.progress(outcome.checked);
    const std::uint64_t first = records.front().replication;
    if (joint_digest(digests) == run.digests.values[first / every]) return;
    outcome.different += records.size();
    note_difference(outcome, replications_text(first, records.size()) + " is not what is recorded");
  };
  outcome.interrupted =
      !rerun(compiled.network, request, run.replications, every, chosen, options, use);
  if (all && !outcome.interrupted) compare_document(run, compiled.network, metrics, outcome);
  return outcome;
}

}  // namespace railhead
