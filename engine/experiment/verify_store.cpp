#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>

#include "railhead/base/error.hpp"
#include "railhead/experiment/verify.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/store.hpp"
#include "railhead/results/store_query.hpp"
#include "railhead/scenario/compile.hpp"

#include "rerun.hpp"

namespace railhead {
namespace {

constexpr double kNoLimit = 1e9;  // seconds

std::vector<StoreRow> rows_of(const std::string& path, const std::string& sql) {
  std::vector<StoreRow> rows;
  query_store(path, sql, kNoLimit,
              {[](const auto&) {}, [&](const StoreRow& row) { rows.push_back(row); }});
  return rows;
}

// A cell of a column that holds texts, or whole numbers; a store that says otherwise is damaged.
template <class T>
const T& cell(const StoreRow& row, std::size_t column) {
  const T* value = std::get_if<T>(&row.at(column));
  if (value == nullptr) throw Error(ExitCode::kRuntime, "the store is damaged: a value is missing");
  return *value;
}
const std::string& text_in(const StoreRow& row, std::size_t column) {
  return cell<std::string>(row, column);
}
std::int64_t whole_in(const StoreRow& row, std::size_t column) {
  return cell<std::int64_t>(row, column);
}

double number_in(const StoreRow& row, std::size_t column) {
  if (const auto* whole = std::get_if<std::int64_t>(&row[column]))
    return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&row[column])) return *real;
  return std::numeric_limits<double>::quiet_NaN();
}

struct RecordedPoint {
  std::int64_t key = 0;
  std::string label;
  std::string scenario;    // sha256
  std::int64_t ended = 0;  // replications that its summaries are of
  std::vector<std::string> overrides;
};

// What the store says about itself.
struct RecordedSweep {
  std::string path;
  std::map<std::string, std::string> meta;
  std::map<std::string, StoreScenario> scenarios;  // by sha256
  std::vector<std::string> responses;
  std::vector<RecordedPoint> points;
  std::optional<std::uint64_t> seed;  // of all points, unless it is a factor
};

std::vector<RecordedPoint> points_of(const std::string& path, bool& seed_varies) {
  std::vector<RecordedPoint> points;
  for (const StoreRow& row :
       rows_of(path, "SELECT point_key, label, scenario, replications FROM points ORDER BY point"))
    points.push_back({whole_in(row, 0), text_in(row, 1), text_in(row, 2), whole_in(row, 3), {}});
  const auto rows = rows_of(
      path,
      "SELECT l.point_key, f.path, l.value, l.number FROM levels l JOIN factors f USING(factor) "
      "WHERE f.path <> '' AND l.value <> '' ORDER BY factor");
  std::map<std::int64_t, std::vector<std::string>> overrides;
  for (const StoreRow& row : rows) {
    const std::string& field = text_in(row, 1);
    seed_varies |= field == "scenario.seed";
    // As in point_with(): an entity that is not removed is left as it is, and removals come last.
    if (field.ends_with(".remove") && number_in(row, 3) == 0.0) continue;
    overrides[whole_in(row, 0)].push_back(field + "=" + text_in(row, 2));
  }
  for (RecordedPoint& point : points) {
    point.overrides = overrides[point.key];
    std::stable_partition(point.overrides.begin(), point.overrides.end(), [](const auto& override) {
      return !override.substr(0, override.find('=')).ends_with(".remove");
    });
  }
  return points;
}

RecordedSweep read_sweep(const std::string& path) {
  RecordedSweep sweep;
  sweep.path = path;
  for (const StoreRow& row : rows_of(path, "SELECT name, value FROM meta"))
    sweep.meta[text_in(row, 0)] = text_in(row, 1);
  for (const StoreRow& row : rows_of(path, "SELECT sha256, path, toml FROM scenarios"))
    sweep.scenarios[text_in(row, 0)] = {text_in(row, 0), text_in(row, 1), text_in(row, 2)};
  for (const StoreRow& row : rows_of(path, "SELECT metric FROM responses ORDER BY response"))
    sweep.responses.push_back(text_in(row, 0));
  bool seed_varies = false;
  sweep.points = points_of(path, seed_varies);
  if (!seed_varies && !sweep.points.empty()) {
    const StoreScenario& first = sweep.scenarios[sweep.points.front().scenario];
    sweep.seed = compile(load_text(first.path, first.toml)).network.seed;
  }
  return sweep;
}

// As the sweep asked for it: the order of the metrics is part of a digest.
RunRequest request_of(const RecordedSweep& sweep, const Network& network) {
  RunRequest request;
  for (const std::string& selector : sweep.responses)
    request.metrics.push_back(parse_metric(network, selector));
  const auto keep = sweep.meta.find("keep");
  if (keep == sweep.meta.end() || keep->second == "responses") return request;
  for (const Metric& metric : default_metrics(network))
    if (std::find(request.metrics.begin(), request.metrics.end(), metric) == request.metrics.end())
      request.metrics.push_back(metric);
  return request;
}

bool same_number(double a, double b) {
  return a == b || (a != a && b != b);
}

void compare_run(const RecordedSweep& sweep, const RecordedPoint& point, const RunRecord& made,
                 const StoreRow& kept, VerifyOutcome& outcome) {
  std::string what;
  if (whole_in(kept, 1) != static_cast<std::int64_t>(made.digest)) what = "its digest";
  for (std::size_t i = 0; i < sweep.responses.size(); ++i)
    if (!same_number(number_in(kept, i + 2), made.metrics[i])) what = sweep.responses[i];
  if (what.empty()) return;
  ++outcome.different;
  note_difference(outcome, "point " + point.label + ", replication " +
                               std::to_string(made.replication) + ": " + what +
                               " is not what is recorded");
}

bool same_summary(const MetricSummary& made, const StoreRow& kept) {
  std::vector<double> figures = {static_cast<double>(made.n),
                                 made.mean,
                                 made.sd,
                                 made.half_width,
                                 made.low,
                                 made.high,
                                 made.min};
  figures.insert(figures.end(), made.quantiles.begin(), made.quantiles.end());
  figures.push_back(made.max);
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const double recorded = number_in(kept, i + 2);  // behind the point and the metric
    if (recorded != figures[i] && !(std::isnan(recorded) && !std::isfinite(figures[i])))
      return false;
  }
  return true;
}

void compare_summaries(const RecordedSweep& sweep, const RecordedPoint& point,
                       const Network& network, MetricEnsemble& metrics, VerifyOutcome& outcome) {
  for (std::size_t part = 0; part < metrics.parts(); ++part) metrics.settle(part);
  for (const StoreRow& kept : rows_of(
           sweep.path, "SELECT * FROM summaries WHERE point_key = " + std::to_string(point.key))) {
    const std::string& selector = text_in(kept, 1);
    const auto metric = metrics.find(parse_metric(network, selector));
    if (!metric || !same_summary(metrics.summary(*metric), kept))
      note_difference(outcome, "point " + point.label + ": the summary of " + selector +
                                   " is not what is recorded");
  }
}

bool verify_point(const RecordedSweep& sweep, const RecordedPoint& point,
                  const VerifyOptions& options, VerifyOutcome& outcome) {
  const auto kept =
      rows_of(sweep.path, "SELECT * FROM runs WHERE point_key = " + std::to_string(point.key) +
                              " ORDER BY replication");
  outcome.recorded += kept.size();
  if (kept.empty()) return true;
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
  std::vector<StoreRow> rows;  // without the point's key
  rows.reserve(kept.size());
  for (const StoreRow& row : kept) rows.emplace_back(row.begin() + 1, row.end());
  const RunRequest request = request_of(sweep, compiled.network);
  const bool all = std::find(chosen.begin(), chosen.end(), false) == chosen.end();
  MetricEnsemble metrics{request.metrics};
  const auto use = [&](std::span<const RunRecord> records) {
    const std::uint64_t k = records.front().replication;
    const bool summed = all && k < static_cast<std::uint64_t>(point.ended);
    for (std::size_t part = 0; summed && part < metrics.parts(); ++part) metrics.add(part, records);
    ++outcome.checked;
    if (options.progress) options.progress(outcome.checked);
    if (whole_in(rows[k], 0) != static_cast<std::int64_t>(k))
      throw Error(ExitCode::kRuntime, sweep.path + ": point " + point.label +
                                          " lacks replication " + std::to_string(k));
    compare_run(sweep, point, records.front(), rows[k], outcome);
  };
  if (!rerun(compiled.network, request, kept.size(), 1, chosen, options, use)) return false;
  if (all) compare_summaries(sweep, point, compiled.network, metrics, outcome);
  return true;
}

}  // namespace

VerifyOutcome verify_store(const std::string& path, const VerifyOptions& options) {
  check_store(path);
  if (rows_of(path, "SELECT 1 FROM sqlite_master WHERE name = 'points'").empty())
    throw Error(ExitCode::kRuntime, path +
                                        ": the store holds no sweep; what other verbs kept is "
                                        "made again by asking them the same");
  const RecordedSweep sweep = read_sweep(path);
  VerifyOutcome outcome;
  const auto engine = sweep.meta.find("engine");
  if (engine != sweep.meta.end()) outcome.version = engine->second;
  std::vector<RecordedInput> inputs;
  for (const StoreRow& row : rows_of(path, "SELECT path, sha256 FROM inputs ORDER BY path"))
    inputs.push_back({text_in(row, 0), text_in(row, 1)});
  const std::string folder = std::filesystem::path{path}.parent_path().string();
  check_inputs(inputs, {folder.empty() ? "." : folder, "."}, outcome);
  for (const RecordedPoint& point : sweep.points) {
    outcome.interrupted = !verify_point(sweep, point, options, outcome);
    if (outcome.interrupted) break;
  }
  if (outcome.recorded == 0 && !outcome.interrupted)
    throw Error(ExitCode::kRuntime, path + ": the store holds no replication yet");
  return outcome;
}

}  // namespace railhead
