// The reference simulator: scenario-format.md played out one event at a time, with nothing done for
// speed. What the engine does must equal what this does. It shares no code with the engine's model.
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "railhead/base/rounds.hpp"
#include "railhead/model/network.hpp"

#include "tests/reference/facts.hpp"
#include "tests/reference/values.hpp"

namespace railhead::reference {

using ByOrigin = std::map<OriginId, Rounds>;
Rounds total(const ByOrigin& rounds);
// Shares `amount` in proportion to `weights`, nobody more than its weight.
ByOrigin share(Rounds amount, const ByOrigin& weights);

struct Lot {
  OriginId origin;
  Rounds rounds;
};

// Kinds of events, in their order within an instant: class by class, then as listed.
enum class Kind {
  units_step,  // class 0: changes of state
  failure,
  repair,
  disruption_start,
  disruption_end,
  keep_step,
  step_end,  // class 1
  give_back,
  receipt,
  output,     // class 2
  departure,  // class 3
  review,     // class 4
  demand,     // class 5
  mission,
  boundary,  // classes 6 and 7: looks only
};
int class_of(Kind kind);

struct Event {
  Instant at;
  Kind kind = Kind::boundary;
  bool of_replenishment = false;  // loads of shipments go before those of replenishments
  std::uint32_t entity = 0;
  std::uint64_t sequence = 0;
  std::function<void()> act;  // none for what is treated together with its like
};

// One train of a shipment or order under way.
struct Load {
  ShipmentId shipment;            // or
  ReplenishmentId replenishment;  // whose it is
  std::uint64_t index = 0;        // of its draws
  RouteId route;                  // none: by lead time
  SiteId to;
  std::int32_t priority = 1;
  std::map<MunitionId, ByOrigin> cargo;
  std::map<MunitionId, PoolId> pools;        // where it is received
  CargoUnit given_in = CargoUnit::rounds;    // what the cargo was given in
  std::map<MunitionId, double> per_vehicle;  // rounds that such a vehicle was turned into
  double given = -1;                         // such vehicles of this train; -1: by its rounds
  Rounds containers = 0, railcars = 0;
  Instant departed;
  bool doomed = false;  // lost at the end of the route
  std::size_t step = 0;
  std::map<ResourceId, Rounds> taken;
};
using LoadPtr = std::shared_ptr<Load>;

struct Waiting {
  LoadPtr load;
  Rounds units;
  Instant since;
};
struct Service {
  LoadPtr load;
  Rounds units;
  Instant ends;
  Duration remaining{};
  std::uint64_t started = 0;  // rank among all services
  std::uint64_t attempt = 0;  // an end scheduled under another number is void
};
struct Server {
  Rounds units = 0;
  Rounds most_units = 0;  // that it has at any time
  Rounds kept = 0;        // taken beyond a step, or on their way back
  bool down = false;
  std::map<std::pair<DisruptionId, std::uint64_t>, Rounds> outages;  // units gone; kAllUnits
  std::deque<Waiting> queue;
  std::list<Service> running;  // by start
  std::list<Service> stopped;  // by outages, by start
};
inline constexpr Rounds kAllUnits = Rounds{1} << 40;

struct Backlogged {
  ConsumerId consumer;
  Rounds amount;
};
// A waiting order or shipment at its supplying site.
struct Asked {
  ReplenishmentId replenishment;
  std::uint64_t order = 0;
  Rounds outstanding = 0;
  ShipmentId shipment;
  std::uint64_t number = 0;
  Instant since;  // its cargo is what it was to be then
};
struct Order {  // as asked at a review
  ReplenishmentId replenishment;
  Rounds rounds;
  Rounds shipped = 0;
};

class Simulator {
 public:
  Simulator(const Network& network, std::uint64_t replication);

  void run();
  // NaN: does not occur. Instants are microseconds since 1970, UTC.
  double metric(const Metric& metric) const { return reference::metric(network_, facts_, metric); }
  double series(const Series& series, Instant at) const {
    return reference::series(network_, facts_, series, at);
  }
  const Facts& facts() const { return facts_; }
  // Empty, or what is wrong with the conservation of rounds.
  std::string imbalance() const;
  // Instants of all events executed, in order.
  const std::vector<Instant>& clock() const { return clock_; }

 private:
  // run.cpp: calendar and bookkeeping
  void at(Instant when, Kind kind, std::uint32_t entity, std::function<void()> act,
          bool of_replenishment = false);
  void start();
  void execute(Event event);
  void note(What what, const Dimensions& of, double amount);
  void note(What what, const Dimensions& of, Rounds amount) {
    note(what, of, static_cast<double>(amount));
  }
  Dimensions of_pool(PoolId pool) const;
  void look(bool boundary);

  // stock.cpp: pools, receipts, losses
  void set_initial_stock();
  Rounds on_hand(PoolId pool) const;
  Rounds on_hand(PoolId pool, OriginId origin) const;
  ByOrigin contents(PoolId pool) const;
  std::vector<Lot> in_order_of_issue(PoolId pool) const;
  ByOrigin issue(PoolId pool, Rounds rounds, OriginId only = {});
  void put(PoolId pool, OriginId origin, Rounds rounds);
  void bring(PoolId pool, OriginId origin, Rounds rounds);
  void serve_arrivals(PoolId pool);
  void serve_shortages(PoolId pool);
  void arrived(PoolId pool);
  void let_in(SiteId site);
  // What waits outside comes in only after that.
  void serve_at(SiteId site, const std::function<void()>& serve);
  void schedule_keep_steps();
  void after_leaving(PoolId pool);
  Rounds room(SiteId site) const;
  Rounds above_keep(PoolId pool) const;
  void serve_backlog(PoolId pool);
  void lose_stock(const Disruption& disruption, SiteId site, std::uint64_t occurrence);
  void lose_stock(PoolId pool, OriginId origin, bool outside, Rounds rounds);

  // lines.cpp
  void start_lines();
  void next_output(LineId line);
  void output(LineId line);
  void line_changed(LineId line);
  ByOrigin refurbished(LineId line, Rounds good, ByOrigin used);

  // consumers.cpp
  struct Claim {
    ConsumerId consumer;
    Rounds demanded = 0, allowed = 0, met = 0;
    Instant period_start;
    bool mission = false;
  };
  void start_consumers();
  void next_demand(ConsumerId consumer);
  void next_mission(ConsumerId consumer);
  void demand(const std::vector<Event>& due);
  void ration(Claim& claim);
  void serve(const std::vector<Claim*>& equals);
  void share_pool(PoolId pool, const std::vector<Claim*>& claims, bool substitute);
  Rounds rounds_needed(ConsumerId consumer, PoolId pool, Rounds wanted, Rounds skipped);
  double rounds_holding(PoolId pool, Rounds wanted, Rounds skipped) const;
  Rounds fire(ConsumerId consumer, PoolId pool, Rounds wanted, Rounds needed, Rounds rounds);
  Rounds available_to(ConsumerId consumer) const;
  double dud_fraction(OriginId origin, MunitionId munition) const;
  void book(const Claim& claim);
  void end_shortages(PoolId pool, bool go_on);
  void surge_changed(ConsumerId consumer);
  double surge(ConsumerId consumer) const;
  double mean_demand(ConsumerId consumer) const;
  double mean_demand(PoolId pool) const;  // with all that it replenishes
  double days_of_supply(PoolId pool) const;

  // programmes.cpp: shipments until they leave
  void start_programmes();
  void schedule_departure(ShipmentId shipment, std::uint64_t number, Instant when);
  void next_departure(ShipmentId shipment, std::uint64_t number, Instant previous);
  void depart(ShipmentId shipment, std::uint64_t number);
  std::map<MunitionId, Rounds> cargo(ShipmentId shipment, std::uint64_t number, Instant at) const;
  std::map<MunitionId, Rounds> available(ShipmentId shipment) const;
  bool try_waiting(ShipmentId shipment, std::uint64_t number, Instant asked);
  void send(ShipmentId shipment, std::uint64_t number, const std::map<MunitionId, Rounds>& rounds,
            Instant asked);
  void serve_waiting(SiteId site);

  // loads.cpp: on the route
  void dispatch(const Load& all, std::uint64_t shipment, std::uint64_t& train);
  std::vector<LoadPtr> split(const Load& all) const;
  double rounds_per(MunitionId munition, CargoUnit unit, RouteId route, Instant at) const;
  double rounds_per(const Load& load, MunitionId munition, CargoUnit unit) const;
  double vehicles(const Load& load, CargoUnit unit) const;
  const StepKeys& keys(const Load& load) const;
  void at_load(Instant when, Kind kind, const LoadPtr& load, std::function<void()> act);
  void proceed(const LoadPtr& load);
  void travel(const LoadPtr& load);
  void lose_on_step(const LoadPtr& load);
  void give_back(const LoadPtr& load, ResourceId resource, ValueId return_days);
  void receive(const LoadPtr& load);
  void note_in_transit(const Load& load, MunitionId munition, OriginId origin, Rounds change);
  Dimensions of_load(const Load& load) const;

  // resources.cpp
  void start_resources();
  void set_units(ResourceId resource);
  void join(const LoadPtr& load);
  void begin_service(ResourceId resource, const Waiting& waiting);
  void schedule_end(ResourceId resource, Service& service);
  void end_service(ResourceId resource, std::uint64_t started);
  Rounds busy_units(ResourceId resource) const;
  Rounds able_units(ResourceId resource) const;
  Rounds units_out(ResourceId resource) const;
  void rebalance(ResourceId resource);
  void hold(ResourceId resource, const Load& load, Rounds change);

  // replenishment.cpp
  void start_reviews();
  Rounds position(PoolId pool) const;
  void review(const std::vector<Event>& due);
  void position_changed(PoolId pool);
  Rounds ask(ReplenishmentId replenishment) const;
  void supply(std::vector<Order> orders);
  void allocate(std::vector<Order>& orders);
  void settle(const Order& order);
  void send(ReplenishmentId replenishment, std::uint64_t order, Rounds rounds);
  void change_on_order(PoolId pool, Rounds change);

  // disruptions.cpp
  void start_disruptions();
  void schedule_failure(const Failure& failure, std::uint64_t k, std::uint32_t entity,
                        const std::function<void(bool down)>& set_down);
  void schedule_occurrence(DisruptionId disruption, std::uint64_t occurrence, Instant when);
  void strike(DisruptionId disruption, std::uint64_t occurrence);
  void begin(DisruptionId disruption, std::uint64_t occurrence);
  void end(DisruptionId disruption, std::uint64_t occurrence);

  const Network& network_;
  Values values_;
  Facts facts_;
  Instant now_;
  std::uint64_t sequence_ = 0;
  struct Later {
    bool operator()(const Event& a, const Event& b) const;
  };
  std::priority_queue<Event, std::vector<Event>, Later> calendar_;
  std::vector<Instant> clock_;

  struct Stock {
    std::deque<Lot> lots;              // oldest first
    std::vector<std::int64_t> credit;  // of each origin, for proportional issue
    std::map<std::int32_t, std::deque<Backlogged>> backlog;  // by priority, oldest first
    Rounds backlog_total = 0;
    Rounds on_order = 0;
    Rounds waiting_orders = 0;  // that it owes
  };
  IdMap<PoolId, Stock> stock_;
  struct Yard {
    Rounds capacity = -1;                        // -1: none
    std::deque<std::pair<PoolId, Lot>> outside;  // in order of arrival
    std::deque<Asked> waiting;                   // in order of asking
    bool serving = false;
  };
  IdMap<SiteId, Yard> sites_;

  struct LineState {
    Instant period_start;
    std::uint64_t period = 0;
    Remainder output, input;
    std::vector<Remainder> components;
    std::map<OriginId, std::int64_t> credit;  // of the origins of what it refurbishes
    bool down = false;
    std::map<std::pair<DisruptionId, std::uint64_t>, double> outages;
    double up = 0;                  // share of it that is up
    std::vector<Piece> capability;  // since the period's start
  };
  IdMap<LineId, LineState> lines_;

  struct ConsumerState {
    Instant period_start;
    std::uint64_t period = 0;
    std::uint64_t mission = 0;
    Remainder demand, allowed, gross, effect;
    std::int64_t credit = 0;
    std::map<PoolId, std::int64_t> substitute_credit;
    std::map<std::pair<DisruptionId, std::uint64_t>, double> surges;
    std::vector<Piece> capability;
    std::optional<Instant> short_since;  // a short mission, until the next receipt
  };
  IdMap<ConsumerId, ConsumerState> consumers_;

  struct Programme {
    int embargoes = 0, holds = 0;
    std::vector<std::uint64_t> held;  // by an embargo
    int waiting = 0;                  // in the site's list
  };
  IdMap<ShipmentId, Programme> programmes_;
  IdMap<ResourceId, Server> servers_;
  std::uint64_t services_ = 0;
  struct Closure {
    int closures = 0;
    std::vector<LoadPtr> waiting;
  };
  IdMap<RouteId, Closure> routes_;
  struct ReplenishmentState {
    std::uint64_t orders = 0;
    std::int64_t credit = 0;
    std::map<std::uint64_t, std::uint64_t> parts;  // sent so far, of each order
    bool review_due = false;                       // continuous review
  };
  IdMap<ReplenishmentId, ReplenishmentState> replenishments_;
  std::map<std::pair<MunitionId, OriginId>, Rounds> entered_, left_;  // ledger
};

}  // namespace railhead::reference
