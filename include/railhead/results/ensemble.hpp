#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "railhead/base/hash.hpp"
#include "railhead/model/metrics.hpp"
#include "railhead/results/buffered_quantiles.hpp"
#include "railhead/results/sink.hpp"
#include "railhead/stats/intervals.hpp"
#include "railhead/stats/moments.hpp"

// Metrics over replications.
namespace railhead {

// The quantiles that documents and tables give.
inline constexpr std::array<double, 7> kQuantileLevels = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};
inline constexpr std::array<const char*, 7> kQuantileNames = {"p05", "p10", "p25", "p50",
                                                              "p75", "p90", "p95"};

// One metric over the replications in which it occurs (is no NaN). Without any, n is 0 and the rest
// NaN. Instants are microseconds since 1970 UTC.
struct MetricSummary {
  std::uint64_t n = 0;
  double mean = 0;
  double sd = 0;
  double half_width = 0;     // of the 95 % interval of the mean; infinite for n = 1
  double low = 0, high = 0;  // that interval; for flags Wilson's
  double min = 0, max = 0;
  std::array<double, 7> quantiles{};  // at kQuantileLevels
  double p(double level) const;       // one of them. Requires: level is in kQuantileLevels
};

// Sums up the metrics of a request. Moments in chunks of kRunsPerChunk; quantiles exact for the
// first exact_runs(metrics) runs and by equi-depth bins beyond (see CellQuantiles).
class MetricEnsemble final : public RecordSink {
 public:
  explicit MetricEnsemble(std::vector<Metric> metrics);

  // Runs for which quantiles stay exact: 16,384, less where that many values of so many metrics
  // would take more than a quarter of a GiB, but 4,096 at least.
  static std::size_t exact_runs(std::size_t metrics);

  std::size_t parts() const override { return blocks_.size(); }
  void add(std::size_t part, std::span<const RunRecord> records) override;
  void settle(std::size_t part) override { blocks_[part].quantiles.settle(); }

  const std::vector<Metric>& metrics() const { return metrics_; }
  // Where a metric stands, nothing where it was not asked for.
  std::optional<std::size_t> find(const Metric& metric) const;
  std::uint64_t runs() const { return blocks_.front().runs; }
  MetricSummary summary(std::size_t metric) const;
  // The same, of one after the other.
  MetricSummary summary(std::size_t metric, HalfWidths& widths) const;
  // Any quantile of a metric, NaN where it never occurs.
  double quantile(std::size_t metric, double p) const;
  // Largest error in p that a quantile of the metric can have, 0 while exact.
  double quantile_error(std::size_t metric) const;
  Moments moments(std::size_t metric) const;
  // Of the digests of all records in run order: equal ones mean equal runs.
  std::uint64_t digest() const { return blocks_.front().digest.value(); }

 private:
  static constexpr std::size_t kMetricsPerBlock = 64;
  struct Block {
    std::size_t first = 0;  // metric
    std::uint64_t runs = 0;
    std::vector<ChunkedMoments> moments;
    BufferedQuantiles quantiles;
    Hash64 digest;
  };
  const Block& block_of(std::size_t metric) const { return blocks_[metric / kMetricsPerBlock]; }

  std::vector<Metric> metrics_;
  std::vector<Block> blocks_;  // never empty, so that runs are counted without metrics too
};

}  // namespace railhead
