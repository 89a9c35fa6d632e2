#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "railhead/experiment/executor.hpp"
#include "railhead/scenario/compile.hpp"

namespace railhead {

// Responses by replication.
struct ResponseMatrix {
  std::vector<std::string> responses;  // selectors, one a column
  std::size_t rows = 0;                // row i is replication first + i
  std::uint64_t first = 0;
  std::vector<double> values;  // row after row; NaN where the metric does not occur
  double at(std::size_t row, std::size_t column) const {
    return values[row * responses.size() + column];
  }
  std::vector<double> column(std::size_t index) const;
};

struct PointRuns {
  RunRange range;                     // which replications
  std::optional<std::uint64_t> seed;  // instead of the scenario's
  std::size_t threads = 0;            // 0: one a processor
  bool deterministic = false;
  RunControl control = {};
};

// Runs replications of a scenario and returns its responses. Replication k of two scenarios with
// one seed uses the same random numbers wherever the two are alike: rows are pairs. Fewer rows than
// asked for where cancelled. Throws as compile(), parse_metric() and simulate() do.
ResponseMatrix run_point(const Scenario& scenario, std::span<const std::string> responses,
                         const PointRuns& runs);

}  // namespace railhead
