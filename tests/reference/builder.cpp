#include "tests/reference/builder.hpp"

#include <algorithm>
#include <limits>

namespace railhead::reference {

namespace {
LawTemplate law(LawKind kind, std::initializer_list<double> arguments) {
  LawTemplate result;
  result.kind = kind;
  std::size_t i = 0;
  for (const double a : arguments) result.a[i++].constant = a;
  return result;
}
}  // namespace

LawTemplate constant(double value) {
  return law(LawKind::constant, {value});
}
LawTemplate uniform(double low, double high) {
  return law(LawKind::uniform, {low, high});
}
LawTemplate triangular(double low, double mode, double high) {
  return law(LawKind::triangular, {low, mode, high});
}
LawTemplate exponential(double mean) {
  return law(LawKind::exponential, {mean});
}
LawTemplate normal(double mean, double sd) {
  return law(LawKind::normal, {mean, sd});
}

TravelStep transit(ValueId days) {
  TravelStep step;
  step.days = days;
  return step;
}
UseStep use(ResourceId resource, ValueId service_days, ValueId units) {
  return {resource, UnitsOf::number, units, service_days};
}
TakeStep take(ResourceId resource, ValueId units) {
  return {resource, UnitsOf::number, units};
}
GiveBackStep give_back(ResourceId resource, ValueId return_days) {
  return {resource, return_days};
}

NetworkBuilder::NetworkBuilder(double days, std::uint64_t seed) {
  network.start = Instant{std::chrono::sys_days{std::chrono::year{2023} / 8 / 1}};  // a Tuesday
  network.end = day(days);
  network.statistics_from = network.start;
  network.record_every = kDay;
  network.seed = seed;
}

ValueId NetworkBuilder::value(double constant) {
  return value("constant", reference::constant(constant));
}

ValueId NetworkBuilder::value(const std::string& name, const LawTemplate& law, double low) {
  return value(name, std::vector<Step>{{Instant::min(), law, false}}, low);
}

ValueId NetworkBuilder::value(const std::string& name, const std::vector<Step>& steps, double low) {
  Value v;
  v.first_step = static_cast<std::uint32_t>(network.steps.size());
  v.step_count = static_cast<std::uint32_t>(steps.size());
  v.low = low;
  v.key = key(name);
  v.name = name;
  for (const Step& step : steps) {
    network.steps.push_back(step);
    v.random = v.random || step.law.kind != LawKind::constant;
    v.varies = v.varies || step.linear || linear(step.law);
    const auto reads_parameters = [&](const Argument& a) {
      return !a.expression.is_none() && network.expressions[a.expression].uses_parameters;
    };
    for (const Argument& a : step.law.a) v.per_replication |= reads_parameters(a);
  }
  return network.values.push_back(v);
}

bool NetworkBuilder::linear(const LawTemplate& law) const {
  if (law.a[0].expression.is_none()) return false;
  for (const ProfileId p : network.expressions[law.a[0].expression].profiles)
    if (network.profiles[p].linear) return true;
  return false;
}

ExpressionId NetworkBuilder::expression(std::vector<Instruction> code) {
  Expression e;
  e.depth = static_cast<std::uint32_t>(code.size());
  for (const Instruction& i : code) {
    if (i.code == OpCode::parameter) e.uses_parameters = true;
    if (i.code != OpCode::profile) continue;
    const ProfileId p{i.operand};
    e.uses_parameters = e.uses_parameters || network.profiles[p].per_replication;
    if (std::find(e.profiles.begin(), e.profiles.end(), p) == e.profiles.end())
      e.profiles.push_back(p);
  }
  std::sort(e.profiles.begin(), e.profiles.end());
  e.code = std::move(code);
  return network.expressions.push_back(e);
}

LawTemplate NetworkBuilder::of(ExpressionId expression) const {
  LawTemplate result;
  result.a[0].expression = expression;
  return result;
}

ProfileId NetworkBuilder::profile(const std::string& id, const std::vector<Step>& steps) {
  Profile p;
  p.id = id;
  p.first_step = static_cast<std::uint32_t>(network.steps.size());
  p.step_count = static_cast<std::uint32_t>(steps.size());
  for (const Step& step : steps) {
    network.steps.push_back(step);
    p.linear = p.linear || step.linear || linear(step.law);
    const ExpressionId e = step.law.a[0].expression;
    p.per_replication =
        p.per_replication || (!e.is_none() && network.expressions[e].uses_parameters);
  }
  return network.profiles.push_back(p);
}

ParameterId NetworkBuilder::parameter(const std::string& id, double central,
                                      const LawTemplate* uncertainty) {
  Parameter p;
  p.id = id;
  p.central.constant = central;
  p.uncertain = uncertainty != nullptr;
  if (uncertainty != nullptr) p.uncertainty = *uncertainty;
  p.key = key("parameter." + id);
  const ParameterId result = network.parameters.push_back(p);
  network.parameter_order.push_back(result);
  return result;
}

SiteId NetworkBuilder::site(const std::string& id, Issue issue) {
  Site s;
  s.id = id;
  s.issue = issue;
  return network.sites.push_back(s);
}

MunitionId NetworkBuilder::munition(const std::string& id) {
  Munition m;
  m.id = id;
  return network.munitions.push_back(m);
}

OriginId NetworkBuilder::origin(const std::string& id, double dud_fraction) {
  Origin o;
  o.id = id;
  const ValueId duds = dud_fraction > 0 ? value(dud_fraction) : ValueId{};
  o.dud_fraction.assign(network.munitions.size(), duds);
  return network.origins.push_back(o);
}

// All pairs are made at the first call, in order of site and munition.
PoolId NetworkBuilder::pool(SiteId site, MunitionId munition) {
  if (network.pools.empty())
    for (const SiteId s : network.sites.ids())
      for (const MunitionId m : network.munitions.ids()) network.pools.push_back({s, m});
  return PoolId{site.index() * network.munitions.size() + munition.index()};
}

void NetworkBuilder::stock(PoolId pool, OriginId origin, double rounds) {
  network.initial_stock.push_back({pool, origin, value(rounds)});
  std::sort(network.initial_stock.begin(), network.initial_stock.end(),
            [](const InitialStock& a, const InitialStock& b) {
              return std::pair{a.pool, a.origin} < std::pair{b.pool, b.origin};
            });
}

ResourceId NetworkBuilder::resource(const std::string& id, double units) {
  Resource r;
  r.id = id;
  r.units = value(units);
  return network.resources.push_back(r);
}

LineId NetworkBuilder::line(const std::string& id, PoolId pool, OriginId origin,
                            ValueId output_per_day) {
  Line l;
  l.id = id;
  l.pool = pool;
  l.origin = origin;
  l.output_per_day = output_per_day;
  l.period = kDay;
  return network.lines.push_back(l);
}

ConsumerId NetworkBuilder::consumer(const std::string& id, PoolId pool, ValueId demand_per_day,
                                    Unmet unmet) {
  Consumer c;
  c.id = id;
  c.pool = pool;
  c.demand_per_day = demand_per_day;
  c.period = kDay;
  c.unmet = unmet;
  return network.consumers.push_back(c);
}

ConsumerId NetworkBuilder::missions(const std::string& id, PoolId pool, const Mission& mission,
                                    Unmet unmet) {
  Consumer c;
  c.id = id;
  c.pool = pool;
  c.mission = mission;
  c.unmet = unmet;
  return network.consumers.push_back(c);
}

RouteId NetworkBuilder::route(const std::string& id, SiteId from, SiteId to,
                              std::vector<RouteStep> steps) {
  for (RouteStep& step : steps) {  // one unit, unless said otherwise
    if (auto* used = std::get_if<UseStep>(&step); used != nullptr && used->units.is_none())
      used->units = value(1);
    if (auto* taken = std::get_if<TakeStep>(&step); taken != nullptr && taken->units.is_none())
      taken->units = value(1);
  }
  Route r;
  r.id = id;
  r.from = from;
  r.to = to;
  r.steps = std::move(steps);
  return network.routes.push_back(r);
}

std::vector<StepKeys> NetworkBuilder::step_keys(const std::string& owner, RouteId route) const {
  std::vector<StepKeys> keys;
  for (std::size_t i = 0; i < network.routes[route].steps.size(); ++i) {
    const std::string step = owner + ".step." + std::to_string(i);
    keys.push_back({key(step + ".duration"), key(step + ".loss"), key(step + ".units"),
                    key(step + ".return_days")});
  }
  return keys;
}

ShipmentId NetworkBuilder::shipment(const std::string& id, RouteId route, OriginId origin,
                                    MunitionId munition, ValueId rounds, Departures departures) {
  Shipment s;
  s.id = id;
  s.route = route;
  s.origin = origin;
  s.cargo = {{munition, rounds, PoolId{}, pool(network.routes[route].to, munition)}};
  s.departures = std::move(departures);
  s.loss_key = key("shipment." + id + ".loss_probability");
  s.step_keys = step_keys("shipment." + id, route);
  return network.shipments.push_back(s);
}

ReplenishmentId NetworkBuilder::replenishment(const std::string& id, PoolId pool, OriginId origin,
                                              ValueId lead_time_days, double reorder,
                                              double target) {
  Replenishment r;
  r.id = id;
  r.pool = pool;
  r.origin = origin;
  r.lead_time_days = lead_time_days;
  r.reorder_point = value(reorder);
  r.target = value(target);
  r.review_days = value(1);
  return network.replenishments.push_back(r);
}

DisruptionId NetworkBuilder::disruption(const std::string& id, DisruptionKind kind,
                                        std::initializer_list<std::uint32_t> targets, ValueId at,
                                        ValueId duration_days) {
  Disruption d;
  d.id = id;
  d.kind = kind;
  d.targets = targets;
  d.at = at;
  d.from = network.start;
  d.duration_days = duration_days;
  d.probability_key = key("disruption." + id + ".probability");
  return network.disruptions.push_back(d);
}

}  // namespace railhead::reference
