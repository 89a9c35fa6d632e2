#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "railhead/base/ids.hpp"
#include "railhead/base/rounds.hpp"
#include "railhead/base/time.hpp"
#include "railhead/model/value.hpp"

// A compiled scenario: constant, indexed, shared by all threads. Entities of a
// kind stand in order of id (bytes), so that an index is also a rank.
namespace railhead {

using MunitionId = Id<struct MunitionTag>;
using OriginId = Id<struct OriginTag>;
using SiteId = Id<struct SiteTag>;
using PoolId = Id<struct PoolTag>;
using LineId = Id<struct LineTag>;
using ResourceId = Id<struct ResourceTag>;
using RouteId = Id<struct RouteTag>;
using ShipmentId = Id<struct ShipmentTag>;
using ConsumerId = Id<struct ConsumerTag>;
using ReplenishmentId = Id<struct ReplenishmentTag>;
using DisruptionId = Id<struct DisruptionTag>;

struct Munition {
  std::string id;
  // Conversion factors, evaluated once per replication; none where absent.
  ValueId mass_kg, rounds_per_container, rounds_per_railcar;
  // Cost rates, 0 where absent.
  ValueId holding_per_round_day, backlog_per_round_day, order_fixed, order_per_round;
};

struct Origin {
  std::string id;
  IdMap<MunitionId, ValueId> dud_fraction;  // none: no duds
};

enum class Issue : std::uint8_t { fifo, lifo, proportional };
enum class Allocation : std::uint8_t { in_order, proportional };

struct Site {
  std::string id;
  std::string role;
  ValueId capacity_rounds;  // none: unlimited; evaluated once per replication
  ValueId keep_rounds;      // none: 0
  Issue issue = Issue::fifo;
  Allocation allocation = Allocation::in_order;
};

// The stock of one munition at one site: every pair that can ever hold rounds
// or that a consumer, line or replenishment names. In order of site, munition.
struct Pool {
  SiteId site;
  MunitionId munition;
};

struct InitialStock {
  PoolId pool;
  OriginId origin;
  ValueId rounds;  // evaluated once per replication, rounded to the nearest
};

// An alternating renewal process in calendar time, up at the start. The k-th up
// time and the k-th down time (k = 0, 1, …) are draw k of their streams.
struct Failure {
  ValueId up_days, down_days;  // both invalid: never fails
  [[nodiscard]] bool active() const { return !up_days.is_none(); }
};

struct Component {
  PoolId pool;     // at the line's site
  ValueId rounds;  // per round of output
};

struct Line {
  std::string id;
  PoolId pool;
  OriginId origin;  // none where it refurbishes
  ValueId output_per_day;
  Duration period{};
  std::uint8_t workdays = 0x7f;  // bit 0 = Monday … bit 6 = Sunday
  Failure failure;
  std::vector<Component> consumes;  // in order of munition id
  PoolId refurbishes;               // none: new production
  ValueId yield_fraction;           // valid where it refurbishes
};

enum class QueueDiscipline : std::uint8_t { fifo, priority };

struct Resource {
  std::string id;
  ValueId units;  // may step in time
  QueueDiscipline queue = QueueDiscipline::fifo;
  Failure failure;
};

enum class UnitsOf : std::uint8_t { number, railcars, containers };

struct UseStep {
  ResourceId resource;
  UnitsOf units_of = UnitsOf::number;
  ValueId units;  // valid where units_of is number
  ValueId service_days;
};
struct TravelStep {
  ValueId days;
  bool transit = true;    // false: dwell, touched by no closure
  ValueId loss_fraction;  // none: none
  std::string mode;
  ValueId distance_km;
};
struct TakeStep {
  ResourceId resource;
  UnitsOf units_of = UnitsOf::number;
  ValueId units;
};
struct GiveBackStep {
  ResourceId resource;
  ValueId return_days;  // none: at once
};
using RouteStep = std::variant<UseStep, TravelStep, TakeStep, GiveBackStep>;

struct Route {
  std::string id;
  SiteId from, to;
  ValueId train_railcars, train_containers;  // at most one valid; neither: never split
  ValueId railcar_fill;                      // none: 1
  std::vector<RouteStep> steps;
};

// Streams of what happens to the loads of one programme (or replenishment) on
// its route: one key a step and field. Draws are indexed by load_index().
struct StepKeys {
  StreamKey duration, loss, units, return_days;
};

// Index of the draws of one train of one shipment (or order).
// Requires: train < 2^16, shipment < 2^48.
constexpr std::uint64_t load_index(std::uint64_t shipment, std::uint64_t train) {
  return (shipment << 16) | train;
}

enum class CargoUnit : std::uint8_t { rounds, containers, railcars, tonnes };

struct CargoItem {
  MunitionId munition;
  ValueId amount;  // rounds, or the share of the mix
  PoolId from;     // at the departure site; none where external
  PoolId to;       // at the route's end
};

struct DatedDepartures {
  std::vector<Instant> at;  // ascending; shipment k departs at at[k]
};
struct RegularDepartures {
  Instant first;
  ValueId every_days;  // interval k leads from nominal departure k to k + 1
  std::uint64_t count = std::numeric_limits<std::uint64_t>::max();
  ValueId jitter_days;             // none: none
  Instant until = Instant::max();  // exclusive, on the nominal departure
};
struct RenewalDepartures {
  ValueId interval_days;
  Instant from;
  Instant until = Instant::max();  // exclusive
  std::uint64_t count = std::numeric_limits<std::uint64_t>::max();
};
// Arrival k is where the integral of the rate since `from` reaches the sum of
// the first k + 1 standard exponential draws of the stream (entity, rate_per_day).
struct PoissonDepartures {
  ValueId rate_per_day;
  Instant from;
  Instant until = Instant::max();  // exclusive
  std::uint64_t count = std::numeric_limits<std::uint64_t>::max();
};
using Departures =
    std::variant<DatedDepartures, RegularDepartures, RenewalDepartures, PoissonDepartures>;

enum class DrawFrom : std::uint8_t { external, stock };
enum class IfShort : std::uint8_t { partial, wait, skip };

struct Shipment {
  std::string id;
  RouteId route;
  OriginId origin;  // none: any origin of the departure site's stock
  CargoUnit cargo_unit = CargoUnit::rounds;
  ValueId cargo_count;           // containers, railcars or tonnes a shipment; invalid for rounds
  std::vector<CargoItem> cargo;  // in order of munition id
  Departures departures;
  DrawFrom draw_from = DrawFrom::external;
  IfShort if_short = IfShort::partial;
  std::int32_t priority = 1;
  ValueId loss_probability;         // none: 0
  StreamKey loss_key;               // one draw a shipment, index = shipment number
  std::vector<StepKeys> step_keys;  // one a step of the route
};

enum class Unmet : std::uint8_t { lost, backlog };
enum class Counts : std::uint8_t { rounds, effective };

struct Ration {
  ValueId below_days, fraction;
};

// Fire missions: interval k leads from mission k - 1 (the start for k = 0) to
// mission k, whose size is draw k of `rounds`. Exactly one of interval_days and
// rate_per_day is valid.
struct Mission {
  ValueId interval_days, rate_per_day, rounds;
  [[nodiscard]] bool active() const { return !rounds.is_none(); }
};

struct Consumer {
  std::string id;
  PoolId pool;
  ValueId demand_per_day;  // none where it fires missions
  Duration period{};
  Mission mission;
  Unmet unmet = Unmet::lost;
  std::int32_t priority = 1;
  Counts counts = Counts::rounds;
  std::vector<Ration> ration;       // as written
  ValueId reserve_rounds;           // none: 0
  std::vector<PoolId> substitutes;  // in the order to try, at the same site
};

enum class Policy : std::uint8_t { order_up_to, fixed_quantity, base_stock, days_of_supply, push };

struct Replenishment {
  std::string id;
  PoolId pool;
  PoolId from;             // none: external
  OriginId origin;         // whose rounds an external supplier sends
  RouteId route;           // none: by lead_time_days
  ValueId lead_time_days;  // one draw an order part sent, indexed by load_index(order, part)
  Policy policy = Policy::order_up_to;
  ValueId reorder_point;        // rounds; days_of_supply: reorder_days
  ValueId target;               // order_up_to, order_quantity, base_stock (rounds) or target_days
  bool strictly_below = false;  // `below = true`
  ValueId review_days;          // evaluated once per replication; 0: continuous
  IfShort if_short = IfShort::partial;  // partial | wait
  ValueId minimum_order;                // none: 0
  ValueId max_rounds;                   // push only; none: unlimited
  std::int32_t priority = 1;
  std::vector<StepKeys> step_keys;
};

enum class DisruptionKind : std::uint8_t {
  stock_loss,
  route_closure,
  line_outage,
  resource_outage,
  shipment_embargo,
  demand_surge,
};

struct Disruption {
  std::string id;
  DisruptionKind kind = DisruptionKind::stock_loss;
  // Indices of the targets, by kind: sites, routes, lines, resources, shipments,
  // consumers (a target site of a demand surge stands for all its consumers).
  std::vector<std::uint32_t> targets;
  ValueId at;             // days since the network's start, draw 0; none: recurring
  ValueId interval_days;  // start to start; draw k
  Instant from, until = Instant::max();
  std::uint64_t count = std::numeric_limits<std::uint64_t>::max();
  ValueId duration_days;      // none: at once (stock_loss)
  ValueId fraction;           // stock_loss and line_outage; none: 1
  ValueId rounds;             // stock_loss by rounds or
  ValueId tonnes;             // by mass, over all munitions and origins in proportion
  ValueId units;              // resource_outage; none: all
  ValueId factor;             // demand_surge
  bool hold = false;          // shipment_embargo: departures wait for its end
  ValueId probability;        // none: 1
  StreamKey probability_key;  // one draw an occurrence
};

struct Window {
  std::string id;
  Instant from, until;
};

// Some seconds of work; the scenarios that are shipped take some ten thousand a replication.
inline constexpr std::uint64_t kUsualMaxEvents = 10'000'000;

struct Network {
  Instant start, end;
  Instant statistics_from;  // start + warm-up
  Duration record_every{};  // grid of the trajectories, from the start
  std::uint64_t seed = 0;
  bool deterministic = false;  // laws at their means, probabilities >= 1/2 happen
  // Beyond it a replication ends with an Error: events, a coalesced flow counting as one for every
  // eight of its members.
  std::uint64_t max_events = kUsualMaxEvents;

  IdMap<ExpressionId, Expression> expressions;
  std::vector<Step> steps;
  std::vector<TableTemplate> tables;
  IdMap<ValueId, Value> values;
  IdMap<ParameterId, Parameter> parameters;  // in order of id
  std::vector<ParameterId> parameter_order;  // each after those that it reads
  std::vector<Correlation> correlations;
  IdMap<ProfileId, Profile> profiles;

  IdMap<MunitionId, Munition> munitions;
  IdMap<OriginId, Origin> origins;
  IdMap<SiteId, Site> sites;
  IdMap<PoolId, Pool> pools;
  std::vector<InitialStock> initial_stock;  // in order of pool, origin
  IdMap<LineId, Line> lines;
  IdMap<ResourceId, Resource> resources;
  IdMap<RouteId, Route> routes;
  IdMap<ShipmentId, Shipment> shipments;
  IdMap<ConsumerId, Consumer> consumers;
  IdMap<ReplenishmentId, Replenishment> replenishments;
  IdMap<DisruptionId, Disruption> disruptions;
  std::vector<Window> windows;  // in order of id
};

}  // namespace railhead
