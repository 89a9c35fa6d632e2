// The rows of a store that are written once, or when a point ends.
#pragma once

#include "railhead/results/store.hpp"

namespace railhead {

class Database;

// Everything about a sweep but its points: meta, factors, responses, scenarios, inputs.
void write_small_tables(Database& database, const StoreHead& head);
// Points that are new with their levels; all get the numbers of their order.
void write_points(Database& database, const std::vector<StorePoint>& points);
// A row for each metric of the ensemble.
void write_summaries(Database& database, std::int64_t point, const Network& network,
                     const MetricEnsemble& metrics);
// A row for each series and instant.
void write_quantiles(Database& database, std::int64_t point, const Network& network,
                     const TrajectoryEnsemble& trajectories);

}  // namespace railhead
