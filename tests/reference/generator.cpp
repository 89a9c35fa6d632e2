#include "tests/reference/generator.hpp"

#include <algorithm>
#include <array>

#include "tests/reference/random_fields.hpp"

namespace railhead::reference {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Feature::count)> kNames{
    "laws",          "expressions",       "time_steps",       "linear",       "curves",
    "lines",         "line_failure",      "workdays",         "components",   "refurbishing",
    "long_periods",  "consumers",         "missions",         "backlog",      "rationing",
    "reserve",       "substitutes",       "effective",        "issue_rules",  "capacity",
    "shipments",     "irregular",         "under_way",        "trains",       "losses",
    "from_stock",    "resources",         "resource_failure", "unit_steps",   "take",
    "replenishment", "continuous_review", "owed_orders",      "proportional", "push",
    "stock_losses",  "closures",          "outages",          "embargoes",    "surges",
    "windows"};

class Generator : RandomFields {
 public:
  Generator(std::uint64_t seed, Features features) : RandomFields(seed, features) {}

  Network make() {
    make_inputs();
    make_places();
    make_resources();
    make_lines();
    make_consumers();
    make_routes();
    make_shipments();
    make_replenishments();
    make_disruptions();
    make_windows();
    return std::move(b_.network);
  }

 private:
  void make_places() {
    Dice dice{seed_, "places"};
    const int munitions = dice.between(1, 3);
    for (int i = 0; i < munitions; ++i) {
      const MunitionId m = b_.munition(name("m", i));
      Munition& munition = b_.network.munitions[m];
      munition.mass_kg = b_.value(dice.between(20, 60));
      munition.rounds_per_container = once(name("per_container", i), dice.between(3, 9));
      munition.rounds_per_railcar = b_.value(dice.between(5, 12));
      munition.holding_per_round_day = b_.value(0.25);
      munition.backlog_per_round_day = b_.value(2);
      munition.order_fixed = b_.value(10);
      munition.order_per_round = once(name("cost", i), 1.5);
    }
    const int origins = dice.between(1, 3);
    for (int i = 0; i < origins; ++i) {
      const auto side = dice.below(12);
      b_.origin(name("o", i), side == 11 ? 1.0 : side % 4 * 0.1);
    }
    const int sites = dice.between(2, 4);
    for (int i = 0; i < sites; ++i) {
      const auto issue = on(Feature::issue_rules) ? static_cast<Issue>(dice.below(3)) : Issue::fifo;
      const SiteId s = b_.site(name("s", i), issue);
      Site& site = b_.network.sites[s];
      if (dice.chance(0.3) && on(Feature::capacity))
        site.capacity_rounds = once(name("capacity", i), dice.between(200, 600));
      if (dice.chance(0.3)) site.keep_rounds = b_.value(dice.between(1, 40));
      if (dice.chance(0.2) && on(Feature::time_steps))
        site.keep_rounds =
            b_.value(name("keep", i),
                     std::vector<Step>{{Instant::min(), constant(dice.between(10, 60)), false},
                                       {b_.day(dice.between(3, 12)), constant(5), false}});
      if (dice.chance(0.5) && on(Feature::proportional)) site.allocation = Allocation::proportional;
    }
    for (int s = 0; s < sites; ++s)
      for (int m = 0; m < munitions; ++m)
        for (int o = 0; o < origins; ++o)
          if (dice.chance(0.6))
            b_.stock(b_.pool(SiteId{s}, MunitionId{m}), OriginId{o}, dice.between(0, 80));
  }

  SiteId any_site(Dice& dice) const { return SiteId{dice.below(count(b_.network.sites))}; }
  MunitionId any_munition(Dice& dice) const {
    return MunitionId{dice.below(count(b_.network.munitions))};
  }
  OriginId any_origin(Dice& dice) const { return OriginId{dice.below(count(b_.network.origins))}; }
  template <class Map>
  static int count(const Map& map) {
    return static_cast<int>(map.size());
  }
  Failure failure(const std::string& field) {
    return {days(field + ".up", 6), days(field + ".down", 2)};
  }

  void make_resources() {
    Dice dice{seed_, "resources"};
    if (!on(Feature::resources)) return;
    for (int i = 0; i < 2; ++i) {
      const ResourceId id = b_.resource(name("r", i), dice.between(1, 3));
      Resource& r = b_.network.resources[id];
      if (dice.chance(0.4) && on(Feature::unit_steps))
        r.units = b_.value(name("units", i),
                           std::vector<Step>{{Instant::min(), constant(dice.between(1, 2)), false},
                                             {b_.day(dice.between(2, 5)), constant(3), false},
                                             {b_.day(dice.between(6, 9)), constant(1), false}});
      if (dice.chance(0.2) && on(Feature::unit_steps))
        r.units = b_.value(name("units", i), growing_units(dice));
      if (dice.chance(0.5)) r.queue = QueueDiscipline::priority;
      if (dice.chance(0.4) && on(Feature::resource_failure))
        r.failure = failure(name("resource", i));
    }
    b_.resource("r2", 30);  // enough for the vehicles of any train
  }

  // One more than a profile, or a straight line; whole units of either.
  std::vector<Step> growing_units(Dice& dice) {
    const Instruction profile{OpCode::profile, 1, 0};
    const Instruction one{OpCode::constant, 0, 1};
    if (dice.chance(0.5))
      return {{Instant::min(), b_.of(b_.expression({profile, one, {OpCode::add, 0, 0}})), false}};
    const double from = dice.between(-6, 2);
    return {{b_.day(from), constant(1), on(Feature::linear)},
            {b_.day(from + dice.between(3, 9)), constant(3), false}};
  }

  Duration period(Dice& dice) const {
    const bool is_long = dice.chance(0.3) && on(Feature::long_periods);
    const int choice = dice.below(3);
    return !is_long ? kDay : choice == 0 ? 7 * kDay : choice == 1 ? 3 * kDay : kDay / 2;
  }

  void make_lines() {
    for (int i = 0; on(Feature::lines) && i < 3; ++i) {
      Dice dice{seed_, name("line", i)};
      if (dice.chance(0.3)) continue;
      const SiteId site = any_site(dice);
      const MunitionId munition = any_munition(dice);
      const LineId id =
          b_.line(name("l", i), b_.pool(site, munition), any_origin(dice),
                  amount(name("output", i), dice.chance(0.2) ? 0.4 : dice.between(3, 25)));
      Line& line = b_.network.lines[id];
      line.period = period(dice);
      if (dice.chance(0.3) && on(Feature::workdays)) line.workdays = 0x1f;
      if (dice.chance(0.4) && on(Feature::line_failure)) line.failure = failure(name("line", i));
      const MunitionId other{(munition.index() + 1) % b_.network.munitions.size()};
      if (other == munition) continue;
      if (dice.chance(0.3) && on(Feature::components))
        line.consumes = {{b_.pool(site, other), amount(name("component", i), 1.5, true)}};
      const MunitionId worn = input(munition, other, line.consumes.empty());
      if (dice.chance(0.3) && on(Feature::refurbishing) && !worn.is_none()) {
        line.refurbishes = b_.pool(site, worn);
        line.yield_fraction = dice.chance(0.5) || !on(Feature::laws)
                                  ? b_.value(dice.between(2, 10) / 10.0)
                                  : b_.value(name("yield", i), uniform(0.3, 0.9));
        line.origin = OriginId{};
      }
    }
  }

  // What is reworked: not what the line makes or consumes.
  MunitionId input(MunitionId made, MunitionId other, bool other_is_free) const {
    if (other_is_free) return other;
    for (const MunitionId m : b_.network.munitions.ids())
      if (m != made && m != other) return m;
    return {};
  }

  void make_consumers() {
    for (int i = 0; on(Feature::consumers) && i < 5; ++i) {
      Dice dice{seed_, name("consumer", i)};
      if (dice.chance(0.3)) continue;
      const SiteId site = any_site(dice);
      const MunitionId munition = any_munition(dice);
      const Unmet unmet = dice.chance(0.5) && on(Feature::backlog) ? Unmet::backlog : Unmet::lost;
      const bool missions = dice.chance(0.4) && on(Feature::missions);
      Mission mission;
      if (missions) {
        mission.rounds = amount(name("mission_rounds", i), dice.between(2, 12));
        if (dice.chance(0.6))
          mission.interval_days = amount(name("mission_interval", i), 0.5, true);
        else
          mission.rate_per_day = fixed(name("mission_rate", i), 1.5);
      }
      const PoolId pool = b_.pool(site, munition);
      const ConsumerId id =
          missions ? b_.missions(name("c", i), pool, mission, unmet)
                   : b_.consumer(name("c", i), pool,
                                 amount(name("demand", i), dice.between(2, 30) / 2.0), unmet);
      Consumer& c = b_.network.consumers[id];
      if (!missions) c.period = period(dice);
      c.priority = dice.between(1, 2);
      if (dice.chance(0.3) && on(Feature::rationing))
        c.ration = {{b_.value(dice.between(4, 8)), b_.value(0.6)},
                    {b_.value(dice.between(1, 3)), b_.value(0.25)}};
      if (dice.chance(0.3) && on(Feature::effective)) c.counts = Counts::effective;
      const MunitionId other{(munition.index() + 1) % b_.network.munitions.size()};
      if (other != munition && dice.chance(0.4) && on(Feature::substitutes))
        c.substitutes = {b_.pool(site, other)};
      // Equal within one site, munition and priority.
      Dice equal{seed_, name("reserve", static_cast<int>(pool.index()) * 8 + c.priority)};
      if (equal.chance(0.4) && on(Feature::reserve))
        c.reserve_rounds = b_.value(equal.between(1, 15));
    }
  }

  TravelStep travel(Dice& dice, const std::string& field) {
    TravelStep step = transit(days(field, 4));
    step.transit = dice.chance(0.8);
    if (dice.chance(0.4) && on(Feature::losses))
      step.loss_fraction =
          dice.chance(0.5) ? b_.value(0.15) : b_.value(field + ".loss", uniform(0, 0.3));
    return step;
  }

  UseStep use_step(Dice& dice, const std::string& field) {
    UseStep step = use(ResourceId{dice.below(2)}, days(field, 2));
    return step;
  }

  // Vehicles of a train rather than a number of units.
  void use_by_vehicle(Dice& dice, Route& route) {
    for (RouteStep& step : route.steps)
      if (auto* used = std::get_if<UseStep>(&step); used != nullptr && dice.chance(0.5)) {
        used->resource = ResourceId{2};
        used->units = ValueId{};
        used->units_of = dice.chance(0.5) ? UnitsOf::railcars : UnitsOf::containers;
      }
  }

  void make_routes() {
    for (int i = 0; i < 3; ++i) {
      Dice dice{seed_, name("route", i)};
      const SiteId from = any_site(dice);
      const SiteId to{(from.index() + 1) % b_.network.sites.size()};
      const std::string field = name("route", i) + ".step";
      std::vector<RouteStep> steps;
      const bool takes = dice.chance(0.4) && on(Feature::take) && on(Feature::resources);
      const ResourceId taken{dice.below(2)};
      if (takes) steps.push_back(take(taken));
      if (dice.chance(0.5) && on(Feature::resources) && !takes)
        steps.push_back(use_step(dice, field + "0"));
      steps.push_back(travel(dice, field + "1"));
      if (takes && dice.chance(0.7))
        steps.push_back(dice.chance(0.5) ? give_back(taken, days(field + "2", 2))
                                         : give_back(taken));
      if (dice.chance(0.3) && on(Feature::resources)) steps.push_back(use_step(dice, field + "3"));
      if (dice.chance(0.3)) steps.push_back(travel(dice, field + "4"));
      const RouteId id = b_.route(name("route", i), from, to, steps);
      Route& route = b_.network.routes[id];
      const int split = dice.below(3);
      if (!on(Feature::trains) || split == 0) continue;
      (split == 1 ? route.train_railcars : route.train_containers) =
          stepping(dice, dice.between(2, 6), 3);
      if (split == 1 && dice.chance(0.4)) route.railcar_fill = stepping(dice, 0.8, 1);
      use_by_vehicle(dice, route);
    }
  }

  // A constant, or one that becomes another.
  ValueId stepping(Dice& dice, double first, double then) {
    if (!on(Feature::time_steps) || dice.chance(0.6)) return b_.value(first);
    return b_.value("stepping",
                    std::vector<Step>{{Instant::min(), constant(first), false},
                                      {b_.day(dice.between(1, 9)), constant(then), false}});
  }

  Departures departures(Dice& dice, const std::string& field) {
    const double from = on(Feature::under_way) ? -dice.between(0, 8) : 0;
    const int kind = on(Feature::irregular) ? dice.below(4) : dice.below(2);
    if (kind == 0) {
      DatedDepartures dated;
      double at = from;
      for (int k = dice.between(1, 8); k > 0; --k, at += dice.between(0, 6))
        dated.at.push_back(b_.day(at));
      return dated;
    }
    const Instant until = dice.chance(0.3) ? b_.day(dice.between(5, 20)) : Instant::max();
    const std::uint64_t count = dice.chance(0.3) ? 4 : std::numeric_limits<std::uint64_t>::max();
    if (kind == 1) {
      RegularDepartures regular{b_.day(from), days(field + ".every", 4), count, {}, until};
      if (dice.chance(0.4) && on(Feature::irregular))
        regular.jitter_days = b_.value(field + ".jitter", uniform(-1, 2), -1e9);
      return regular;
    }
    if (kind == 2)
      return RenewalDepartures{amount(field + ".interval", 3, true), b_.day(from), until, count};
    return PoissonDepartures{fixed(field + ".rate", 0.4), b_.day(from), until, count};
  }

  void make_shipments() {
    for (int i = 0; on(Feature::shipments) && i < 3; ++i) {
      Dice dice{seed_, name("shipment", i)};
      if (dice.chance(0.2)) continue;
      const std::string field = name("shipment", i);
      const RouteId route{dice.below(count(b_.network.routes))};
      const SiteId from = b_.network.routes[route].from;
      const SiteId to = b_.network.routes[route].to;
      const ShipmentId id = b_.shipment(name("ship", i), route, any_origin(dice), MunitionId{0},
                                        b_.value(1), departures(dice, field));
      Shipment& s = b_.network.shipments[id];
      s.cargo.clear();
      s.cargo_unit = static_cast<CargoUnit>(dice.below(4));
      const bool mixed = s.cargo_unit != CargoUnit::rounds;
      if (mixed)
        s.cargo_count = amount(field + ".count",
                               s.cargo_unit == CargoUnit::tonnes ? 2 : dice.between(4, 12), true);
      const int kinds = dice.between(1, count(b_.network.munitions));
      for (int m = 0; m < kinds; ++m) {
        const MunitionId munition{m};
        s.cargo.push_back(
            {munition,
             mixed ? b_.value(1.0 / kinds)
                   : amount(field + ".cargo" + std::to_string(m), dice.between(20, 90), true),
             PoolId{}, b_.pool(to, munition)});
      }
      s.priority = dice.between(1, 2);
      if (dice.chance(0.3) && on(Feature::losses)) s.loss_probability = b_.value(0.3);
      if (dice.chance(0.5) && on(Feature::from_stock)) {
        s.draw_from = DrawFrom::stock;
        s.if_short = static_cast<IfShort>(dice.below(3));
        for (CargoItem& item : s.cargo) item.from = b_.pool(from, item.munition);
        // Those under way at the start need an origin.
        if (dice.chance(0.5) && !on(Feature::under_way)) s.origin = OriginId{};
      }
    }
  }

  void make_replenishments() {
    for (int i = 0; on(Feature::replenishment) && i < 4; ++i) {
      Dice dice{seed_, name("replenishment", i)};
      if (dice.chance(0.25)) continue;
      const RouteId route{dice.below(count(b_.network.routes))};
      const SiteId from = b_.network.routes[route].from;
      const SiteId to = b_.network.routes[route].to;
      const MunitionId munition = any_munition(dice);
      const std::string id = name("supply", i);
      const ReplenishmentId r_id =
          b_.replenishment(id, b_.pool(to, munition), any_origin(dice), days(id + ".lead", 3),
                           dice.between(10, 60), dice.between(60, 150));
      Replenishment& r = b_.network.replenishments[r_id];
      const bool by_route = dice.chance(0.6);
      // Suppliers in a ring would owe each other without end.
      if (dice.chance(0.7) && from < to) r.from = b_.pool(from, munition);
      if (by_route) {
        r.route = route;
        r.lead_time_days = ValueId{};
        r.step_keys = b_.step_keys("replenishment." + id, route);
      }
      const int policy = dice.below(5);
      if (policy < 4) r.policy = static_cast<Policy>(policy);
      if (r.policy == Policy::base_stock) r.reorder_point = ValueId{};
      if (policy == 1) r.target = b_.value(dice.between(10, 40));
      if (policy == 3) {
        r.target = fixed(id + ".target_days", dice.between(4, 8));
        r.reorder_point = dice.chance(0.5) ? ValueId{} : b_.value(dice.between(2, 4));
      }
      if (policy == 4 && on(Feature::push) && !r.from.is_none()) {
        r.policy = Policy::push;
        r.max_rounds = b_.value(dice.between(5, 50));
      }
      r.strictly_below = dice.chance(0.3);
      r.review_days = b_.value(dice.between(1, 4) / 2.0);
      if (dice.chance(0.4) && on(Feature::continuous_review) && r.policy != Policy::push)
        r.review_days = b_.value(0);
      if (dice.chance(0.5) && on(Feature::owed_orders)) r.if_short = IfShort::wait;
      if (dice.chance(0.3)) r.minimum_order = b_.value(dice.between(2, 20));
      r.priority = dice.between(1, 2);
    }
  }

  // Occurs once, or recurs.
  void make_disruption(const std::string& id, DisruptionKind kind, int targets, Dice& dice) {
    if (targets == 0) return;
    std::vector<std::uint32_t> hit;
    for (int i = 0; i < targets; ++i)
      if (dice.chance(0.6)) hit.push_back(static_cast<std::uint32_t>(i));
    if (hit.empty()) hit.push_back(0);
    const bool recurs = dice.chance(0.5);
    const ValueId at = recurs ? ValueId{} : days("disruption." + id + ".at", 12);
    const bool lasts = kind != DisruptionKind::stock_loss;
    const DisruptionId d_id = b_.disruption(
        id, kind, {}, at, lasts ? days("disruption." + id + ".duration", 4) : ValueId{});
    Disruption& d = b_.network.disruptions[d_id];
    d.targets = hit;
    if (recurs) d.interval_days = days("disruption." + id + ".interval", 8);
    if (dice.chance(0.3)) d.probability = b_.value(0.6);
    const std::string field = "disruption." + id;
    if (kind == DisruptionKind::stock_loss) {
      const int how = dice.below(3);
      if (how == 0) d.fraction = b_.value(field + ".fraction", uniform(0, 0.7));
      if (how == 1) d.rounds = amount(field + ".rounds", 40);
      if (how == 2) d.tonnes = b_.value(1.5);
    }
    if (kind == DisruptionKind::line_outage && dice.chance(0.7))
      d.fraction = b_.value(field + ".fraction", uniform(0.2, 0.9));
    if (kind == DisruptionKind::resource_outage && dice.chance(0.7))
      d.units = b_.value(dice.between(1, 2));
    if (kind == DisruptionKind::demand_surge) d.factor = fixed(field + ".factor", 1.5);
    d.hold = dice.chance(0.5);
  }

  void make_disruptions() {
    const Network& n = b_.network;
    for (int i = 0; i < 2; ++i) {
      Dice dice{seed_, name("disruption", i)};
      const auto add = [&](Feature feature, std::string_view id, DisruptionKind kind, int targets) {
        if (dice.chance(0.5) && on(feature)) {
          Dice own{seed_, name(id, i)};
          make_disruption(name("d", i) + std::string{id}, kind, targets, own);
        }
      };
      add(Feature::closures, "-closure", DisruptionKind::route_closure, count(n.routes));
      add(Feature::embargoes, "-embargo", DisruptionKind::shipment_embargo, count(n.shipments));
      add(Feature::outages, "-line", DisruptionKind::line_outage, count(n.lines));
      add(Feature::outages, "-resource", DisruptionKind::resource_outage, count(n.resources));
      add(Feature::stock_losses, "-strike", DisruptionKind::stock_loss, count(n.sites));
      add(Feature::surges, "-surge", DisruptionKind::demand_surge, count(n.consumers));
    }
  }

  void make_windows() {
    Dice dice{seed_, "windows"};
    Network& n = b_.network;
    if (!on(Feature::windows)) return;
    if (dice.chance(0.4)) n.statistics_from = b_.day(dice.between(1, 6));
    if (dice.chance(0.5)) n.windows.push_back({"early", b_.day(0), b_.day(dice.between(4, 12))});
    if (dice.chance(0.5)) n.windows.push_back({"late", b_.day(dice.between(3, 7)), b_.day(60)});
    if (dice.chance(0.3)) n.record_every = kDay / 2;
    if (dice.chance(0.1)) n.deterministic = true;
  }
};

}  // namespace

std::string_view to_string(Feature feature) {
  return kNames[static_cast<std::size_t>(feature)];
}

void add_unrelated(Network& network) {
  NetworkBuilder b{1, network.seed};
  b.network = std::move(network);
  const MunitionId munition = b.munition("z-munition");
  for (Origin& o : b.network.origins) o.dud_fraction.push_back(ValueId{});
  const OriginId origin = b.origin("z-origin");
  const SiteId site = b.site("z-site");
  const PoolId pool = b.network.pools.push_back({site, munition});
  b.network.initial_stock.push_back({pool, origin, b.value(50)});
  b.line("z-line", pool, origin, b.value("z-output", uniform(1, 9)));
  b.consumer("z-guns", pool, b.value("z-demand", exponential(7)));
  const RouteId route = b.route("z-route", site, site, {transit(b.value("z-days", uniform(1, 3)))});
  Shipment s;
  s.id = "z-ships";
  s.route = route;
  s.origin = origin;
  s.cargo = {{munition, b.value("z-cargo", uniform(5, 20)), PoolId{}, pool}};
  s.departures = RenewalDepartures{b.value("z-interval", exponential(2)), b.network.start};
  s.loss_key = b.key("z-loss");
  s.step_keys = b.step_keys("z-ships", route);
  b.network.shipments.push_back(s);
  network = std::move(b.network);
}

Network random_network(std::uint64_t seed, Features features) {
  return Generator{seed, features}.make();
}

}  // namespace railhead::reference
