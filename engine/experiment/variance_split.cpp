#include "railhead/experiment/variance_split.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "railhead/base/error.hpp"
#include "railhead/results/replications.hpp"
#include "railhead/stats/intervals.hpp"

namespace railhead {
namespace {

// Draws that are held at once: both their replications must be there before they count.
constexpr std::uint64_t kDrawsAtOnce = 1024;

// So many draws count as much as the normal law's word on the tails.
constexpr double kTrustInNormal = 20;

// Mean over the draws of (x^2 / s2 - within / w)^2 that normal effects and normal chance would
// show, x and `within` being a draw's mean (centred) and variance, s2 and w their means.
double normal_influence(double draws, double replications) {
  const double half = (replications - 1) / 2;
  return (2 * draws - 4) / (draws + 1) + (draws - 1) / (draws * half + 1);
}

double epistemic_share(double ratio, double replications) {
  const double between = ratio - 1 / replications;  // per unit of variance within
  return std::clamp(between / (between + 1), 0.0, 1.0);
}

}  // namespace

void SplitTally::add(std::span<const double> replications) {
  ensure(replications.size() >= 2, "a split needs two replications a draw");
  ensure(replications_ == 0 || replications_ == replications.size(), "as many for every draw");
  double mean = 0;
  for (const double y : replications) {
    if (std::isnan(y)) return;
    mean += y;
  }
  replications_ = replications.size();
  const double m = static_cast<double>(replications_);
  mean /= m;
  double within = 0;
  for (const double y : replications) within += (y - mean) * (y - mean);
  within /= m - 1;
  if (draws_++ == 0) shift_ = mean;
  const double x = mean - shift_;
  double power = 1;
  for (double& sum : means_) sum += power *= x;
  within_[0] += within;
  within_[1] += within * within;
  products_[0] += within * x;
  products_[1] += within * x * x;
}

VarianceSplit SplitTally::split(double level) const {
  VarianceSplit result;
  result.draws = draws_;
  if (draws_ < 2) return result;
  const double n = static_cast<double>(draws_);
  const double m = static_cast<double>(replications_);
  // Central moments of the means, and with the variances within.
  const double a = means_[0] / n;
  const double s2 = means_[1] / n - a * a;
  const double s4 =
      means_[3] / n - 4 * a * means_[2] / n + 6 * a * a * means_[1] / n - 3 * a * a * a * a;
  const double w = within_[0] / n;
  const double s2w = (products_[1] - 2 * a * products_[0] + a * a * within_[0]) / n;
  const double of_means = s2 * n / (n - 1);
  const double between = std::max(of_means - w / m, 0.0);
  result.variance = between + w;
  if (!(result.variance > 0)) {
    result.variance = 0;
    return result;
  }
  Estimate& share = result.epistemic;
  if (!(w > 0)) {
    share = {1, 1, 1};
  } else if (!(s2 > 0)) {
    share = {0, 0, 0};
  } else {
    const double ratio = of_means / w;
    const double influence = s4 / (s2 * s2) - 2 * s2w / (s2 * w) + within_[1] / n / (w * w);
    const double normal = normal_influence(n, m);
    const double seen = normal > 0 ? std::max(influence, 0.0) / normal : 1.0;
    const double spread = (n * seen + kTrustInNormal) / (n + kTrustInNormal);
    const auto bound = [&](double p) {
      const double f = fisher_quantile((n - 1) / spread, n * (m - 1) / spread, p);
      return epistemic_share(ratio / f, m);
    };
    share = {epistemic_share(ratio, m), bound(0.5 + level / 2), bound(0.5 - level / 2)};
  }
  result.aleatory = {1 - share.value, 1 - share.high, 1 - share.low};
  return result;
}

Network with_parameters_of(Network other, const Network& network) {
  ensure(other.parameters.size() == network.parameters.size(), "the same scenario");
  for (const ParameterId id : network.parameters.ids())
    other.parameters[id].key = network.parameters[id].key;
  return other;
}

std::vector<VarianceSplit> split_variance(Executor& executor, std::span<const Network> networks,
                                          const RunRequest& request, RunRange range,
                                          const RunControl& control) {
  std::vector<std::size_t> all(request.metrics.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<SplitTally> tallies(all.size());
  std::vector<double> group(networks.size());
  std::uint64_t told = 0;
  for (std::uint64_t done = 0; done < range.count; done += kDrawsAtOnce) {
    const RunRange part{range.first + done, std::min(kDrawsAtOnce, range.count - done)};
    std::vector<ReplicationTable> tables;
    std::uint64_t complete = part.count;
    for (const Network& network : networks) {
      ReplicationTable& table = tables.emplace_back(request.metrics, all);
      RecordSink* const sinks[] = {&table};
      RunControl inner{control.cancel, {}};
      if (control.progress)
        inner.progress = [&](std::uint64_t more) { control.progress(told + more); };
      const std::uint64_t runs = executor.run(network, request, part, sinks, inner);
      told += runs;
      complete = std::min(complete, runs);
    }
    for (std::uint64_t row = 0; row < complete; ++row)
      for (std::size_t metric = 0; metric < all.size(); ++metric) {
        for (std::size_t k = 0; k < group.size(); ++k) group[k] = tables[k].value(row, metric);
        tallies[metric].add(group);
      }
    if (complete < part.count) break;
  }
  const bool known = std::none_of(networks[0].parameters.begin(), networks[0].parameters.end(),
                                  [](const Parameter& each) { return each.uncertain; });
  std::vector<VarianceSplit> splits;
  splits.reserve(tallies.size());
  for (const SplitTally& tally : tallies) {
    splits.push_back(tally.split());
    if (known && splits.back().variance > 0) {
      splits.back().epistemic = {0, 0, 0};
      splits.back().aleatory = {1, 1, 1};
    }
  }
  return splits;
}

}  // namespace railhead
