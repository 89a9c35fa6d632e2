#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "railhead/model/network.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/replications.hpp"
#include "railhead/results/trajectories.hpp"

// Tables as RFC 4180 has them: commas, CR LF, quotes where needed; numbers as in JSON whatever the
// locale; what does not exist is empty; dates are ISO.
namespace railhead {

// Told of a table piece by piece: a fine grid makes gigabytes of it.
using PieceWriter = std::function<void(std::string_view)>;

// A field, in quotes where it holds a comma, a quote or a line break.
std::string csv_field(std::string_view text);

// One line a metric:
// metric,site,munition,origin,consumer,line,shipment,route,resource,window,unit,n,mean,sd,
// half_width,low,high,min,p05,p10,p25,p50,p75,p90,p95,max
std::string metrics_csv(const Network& network, const MetricEnsemble& ensemble);

// One line a series and instant of the grid, tidy, without the series of single shipments:
// date,series,site,munition,origin,mean,p05,p10,p25,p50,p75,p90,p95
void trajectories_csv(const Network& network, const TrajectoryEnsemble& ensemble,
                      const PieceWriter& write);

// Those of single shipments:
// date,series,shipment,mean,p05,p10,p25,p50,p75,p90,p95
void shipments_csv(const Network& network, const TrajectoryEnsemble& ensemble,
                   const PieceWriter& write);

// One line a replication: its number, then a column for each metric, named by its selector.
std::string replications_csv(const Network& network, const ReplicationTable& table);

}  // namespace railhead
