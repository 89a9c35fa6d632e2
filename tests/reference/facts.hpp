// What happened in a replication, as a plain list; every metric and trajectory is read off it.
#pragma once

#include <map>
#include <vector>

#include "railhead/model/metrics.hpp"
#include "railhead/model/network.hpp"

namespace railhead::reference {

enum class What {
  // changes of a level
  on_hand,
  in_transit,
  backlog,
  on_order,
  queued,  // loads that wait for a resource
  held,    // units of a resource in use, stopped or on their way back
  units,   // units that a resource has
  up,      // of a line: 1
  // flows
  received,
  consumed,
  effective,
  duds,
  lost,
  used_up,
  demanded,
  rationed,
  met,  // at once
  unmet,
  produced,
  starved_days,
  orders,
  ordered,
  sent,  // by the suppliers of replenishments
  shipments,
  trains,
  departed,
  arrived,
  containers,
  railcars,
  tonnes,
  short_shipments,
  sojourn_days,  // one fact a train received
  wait_days,     // one fact a service started
  shortage,      // one that ends now; amount: microseconds since its beginning
};

struct Fact {
  Instant at;
  What what;
  Dimensions of;
  double amount;
};

// Current mean demand a day of each pool's own consumers.
using DemandRates = std::map<PoolId, double>;

struct CostRates {
  double holding_per_round_day, backlog_per_round_day, order_fixed, order_per_round;
};

struct Facts {
  std::vector<Fact> list;  // in order of time
  IdMap<MunitionId, CostRates> costs;
  std::map<Instant, DemandRates> demand_at;  // at the end of every boundary and grid instant
};

// The metric over the whole run (after the warm-up) or its window.
double metric(const Network& network, const Facts& facts, const Metric& metric);

// The trajectory at an instant of the recording grid.
double series(const Network& network, const Facts& facts, const Series& series, Instant at);

}  // namespace railhead::reference
