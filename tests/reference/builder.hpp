// Compiled networks made by hand, without the loader: for tests that need just a few entities.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "railhead/model/network.hpp"

namespace railhead::reference {

LawTemplate constant(double value);
LawTemplate uniform(double low, double high);
LawTemplate triangular(double low, double mode, double high);
LawTemplate exponential(double mean);
LawTemplate normal(double mean, double sd);

// Steps of a route.
TravelStep transit(ValueId days);
UseStep use(ResourceId resource, ValueId service_days, ValueId units = {});
TakeStep take(ResourceId resource, ValueId units = {});
GiveBackStep give_back(ResourceId resource, ValueId return_days = {});

// Entities of a kind must be added in order of id; sites and munitions before pools are asked for.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(double days, std::uint64_t seed = 1);

  Network network;

  Instant day(double days) const { return network.start + duration_of_days(days); }

  // A field: a constant; a law; steps in time. The name makes the stream.
  ValueId value(double constant);
  ValueId value(const std::string& name, const LawTemplate& law, double low = 0);
  ValueId value(const std::string& name, const std::vector<Step>& steps, double low = 0);
  StreamKey key(const std::string& name) const { return stream_key(network.seed, name); }
  // Postfix code; the flags of the expression are worked out.
  ExpressionId expression(std::vector<Instruction> code);
  LawTemplate of(ExpressionId expression) const;
  ProfileId profile(const std::string& id, const std::vector<Step>& steps);
  ParameterId parameter(const std::string& id, double central, const LawTemplate* uncertainty);

  SiteId site(const std::string& id, Issue issue = Issue::fifo);
  MunitionId munition(const std::string& id);
  OriginId origin(const std::string& id, double dud_fraction = 0);
  PoolId pool(SiteId site, MunitionId munition);
  void stock(PoolId pool, OriginId origin, double rounds);
  ResourceId resource(const std::string& id, double units);
  // Each returns the id; what is not given keeps its default and may be set in `network`.
  LineId line(const std::string& id, PoolId pool, OriginId origin, ValueId output_per_day);
  ConsumerId consumer(const std::string& id, PoolId pool, ValueId demand_per_day,
                      Unmet unmet = Unmet::lost);
  ConsumerId missions(const std::string& id, PoolId pool, const Mission& mission, Unmet unmet);
  RouteId route(const std::string& id, SiteId from, SiteId to, std::vector<RouteStep> steps);
  // External: one munition to the route's end.
  ShipmentId shipment(const std::string& id, RouteId route, OriginId origin, MunitionId munition,
                      ValueId rounds, Departures departures);
  // By lead time, from outside, reviewed every day: order-up-to `target` at or below `reorder`.
  ReplenishmentId replenishment(const std::string& id, PoolId pool, OriginId origin,
                                ValueId lead_time_days, double reorder, double target);
  DisruptionId disruption(const std::string& id, DisruptionKind kind,
                          std::initializer_list<std::uint32_t> targets, ValueId at,
                          ValueId duration_days);
  std::vector<StepKeys> step_keys(const std::string& owner, RouteId route) const;

 private:
  bool linear(const LawTemplate& law) const;
};

}  // namespace railhead::reference
