#pragma once

#include <cstdint>
#include <vector>

#include "railhead/model/network.hpp"

// What loads do on their routes, made flat: a step of a load is one entry, whatever its kind.
namespace railhead {

// A shipment programme or a replenishment: whatever sends loads. Shipments come
// first, then replenishments, each in order of id.
using ProgrammeId = Id<struct ProgrammeTag>;
// One programme at one resource.
using CallId = Id<struct CallTag>;

struct Call {
  ResourceId resource;
  ProgrammeId programme;
};

// A step of a route, for the loads of one programme.
struct StepPlan {
  enum class Kind : std::uint8_t { travel, use, take, give_back, arrive };
  Kind kind = Kind::arrive;
  bool transit = false;  // travel: closures touch it
  UnitsOf units_of = UnitsOf::number;
  CallId call;    // use, take, give_back
  ValueId days;   // of travel, of service, until what is given back is there; none: 0
  ValueId units;  // asked for, where units_of is number
  ValueId loss;   // fraction lost on the way; none: 0
  StepKeys keys;
};

struct RoutePlans {
  explicit RoutePlans(const Network& network);

  // How a route treats the vehicles of a load.
  struct Vehicles {
    bool railcars = false, containers = false;  // a step takes a unit for each of a load
    bool split = false;                         // trains hold so many and no more
    [[nodiscard]] bool counted() const { return railcars || containers || split; }
  };

  std::vector<StepPlan> steps;            // of each programme, with an arrival at the end
  std::vector<std::uint32_t> first_step;  // by programme
  IdMap<CallId, Call> calls;
  IdMap<RouteId, Vehicles> vehicles;

 private:
  void add_programme(const Network& network, RouteId route, const std::vector<StepKeys>& keys);
  CallId call_at(ResourceId resource, ProgrammeId programme);
  StepPlan plan_step(const RouteStep& step, ProgrammeId programme);
};

}  // namespace railhead
