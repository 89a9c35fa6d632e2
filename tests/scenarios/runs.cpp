#include "runs.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "railhead/base/error.hpp"
#include "railhead/experiment/executor.hpp"

#include "tests/support/catch.hpp"

namespace railhead::tests {
namespace {

// Keeps every record's metrics and trajectories.
class Keeper final : public RecordSink {
 public:
  std::size_t parts() const override { return 1; }
  void add(std::size_t, std::span<const RunRecord> records) override {
    kept.insert(kept.end(), records.begin(), records.end());
  }
  std::vector<RunRecord> kept;
};

std::vector<RunRecord> run(const Compiled& compiled, const RunRequest& request,
                           std::uint64_t replications) {
  Keeper keeper;
  RecordSink* const sinks[] = {&keeper};
  const std::uint64_t count = replications == 0 ? compiled.settings.replications : replications;
  ThreadExecutor().run(compiled.network, request, {0, count}, sinks, {});
  return std::move(keeper.kept);
}

}  // namespace

std::string scenario_path(const std::string& name) {
  return std::string(RAILHEAD_SOURCE_DIR) + "/scenarios/" + name;
}

std::vector<std::string> scenario_files(const std::string& folder) {
  std::vector<std::string> files;
  const std::filesystem::path root = scenario_path("");
  for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
    if (entry.path().extension() == ".toml")
      files.push_back(std::filesystem::relative(entry.path(), root).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Compiled compile_file(const std::string& name) {
  INFO("scenario " << name);
  return compile(load(scenario_path(name)));
}

std::vector<Values> run_metrics(const Compiled& compiled, const std::vector<std::string>& selectors,
                                std::uint64_t replications) {
  RunRequest request;
  for (const std::string& selector : selectors)
    request.metrics.push_back(parse_metric(compiled.network, selector));
  const std::vector<RunRecord> records = run(compiled, request, replications);
  std::vector<Values> values(selectors.size());
  for (const RunRecord& record : records) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i].push_back(record.metrics[i]);
  }
  return values;
}

double mean_of_series(const Compiled& compiled, SeriesName name, Instant at,
                      std::uint64_t replications) {
  RunRequest request;
  for (const Series& series : default_series(compiled.network)) {
    if (series.name == name && series.of.shipment != ShipmentId() &&
        series.of.munition == MunitionId())
      request.series.push_back(series);
  }
  const std::vector<Instant> grid = recording_grid(compiled.network);
  const auto instant = std::find(grid.begin(), grid.end(), at);
  ensure(instant != grid.end() && !request.series.empty(), "the series is recorded at that date");
  const std::size_t row = static_cast<std::size_t>(instant - grid.begin()) * request.series.size();
  Values sums;
  for (const RunRecord& record : run(compiled, request, replications)) {
    double sum = 0;
    for (std::size_t i = 0; i < request.series.size(); ++i) sum += record.trajectories[row + i];
    sums.push_back(sum);
  }
  return mean(sums);
}

double mean(const Values& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

namespace {

double central_moment(const Values& values, double centre, int power) {
  double sum = 0;
  for (const double value : values) sum += std::pow(value - centre, power);
  return sum / static_cast<double>(values.size());
}

}  // namespace

Estimate mean_estimate(const Values& values) {
  const double n = static_cast<double>(values.size());
  const double centre = mean(values);
  return {centre, std::sqrt(central_moment(values, centre, 2) / (n - 1))};
}

Estimate sd_estimate(const Values& values) {
  const double n = static_cast<double>(values.size());
  const double centre = mean(values);
  const double m2 = central_moment(values, centre, 2);
  const double m4 = central_moment(values, centre, 4);
  return {std::sqrt(m2 * n / (n - 1)), std::sqrt((m4 - m2 * m2) / (4 * m2 * n))};
}

}  // namespace railhead::tests
