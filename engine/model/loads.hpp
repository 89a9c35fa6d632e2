#pragma once

#include <cstdint>
#include <vector>

#include "railhead/kernel/ring.hpp"
#include "railhead/kernel/unit_pool.hpp"

#include "layout.hpp"

// Rounds where they lie and on their way.
namespace railhead {

inline constexpr std::uint32_t kNone = 0xffffffffU;

struct Lot {
  OriginId origin;
  Rounds rounds = 0;
};

struct OutsideLot {
  PoolId pool;
  OriginId origin;
  Rounds rounds = 0;
};

// Rounds of one munition and origin in a load, or one holding of units; chained.
struct Part {
  LaneId lane;
  OriginId origin;
  Rounds rounds = 0;
  std::uint32_t next = kNone;
};
struct Holding {
  CallId call;
  std::int64_t units = 0;
  std::uint32_t next = kNone;
};

// One train, or one part of an order, under way.
struct Load {
  ProgrammeId programme;
  RouteId route;            // none: by lead time
  std::uint32_t step = 0;   // into RoutePlans::steps; meaningless by lead time
  std::uint64_t index = 0;  // of its draws: load_index()
  Instant departed;
  Instant waiting_since;
  Instant ends;               // of the service or journey in hand
  Duration remaining{};       // of a stopped service
  std::uint32_t pending = 0;  // sequence of the event it waits for
  std::uint32_t parts = kNone;
  std::uint32_t holdings = kNone;
  std::uint32_t next = kNone;  // in the free list
  std::int64_t railcars = 0, containers = 0;
  std::int64_t units = 0;     // it waits for or is served by
  std::uint64_t service = 0;  // order of start, for stops
  std::uint32_t place = 0;    // among the resource's services
  bool stopped = false;
  bool lost = false;
  bool under_way_at_start = false;
  bool alive = false;
};

struct ResourceState {
  UnitPool units;
  std::vector<std::uint32_t> services;  // loads being served, in no order
  std::uint64_t started = 0;            // stamp of the latest service
  std::uint64_t failures = 0;           // number of the up time in hand
  std::int64_t most_units = 0;          // that it ever has
};

struct WaitingOrder {
  ReplenishmentId replenishment;  // none: a waiting shipment
  ShipmentId shipment;
  std::uint64_t number = 0;
  std::uint64_t parts = 0;  // sent so far
  Rounds remaining = 0;
  Instant asked{};  // by a shipment
};

// Departures of one shipment programme.
struct ProgrammeState {
  std::uint64_t next = 0;                   // number of the next departure
  Instant nominal;                          // its planned instant
  Ring<std::uint64_t> held;                 // shipments that wait for an embargo's end
  Ring<std::uint64_t> waiting;              // shipments that wait for stock
  std::int32_t embargoes = 0, holding = 0;  // in force; of which departures wait for the end
};

// Rounds of one lane and origin that are to be loaded.
struct Cargo {
  LaneId lane;
  OriginId origin;
  Rounds rounds = 0;
};

}  // namespace railhead
