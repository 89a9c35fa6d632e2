// Two or more scenarios on common random numbers, compared replication by replication.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "railhead/results/ensemble.hpp"
#include "railhead/results/trajectories.hpp"
#include "railhead/scenario/compile.hpp"
#include "railhead/scenario/diff.hpp"

namespace railhead {

// One metric of one variant against the baseline: variant minus baseline. Dates differ in days.
struct PairedFigures {
  std::string metric;  // selector
  std::string unit;
  MetricKind kind = MetricKind::amount;
  std::size_t variant = 0;      // index into Comparison::variants
  std::uint64_t pairs = 0;      // replications compared
  std::uint64_t n = 0;          // of these, in which the metric occurs on both sides
  double baseline_mean = 0;     // of these pairs, as is variant_mean
  double variant_mean = 0;      // dates: microseconds since 1970 UTC
  double mean = 0, sd = 0;      // of the difference
  double half_width = 0;        // of the interval of its mean, at Comparison::level
  double superiority = 0.5;     // share of pairs in which the variant is larger, ties by half
  std::uint64_t identical = 0;  // pairs that are equal, those without the metric on both sides too
  double variance_ratio = 0;    // variance if the runs were independent, over that of the pairs
  std::array<double, 7> quantiles{};  // at kQuantileLevels
};

// Figures of differences, taken in pair by pair.
class PairedMetrics {
 public:
  explicit PairedMetrics(std::vector<MetricKind> kinds);
  // One replication of both: a value for each metric.
  void add(std::span<const double> baseline, std::span<const double> variant);
  // After the last pair.
  void settle();
  // `level` of the interval of the mean. Selector, unit and variant are left to the caller.
  // Requires: settled.
  PairedFigures figures(std::size_t metric, double level) const;

 private:
  struct Sides {
    ChunkedMoments baseline, variant;
    std::uint64_t pairs = 0, identical = 0, larger = 0, ties = 0;
  };
  std::vector<MetricKind> kinds_;
  std::vector<Sides> sides_;
  MetricEnsemble differences_;
  RunRecord record_;
};

struct ComparedSide {
  std::string name;  // path, or label of a point
  std::string title, sha256;
};

struct InputDifference {
  std::size_t variant = 0;
  Difference difference;
};

struct Comparison {
  ComparedSide baseline;
  std::vector<ComparedSide> variants;
  std::uint64_t seed = 0;
  std::uint64_t replications = 0;
  // Of each interval: with k variants 1 - 0.05 / k, so that all k intervals of a metric hold
  // together with 95 % (Bonferroni).
  double level = 0.95;
  bool interrupted = false;
  std::vector<InputDifference> inputs;
  std::vector<PairedFigures> differences;  // by variant, then metric
  // Of scenarios, not of points in a store: variant minus baseline at each instant.
  std::shared_ptr<const Compiled> compiled;  // the baseline, whose series these are
  std::vector<std::unique_ptr<TrajectoryEnsemble>> trajectories;  // one a variant
};

struct CompareOptions {
  std::optional<std::uint64_t> seed;          // instead of the scenarios'
  std::optional<std::uint64_t> replications;  // instead of the baseline's
  std::vector<std::string> metrics;           // selectors; empty: all that both sides have
  bool all_series = false;                    // every series on the whole grid, else stocks alone
  std::size_t threads = 0;
  const std::atomic<bool>* cancel = nullptr;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
};

// The first scenario is the baseline. Throws Error (usage) where replications would not be pairs:
// other seeds, start, end or warm-up; or where a metric that was asked for is missing on a side.
Comparison compare(const std::vector<Scenario>& scenarios, const CompareOptions& options);

// The points of a store against one of them. Throws Error (usage) as above.
Comparison compare_store(const std::string& path, std::uint64_t baseline_point,
                         const std::vector<std::string>& metrics);

// Where two scenarios part in one replication.
struct FirstDifference {
  std::uint64_t common = 0;                  // events that are equal, from the start
  std::optional<std::string> before, after;  // the next event of each as a trace line, where there
                                             // is one; neither: the traces are equal
};
FirstDifference first_difference(const Scenario& baseline, const Scenario& variant,
                                 const CompareOptions& options, std::uint64_t replication);

}  // namespace railhead
