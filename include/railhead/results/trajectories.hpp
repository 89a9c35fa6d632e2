#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "railhead/base/time.hpp"
#include "railhead/model/metrics.hpp"
#include "railhead/results/sink.hpp"
#include "railhead/stats/moments.hpp"
#include "railhead/stats/quantiles.hpp"

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

  std::size_t parts() const override { return blocks_.size(); }
  void add(std::size_t part, std::span<const RunRecord> records) override;

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
  struct Block {
    std::size_t first = 0;  // cell
    std::uint64_t runs = 0;
    std::vector<ChunkedMoments> moments;
    CellQuantiles quantiles;
    std::vector<double> rows;  // scratch
  };
  std::size_t cell(std::size_t series, std::size_t instant) const {
    return instant * series_.size() + series;
  }
  const Block& block_of(std::size_t cell) const { return blocks_[cell / cells_per_block_]; }

  std::vector<Series> series_;
  std::vector<Instant> grid_;
  std::size_t cells_per_block_;
  std::vector<Block> blocks_;
};

}  // namespace railhead
