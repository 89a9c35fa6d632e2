#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "railhead/model/metrics.hpp"
#include "railhead/results/sink.hpp"

namespace railhead {

// The values of chosen metrics in every replication: 8 bytes each.
class ReplicationTable final : public RecordSink {
 public:
  // `chosen` are indices into `requested`, the metrics of the records.
  ReplicationTable(const std::vector<Metric>& requested, std::vector<std::size_t> chosen);

  std::size_t parts() const override { return 1; }
  void add(std::size_t part, std::span<const RunRecord> records) override;

  const std::vector<Metric>& metrics() const { return metrics_; }
  std::uint64_t runs() const { return replications_.size(); }
  std::uint64_t replication(std::size_t row) const { return replications_[row]; }
  double value(std::size_t row, std::size_t column) const {
    return values_[row * metrics_.size() + column];
  }
  // The row whose value in `column` is worst for those who need the rounds (see
  // more_is_worse), the first of equals; nothing where the metric never occurs.
  std::optional<std::size_t> worst(std::size_t column) const;

 private:
  std::vector<Metric> metrics_;
  std::vector<std::size_t> chosen_;
  std::vector<std::uint64_t> replications_;
  std::vector<double> values_;
};

// Whether a large value is the bad one: shortages, losses, queues, delays and costs. Of all others
// (stocks, fill rates, deliveries, the date of the first shortage) it is the small one.
bool more_is_worse(MetricName name);

}  // namespace railhead
