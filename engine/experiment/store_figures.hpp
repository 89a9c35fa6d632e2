#pragma once

#include "railhead/experiment/verify.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/trajectories.hpp"

#include "recorded_sweep.hpp"

namespace railhead {

// Holds what a store says of a point that has ended against the same made again: its span of time,
// the summaries of all metrics and, where there are series, the quantiles of their trajectories.
void compare_figures(const RecordedSweep& sweep, const RecordedPoint& point, const Network& network,
                     MetricEnsemble& metrics, TrajectoryEnsemble& trajectories,
                     VerifyOutcome& outcome);

// Notes where a point that has not ended has any of these.
void compare_nothing(const RecordedSweep& sweep, const RecordedPoint& point,
                     VerifyOutcome& outcome);

// Notes where the units of the responses are not those of their metrics.
void compare_responses(const RecordedSweep& sweep, const Network& network, VerifyOutcome& outcome);

}  // namespace railhead
