#pragma once

#include <vector>

#include "railhead/results/ensemble.hpp"
#include "railhead/results/run_document.hpp"
#include "railhead/scenario/settings.hpp"

namespace railhead {

// Appends to `metrics` those that the checks read and that are not in it yet.
void require_metrics(const std::vector<Check>& checks, std::vector<Metric>& metrics);

// Holds each check against the replications, in the order given. A statistic is over those
// replications in which its metric occurs; where it occurs in none, a date is +infinity (later than
// any) and anything else NaN, with which every comparison but != fails.
// Requires: the ensemble holds the checks' metrics.
std::vector<CheckOutcome> evaluate(const std::vector<Check>& checks, const Network& network,
                                   const MetricEnsemble& ensemble);

}  // namespace railhead
