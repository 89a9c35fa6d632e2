#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "railhead/model/network.hpp"

#include "route_plans.hpp"

namespace railhead {

// What follows from a network alone: where each tally stands, who serves whom,
// which short cuts are safe. Constant once made.

// One munition of one programme.
using LaneId = Id<struct LaneTag>;
// A set of pools whose sum is watched: a pool, a munition, a site, everything.
using NodeId = Id<struct NodeTag>;

struct Lane {
  ProgrammeId programme;
  MunitionId munition;
  PoolId to;
};

// Consumers of one pool with one priority, in order of id.
struct ConsumerGroup {
  PoolId pool;
  std::int32_t priority = 1;
  std::uint32_t first = 0, count = 0;  // into Layout::consumer_order
  bool rationed = false;               // one of them fires less when supply is short
};

// Entities that fall due together: one period.
struct PeriodGroup {
  Duration period{};
};
inline constexpr std::uint32_t kNoGroup = 0xffffffffU;

// Lines that need nothing and produce into a pool where rounds just lie: those
// of one pool, origin and period that follow each other post as one.
struct OutputBatch {
  PoolId pool;
  OriginId origin;
  std::uint32_t group = 0;
  std::vector<LineId> lines;
  std::uint32_t first_seat = 0;  // of its lines, one after the other
};

// The nodes that a pool counts in: its own, its munition's, its site's, all.
struct NodesOfPool {
  std::array<NodeId, 4> nodes;
  std::uint32_t count = 0;

  [[nodiscard]] const NodeId* begin() const { return nodes.data(); }
  [[nodiscard]] const NodeId* end() const { return nodes.data() + count; }
};

// What is asked of a pool at every issue, in one place.
struct PoolFacts {
  SiteId site;
  std::uint32_t cell = 0, ledger = 0;  // of the first origin
  Issue issue = Issue::fifo;
  bool awaited = false;  // one of its consumers may wait for rounds: by backlog, or after a mission
  NodesOfPool nodes;
};

// A network whose every line and consumer is plain and of one period: on a day
// without events output and demand are one walk over its pools.
struct QuietBatch {
  OriginId origin;
  std::uint32_t first_seat = 0, end_seat = 0;
  std::uint32_t ledger = 0, cell = 0;  // of the origin
};
struct QuietPool {
  PoolId pool;
  SiteId site;
  std::uint32_t ledger = 0, cell = 0;  // of the first origin
  std::uint32_t first_batch = 0, batches = 0;
  std::uint32_t first_seat = 0, end_seat = 0;  // of its consumers
};
struct QuietNode {
  NodeId node;
  std::vector<std::uint32_t> pools;  // numbers of the quiet pools in it
};

// Offsets of the columns in the tallies.
struct Columns {
  // counts
  std::uint32_t received = 0, fired = 0, lost = 0;                             // pool x origin
  std::uint32_t used_up = 0;                                                   // pool
  std::uint32_t demanded = 0, rationed = 0, unmet = 0, consumed = 0;           // consumer
  std::uint32_t produced = 0, starved_ticks = 0;                               // line
  std::uint32_t orders = 0, ordered = 0, sent = 0;                             // replenishment
  std::uint32_t shipments = 0, trains = 0, short_shipments = 0, journeys = 0;  // programme
  std::uint32_t departed = 0, arrived = 0;                                     // lane
  std::uint32_t waits = 0;                                                     // call
  std::uint32_t short_ticks = 0;  // node, then consumer
  std::uint32_t counts = 0;       // their number
  // levels
  std::uint32_t on_hand = 0;          // pool x origin
  std::uint32_t backlog = 0;          // consumer
  std::uint32_t on_order = 0;         // pool
  std::uint32_t in_transit = 0;       // lane
  std::uint32_t queue = 0, held = 0;  // call
  std::uint32_t units = 0;            // resource
  std::uint32_t levels = 0;
  // times, unit-microseconds
  std::uint32_t journey_time = 0;  // programme
  std::uint32_t wait_time = 0;     // call
  std::uint32_t times = 0;
  // sums
  std::uint32_t down_days = 0;  // line
  std::uint32_t effective = 0;  // consumer
  std::uint32_t railcars = 0;   // lane: departed, where the fill of a railcar varies
  std::uint32_t sums = 0;
};

struct Layout {
  explicit Layout(const Network& network);

  std::uint32_t pools = 0, origins = 0, consumers = 0, lines = 0;
  std::uint32_t programmes = 0, shipments = 0;
  RoutePlans routes;

  IdMap<LaneId, Lane> lanes;
  std::vector<std::uint8_t> fill_varies;  // by lane: the fill of railcars changes in time
  std::vector<std::uint32_t> first_lane;  // by programme; one more at the end
  IdMap<PoolId, NodesOfPool> nodes_of;
  IdMap<PoolId, PoolFacts> facts;
  IdMap<NodeId, std::vector<PoolId>> nodes;
  NodeId node_everything;
  IdMap<MunitionId, NodeId> node_of_munition;
  IdMap<SiteId, NodeId> node_of_site;

  std::vector<std::uint32_t> site_first_pool;   // by site; one more at the end
  std::vector<ConsumerId> consumer_order;       // by site, priority, munition, id
  std::vector<ConsumerGroup> groups;            // in that order
  std::vector<std::uint32_t> site_first_group;  // by site; one more at the end
  std::vector<SiteId> firing_sites;             // that have consumers
  std::vector<PeriodGroup> line_periods, consumer_periods;
  std::vector<std::uint32_t> line_group, consumer_group;  // index of the period's group
  // Seats: flows in the order in which they stand side by side, by period, then
  // lines by batch, consumers by pool. Missions come last.
  std::vector<std::uint32_t> line_seat, consumer_seat;
  std::vector<std::uint32_t> line_first_seat, consumer_first_seat;  // by period; one more
  IdMap<PoolId, std::uint32_t> first_seat;                          // of its consumers, where
  IdMap<PoolId, std::uint8_t> seated_together;                      // all of them have one period
  std::vector<OutputBatch> output_batches;
  std::vector<LineId> single_lines;        // that are in no batch, in order of id
  std::vector<ReplenishmentId> reviewers;  // in the order in which they are served: by supplier,
                                           // priority, id
  std::vector<std::uint32_t> review_rank;  // by replenishment: its place among them

  IdMap<PoolId, std::vector<ReplenishmentId>> replenishments_of;  // that supply the pool
  IdMap<PoolId, std::vector<ConsumerId>> demand_on;  // consumers whose demand the pool meets,
                                                     // its own and downstream, each once
  IdMap<PoolId, std::vector<ConsumerId>> consumers_of;
  IdMap<PoolId, std::vector<std::uint32_t>> groups_of;  // in order of priority
  IdMap<PoolId, std::uint8_t> simple;  // rounds that come in do nothing but lie there
  std::vector<QuietPool> quiet_pools;  // empty: there are no quiet days
  std::vector<QuietBatch> quiet_batches;
  std::vector<QuietNode> quiet_nodes;
  std::vector<std::uint8_t> plain_site;  // demand needs no ration, reserve, substitute, duds
  std::vector<std::uint8_t> apart_site;  // nobody shares: one consumer a pool, who counts rounds,
                                         // keeps no reserve and has no substitute
  bool duds = false;                     // any origin has dud fractions

  std::size_t records = 0;          // instants of the recording grid
  std::vector<Instant> boundaries;  // ends of the segments of statistics; the last is the end
  Columns columns;

  [[nodiscard]] std::uint32_t cell(PoolId pool, OriginId origin) const {
    return pool.index() * origins + origin.index();
  }
  [[nodiscard]] ProgrammeId programme(ShipmentId id) const { return ProgrammeId{id.index()}; }
  [[nodiscard]] ProgrammeId programme(ReplenishmentId id) const {
    return ProgrammeId{shipments + id.index()};
  }
  [[nodiscard]] bool is_shipment(ProgrammeId id) const { return id.index() < shipments; }
  [[nodiscard]] ShipmentId shipment(ProgrammeId id) const { return ShipmentId{id.index()}; }
  [[nodiscard]] ReplenishmentId replenishment(ProgrammeId id) const {
    return ReplenishmentId{id.index() - shipments};
  }

 private:
  void add_lanes(const Network& network);
  void add_nodes(const Network& network);
  void add_facts(const Network& network);
  void add_consumers(const Network& network);
  void note_apart(const Network& network);
  void add_supply(const Network& network);
  void add_periods(const Network& network);
  void add_output(const Network& network);
  void add_seats(const Network& network);
  [[nodiscard]] bool has_quiet_days(const Network& network) const;
  void add_quiet_pools(const Network& network);
  void add_boundaries(const Network& network);
  void place_columns(const Network& network);
};

// The pool of a site and munition, none if there is no such pool.
PoolId find_pool(const Network& network, SiteId site, MunitionId munition);

}  // namespace railhead
