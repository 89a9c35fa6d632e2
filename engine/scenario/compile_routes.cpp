// Routes: the steps that a train goes through.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compilation.hpp"

namespace railhead {
namespace {

// Steps of routes, counted once for each programme that takes them: each has streams of its own.
constexpr std::size_t kMaximumStepStreams = 250'000;

constexpr std::string_view kActions[] = {"use", "transit_days", "dwell_days", "take", "give_back"};

// The most units that a resource has at any time, where that is known before a run.
std::optional<double> most_units(const Network& network, ResourceId resource) {
  const ValueId units = network.resources[resource].units;
  if (units.is_none()) return std::nullopt;
  const Value& value = network.values[units];
  double most = 0.0;
  for (std::uint32_t s = 0; s < value.step_count; ++s) {
    const Argument& argument = network.steps[value.first_step + s].law.a[0];
    if (!argument.expression.is_none()) return std::nullopt;
    most = std::max(most, argument.constant);
  }
  return most;
}

// Told where it was brought about: at the resource where its units were laid over the step's.
void refuse_units(Compilation& c, Reader& step, const std::string& resource, double most,
                  double asked) {
  const Node* kinds = find(c.scenario.document, "resource");
  const Member* units = find_member(*find(*kinds, resource), "units");
  if (layer_of(c.scenario, units->node.position) > layer_of(c.scenario, step.key_position("units")))
    return c.faults.add(
        units->node.position,
        fmt::format("resource \"{}\": units are never more than {}, but {} takes {}", resource,
                    most, step.subject(), asked));
  step.fault("units", fmt::format("resource \"{}\" never has more than {} units, but the step "
                                  "takes {}",
                                  resource, most, asked));
}

// Units of a use or take step: a number, or one per vehicle of the load.
UnitsOf read_units(Compilation& c, Reader& step, std::optional<std::uint32_t> resource,
                   ValueId& units) {
  if (step.is_also("units")) {
    return *step.node("units")->as<std::string>() == "railcars" ? UnitsOf::railcars
                                                                : UnitsOf::containers;
  }
  units = step.value("units");
  if (!step.has("units")) units = c.binder.constant(1.0, step.stream() + ".units");
  if (!resource || units.is_none()) return UnitsOf::number;
  const auto asked = constant_of(c.network, units);
  const auto most = most_units(c.network, ResourceId{*resource});
  if (asked && most && std::floor(*asked + 0.5) > *most) {
    refuse_units(c, step, c.network.resources[ResourceId{*resource}].id, *most, *asked);
  }
  return UnitsOf::number;
}

RouteStep read_use(Compilation& c, Reader& step) {
  UseStep use;
  const auto resource = step.reference("use");
  if (resource) use.resource = ResourceId{*resource};
  use.units_of = read_units(c, step, resource, use.units);
  use.service_days = step.value("service_days");
  step.require("service_days", "(a step that uses a resource holds it for service_days)");
  step.refuse_keys({"loss_fraction", "mode", "distance_km"}, "goes with transit_days");
  step.refuse_keys({"return_days"}, "goes with give_back");
  return use;
}

RouteStep read_travel(Reader& step, bool transit) {
  TravelStep travel;
  travel.transit = transit;
  travel.days = step.value(transit ? "transit_days" : "dwell_days");
  travel.loss_fraction = step.value("loss_fraction");
  travel.distance_km = step.value("distance_km");
  const std::uint8_t mode = step.word("mode", 0xff);
  if (mode != 0xff && step.has("mode")) travel.mode = *step.node("mode")->as<std::string>();
  step.refuse_keys({"units", "service_days"}, "goes with use");
  step.refuse_keys({"return_days"}, "goes with give_back");
  return travel;
}

RouteStep read_take(Compilation& c, Reader& step, std::vector<std::uint32_t>& taken) {
  TakeStep take;
  const auto resource = step.reference("take");
  if (resource) take.resource = ResourceId{*resource};
  take.units_of = read_units(c, step, resource, take.units);
  step.refuse_keys({"service_days"}, "goes with use");
  step.refuse_keys({"loss_fraction", "mode", "distance_km"}, "goes with transit_days");
  step.refuse_keys({"return_days"}, "goes with give_back");
  if (resource && std::count(taken.begin(), taken.end(), *resource) > 0) {
    step.fault("take", fmt::format("units of \"{}\" are taken already and not given back",
                                   c.network.resources[ResourceId{*resource}].id));
  }
  if (resource) taken.push_back(*resource);
  return take;
}

RouteStep read_give_back(Compilation& c, Reader& step, std::vector<std::uint32_t>& taken) {
  GiveBackStep give;
  const auto resource = step.reference("give_back");
  if (resource) give.resource = ResourceId{*resource};
  give.return_days = step.value("return_days");
  step.refuse_keys({"units", "service_days"}, "goes with use or take");
  step.refuse_keys({"loss_fraction", "mode", "distance_km"}, "goes with transit_days");
  if (!resource) return give;
  const auto at = std::find(taken.begin(), taken.end(), *resource);
  if (at == taken.end()) {
    step.fault("give_back", fmt::format("no step before this one takes units of \"{}\"",
                                        c.network.resources[ResourceId{*resource}].id));
  } else {
    taken.erase(at);
  }
  return give;
}

void read_steps(Compilation& c, Reader& reader, Route& route) {
  std::vector<std::uint32_t> taken;
  for (Reader& step : reader.tables("step", "step")) {
    std::vector<std::string_view> actions;
    for (const std::string_view action : kActions) {
      if (step.has(action)) actions.push_back(action);
    }
    if (actions.size() != 1) {
      step.fault_at(
          actions.empty() ? step.position() : step.key_position(actions[1]),
          fmt::format("a step does one thing: give one of {}", fmt::join(kActions, ", ")));
      // Later steps are read against what this one was meant to do.
      if (actions.empty()) continue;
    }
    const std::string_view action = actions.front();
    if (action == "use") {
      route.steps.push_back(read_use(c, step));
    } else if (action == "take") {
      route.steps.push_back(read_take(c, step, taken));
    } else if (action == "give_back") {
      route.steps.push_back(read_give_back(c, step, taken));
    } else {
      route.steps.push_back(read_travel(step, action == "transit_days"));
    }
  }
}

}  // namespace

void compile_routes(Compilation& c) {
  c.for_each("route", [&](Reader& reader, std::uint32_t index) {
    Route route;
    route.id = std::string(c.names.ids("route")[index]);
    if (const auto from = reader.reference("from")) route.from = SiteId{*from};
    if (const auto to = reader.reference("to")) route.to = SiteId{*to};
    route.train_railcars = reader.value("train_railcars");
    route.train_containers = reader.value("train_containers");
    route.railcar_fill = reader.value("railcar_fill");
    if (reader.has("train_railcars") && reader.has("train_containers")) {
      reader.fault("train_containers", "has both train_railcars and train_containers; give one");
    }
    read_steps(c, reader, route);
    c.network.routes.push_back(std::move(route));
  });
}

namespace {

enum class Factor : std::uint8_t { container, railcar };

bool needs(const Route& route, Factor factor) {
  const bool railcar = factor == Factor::railcar;
  if (!(railcar ? route.train_railcars : route.train_containers).is_none()) return true;
  const UnitsOf wanted = railcar ? UnitsOf::railcars : UnitsOf::containers;
  return std::any_of(route.steps.begin(), route.steps.end(), [&](const RouteStep& step) {
    if (const auto* use = std::get_if<UseStep>(&step)) return use->units_of == wanted;
    if (const auto* take = std::get_if<TakeStep>(&step)) return take->units_of == wanted;
    return false;
  });
}

}  // namespace

void check_factors(Compilation& c, Reader& reader, const Route& route,
                   const std::vector<std::uint32_t>& munitions) {
  for (const Factor factor : {Factor::container, Factor::railcar}) {
    if (!needs(route, factor)) continue;
    const bool railcar = factor == Factor::railcar;
    const std::string_view key = railcar ? "rounds_per_railcar" : "rounds_per_container";
    for (const std::uint32_t index : munitions) {
      const Munition& munition = c.network.munitions[MunitionId{index}];
      const ValueId value = railcar ? munition.rounds_per_railcar : munition.rounds_per_container;
      if (!value.is_none() || find(*find(*find(c.scenario.document, "munition"), munition.id), key))
        continue;
      reader.fault("route",
                   fmt::format("route \"{}\" counts {}, but munition \"{}\" has no {}", route.id,
                               railcar ? "railcars" : "containers", munition.id, key));
    }
  }
}

std::vector<StepKeys> step_keys(Compilation& c, const Reader& reader, const Route& route) {
  std::vector<StepKeys> keys;
  c.step_streams += route.steps.size();
  if (c.step_streams > kMaximumStepStreams) {
    c.faults.add(reader.position(),
                 fmt::format("the programmes of the scenario go through more than {} steps in all",
                             kMaximumStepStreams));
    return keys;
  }
  for (std::size_t i = 0; i < route.steps.size(); ++i) {
    const std::string step = fmt::format("{}.route.step.{}.", reader.stream(), i + 1);
    const auto key = [&](std::string_view field) {
      return c.binder.stream(step + std::string(field), reader.position());
    };
    StepKeys of_step;
    of_step.duration = key("duration");
    of_step.loss = key("loss_fraction");
    of_step.units = key("units");
    of_step.return_days = key("return_days");
    keys.push_back(of_step);
  }
  return keys;
}

std::optional<double> constant_of(const Network& network, ValueId value) {
  if (value.is_none()) return std::nullopt;
  const Value& found = network.values[value];
  if (found.step_count != 1) return std::nullopt;
  const Step& step = network.steps[found.first_step];
  const bool plain = step.law.kind == LawKind::constant && step.from == Instant::min() &&
                     step.law.a[0].expression.is_none();
  return plain ? std::optional<double>(step.law.a[0].constant) : std::nullopt;
}

}  // namespace railhead
