// Records made by hand.
#pragma once

#include <vector>

#include "railhead/results/sink.hpp"

namespace railhead::tests {

inline RunRecord record_of(std::uint64_t replication, std::vector<double> metrics,
                           std::vector<double> trajectories = {}) {
  RunRecord record;
  record.replication = replication;
  record.metrics = std::move(metrics);
  record.trajectories = std::move(trajectories);
  record.digest = replication * 31 + 7;
  return record;
}

// Feeds all parts, as an executor does.
inline void feed(RecordSink& sink, const std::vector<RunRecord>& records) {
  for (std::size_t part = 0; part < sink.parts(); ++part) sink.add(part, records);
  for (std::size_t part = 0; part < sink.parts(); ++part) sink.settle(part);
}

}  // namespace railhead::tests
