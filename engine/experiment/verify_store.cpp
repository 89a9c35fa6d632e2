#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/experiment/verify.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/scenario/compile.hpp"

#include "recorded_sweep.hpp"
#include "rerun.hpp"
#include "store_figures.hpp"

namespace railhead {
namespace {

// As the sweep asked for it: the order of the metrics is part of a digest.
RunRequest request_of(const RecordedSweep& sweep, const Network& network) {
  RunRequest request;
  for (const StoreResponse& response : sweep.responses)
    request.metrics.push_back(parse_metric(network, response.metric));
  if (sweep.keeps("responses")) return request;
  for (const Metric& metric : default_metrics(network))
    if (std::find(request.metrics.begin(), request.metrics.end(), metric) == request.metrics.end())
      request.metrics.push_back(metric);
  if (sweep.keeps("trajectories")) request.series = default_series(network);
  return request;
}

// `kept` begins with the point's key, the replication and its digest.
void compare_run(const RecordedSweep& sweep, const RecordedPoint& point, const RunRecord& made,
                 const RecordedRow& kept, VerifyOutcome& outcome) {
  std::string what;
  if (whole_in(kept, 2) != static_cast<std::int64_t>(made.digest)) what = "its digest";
  for (std::size_t i = 0; i < sweep.responses.size(); ++i)
    if (!same_number(number_in(kept, i + 3), made.metrics[i])) what = sweep.responses[i].metric;
  if (what.empty()) return;
  ++outcome.different;
  note_difference(outcome, "point " + point.label + ", replication " +
                               std::to_string(made.replication) + ": " + what +
                               " is not what is recorded");
}

bool verify_point(const RecordedSweep& sweep, const RecordedPoint& point,
                  const VerifyOptions& options, VerifyOutcome& outcome) {
  const auto kept =
      rows_of(sweep.path, "SELECT * FROM runs WHERE point_key = " + std::to_string(point.key) +
                              " ORDER BY replication");
  outcome.recorded += kept.size();
  if (point.ended < 0 || static_cast<std::size_t>(point.ended) > kept.size())
    note_difference(outcome, fmt::format("point {}: it ended with {} replications, and {} are kept",
                                         point.label, point.ended, kept.size()));
  if (kept.empty()) {
    if (point.ended == 0) compare_nothing(sweep, point, outcome);
    return true;
  }
  const auto scenario = sweep.scenarios.find(point.scenario);
  if (scenario == sweep.scenarios.end())
    throw Error(ExitCode::kRuntime,
                sweep.path + ": the scenario of point " + point.label + " is missing");
  CompileOptions compile_options;
  compile_options.seed = sweep.seed;
  const Scenario base = load_text(scenario->second.path, scenario->second.toml);
  const Compiled compiled = compile(with_overrides(base, point.overrides), compile_options);
  const auto chosen =
      sampled_groups(kept.size(), options.sample, static_cast<std::uint64_t>(point.key));
  const RunRequest request = request_of(sweep, compiled.network);
  const bool all = std::find(chosen.begin(), chosen.end(), false) == chosen.end();
  if (!all) outcome.unchecked = {"summaries and quantiles, which take all replications"};
  compare_responses(sweep, compiled.network, outcome);
  MetricEnsemble metrics{request.metrics};
  TrajectoryEnsemble trajectories{request.series, recording_grid(compiled.network)};
  const auto use = [&](std::span<const RunRecord> records) {
    const std::uint64_t k = records.front().replication;
    const bool summed = all && k < static_cast<std::uint64_t>(point.ended);
    for (std::size_t part = 0; summed && part < metrics.parts(); ++part) metrics.add(part, records);
    for (std::size_t part = 0; summed && part < trajectories.parts(); ++part)
      trajectories.add(part, records);
    ++outcome.checked;
    if (options.progress) options.progress(outcome.checked);
    if (whole_in(kept[k], 1) != static_cast<std::int64_t>(k))
      throw Error(ExitCode::kRuntime, sweep.path + ": point " + point.label +
                                          " lacks replication " + std::to_string(k));
    compare_run(sweep, point, records.front(), kept[k], outcome);
  };
  if (!rerun(compiled.network, request, kept.size(), 1, chosen, options, use)) return false;
  if (all) compare_figures(sweep, point, compiled.network, metrics, trajectories, outcome);
  return true;
}

// What is not looked at, in words.
void name_the_rest(const std::string& path, VerifyOutcome& outcome) {
  if (outcome.unchecked.empty()) outcome.compared = {"summaries and quantiles"};
  outcome.unchecked.emplace_back(
      "the text of the study; the points are those that the store names");
  for (const std::string& added : added_to_store(path))
    outcome.unchecked.push_back(added + ", which is not Railhead's");
  if (rows_of(path, "SELECT 1 FROM sqlite_master WHERE name = 'analyses'").empty()) return;
  for (const RecordedRow& row :
       rows_of(path, "SELECT verb, question FROM analyses ORDER BY analysis"))
    outcome.unchecked.push_back("an analysis of " + text_in(row, 0) +
                                ", made again by asking the same: " + text_in(row, 1));
}

// Rows that belong to no point are seen by nobody who goes by the points.
void find_strays(const std::string& path, VerifyOutcome& outcome) {
  const auto none_of = [&](const std::string& table, const char* of, const std::string& strays) {
    if (!rows_of(path, "SELECT 1 FROM " + table + " WHERE " + strays + " LIMIT 1").empty())
      note_difference(outcome, table + " of the store: some are of no " + of);
  };
  for (const char* table : {"runs", "summaries", "quantiles"})
    none_of(table, "point", "point_key NOT IN (SELECT point_key FROM points)");
  none_of("series", "quantiles", "series_key NOT IN (SELECT series_key FROM quantiles)");
}

VerifyOutcome verified(const std::string& path, const VerifyOptions& options,
                       const std::vector<std::string>& damaged) {
  const RecordedSweep sweep = read_sweep(path);
  VerifyOutcome outcome;
  for (const std::string& fault : sweep.faults) note_difference(outcome, fault);
  for (const std::string& table : damaged)
    note_difference(outcome, table + " of the store: not as it was written");
  const auto engine = sweep.meta.find("engine");
  if (engine != sweep.meta.end()) outcome.version = engine->second;
  std::vector<RecordedInput> inputs;
  for (const RecordedRow& row : rows_of(path, "SELECT path, sha256 FROM inputs ORDER BY path"))
    inputs.push_back({text_in(row, 0), text_in(row, 1)});
  const std::string folder = std::filesystem::path{path}.parent_path().string();
  check_inputs(inputs, {folder.empty() ? "." : folder, "."}, outcome);
  for (const RecordedPoint& point : sweep.points) {
    outcome.interrupted = !verify_point(sweep, point, options, outcome);
    if (outcome.interrupted) break;
  }
  if (outcome.recorded == 0 && !outcome.interrupted)
    throw Error(ExitCode::kRuntime, path + ": the store holds no replication yet");
  if (!outcome.interrupted) find_strays(path, outcome);
  name_the_rest(path, outcome);
  return outcome;
}

}  // namespace

VerifyOutcome verify_store(const std::string& path, const VerifyOptions& options) {
  const auto held = hold_store(path);
  const std::vector<std::string> damaged = damaged_tables(path);
  if (damaged.empty()) require_sweep(path);
  try {
    return verified(path, options, damaged);
  } catch (const Error& error) {
    // What does not hold together any more is no fault of the files that it came from.
    if (damaged.empty() || error.code() == ExitCode::kInterrupted) throw;
    throw Error(
        ExitCode::kRuntime,
        fmt::format("{}: the store is damaged (not as it was written: {}), and cannot be run "
                    "again: {}",
                    path, fmt::join(damaged, ", "), error.what()));
  }
}

}  // namespace railhead
