#include "railhead/results/replications.hpp"

#include <cmath>

namespace railhead {

ReplicationTable::ReplicationTable(const std::vector<Metric>& requested,
                                   std::vector<std::size_t> chosen)
    : chosen_(std::move(chosen)) {
  for (const std::size_t index : chosen_) metrics_.push_back(requested[index]);
}

void ReplicationTable::add(std::size_t, std::span<const RunRecord> records) {
  if (chosen_.empty()) return;
  for (const RunRecord& record : records) {
    replications_.push_back(record.replication);
    for (const std::size_t index : chosen_) values_.push_back(record.metrics[index]);
  }
}

std::optional<std::size_t> ReplicationTable::worst(std::size_t column) const {
  const bool more = more_is_worse(metrics_[column].name);
  std::optional<std::size_t> found;
  for (std::size_t row = 0; row < runs(); ++row) {
    const double x = value(row, column);
    if (std::isnan(x)) continue;
    const double best = found ? value(*found, column) : 0.0;
    if (!found || (more ? x > best : x < best)) found = row;
  }
  return found;
}

bool more_is_worse(MetricName name) {
  switch (name) {
    case MetricName::backlog_mean:
    case MetricName::backlog_end:
    case MetricName::lost:
    case MetricName::rationed:
    case MetricName::unmet:
    case MetricName::stockout:
    case MetricName::stockout_days:
    case MetricName::duds:
    case MetricName::cost:
    case MetricName::starved_days:
    case MetricName::sojourn_days:
    case MetricName::short_shipments:
    case MetricName::wait_days:
    case MetricName::queue_length: return true;
    default: return false;
  }
}

}  // namespace railhead
