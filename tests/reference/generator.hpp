// Random networks from the whole vocabulary, small enough to be played out slowly and full of ties.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "railhead/model/network.hpp"

namespace railhead::reference {

// What a random network may hold. Without one of them the rest of the network stays as it was, so
// that a failure can be narrowed down.
enum class Feature : unsigned {
  laws,
  expressions,
  time_steps,
  linear,
  curves,  // of time that are no polynomials
  lines,
  line_failure,
  workdays,
  components,
  refurbishing,
  long_periods,
  consumers,
  missions,
  backlog,
  rationing,
  reserve,
  substitutes,
  effective,
  issue_rules,
  capacity,
  shipments,
  irregular,  // renewal and Poisson departures, jitter
  under_way,  // before the start
  trains,
  losses,
  from_stock,
  resources,
  resource_failure,
  unit_steps,
  take,
  replenishment,
  continuous_review,
  owed_orders,
  proportional,
  push,
  stock_losses,
  closures,
  outages,
  embargoes,
  surges,
  windows,
  count,
};
std::string_view to_string(Feature feature);

using Features = std::uint64_t;
inline constexpr Features kAllFeatures = (Features{1} << static_cast<unsigned>(Feature::count)) - 1;
constexpr Features without(Features features, Feature feature) {
  return features & ~(Features{1} << static_cast<unsigned>(feature));
}
constexpr bool has(Features features, Feature feature) {
  return (features >> static_cast<unsigned>(feature) & 1) != 0;
}

// The same seed and features make the same network everywhere.
Network random_network(std::uint64_t seed, Features features);

// Adds a site, line, consumer and shipment of their own, last in order of id.
void add_unrelated(Network& network);

// What the network is made of, a line an entity.
std::string describe(const Network& network);

}  // namespace railhead::reference
