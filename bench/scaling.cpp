// What a run costs by its size: time and memory, and the exponent that fits best in log-log.
#include "bench/scaling.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "railhead/experiment/executor.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/scenario/compile.hpp"

#include "bench/contender.hpp"
#include "bench/model_text.hpp"

namespace bench {
namespace {

struct Row {
  double size = 0, seconds = 0, mebibytes = 0;
};

double mebibytes_in_use() {
  std::ifstream file("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  file >> pages >> resident;
  return resident * 4096 / (1 << 20);
}

// Slope of log time over log size by least squares, of the sizes from `from` on.
double exponent(const std::vector<Row>& rows, double from) {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (const Row& row : rows) {
    if (row.size < from) continue;
    const double a = std::log(row.size), b = std::log(row.seconds);
    n += 1, x += a, y += b, xx += a * a, xy += a * b;
  }
  return (n * xy - x * y) / (n * xx - x * x);
}

// Processor seconds of one replication: the median of some that take a tenth of a second together.
Row replication(const ModelSize& size, double by) {
  const double before = mebibytes_in_use();
  const railhead::Compiled compiled =
      railhead::compile(railhead::load_text("size.toml", model_text(size)));
  const railhead::RunRequest request{railhead::default_metrics(compiled.network), {}};
  railhead::Workspace workspace(compiled.network, request);
  railhead::RunRecord record;
  railhead::simulate(workspace, 0, record);
  std::vector<double> seconds;
  double spent = 0;
  for (std::uint64_t k = 1; seconds.size() < 5 || spent < 0.1; ++k) {
    const double begin = thread_seconds();
    railhead::simulate(workspace, k, record);
    seconds.push_back(thread_seconds() - begin);
    spent += seconds.back();
  }
  return {by, median(seconds), mebibytes_in_use() - before};
}

// Wall-clock seconds of many replications of supply.toml with all metrics kept.
Row many(const railhead::Network& network, std::uint64_t count, std::size_t threads, double by) {
  const railhead::RunRequest request{railhead::default_metrics(network), {}};
  railhead::MetricEnsemble ensemble(request.metrics);
  railhead::RecordSink* const sinks[] = {&ensemble};
  const auto begin = std::chrono::steady_clock::now();
  railhead::ThreadExecutor(threads).run(network, request, {0, count}, sinks, {});
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  return {by, passed.count(), mebibytes_in_use()};
}

void print(railhead::JsonWriter& json, const std::string& name, const std::vector<Row>& rows,
           double from) {
  const double slope = exponent(rows, from);
  std::printf("%-14s %14s %14s\n", name.c_str(), "seconds", "MiB");
  json.begin_object().member("by", name).member("exponent", slope).key("rows").begin_array();
  for (const Row& row : rows) {
    std::printf("  %-12.6g %14.6f %14.1f\n", row.size, row.seconds, row.mebibytes);
    json.begin_object().member("size", row.size).member("seconds", row.seconds);
    json.member("mebibytes", row.mebibytes).end_object();
  }
  json.end_array().end_object();
  std::printf("  exponent %.2f (sizes from %g on)\n\n", slope, from);
  std::fflush(stdout);
}

}  // namespace

void measure_scaling(const std::string& folder, railhead::JsonWriter& json) {
  json.begin_array();
  const railhead::Compiled supply = railhead::compile(railhead::load(folder + "/supply.toml"));
  std::vector<Row> rows;
  for (const std::uint64_t n : {100U, 1'000U, 10'000U, 100'000U, 1'000'000U})
    rows.push_back(many(supply.network, n, 1, static_cast<double>(n)));
  print(json, "replications", rows, 1000);
  const auto by = [&](const std::string& name, const std::vector<double>& sizes, double from,
                      auto model) {
    rows.clear();
    for (const double size : sizes) rows.push_back(replication(model(size), size));
    print(json, name, rows, from);
  };
  by("years", {0.1, 0.3, 1, 3, 10, 30}, 1, [](double x) {
    return ModelSize{365 * x, 1, 2, std::max<std::size_t>(1, static_cast<std::size_t>(10 * x))};
  });
  by("entities", {10, 100, 1'000, 10'000}, 100, [](double x) {
    return ModelSize{365, static_cast<std::size_t>(x / 10), 1, 10};
  });
  by("munitions", {1, 5, 10, 25, 50}, 5, [](double x) {
    return ModelSize{365, 1, static_cast<std::size_t>(x), 10};
  });
  by("shipments", {10, 100, 1'000, 10'000, 100'000}, 100, [](double x) {
    return ModelSize{365, 1, 2, static_cast<std::size_t>(x)};
  });
  // Interleaved; the median of each.
  std::vector<std::vector<double>> seconds(2);
  for (int repetition = 0; repetition < 5; ++repetition)
    for (const std::size_t threads : {1U, 2U})
      seconds[threads - 1].push_back(many(supply.network, 50'000, threads, 0).seconds);
  const Row one{1, median(seconds[0]), 0};
  const Row two{2, median(seconds[1]), 0};
  print(json, "threads", {one, two}, 1);
  std::printf("  two threads are %.2f times as fast as one\n", one.seconds / two.seconds);
  json.end_array();
}

}  // namespace bench
