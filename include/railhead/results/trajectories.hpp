#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "railhead/base/time.hpp"
#include "railhead/model/metrics.hpp"
#include "railhead/results/buffered_quantiles.hpp"
#include "railhead/results/sink.hpp"
#include "railhead/stats/cell_means.hpp"

// Trajectories over replications.
namespace railhead {

// Mean and quantiles of every series at every instant of the recording grid. Exact for the first
// exact_runs(cells) runs, equi-depth bins beyond (see CellQuantiles); a value that does not exist
// (NaN, the share of fire before anything is fired) belongs to no figure.
class TrajectoryEnsemble final : public RecordSink {
 public:
  TrajectoryEnsemble(std::vector<Series> series, std::vector<Instant> grid);

  // 4,096 runs and 400 bins, less where so many cells (series x instants) would take more than
  // half a GiB; a function of the number of cells alone.
  static std::size_t exact_runs(std::size_t cells);
  static std::size_t bins(std::size_t cells);

  // A part is some neighbouring series: a cache line of a record's trajectories.
  std::size_t parts() const override { return (columns_.size() + kSeriesAPart - 1) / kSeriesAPart; }
  void add(std::size_t part, std::span<const RunRecord> records) override;
  void settle(std::size_t part) override;

  const std::vector<Series>& series() const { return series_; }
  const std::vector<Instant>& grid() const { return grid_; }
  std::uint64_t runs() const;

  // Figures of one series at one instant, quantiles at kQuantileLevels; NaN where the series has no
  // value in any run.
  double mean(std::size_t series, std::size_t instant) const;
  std::array<double, 7> quantiles(std::size_t series, std::size_t instant) const;
  // Largest error in p of any quantile above; 0 while exact.
  double quantile_error() const;

 private:
  // One series at all instants. Many are the same in every run (a depot that fires nothing): as
  // long as that holds, the first run stands for all.
  struct Column {
    std::uint64_t runs = 0;
    std::vector<double> first;
    std::optional<CellMeans> means;              // once runs differ
    std::optional<BufferedQuantiles> quantiles;  // likewise
  };
  static constexpr std::size_t kSeriesAPart = 8;
  std::span<Column> columns_of(std::size_t part);
  void add_run(Column& column, std::span<const double> values) const;

  std::vector<Series> series_;
  std::vector<Instant> grid_;
  std::vector<Column> columns_;
};

}  // namespace railhead
