#include <cmath>

#include "railhead/base/unknown.hpp"
#include "railhead/experiment/compare.hpp"
#include "railhead/stats/intervals.hpp"

namespace railhead {
namespace {

// Metrics of which only the number counts: the ensemble of differences knows no network.
std::vector<Metric> numbered(std::size_t count) {
  return std::vector<Metric>(count);
}

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

}  // namespace

PairedMetrics::PairedMetrics(std::vector<MetricKind> kinds)
    : kinds_(std::move(kinds)), sides_(kinds_.size()), differences_(numbered(kinds_.size())) {
  record_.metrics.resize(kinds_.size());
}

void PairedMetrics::add(std::span<const double> baseline, std::span<const double> variant) {
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    Sides& sides = sides_[i];
    const double a = baseline[i];
    const double b = variant[i];
    if (same(a, b)) ++sides.identical;
    record_.metrics[i] = b - a;
    if (kinds_[i] == MetricKind::instant) record_.metrics[i] /= static_cast<double>(kDay.count());
    if (std::isnan(a) || std::isnan(b)) {
      record_.metrics[i] = kUnknown;
      continue;
    }
    ++sides.pairs;
    sides.baseline.add(a);
    sides.variant.add(b);
    if (b > a) ++sides.larger;
    if (a == b) ++sides.ties;
  }
  for (std::size_t part = 0; part < differences_.parts(); ++part)
    differences_.add(part, {&record_, 1});
  ++record_.replication;
}

void PairedMetrics::settle() {
  for (std::size_t part = 0; part < differences_.parts(); ++part) differences_.settle(part);
}

PairedFigures PairedMetrics::figures(std::size_t metric, double level) const {
  const Sides& sides = sides_[metric];
  const Moments moments = differences_.moments(metric);
  const MetricSummary summary = differences_.summary(metric);
  PairedFigures figures;
  figures.kind = kinds_[metric];
  figures.pairs = record_.replication;
  figures.n = sides.pairs;
  figures.baseline_mean = sides.baseline.total().mean();
  figures.variant_mean = sides.variant.total().mean();
  figures.mean = moments.mean();
  figures.sd = moments.sd();
  figures.half_width = half_width(moments, level);
  figures.identical = sides.identical;
  if (sides.pairs > 0)
    figures.superiority =
        (static_cast<double>(sides.larger) + 0.5 * static_cast<double>(sides.ties)) /
        static_cast<double>(sides.pairs);
  double independent = sides.baseline.total().variance() + sides.variant.total().variance();
  if (kinds_[metric] == MetricKind::instant)
    independent /= std::pow(static_cast<double>(kDay.count()), 2);
  figures.variance_ratio = independent / moments.variance();
  figures.quantiles = summary.quantiles;
  return figures;
}

}  // namespace railhead
