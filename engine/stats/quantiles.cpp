#include "railhead/stats/quantiles.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"

#include "bins.hpp"

namespace railhead {
namespace {

constexpr std::size_t kTile = 8;  // cells worked on at once: one cache line of a row

// Values at order statistic h (fractional) of n values in bins.
struct BinReader {
  const double* edge;
  const std::uint32_t* counts;
  std::size_t used;
  double min;
  double max;

  double at(double h) const {
    double before = 0;
    std::size_t bin = 0;
    while (bin + 1 < used && before + counts[bin] <= h) before += counts[bin++];
    while (bin > 0 && counts[bin] == 0) before -= counts[--bin];
    const double low = bin == 0 ? min : std::max(edge[bin], min);
    const double high = bin + 1 == used ? max : std::min(edge[bin + 1], max);
    if (bin + 1 < used && edge[bin + 1] == next_above(edge[bin])) return edge[bin];
    // The bin's values are taken to stand in the middles of equal parts of it.
    const double share = (h - before + 0.5) / counts[bin];
    return std::clamp(low + (high - low) * share, low, high);
  }
};

}  // namespace

double sorted_quantile(std::span<const double> ascending, double p) {
  if (ascending.empty()) return kUnknown;
  const double h = std::clamp(p, 0.0, 1.0) * static_cast<double>(ascending.size() - 1);
  const std::size_t below = static_cast<std::size_t>(h);
  if (below + 1 >= ascending.size()) return ascending.back();
  const double a = ascending[below];
  const double b = ascending[below + 1];
  return a + (b - a) * (h - static_cast<double>(below));
}

CellQuantiles::CellQuantiles(std::size_t cells, std::size_t exact_runs, std::size_t bins)
    : cells_(cells), exact_runs_(exact_runs), bins_(bins) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  ensure(cells > 0 && exact_runs > 0 && bins >= 2 && bins < 65000, "sizes of CellQuantiles");
  extents_.assign(cells, {kInfinity, -kInfinity, 0});
}

void CellQuantiles::add(std::uint64_t first_run, std::span<const double> values) {
  ensure(values.size() % cells_ == 0, "rows of CellQuantiles are whole");
  const std::uint64_t rows = values.size() / cells_;
  std::uint64_t early = 0;  // rows that are to be kept
  if (!binned() && first_run < exact_runs_)
    early = std::min<std::uint64_t>(rows, exact_runs_ - first_run);
  keep_rows(first_run, values.first(early * cells_));
  const auto later = values.subspan(early * cells_);
  if (binned()) {
    count_rows(later);
  } else {
    waiting_.insert(waiting_.end(), later.begin(), later.end());
  }
  runs_ += rows;
  if (!binned() && kept_runs_ == exact_runs_ && !waiting_.empty()) fix_bins();
}

void CellQuantiles::keep_rows(std::uint64_t first_run, std::span<const double> rows) {
  if (rows.empty()) return;
  const std::size_t end = first_run + rows.size() / cells_;
  if (present_.size() < end) present_.resize(end, false);
  if (kept_.size() * kBlock < end) kept_.resize((end + kBlock - 1) / kBlock);
  for (std::size_t run = first_run; run < end; ++run) {
    ensure(!present_[run], "a run was added twice to CellQuantiles");
    present_[run] = true;
    auto& block = kept_[run / kBlock];
    if (!block) block = std::make_unique_for_overwrite<double[]>(kBlock * cells_);
    std::copy_n(&rows[(run - first_run) * cells_], cells_, &block[run % kBlock * cells_]);
  }
  kept_runs_ += end - first_run;
}

// Calls use(cell, values) with the values of each cell in rows row(0) … row(count - 1) that are not
// NaN, tile by tile, and keeps the extents.
template <class Row, class Use>
void CellQuantiles::for_columns(std::size_t count, const Row& row, Use&& use) {
  std::array<std::vector<double>, kTile> columns;
  for (std::size_t first = 0; first < cells_; first += kTile) {
    const std::size_t width = std::min(kTile, cells_ - first);
    for (std::size_t c = 0; c < width; ++c) columns[c].resize(count);
    for (std::size_t r = 0; r < count; ++r) {
      const double* from = row(r) + first;
      // The next tile's part of the row: rows are pages apart, which no hardware foresees.
      __builtin_prefetch(from + kTile);
      for (std::size_t c = 0; c < width; ++c) columns[c][r] = from[c];
    }
    for (std::size_t c = 0; c < width; ++c) {
      Extent& extent = extents_[first + c];
      std::size_t kept = 0;
      double least = extent.min;
      double most = extent.max;
      for (const double x : columns[c]) {
        columns[c][kept] = x;
        kept += x == x ? 1 : 0;
        least = x < least ? x : least;
        most = x > most ? x : most;
      }
      extent = {least, most, extent.nan + count - kept};
      columns[c].resize(kept);
      use(first + c, columns[c]);
    }
  }
}

void CellQuantiles::count_rows(std::span<const double> rows) {
  const auto row = [&](std::size_t r) { return &rows[r * cells_]; };
  for_columns(rows.size() / cells_, row, [&](std::size_t cell, const std::vector<double>& values) {
    std::uint32_t* counts = &counts_[cell * bins_];
    if (cell + 1 < cells_) bins_fixed_->prefetch(cell + 1, counts + bins_);
    bins_fixed_->count(cell, values, counts);
  });
}

void CellQuantiles::fix_bins() {
  const auto bins = std::make_shared<Bins>(cells_, bins_);
  counts_.assign(cells_ * bins_, 0);
  std::vector<double> spare;
  const auto row = [&](std::size_t r) { return kept_row(r); };
  for_columns(exact_runs_, row, [&](std::size_t cell, std::vector<double>& values) {
    radix_sort(values, spare);
    bins->fix(cell, bins_, values);
    std::uint32_t* const counts = &counts_[cell * bins_];
    if (!values.empty() && values.front() == values.back())  // many a metric is always the same
      counts[0] = static_cast<std::uint32_t>(values.size());
    else
      bins->count(cell, values, counts);
  });
  bins_fixed_ = bins;
  count_rows(waiting_);
  kept_.clear();
  present_ = {};
  waiting_ = {};
}

CellQuantiles CellQuantiles::sibling() const {
  ensure(binned(), "a sibling of CellQuantiles shares bins that are fixed");
  CellQuantiles other(cells_, exact_runs_, bins_);
  other.bins_fixed_ = bins_fixed_;
  other.counts_.assign(counts_.size(), 0);
  return other;
}

void CellQuantiles::merge(const CellQuantiles& sibling) {
  ensure(binned() && bins_fixed_ == sibling.bins_fixed_, "merged CellQuantiles share their bins");
  runs_ += sibling.runs_;
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += sibling.counts_[i];
  for (std::size_t cell = 0; cell < cells_; ++cell) {
    Extent& extent = extents_[cell];
    const Extent& other = sibling.extents_[cell];
    extent.min = std::min(extent.min, other.min);
    extent.max = std::max(extent.max, other.max);
    extent.nan += other.nan;
  }
}

std::vector<double> CellQuantiles::kept_values(std::size_t cell) const {
  std::vector<double> values;
  values.reserve(kept_runs_);
  for (std::size_t run = 0; run < present_.size(); ++run) {
    if (!present_[run]) continue;
    const double x = kept_row(run)[cell];
    if (x == x) values.push_back(x);
  }
  return values;
}

std::uint64_t CellQuantiles::nan_count(std::size_t cell) const {
  return binned() ? extents_[cell].nan : kept_runs_ - kept_values(cell).size();
}

double CellQuantiles::min(std::size_t cell) const {
  double least = extents_[cell].min;
  if (!binned())
    for (const double x : kept_values(cell)) least = std::min(least, x);
  return least;
}

double CellQuantiles::max(std::size_t cell) const {
  double most = extents_[cell].max;
  if (!binned())
    for (const double x : kept_values(cell)) most = std::max(most, x);
  return most;
}

void CellQuantiles::quantiles(std::size_t cell, std::span<const double> p,
                              std::span<double> out) const {
  if (!binned()) {
    std::vector<double> values = kept_values(cell);
    std::vector<double> spare;
    radix_sort(values, spare);
    for (std::size_t i = 0; i < p.size(); ++i) out[i] = sorted_quantile(values, p[i]);
    return;
  }
  const std::uint64_t n = runs_ - extents_[cell].nan;
  const BinReader reader{bins_fixed_->edges_of(cell), &counts_[cell * bins_],
                         bins_fixed_->used[cell], extents_[cell].min, extents_[cell].max};
  for (std::size_t i = 0; i < p.size(); ++i)
    out[i] = n == 0 ? kUnknown : reader.at(std::clamp(p[i], 0.0, 1.0) * static_cast<double>(n - 1));
}

double CellQuantiles::quantile(std::size_t cell, double p) const {
  double result = kUnknown;
  quantiles(cell, {&p, 1}, {&result, 1});
  return result;
}

double CellQuantiles::error_mass(std::size_t cell) const {
  const std::uint64_t n = binned() ? runs_ - extents_[cell].nan : 0;
  std::uint32_t fullest = 0;
  for (std::size_t bin = 0; n > 0 && bin < bins_fixed_->used[cell]; ++bin)
    if (!bins_fixed_->is_atom(cell, bin)) fullest = std::max(fullest, counts_[cell * bins_ + bin]);
  return n > 0 ? static_cast<double>(fullest) / static_cast<double>(n) : 0;
}

}  // namespace railhead
