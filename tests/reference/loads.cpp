// Loads on their way: split into trains, step by step along the route, received at its end.
#include <algorithm>
#include <cmath>

#include "tests/reference/simulator.hpp"

namespace railhead::reference {

// Rounds of a munition in a container, railcar or tonne; 0 where the factor is not given.
double Simulator::rounds_per(MunitionId munition, CargoUnit unit, RouteId route, Instant at) const {
  const Munition& m = network_.munitions[munition];
  const auto factor = [&](ValueId id) { return values_.mean_or(id, network_.start, 0); };
  if (unit == CargoUnit::containers) return factor(m.rounds_per_container);
  if (unit == CargoUnit::tonnes) {
    const double mass_kg = factor(m.mass_kg);
    return mass_kg > 0 ? 1000 / mass_kg : 0;
  }
  const double fill =
      route.is_none() ? 1.0 : values_.mean_or(network_.routes[route].railcar_fill, at, 1);
  return factor(m.rounds_per_railcar) * fill;
}

// The same for what a load is made of: vehicles that were given hold what they were turned into.
double Simulator::rounds_per(const Load& load, MunitionId munition, CargoUnit unit) const {
  if (unit == load.given_in) return load.per_vehicle.at(munition);
  return rounds_per(munition, unit, load.route, now_);
}

double Simulator::vehicles(const Load& load, CargoUnit unit) const {
  if (unit == load.given_in && load.given >= 0) return load.given;
  double sum = 0;
  for (const auto& [munition, origins] : load.cargo) {
    const double per_vehicle = rounds_per(load, munition, unit);
    if (per_vehicle > 0) sum += static_cast<double>(total(origins)) / per_vehicle;
  }
  return sum;
}

// Filled greedily in order of munition, and of origin within a munition. Vehicles that were given
// make as many trains as they would without rounding: each is filled to the nearest round, and what
// that is too much or too little is the next one's.
std::vector<LoadPtr> Simulator::split(const Load& all) const {
  CargoUnit unit = CargoUnit::rounds;
  double capacity = 0;
  if (!all.route.is_none()) {
    const Route& route = network_.routes[all.route];
    unit = !route.train_railcars.is_none()     ? CargoUnit::railcars
           : !route.train_containers.is_none() ? CargoUnit::containers
                                               : CargoUnit::rounds;
    if (unit == CargoUnit::railcars) capacity = values_.mean(route.train_railcars, now_);
    if (unit == CargoUnit::containers) capacity = values_.mean(route.train_containers, now_);
  }
  if (unit == CargoUnit::rounds) return {std::make_shared<Load>(all)};
  std::vector<LoadPtr> trains;
  const bool given = unit == all.given_in;
  auto left = all.cargo;
  double space = 0;
  while (!left.empty()) {
    auto train = std::make_shared<Load>(all);
    train->cargo.clear();
    space = capacity + (given ? space : 0);
    for (auto& [munition, origins] : left) {
      const double per_vehicle = rounds_per(all, munition, unit);
      const double exactly = space * per_vehicle;
      const Rounds most =
          given ? std::max(Rounds{0}, round_half_up(exactly))
                : static_cast<Rounds>(std::floor(exactly + 1e-9 * std::max(1.0, exactly)));
      Rounds taken = std::min(total(origins), most);
      const bool full = taken < total(origins);
      space -= static_cast<double>(taken) / per_vehicle;
      for (auto& [origin, n] : origins) {
        const Rounds part = std::min(taken, n);
        if (part > 0) train->cargo[munition][origin] = part;
        n -= part;
        taken -= part;
      }
      if (full) break;
    }
    std::erase_if(left, [](const auto& entry) { return total(entry.second) == 0; });
    ensure(!train->cargo.empty(), "reference: a train too small for one round");
    if (given) train->given = capacity - std::max(0.0, space);
    trains.push_back(train);
  }
  return trains;
}

Dimensions Simulator::of_load(const Load& load) const {
  Dimensions of;
  of.shipment = load.shipment;
  of.route = load.route;
  return of;
}

void Simulator::note_in_transit(const Load& load, MunitionId munition, OriginId origin,
                                Rounds change) {
  Dimensions of = of_load(load);
  of.site = load.to;
  of.munition = munition;
  of.origin = origin;
  note(What::in_transit, of, change);
}

// Sends a shipment, or a part of an order, off in trains; counts `train` on.
void Simulator::dispatch(const Load& all, std::uint64_t shipment, std::uint64_t& train) {
  if (train == 0) note(What::shipments, of_load(all), 1.0);
  const std::vector<LoadPtr> trains = split(all);
  for (const LoadPtr& load : trains) {
    load->index = load_index(shipment, train++);
    load->departed = now_;
    note(What::trains, of_load(*load), 1.0);
    for (const auto& [munition, origins] : load->cargo)
      for (const auto& [origin, n] : origins) {
        Dimensions of = of_load(*load);
        of.munition = munition;
        of.origin = origin;
        note(What::departed, of, n);
        note_in_transit(*load, munition, origin, n);
        const auto counted = [&, m = munition, rounds = n](CargoUnit unit) {
          const double per_vehicle = rounds_per(m, unit, load->route, now_);
          return per_vehicle > 0 ? static_cast<double>(rounds) / per_vehicle : 0.0;
        };
        note(What::containers, of, counted(CargoUnit::containers));
        note(What::railcars, of, counted(CargoUnit::railcars));
        note(What::tonnes, of, counted(CargoUnit::tonnes));
      }
    load->containers =
        static_cast<Rounds>(std::ceil(vehicles(*load, CargoUnit::containers) - 1e-9));
    load->railcars = static_cast<Rounds>(std::ceil(vehicles(*load, CargoUnit::railcars) - 1e-9));
  }
  for (const LoadPtr& load : trains) {
    if (!load->route.is_none()) {
      proceed(load);
    } else {
      const Replenishment& r = network_.replenishments[load->replenishment];
      const double days = values_.draw(r.lead_time_days, now_, load->index);
      at_load(now_ + duration_of_days(days), Kind::receipt, load, [this, load] { receive(load); });
    }
  }
}

void Simulator::at_load(Instant when, Kind kind, const LoadPtr& load, std::function<void()> act) {
  const bool of_order = load->shipment.is_none();
  at(when, kind, of_order ? load->replenishment.index() : load->shipment.index(), std::move(act),
     of_order);
}

const StepKeys& Simulator::keys(const Load& load) const {
  return load.shipment.is_none() ? network_.replenishments[load.replenishment].step_keys[load.step]
                                 : network_.shipments[load.shipment].step_keys[load.step];
}

// Enters the step that it stands before.
void Simulator::proceed(const LoadPtr& load) {
  const auto& steps = network_.routes[load->route].steps;
  while (load->step < steps.size()) {
    const RouteStep& step = steps[load->step];
    if (std::holds_alternative<TravelStep>(step)) {
      travel(load);
      return;
    }
    if (const auto* back = std::get_if<GiveBackStep>(&step)) {
      give_back(load, back->resource, back->return_days);
      ++load->step;
      continue;
    }
    join(load);
    return;
  }
  while (!load->taken.empty()) give_back(load, load->taken.begin()->first, ValueId{});
  at_load(now_, Kind::receipt, load, [this, load] { receive(load); });
}

void Simulator::travel(const LoadPtr& load) {
  const auto& step = std::get<TravelStep>(network_.routes[load->route].steps[load->step]);
  if (step.transit && routes_[load->route].closures > 0) {
    routes_[load->route].waiting.push_back(load);
    return;
  }
  const double days = values_.draw(step.days, now_, load->index, keys(*load).duration);
  at_load(now_ + duration_of_days(days), Kind::step_end, load, [this, load] {
    lose_on_step(load);
    ++load->step;
    proceed(load);
  });
}

void Simulator::lose_on_step(const LoadPtr& load) {
  const auto& step = std::get<TravelStep>(network_.routes[load->route].steps[load->step]);
  if (step.loss_fraction.is_none()) return;
  const double fraction = values_.draw(step.loss_fraction, now_, load->index, keys(*load).loss);
  for (auto& [munition, origins] : load->cargo) {
    const Rounds lost = round_half_up(static_cast<double>(total(origins)) * fraction);
    for (const auto& [origin, n] : share(lost, origins)) {
      origins[origin] -= n;
      Dimensions of = of_pool(load->pools.at(munition));
      of.origin = origin;
      note(What::lost, of, n);
      note_in_transit(*load, munition, origin, -n);
      left_[{munition, origin}] += n;
    }
    if (load->shipment.is_none() && lost > 0) {
      change_on_order(load->pools.at(munition), -lost);
      position_changed(load->pools.at(munition));
    }
  }
}

void Simulator::give_back(const LoadPtr& load, ResourceId resource, ValueId return_days) {
  const Rounds units = load->taken[resource];
  load->taken.erase(resource);
  const auto release = [this, load, resource, units] {
    servers_[resource].kept -= units;
    hold(resource, *load, -units);
    rebalance(resource);
  };
  double days = 0;
  if (!return_days.is_none())
    days = values_.draw(return_days, now_, load->index, keys(*load).return_days);
  if (days > 0)
    at_load(now_ + duration_of_days(days), Kind::give_back, load, release);
  else
    release();
}

void Simulator::receive(const LoadPtr& load) {
  const bool in_opening_stock = now_ < network_.start;
  if (!load->doomed) note(What::sojourn_days, of_load(*load), days_of(now_ - load->departed));
  for (const auto& [munition, origins] : load->cargo) {
    const PoolId pool = load->pools.at(munition);
    for (const auto& [origin, n] : origins) {
      note_in_transit(*load, munition, origin, -n);
      Dimensions of = of_load(*load);
      of.site = load->to;
      of.munition = munition;
      of.origin = origin;
      if (in_opening_stock || load->doomed) left_[{munition, origin}] += n;
      if (in_opening_stock) continue;
      if (load->doomed) {
        note(What::lost, of, n);
      } else {
        note(What::arrived, of, n);
        note(What::received, of, n);
      }
    }
    if (in_opening_stock || load->doomed) continue;
    if (load->shipment.is_none()) change_on_order(pool, -total(origins));
    for (const auto& [origin, n] : origins) bring(pool, origin, n);
    if (!load->shipment.is_none()) position_changed(pool);
  }
  if (in_opening_stock || load->doomed) return;
  // Backlog of all that the train brings, before orders and shipments that wait for any of it.
  serve_at(load->to, [this, &load] {
    for (const auto& [munition, origins] : load->cargo)
      if (total(origins) > 0) serve_shortages(load->pools.at(munition));
  });
  serve_waiting(load->to);
}

}  // namespace railhead::reference
