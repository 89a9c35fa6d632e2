// What each mechanism of a real scenario costs: the scenario as it is, and without each in turn.
#include "bench/mechanisms.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <tuple>
#include <vector>

#include "railhead/model/simulate.hpp"
#include "railhead/scenario/compile.hpp"

#include "bench/contender.hpp"

namespace bench {
namespace {

using namespace railhead;

constexpr int kRounds = 11;
constexpr std::uint64_t kReplications = 20;  // at once

void stop_rationing(Network& network) {
  for (Consumer& consumer : network.consumers) consumer.ration.clear();
}

// All rounds are of one origin: lots that follow each other merge, nothing is shared by origin.
void merge_origins(Network& network) {
  const OriginId one{0};
  for (Line& line : network.lines)
    if (line.refurbishes.is_none()) line.origin = one;
  for (Shipment& shipment : network.shipments) shipment.origin = one;
  for (Replenishment& supply : network.replenishments) supply.origin = one;
  for (InitialStock& stock : network.initial_stock) stock.origin = one;
}

// Consumers have all that they can fire from the start.
void fill_up(Network& network) {
  Step step;
  step.law.a[0].constant = 1e8;
  network.steps.push_back(step);
  Value value;
  value.first_step = static_cast<std::uint32_t>(network.steps.size() - 1);
  value.step_count = 1;
  value.name = "stock";
  const ValueId plenty = network.values.push_back(value);
  for (const Consumer& consumer : network.consumers)
    network.initial_stock.push_back({consumer.pool, OriginId{0}, plenty});
  std::stable_sort(network.initial_stock.begin(), network.initial_stock.end(),
                   [](const InitialStock& a, const InitialStock& b) {
                     return std::tie(a.pool, a.origin) < std::tie(b.pool, b.origin);
                   });
}

void stop_replenishment(Network& network) {
  network.replenishments.clear();
  fill_up(network);
}

void stop_shipments(Network& network) {
  network.shipments.clear();
  network.disruptions.clear();
}

// Lines need nothing: they make new rounds.
void stop_inputs(Network& network) {
  for (Line& line : network.lines) {
    if (!line.refurbishes.is_none()) line.origin = OriginId{0};
    line.refurbishes = PoolId{};
    line.consumes.clear();
  }
}

void only_flows(Network& network) {
  stop_rationing(network);
  stop_replenishment(network);
  stop_shipments(network);
  stop_inputs(network);
  merge_origins(network);
}

struct Variant {
  std::string name;
  std::function<void(Network&)> change;
  bool all_metrics = true;
};

std::vector<Variant> variants() {
  return {
      {"as it is", [](Network&) {}},
      {"without rationing", stop_rationing},
      {"without lots: one origin", merge_origins},
      {"without replenishment, stock is ample", stop_replenishment},
      {"ample stock alone", fill_up},
      {"without shipments and disruptions", stop_shipments},
      {"without refurbishing and components", stop_inputs},
      {"without metrics but one", [](Network&) {}, false},
      {"output and demand alone", only_flows},
      {"output and demand alone, one metric", only_flows, false},
  };
}

// A variant, ready to run.
class Engine {
 public:
  Engine(const Network& network, const Variant& variant) : network_(network) {
    variant.change(network_);
    request_.metrics = default_metrics(network_);
    if (!variant.all_metrics) request_.metrics.resize(1);
    workspace_ = std::make_unique<Workspace>(network_, request_);
    simulate(*workspace_, 0, record_);
  }

  double seconds_of_one() {
    const double begin = thread_seconds();
    for (std::uint64_t k = 0; k < kReplications; ++k) simulate(*workspace_, ++done_, record_);
    return (thread_seconds() - begin) / static_cast<double>(kReplications);
  }
  [[nodiscard]] std::size_t metrics() const { return request_.metrics.size(); }
  [[nodiscard]] std::uint64_t events() const { return record_.events; }

 private:
  Network network_;
  RunRequest request_;
  std::unique_ptr<Workspace> workspace_;
  RunRecord record_;
  std::uint64_t done_ = 0;
};

void measure_file(const std::string& path, JsonWriter& json) {
  const Compiled compiled = compile(load(path));
  const std::vector<Variant> all = variants();
  std::vector<std::unique_ptr<Engine>> engines;
  engines.reserve(all.size());
  for (const Variant& variant : all)
    engines.push_back(std::make_unique<Engine>(compiled.network, variant));
  std::vector<std::vector<double>> seconds(all.size());
  for (int round = 0; round < kRounds; ++round)
    for (std::size_t i = 0; i < all.size(); ++i) seconds[i].push_back(engines[i]->seconds_of_one());
  const std::string name = path.substr(path.rfind('/') + 1);
  std::printf("%-40s %14s %12s %9s %9s\n", name.c_str(), "us/replication", "difference", "metrics",
              "events");
  json.begin_object().member("scenario", name).key("variants").begin_array();
  const double whole = median(seconds[0]);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double one = median(seconds[i]);
    std::printf("  %-38s %14.1f %12.1f %9zu %9llu\n", all[i].name.c_str(), 1e6 * one,
                1e6 * (one - whole), engines[i]->metrics(),
                static_cast<unsigned long long>(engines[i]->events()));
    json.begin_object().member("name", all[i].name).member("median_seconds", one);
    json.member("events", engines[i]->events()).end_object();
  }
  json.end_array().end_object();
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

void measure_mechanisms(const std::string& folder, JsonWriter& json) {
  json.begin_array();
  for (const char* file : {"/../scenarios/theatre.toml", "/../scenarios/dprk-2023.toml"})
    measure_file(folder + file, json);
  json.end_array();
}

}  // namespace bench
