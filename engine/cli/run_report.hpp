#pragma once

#include <string>
#include <vector>

#include "railhead/model/network.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/run_document.hpp"
#include "railhead/results/trajectories.hpp"

namespace railhead {

// What a report for people is made from.
struct RunOutcome {
  RunIdentity identity;
  const Network& network;
  const MetricEnsemble& metrics;
  const TrajectoryEnsemble& trajectories;  // of report_series(), on any grid
  const std::vector<CheckOutcome>& checks;
};

// The figures of a metric; all NaN and no replications where it is not recorded.
MetricSummary summary_of(const RunOutcome& outcome, MetricName name, const Dimensions& of);

// The series that the report reads.
std::vector<Series> report_series(const Network& network);

// The report of a run, for a terminal `width` columns wide (at least 40).
std::string run_report(const RunOutcome& outcome, std::size_t width);

}  // namespace railhead
