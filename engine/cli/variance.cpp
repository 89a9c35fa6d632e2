#include "variance.hpp"

#include <array>

#include <fmt/format.h>

#include "railhead/random/stream.hpp"

#include "console.hpp"
#include "figures.hpp"
#include "interrupt.hpp"
#include "progress.hpp"

namespace railhead {
namespace {

std::string share_cells(const Estimate& share) {
  return left(fmt::format("{:.1f} %", 100 * share.value), 9) +
         left(fmt::format("{:.1f} - {:.1f} %", 100 * share.low, 100 * share.high), 16);
}

}  // namespace

std::vector<VarianceSplit> variance_of(const Scenario& scenario, const Network& network,
                                       const std::vector<Metric>& metrics, std::uint64_t draws,
                                       std::size_t threads, bool quiet) {
  CompileOptions options;
  options.seed = stream_key(network.seed, "second replication of a draw").value;
  const std::array networks = {network,
                               with_parameters_of(compile(scenario, options).network, network)};
  RunRequest request;
  request.metrics = metrics;
  const InterruptWatch interrupt;
  Progress progress{2 * draws, quiet};
  const RunControl control{&interrupt.flag(), [&](std::uint64_t done) { progress.update(done); }};
  ThreadExecutor executor{threads};
  auto splits = split_variance(executor, networks, request, {0, draws}, control);
  if (interrupt.flag()) throw Error(ExitCode::kInterrupted, "interrupted");
  return splits;
}

void write_variance(JsonWriter& json, const Network& network, const std::vector<Metric>& metrics,
                    const std::vector<VarianceSplit>& splits) {
  json.begin_array();
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const VarianceSplit& split = splits[i];
    if (!(split.variance > 0)) continue;
    json.begin_object();
    write_metric_key(json, network, metrics[i]);
    write_estimate(json.key("epistemic"), split.epistemic);
    write_estimate(json.key("aleatory"), split.aleatory);
    // Of dates it is in days.
    constexpr double kDaySquared = 86'400e6 * 86'400e6;
    const bool instant = info(metrics[i].name).kind == MetricKind::instant;
    json.member("variance", instant ? split.variance / kDaySquared : split.variance);
    json.member("draws", split.draws).end_object();
  }
  json.end_array();
}

std::string variance_table(const Network& network, const std::vector<Metric>& metrics,
                           const std::vector<VarianceSplit>& splits,
                           const std::vector<std::string>& others) {
  constexpr std::size_t kMetric = 30;
  std::string text = bold(left("Variance", kMetric) + left("epistemic", 25) + "aleatory") + "\n";
  for (std::size_t i = 0; i < metrics.size(); ++i)
    if (splits[i].variance > 0)
      text += left(to_string(network, metrics[i]), kMetric - 1) + " " +
              share_cells(splits[i].epistemic) + share_cells(splits[i].aleatory) + "\n";
  const auto add = [&](const std::string& paragraph) {
    text += wrapped(paragraph, output_width());
  };
  if (others.empty()) {
    add("epistemic: unknown parameters; aleatory: chance, given the parameters; 95 % intervals");
  } else {
    add("epistemic: the factors; aleatory: chance, and what else is unknown; 95 % intervals");
    add(fmt::format("parameters that are no factor: {}", fmt::join(others, ", ")));
  }
  return text;
}

}  // namespace railhead
