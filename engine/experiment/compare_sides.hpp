#pragma once

#include <memory>
#include <span>
#include <vector>

#include "railhead/experiment/compare.hpp"
#include "railhead/results/sink.hpp"

namespace railhead {

// Keeps the records of a batch.
class BatchSink final : public RecordSink {
 public:
  std::size_t parts() const override { return 1; }
  void add(std::size_t, std::span<const RunRecord> more) override {
    records.insert(records.end(), more.begin(), more.end());
  }
  std::vector<RunRecord> records;
};

struct Side {
  std::shared_ptr<Compiled> compiled;
  RunRequest request;
  BatchSink batch;
  const Network& network() const { return compiled->network; }
};

// The scenarios compiled, the baseline first, all on its recording grid (of at most 120 steps
// unless every series is asked for). Throws Error (usage) where their runs would not be pairs.
std::vector<Side> sides_of(const std::vector<Scenario>& scenarios, const CompareOptions& options);

}  // namespace railhead
