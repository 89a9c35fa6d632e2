#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "railhead/base/rounds.hpp"
#include "railhead/kernel/calendar.hpp"
#include "railhead/kernel/ring.hpp"
#include "railhead/kernel/trace.hpp"
#include "railhead/kernel/unit_pool.hpp"
#include "railhead/model/simulate.hpp"

#include "flows.hpp"
#include "layout.hpp"
#include "loads.hpp"
#include "measure.hpp"
#include "quiet_state.hpp"
#include "recorder.hpp"
#include "tallies.hpp"
#include "values.hpp"

namespace railhead {

// Order within an instant; see scenario-format. Class 7 closes a segment of the
// statistics after everything else of its instant.
enum class EventClass : std::uint8_t {
  change = 0,
  movement = 1,
  output = 2,
  departure = 3,
  review = 4,
  demand = 5,
  record = 6,
  boundary = 7,
};

// Kinds within a class, in the order in which they run.
enum class EventKind : std::uint8_t {
  units_step = 0,
  failure = 1,
  repair = 2,
  disruption_start = 3,
  disruption_end = 4,
  keep_step = 5,
  step_end = 0,
  units_back = 1,
  receipt = 2,
  departure = 0,
  review = 0,
  mission = 0,
};

inline constexpr std::uint32_t kRankBits = 20;
inline constexpr std::uint32_t kMostLoads = 1'000'000;  // at once: a queue beyond it is a mistake
inline constexpr std::uint64_t kMembersPerEvent = 8;    // of a coalesced flow, by their cost
inline constexpr std::uint64_t kLotsPerEvent = 64;      // that are looked at

struct SupplyState {
  std::uint64_t orders = 0;  // orders placed
  Instant next_review;
  Duration review_every{};  // 0: continuous
  Rounds asked = 0;         // in the review in hand
  Rounds given = 0;
  std::int64_t credit = 0;  // of its shares of what was short
  bool due = false;
};

struct Backlogged {
  ConsumerId consumer;
  Rounds rounds = 0;
};

// Stock from which on a group of consumers is rationed by nothing, as long as what bounds it stays
// what it is.
struct Plenty {
  Rounds rounds = 0;
  Instant until = Instant::min();
};

// Mean demand per day that a pool meets, as long as it stays what it is.
struct PoolDemand {
  double mean = 0.0;
  Instant until = Instant::min();
};

struct MissionState {
  std::uint64_t next = 0;  // number of the next mission
};

// One occurrence of a disruption that lasts.
struct ActiveDisruption {
  DisruptionId id;
  std::uint64_t occurrence = 0;
  double magnitude = 0.0;  // fraction or factor
  std::int64_t units = 0;
  std::uint32_t token = 0;  // by which its end finds it
};

// Everything that changes in a replication. Plain data; the verbs are the free
// functions of the files beside this one.
struct State {
  State(const Network& network, const RunRequest& request);

  const Network& network;
  const RunRequest& request;
  const Layout layout;
  const Measures measures;
  Values values;
  Tallies tallies;
  EventCalendar calendar;
  TraceListener* trace = nullptr;

  std::uint64_t replication = 0;
  std::uint64_t events = 0;
  std::uint64_t work = 0;  // events, and the members of coalesced flows in proportion
  Rounds turnover = 0;     // no count of rounds is larger
  Instant now;
  std::int64_t to_end = 0;  // ticks from now to the end
  EventKey running;         // the event in hand
  bool ticking = false;     // it is a coalesced flow, of nobody in particular
  std::uint32_t sequence = 0;
  bool started = false;  // the clock has reached the start

  // stock: by pool, pool x origin, node
  std::vector<Rounds> on_hand;
  std::vector<Ring<Lot>> lots;
  std::vector<std::int64_t> issue_credit;
  std::vector<Rounds> outside;                 // by pool
  std::vector<Ring<OutsideLot>> outside_lots;  // by site
  std::vector<Rounds> site_rounds;             // on hand, by site
  std::vector<Rounds> capacity;                // by site
  std::vector<std::uint8_t> gate_shut;         // by site: someone is being served there
  std::vector<Lot> issued;                     // what the last issue took
  std::vector<Rounds> weights, given;          // scratch of sharing
  std::vector<std::int64_t> credit;
  std::vector<Rounds> needs, group_given;  // by consumer of the group in hand
  std::vector<double> per_round;           // by component of the posting in hand
  std::vector<Rounds> refurbished, caps;   // by origin, of the posting in hand

  // flows: lines, then consumers
  Flows flows;
  std::vector<Remainder> component_remainder;  // by line and component
  std::vector<std::uint32_t> first_component;
  std::vector<Remainder> input_remainder;         // by line
  std::vector<std::int64_t> refurbished_credit;   // line x origin
  std::vector<Instant> next_output, next_demand;  // by period group
  Instant output_due, demand_due;                 // the earliest of them; max(): none
  std::vector<const Rounds*> rows;                // by period group of lines: what is posted now

  QuietState quiet;

  // fire, by consumer unless said otherwise
  std::vector<Rounds> wanted;              // by seat; 0 for those not due
  std::vector<Rounds> allowed, needed;     // by place in consumer_order: after rationing; to fire
  std::vector<Rounds> met;                 // by place: of what is allowed
  std::vector<std::int64_t> share_credit;  // by place
  std::vector<std::int64_t> substitute_credit;  // by consumer and substitute
  std::vector<std::uint32_t> first_substitute;  // by consumer
  std::vector<std::uint32_t> claimants;         // scratch: places that share a substitute
  std::vector<Remainder> ration_remainder, gross_remainder, effect_remainder, mission_remainder;
  std::vector<Plenty> plenty;           // by group
  std::vector<PoolDemand> pool_demand;  // by pool
  std::vector<MissionState> missions;
  std::vector<Instant> short_since;       // missions: Instant::max() where not short
  std::vector<Ring<Backlogged>> backlog;  // by group
  std::vector<double> effectiveness;      // pool x origin: 1 - dud fraction

  // transport
  std::vector<Load> loads;
  std::uint32_t free_load = kNone;
  std::vector<Part> parts;
  std::uint32_t free_part = kNone;
  std::vector<Holding> holdings;
  std::uint32_t free_holding = kNone;
  std::size_t ranks = 1;  // distinct priorities of programmes
  std::vector<ResourceState> resources;
  std::vector<std::uint32_t> by_start;           // scratch: services
  std::vector<std::int32_t> closures;            // by route
  std::vector<Ring<std::uint32_t>> at_the_gate;  // loads that wait for a route to open
  std::vector<std::uint32_t> rank_of_programme;  // in priority queues

  // supply
  std::vector<ProgrammeState> programmes;   // by shipment
  std::vector<std::uint32_t> ready;         // trains that are about to leave
  std::vector<Cargo> cargo;                 // of the shipment in hand
  std::vector<Rounds> cargo_rounds;         // by cargo item of the shipment in hand
  std::vector<double> vehicles_per_round;   // the same, where it was given in vehicles or tonnes
  std::vector<SupplyState> supplies;        // by replenishment
  std::vector<Rounds> backlog_of_orders;    // by supplier pool: waiting orders
  std::vector<Ring<WaitingOrder>> waiting;  // by site, in order of asking
  std::vector<std::uint8_t> watched;        // by pool: its position is reviewed at every change
  std::vector<ReplenishmentId> called;      // to the continuous review that is pending
  std::vector<ReplenishmentId> reviewing;   // scratch
  bool review_pending = false;
  Instant next_review;  // the earliest periodic one

  // disruptions
  std::vector<ActiveDisruption> active;
  std::uint32_t next_active = 0;
  std::vector<std::uint64_t> occurrence;    // by disruption: the next one's number
  std::vector<Rounds> stock_at_risk, loss;  // scratch of a strike

  // statistics
  std::vector<Rounds> ledger_in, ledger_out, ledger_there;  // munition x origin
  std::uint32_t segment = 0;
  std::vector<double> coefficients, figures;  // that the metrics are made from
  Recorder recorder;
  Instant next_record;  // Instant::max(): none
};

// --- simulate.cpp: scheduling

inline void set_now(State& s, Instant at) {
  s.now = at;
  s.to_end = (s.network.end - at).count();
}

// Puts an event on the calendar unless it lies beyond the end (for classes that
// do not run at the end: at it). `entity` is the rank of who it happens to.
// Returns its sequence number.
std::uint32_t schedule(State& s, Instant at, EventClass event_class, EventKind kind,
                       std::uint32_t rank, std::uint32_t slot);
// Throws Error: more work than Network::max_events.
[[noreturn]] void refuse_work(const State& s);
// Throw Error beyond Network::max_events.
inline void count_work(State& s, std::uint64_t amount) {
  s.work += amount;
  if (s.work > s.network.max_events) [[unlikely]]
    refuse_work(s);
}
inline void count_event(State& s) {
  ++s.events;
  count_work(s, 1);
}
// To be told of all rounds that enter, are asked for or are loaded: whatever is counted in rounds
// is at most the sum of these. Throws Error where it leaves 64 bits.
inline void note_turnover(State& s, Rounds rounds) {
  s.turnover = checked_add(s.turnover, rounds);
}
void run_replication(State& s, std::uint64_t replication, RunRecord& record);
void trace_event(State& s, std::string_view kind, const std::string& entity,
                 std::string_view detail, std::int64_t load, Rounds rounds, double value,
                 std::string_view cause);

// --- output.cpp, demand.cpp: periodic flows

inline Instant earliest(const std::vector<Instant>& instants) {
  Instant first = Instant::max();
  for (Instant at : instants) first = std::min(first, at);
  return first;
}

void begin_output(State& s);
void run_output(State& s);
void begin_demand(State& s);
// Serves everything that is due now: the periodic demand if so, and the missions.
void run_demand(State& s, bool periodic);
void note_mission(State& s, ConsumerId consumer);  // one that is due now
void serve_backlog(State& s, PoolId pool);
void end_shortages(State& s, PoolId pool);  // missions: a receipt ends a shortage
// When the mean demand of a consumer has changed otherwise than by its fields.
void forget_demand(State& s);
// Mean demand per day in force now: of a consumer, and of all those that a pool supplies.
double mean_demand(State& s, ConsumerId consumer);
double mean_demand(State& s, PoolId pool);
// A shortage of missions at a boundary of the statistics counts up to it.
void split_shortages(State& s);
// Days of supply of a pool now; infinity without demand.
double days_of_supply(State& s, PoolId pool);

// --- quiet.cpp

// Output and demand of the coming days on which nothing else happens and there is
// enough for all, and the records due meanwhile; false where there are none. Requires: quiet pools,
// no trace, and that output is due next.
bool run_quiet_days(State& s, RunRecord& record);

// --- transport.cpp, resources.cpp: loads on routes

inline const StepPlan& step_of(const State& s, const Load& load) {
  return s.layout.routes.steps[load.step];
}

void begin_transport(State& s);
// A new load, without cargo.
std::uint32_t make_load(State& s, ProgrammeId programme, RouteId route, std::uint64_t index);
void add_part(State& s, std::uint32_t load, LaneId lane, OriginId origin, Rounds rounds);
// Sends a load with its cargo on its way. Counts its departure unless it is
// under way at the start.
void send(State& s, std::uint32_t load);
// Goes on with the step after the one in hand.
void continue_load(State& s, std::uint32_t load);
void end_step(State& s, std::uint32_t load);
void end_journey(State& s, std::uint32_t load);
void units_back(State& s, std::uint32_t holding);
void open_route(State& s, RouteId route);
// Vehicles of each kind that a number of rounds fills, fractions kept.
double railcars_of(State& s, MunitionId munition, RouteId route, double rounds);
std::string programme_name(const State& s, ProgrammeId programme);
// `what`, that rounds are too many to count, with where they come from.
std::string rounds_fault(const State& s, const std::string& what);
double containers_of(State& s, MunitionId munition, double rounds);

void begin_resources(State& s);
// The step in hand asks for units of its resource.
void join(State& s, std::uint32_t load, CallId call, std::int64_t units);
void end_service(State& s, std::uint32_t load);
void release(State& s, CallId call, std::int64_t units);
void step_units(State& s, ResourceId resource);
void fail(State& s, ResourceId resource);
void repair(State& s, ResourceId resource);
// Stops and resumes services after the able units changed, then serves the queue.
void rebalance(State& s, ResourceId resource);

// --- departures.cpp: shipment programmes

void begin_departures(State& s);
void run_departure(State& s, ShipmentId programme, std::uint32_t slot);
// After the embargoes in force changed.
void lift_embargo(State& s, ShipmentId programme);
// Tries to send a shipment that waits for stock; false where it still waits.
bool try_waiting_shipment(State& s, WaitingOrder& order);

// --- trains.cpp

// Loads s.cargo into trains of the route and sends them; returns their number.
// They are numbered on from `first_train`. `counted`: what the cargo was given
// in; vehicles that were given are filled by as many rounds as they were turned
// into, so that rounding these fills no further one.
std::uint64_t dispatch_trains(State& s, ProgrammeId programme, RouteId route, std::uint64_t number,
                              std::uint64_t first_train, bool lost,
                              CargoUnit counted = CargoUnit::rounds);

// --- replenish.cpp

void begin_replenishment(State& s);
void call_review(State& s, PoolId pool);
// The inventory position of a pool is not what it was.
inline void position_changed(State& s, PoolId pool) {
  if (s.watched[pool.index()]) call_review(s, pool);
}
void run_reviews(State& s, bool periodic);
// Ships what there is to a waiting order; true when it is filled.
bool ship_waiting_order(State& s, WaitingOrder& order);
Rounds inventory_position(State& s, PoolId pool);

// --- disruption.cpp

void begin_disruptions(State& s);
void start_disruption(State& s, DisruptionId disruption);
void end_disruption(State& s, std::uint32_t token);
std::int64_t units_out(const State& s, ResourceId resource);

// --- record.cpp: statistics, trajectories, ledger

void begin_measuring(State& s, RunRecord& record);
// When the clock reaches the start: what was under way before counts from now.
void start_statistics(State& s);
// Ends a segment of the statistics, after everything else of its instant.
void close_segment(State& s);
void record_trajectories(State& s, RunRecord& record);
// Figures of the replication; throws LedgerError where rounds are not conserved.
void finish(State& s, RunRecord& record);

}  // namespace railhead
