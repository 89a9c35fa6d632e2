// What departs is made up into trains.
#include <algorithm>

#include "railhead/base/error.hpp"

#include "stock.hpp"

namespace railhead {

namespace {

// Cargo in order of munition, then origin, each once.
void sort_cargo(State& s) {
  std::sort(s.cargo.begin(), s.cargo.end(), [](const Cargo& a, const Cargo& b) {
    return std::pair{a.lane, a.origin} < std::pair{b.lane, b.origin};
  });
  std::size_t kept = 0;
  for (std::size_t i = 1; i < s.cargo.size(); ++i) {
    if (s.cargo[i].lane == s.cargo[kept].lane && s.cargo[i].origin == s.cargo[kept].origin)
      s.cargo[kept].rounds += s.cargo[i].rounds;
    else
      s.cargo[++kept] = s.cargo[i];
  }
  s.cargo.resize(kept + 1);
}

// Whole vehicles for a sum of fractions. Throws Error where there are too many to count.
std::int64_t vehicles(double fractions) {
  if (!(fractions < kMostRounds)) refuse_rounds(fractions);
  const auto whole = static_cast<std::int64_t>(fractions);
  return static_cast<double>(whole) + 1e-9 < fractions ? whole + 1 : whole;
}

// Makes the trains of one shipment or order.
class TrainYard {
 public:
  TrainYard(State& s, ProgrammeId programme, RouteId route, CargoUnit counted)
      : s_(s),
        route_(route),
        counted_(counted),
        first_lane_(s.layout.first_lane[programme.index()]) {
    if (route.is_none()) return;
    const Route& way = s.network.routes[route];
    asked_ = s.layout.routes.vehicles[route];
    if (!way.train_railcars.is_none()) unit_ = CargoUnit::railcars;
    if (!way.train_containers.is_none()) unit_ = CargoUnit::containers;
    if (splits())
      capacity_ = s.values.at(
          unit_ == CargoUnit::railcars ? way.train_railcars : way.train_containers, s.now);
    room_ = capacity_;
  }

  [[nodiscard]] bool splits() const { return unit_ != CargoUnit::rounds; }

  // How many of `left` rounds of a lane still fit in the train that stands there. Requires:
  // splits().
  [[nodiscard]] Rounds fitting(LaneId lane, Rounds left) const {
    const double each = in_vehicles(lane, 1, unit_);
    if (each <= 0.0) return left;
    const double most = room_ / each;
    if (most > static_cast<double>(left)) return left;
    // The vehicles were given: those that stand in the trains add up to them, each train to the
    // nearest round.
    if (unit_ == counted_) return std::clamp<Rounds>(round_half_up(most), 0, left);
    return std::min(left, static_cast<Rounds>(most + 1e-9 * std::max(1.0, most)));
  }

  void put(LaneId lane, Rounds rounds) {
    if (splits()) room_ -= in_vehicles(lane, rounds, unit_);
    if (asked_.railcars) railcars_ += in_vehicles(lane, rounds, CargoUnit::railcars);
    if (asked_.containers) containers_ += in_vehicles(lane, rounds, CargoUnit::containers);
  }

  // The train is whole; the next one stands there, empty.
  void close(Load& train) {
    // Room that rounding left over, or took too much of, is the next train's.
    const bool given = splits() && unit_ == counted_;
    if (given)
      (unit_ == CargoUnit::railcars ? railcars_ : containers_) = capacity_ - std::max(0.0, room_);
    train.railcars = vehicles(railcars_);
    train.containers = vehicles(containers_);
    room_ = given ? room_ + capacity_ : capacity_;
    railcars_ = containers_ = 0.0;
  }

 private:
  [[nodiscard]] double in_vehicles(LaneId lane, Rounds rounds, CargoUnit unit) const {
    const auto amount = static_cast<double>(rounds);
    if (unit == counted_) return amount * s_.vehicles_per_round[lane.index() - first_lane_];
    const MunitionId munition = s_.layout.lanes[lane].munition;
    return unit == CargoUnit::railcars ? railcars_of(s_, munition, route_, amount)
                                       : containers_of(s_, munition, amount);
  }

  State& s_;
  RouteId route_;
  CargoUnit counted_;                   // what the shipment was given in
  CargoUnit unit_ = CargoUnit::rounds;  // what trains are measured in; rounds: never split
  std::uint32_t first_lane_;
  RoutePlans::Vehicles asked_;  // the others are not counted
  double capacity_ = 0.0;
  double room_ = 0.0;
  double railcars_ = 0.0, containers_ = 0.0;  // of the train that stands there
};

[[noreturn]] void refuse_train(const State& s, ProgrammeId programme, RouteId route, LaneId lane) {
  throw Error(ExitCode::kRuntime,
              programme_name(s, programme) + ": a train of route." + s.network.routes[route].id +
                  " does not hold a single round of munition." +
                  s.network.munitions[s.layout.lanes[lane].munition].id +
                  "; look at the length of the train, railcar_fill, rounds_per_railcar and "
                  "rounds_per_container");
}

// All in one train, where the route sets no length. Its vehicles are counted where there is a yard.
std::uint64_t send_whole(State& s, TrainYard* yard, ProgrammeId programme, RouteId route,
                         std::uint64_t index, bool lost) {
  if (s.cargo.empty()) return 0;
  const std::uint32_t load = make_load(s, programme, route, index);
  count_work(s, 1);
  s.loads[load].lost = lost;
  for (const Cargo& cargo : s.cargo) {
    add_part(s, load, cargo.lane, cargo.origin, cargo.rounds);
    if (yard != nullptr) yard->put(cargo.lane, cargo.rounds);
  }
  if (yard != nullptr) yard->close(s.loads[load]);
  send(s, load);
  return 1;
}

// As many trains as it takes.
std::uint64_t send_split(State& s, TrainYard& yard, ProgrammeId programme, RouteId route,
                         std::uint64_t number, std::uint64_t first_train, bool lost) {
  std::uint64_t train = first_train;
  std::uint32_t load = kNone;
  const auto close = [&] {
    yard.close(s.loads[load]);
    s.ready.push_back(load);
    load = kNone;
  };
  for (std::size_t i = 0; i < s.cargo.size(); ++i) {
    Rounds left = s.cargo[i].rounds;
    while (left > 0) {
      const Rounds fits = yard.fitting(s.cargo[i].lane, left);
      if (fits == 0) {
        if (load == kNone) refuse_train(s, programme, route, s.cargo[i].lane);
        close();
        continue;
      }
      if (load == kNone) {
        load = make_load(s, programme, route, load_index(number, train++));
        s.loads[load].lost = lost;
        count_work(s, 1);
      }
      add_part(s, load, s.cargo[i].lane, s.cargo[i].origin, fits);
      yard.put(s.cargo[i].lane, fits);
      left -= fits;
    }
  }
  if (load != kNone) close();
  // Sending may begin another departure: take the trains of this one off first.
  const auto count = static_cast<std::size_t>(train - first_train);
  const std::size_t first = s.ready.size() - count;
  for (std::size_t i = 0; i < count; ++i) send(s, s.ready[first + i]);
  s.ready.resize(first);
  return count;
}

// Whose vehicles are counted, or bound the length of a train. Apart, since most have no such route.
[[gnu::noinline]] std::uint64_t dispatch_counted(State& s, ProgrammeId programme, RouteId route,
                                                 std::uint64_t number, std::uint64_t first_train,
                                                 bool lost, CargoUnit counted) {
  TrainYard yard(s, programme, route, counted);
  if (yard.splits()) return send_split(s, yard, programme, route, number, first_train, lost);
  return send_whole(s, &yard, programme, route, load_index(number, first_train), lost);
}

}  // namespace

std::uint64_t dispatch_trains(State& s, ProgrammeId programme, RouteId route, std::uint64_t number,
                              std::uint64_t first_train, bool lost, CargoUnit counted) {
  if (s.cargo.size() > 1) sort_cargo(s);
  if (!route.is_none() && s.layout.routes.vehicles[route].counted())
    return dispatch_counted(s, programme, route, number, first_train, lost, counted);
  return send_whole(s, nullptr, programme, route, load_index(number, first_train), lost);
}

}  // namespace railhead
