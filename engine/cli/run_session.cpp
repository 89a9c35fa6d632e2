#include "run_session.hpp"

#include <algorithm>

#include "railhead/experiment/checks.hpp"
#include "railhead/experiment/executor.hpp"

#include "console.hpp"
#include "interrupt.hpp"
#include "memory.hpp"
#include "progress.hpp"
#include "run_report.hpp"

namespace railhead {
namespace {

// The most that a run with a stopping rule does unless told.
constexpr std::uint64_t kMostUntil = std::uint64_t{1} << 20;

CompileOptions compile_options(const Arguments& arguments) {
  CompileOptions options;
  options.seed = arguments.count("--seed");
  options.replications = arguments.count("--replications", 1);
  options.deterministic = arguments.has("--deterministic");
  if (options.deterministic && (options.replications || arguments.has("--until")))
    throw Error(ExitCode::kUsage,
                "--deterministic is one replication; leave out --replications and --until");
  if (arguments.has("--until") && !options.replications) options.replications = kMostUntil;
  return options;
}

RunIdentity identity_of(const Scenario& scenario, const Compiled& compiled) {
  RunIdentity identity;
  identity.path = scenario.path;
  identity.title = compiled.settings.title;
  identity.question = compiled.settings.question;
  identity.sha256 = scenario.sources.front()->sha256;
  identity.seed = compiled.network.seed;
  identity.deterministic = compiled.network.deterministic;
  return identity;
}

constexpr std::size_t kMostRows = 5'000'000;  // of tables of trajectories, half a gigabyte

void require_rows(const RunRequest& request, std::size_t instants) {
  const std::size_t rows = request.series.size() * instants;
  if (rows <= kMostRows) return;
  throw Error(ExitCode::kRuntime, "the tables of trajectories would have " + std::to_string(rows) +
                                      " rows, more than " + std::to_string(kMostRows) +
                                      "; record less often: scenario.record_every_days");
}

}  // namespace

RunSession::RunSession(const Arguments& arguments)
    : arguments_(arguments),
      scenario_(load(*arguments.text("FILE"), arguments.overrides())),
      compiled_(compile(scenario_, compile_options(arguments))),
      identity_(identity_of(scenario_, compiled_)),
      threads_(ThreadExecutor{arguments.threads()}.threads()) {
  const bool files = arguments.has("--out");
  const bool report = !arguments.has("--json");
  if (arguments.has("--response") && !files)
    throw Error(ExitCode::kUsage, "--response is a column of replications.csv; it needs --out");
  if (report && !files) widen_grid(compiled_.network, 120);  // columns of a chart
  if (files)
    request_.series = default_series(network());
  else if (report)
    request_.series = report_series(network());
  choose_metrics();
}

std::vector<std::size_t> RunSession::indices_of(const std::vector<Metric>& metrics) {
  std::vector<std::size_t> indices;
  for (const Metric& metric : metrics) {
    const auto found = std::find(request_.metrics.begin(), request_.metrics.end(), metric);
    indices.push_back(static_cast<std::size_t>(found - request_.metrics.begin()));
    if (found == request_.metrics.end()) request_.metrics.push_back(metric);
  }
  return indices;
}

void RunSession::choose_metrics() {
  request_.metrics = default_metrics(network());
  require_metrics(settings().checks, request_.metrics);
  if (const auto rule = arguments_.text("--until")) {
    until_ = parse_stopping_rule(network(), *rule);
    indices_of({until_->metric});
  }
  std::vector<Metric> responses;
  for (const std::string& selector : arguments_.all("--response"))
    responses.push_back(parse_metric(network(), selector));
  const std::vector<std::size_t> response_columns = indices_of(responses);
  std::vector<Metric> worst;
  if (const auto selector = arguments_.text("--worst"))
    worst.push_back(parse_metric(network(), *selector));
  const std::vector<std::size_t> worst_column = indices_of(worst);

  std::vector<Instant> grid = recording_grid(network());
  if (arguments_.has("--out")) require_rows(request_, grid.size());
  metrics_.emplace(request_.metrics);
  trajectories_.emplace(request_.series, std::move(grid));
  responses_.emplace(request_.metrics, response_columns);
  for_worst_.emplace(request_.metrics, worst_column);
}

// What is kept of each replication by itself, in bytes.
std::size_t RunSession::kept_bytes() const {
  std::size_t bytes = arguments_.has("--out") ? sizeof(std::uint64_t) : 0;
  for (const auto* table : {&*responses_, &*for_worst_})
    if (!table->metrics().empty()) bytes += 8 * (1 + table->metrics().size());
  return bytes;
}

void RunSession::run() {
  const std::uint64_t most = settings().replications;
  require_memory(static_cast<double>(most) * static_cast<double>(kept_bytes()),
                 "the single figures of " + std::to_string(most) + " replications");
  const InterruptWatch interrupt;
  Progress progress{until_ ? 0 : most, arguments_.has("--quiet")};
  ThreadExecutor executor{threads_};
  std::vector<RecordSink*> sinks = {&*metrics_, &*trajectories_, &*responses_, &*for_worst_};
  if (arguments_.has("--out")) sinks.push_back(&digests_);
  std::uint64_t done = 0;
  bool enough = false;
  while (done < most && !enough && !identity_.interrupted) {
    const std::uint64_t target = until_ ? std::min(next_look(done), most) : most;
    const RunControl control{
        &interrupt.flag(), [&progress, done](std::uint64_t more) { progress.update(done + more); }};
    done += executor.run(network(), request_, {done, target - done}, sinks, control);
    identity_.interrupted = done < target;
    enough = until_ && reached(*until_, *metrics_);
  }
  if (done == 0) throw Error(ExitCode::kInterrupted, "interrupted before any replication was done");
  if (until_ && !enough && !identity_.interrupted)
    print_note("railhead: the half-width of --until was not reached in " + std::to_string(done) +
               " replications");
}

std::optional<WorstReplication> RunSession::worst() const {
  if (for_worst_->metrics().empty()) return std::nullopt;
  const auto row = for_worst_->worst(0);
  if (!row) return std::nullopt;
  return WorstReplication{for_worst_->metrics()[0], for_worst_->replication(*row),
                          for_worst_->value(*row, 0)};
}

}  // namespace railhead
