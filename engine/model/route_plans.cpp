#include "route_plans.hpp"

namespace railhead {

RoutePlans::RoutePlans(const Network& network) {
  for (const Shipment& shipment : network.shipments)
    add_programme(network, shipment.route, shipment.step_keys);
  for (const Replenishment& supply : network.replenishments)
    add_programme(network, supply.route, supply.step_keys);
  for (const Route& route : network.routes) {
    Vehicles of;
    of.split = !route.train_railcars.is_none() || !route.train_containers.is_none();
    for (const RouteStep& step : route.steps) {
      UnitsOf units = UnitsOf::number;
      if (const auto* use = std::get_if<UseStep>(&step)) units = use->units_of;
      if (const auto* take = std::get_if<TakeStep>(&step)) units = take->units_of;
      of.railcars |= units == UnitsOf::railcars;
      of.containers |= units == UnitsOf::containers;
    }
    vehicles.push_back(of);
  }
}

// By lead time there are no steps to plan.
void RoutePlans::add_programme(const Network& network, RouteId route,
                               const std::vector<StepKeys>& keys) {
  const ProgrammeId programme{first_step.size()};
  first_step.push_back(static_cast<std::uint32_t>(steps.size()));
  if (route.is_none()) return;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    steps.push_back(plan_step(network.routes[route].steps[i], programme));
    steps.back().keys = keys[i];
  }
  steps.push_back({});
}

CallId RoutePlans::call_at(ResourceId resource, ProgrammeId programme) {
  for (std::size_t i = calls.size(); i-- > 0 && calls[CallId{i}].programme == programme;)
    if (calls[CallId{i}].resource == resource) return CallId{i};
  return calls.push_back({resource, programme});
}

StepPlan RoutePlans::plan_step(const RouteStep& step, ProgrammeId programme) {
  StepPlan plan;
  if (const auto* travel = std::get_if<TravelStep>(&step)) {
    plan.kind = StepPlan::Kind::travel;
    plan.transit = travel->transit;
    plan.days = travel->days;
    plan.loss = travel->loss_fraction;
  } else if (const auto* use = std::get_if<UseStep>(&step)) {
    plan.kind = StepPlan::Kind::use;
    plan.call = call_at(use->resource, programme);
    plan.units_of = use->units_of;
    plan.units = use->units;
    plan.days = use->service_days;
  } else if (const auto* take = std::get_if<TakeStep>(&step)) {
    plan.kind = StepPlan::Kind::take;
    plan.call = call_at(take->resource, programme);
    plan.units_of = take->units_of;
    plan.units = take->units;
  } else {
    const auto& back = std::get<GiveBackStep>(step);
    plan.kind = StepPlan::Kind::give_back;
    plan.call = call_at(back.resource, programme);
    plan.days = back.return_days;
  }
  return plan;
}

}  // namespace railhead
