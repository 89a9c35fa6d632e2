// Expressions, one replication by model size, recording, and quantiles.
#include <algorithm>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "railhead/results/trajectories.hpp"
#include "railhead/scenario/compile.hpp"

#include "bench/model_text.hpp"

namespace {

using namespace railhead;

struct Engine {
  Engine(const std::string& text, bool with_series)
      : compiled(compile(load_text("bench.toml", text))) {
    request.metrics = default_metrics(compiled.network);
    if (with_series) request.series = default_series(compiled.network);
    workspace = std::make_unique<Workspace>(compiled.network, request);
  }
  void run(std::uint64_t replication) { simulate(*workspace, replication, record); }
  Compiled compiled;
  RunRequest request;
  std::unique_ptr<Workspace> workspace;
  RunRecord record;
};

// Ten thousand parameters by an expression of thirteen operations, each evaluated once.
void expressions(benchmark::State& state) {
  std::string text =
      "schema = 1\n[scenario]\ntitle = \"t\"\nstart = 2023-01-01\nhorizon_days = 1\n"
      "[munition.m]\n[site.s]\n[parameter.a]\nvalue = 2\n[parameter.b]\nvalue = 3\n";
  constexpr int kCount = 10'000;
  for (int k = 0; k < kCount; ++k)
    text += "[parameter.x" + std::to_string(k) +
            "]\nvalue = \"(a + b) * 3 - a / (b + 1) + min(a, b) * max(a - 1, b) - -a + 2 * b\"\n";
  Engine engine(text, false);
  std::uint64_t k = 0;
  for (auto step : state) {
    (void)step;
    engine.run(k++);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * kCount);
}

void replication(benchmark::State& state, bool with_series) {
  bench::ModelSize size;
  size.depots = static_cast<std::size_t>(state.range(0));
  Engine engine(bench::model_text(size), with_series);
  std::uint64_t k = 0;
  for (auto step : state) {
    (void)step;
    engine.run(k++);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
  state.counters["events"] = static_cast<double>(engine.record.events);
  state.counters["series"] = static_cast<double>(engine.request.series.size());
}

// Quantiles of trajectories of one record after another, past the exact ones; items are cells.
void quantiles(benchmark::State& state) {
  Engine engine(bench::model_text({}), true);
  TrajectoryEnsemble ensemble(engine.request.series, recording_grid(engine.compiled.network));
  std::vector<RunRecord> records(256);
  std::uint64_t k = 0;
  const auto add = [&] {
    for (std::size_t part = 0; part < ensemble.parts(); ++part) ensemble.add(part, records);
  };
  for (RunRecord& record : records) simulate(*engine.workspace, k++, record);
  for (int i = 0; i < 17; ++i) add();
  for (auto step : state) {
    (void)step;
    add();
  }
  state.SetItemsProcessed(
      static_cast<std::int64_t>(state.iterations()) *
      static_cast<std::int64_t>(records.size() * records[0].trajectories.size()));
}

BENCHMARK(expressions)->Name("expressions/of thirteen operations")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(replication, metrics, false)
    ->Name("replication/depots")
    ->Arg(1)
    ->Arg(10)
    ->Arg(100)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(replication, recorded, true)
    ->Name("recording/depots")
    ->Arg(1)
    ->Arg(10)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(quantiles)->Name("quantiles/256 records")->Unit(benchmark::kMicrosecond);

}  // namespace
