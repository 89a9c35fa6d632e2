// What entities become in the network.
#include "support.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using railhead::test::compile_base;

namespace {

std::vector<std::string> pools_of(const Network& network) {
  std::vector<std::string> names;
  for (const Pool& pool : network.pools) {
    names.push_back(network.sites[pool.site].id + '/' + network.munitions[pool.munition].id);
  }
  return names;
}

Instant day(int of_january) {
  return std::chrono::sys_days{std::chrono::year{2024} / 1 / of_january};
}

const std::string kShipment =
    "[shipment.s]\nroute = \"rail\"\norigin = \"home\"\ncargo = { shell = 5 }\n";

Departures departures_of(const std::string& more) {
  return compile_base(kShipment + more).network.shipments[ShipmentId{0}].departures;
}

}  // namespace

TEST_CASE("the run's span, seed and grid come from the scenario table") {
  const auto compiled = compile(load_text(
      "t.toml",
      "schema = 1\n[scenario]\ntitle = \"T\"\nquestion = \"Q\"\nstart = 2024-01-01\nhorizon_days = "
      "10.5\nwarmup_days = 2\nseed = 9\nreplications = 50\nrecord_every_days = 0.5\n"));
  const Network& network = compiled.network;
  CHECK(network.start == day(1));
  CHECK(network.end == day(11) + std::chrono::hours{12});
  CHECK(network.statistics_from == day(3));
  CHECK(network.record_every == std::chrono::hours{12});
  CHECK(network.seed == 9);
  CHECK(compiled.settings.replications == 50);
  CHECK(compiled.settings.title == "T");
  CHECK(compiled.settings.question == "Q");
}

TEST_CASE("a deterministic run is one replication") {
  CompileOptions options;
  options.deterministic = true;
  const auto compiled = compile(railhead::test::load_base(""), options);
  CHECK(compiled.network.deterministic);
  CHECK(compiled.settings.replications == 1);
}

TEST_CASE("pools are the pairs that are named, in order of site and munition") {
  const auto network =
      compile_base(
          "[site.plant]\nstock = { shell = { home = 7 } }\n[line.l]\nsite = \"plant\"\nmunition = "
          "\"shell\"\norigin = \"home\"\noutput_per_day = 5\nconsumes = { charge = 1 }\n"
          "[consumer.c]\nsite = \"front\"\nmunition = \"shell\"\nunmet = \"lost\"\ndemand_per_day "
          "= 5\nsubstitute = [\"charge\"]\n"
          "[replenishment.r]\nsite = \"front\"\nmunition = \"shell\"\nfrom = "
          "\"depot\"\nlead_time_days = 1\npolicy = \"push\"\n")
          .network;
  CHECK(pools_of(network) == std::vector<std::string>{"depot/shell", "front/charge", "front/shell",
                                                      "plant/charge", "plant/shell"});
  CHECK(network.lines[LineId{0}].pool == PoolId{4});
  CHECK(network.lines[LineId{0}].consumes.at(0).pool == PoolId{3});
  CHECK(network.consumers[ConsumerId{0}].pool == PoolId{2});
  CHECK(network.consumers[ConsumerId{0}].substitutes.at(0) == PoolId{1});
  CHECK(network.replenishments[ReplenishmentId{0}].pool == PoolId{2});
  CHECK(network.replenishments[ReplenishmentId{0}].from == PoolId{0});
  CHECK(network.initial_stock.at(0).pool == PoolId{4});
}

TEST_CASE("a line works on its workdays and may fail") {
  const auto network = compile_base(
                           "[line.l]\nsite = \"depot\"\nmunition = \"shell\"\nrefurbishes = "
                           "\"charge\"\noutput_per_day = 5\nperiod_days = 0.5\nworkdays = "
                           "[\"mon\", \"sun\"]\nfailure = { up_days = 60, down_days = { dist = "
                           "\"exponential\", mean = 5 } }\n")
                           .network;
  const Line& line = network.lines[LineId{0}];
  CHECK(line.workdays == 0x41);
  CHECK(line.period == std::chrono::hours{12});
  CHECK(line.failure.active());
  CHECK(line.origin.is_none());
  CHECK_FALSE(line.refurbishes.is_none());
  CHECK_FALSE(line.yield_fraction.is_none());
}

TEST_CASE("a route keeps its steps in order") {
  const auto network =
      compile_base(
          "[route.r]\nfrom = \"depot\"\nto = \"front\"\ntrain_railcars = 50\n"
          "[[route.r.step]]\ntake = \"crane\"\nunits = \"railcars\"\n[[route.r.step]]\nuse = "
          "\"crane\"\nservice_days = 1\n[[route.r.step]]\ntransit_days = 5\nmode = "
          "\"rail\"\nloss_fraction = 0.1\ndistance_km = 900\n"
          "[[route.r.step]]\ndwell_days = 2\n[[route.r.step]]\ngive_back = \"crane\"\nreturn_days "
          "= 12\n")
          .network;
  const auto& steps = network.routes[RouteId{0}].steps;
  REQUIRE(steps.size() == 5);
  CHECK(std::get<TakeStep>(steps[0]).units_of == UnitsOf::railcars);
  CHECK(std::get<UseStep>(steps[1]).units_of == UnitsOf::number);
  CHECK_FALSE(std::get<UseStep>(steps[1]).units.is_none());
  CHECK(std::get<TravelStep>(steps[2]).transit);
  CHECK(std::get<TravelStep>(steps[2]).mode == "rail");
  CHECK_FALSE(std::get<TravelStep>(steps[3]).transit);
  CHECK_FALSE(std::get<GiveBackStep>(steps[4]).return_days.is_none());
}

TEST_CASE("departures are dates, regular, a renewal or a Poisson process") {
  CHECK(std::get<DatedDepartures>(departures_of("departures = [2023-12-30, 2024-01-09]\n")).at ==
        std::vector<Instant>{day(1) - 2 * kDay, day(9)});
  const auto regular = std::get<RegularDepartures>(
      departures_of("first = 2024-01-02\nevery_days = 9\ncount = 3\njitter_days = { dist = "
                    "\"uniform\", low = -1, high = 1 }\n"));
  CHECK(regular.first == day(2));
  CHECK(regular.count == 3);
  CHECK(regular.until == Instant::max());
  CHECK_FALSE(regular.jitter_days.is_none());
  const auto renewal = std::get<RenewalDepartures>(
      departures_of("interval_days = { dist = \"exponential\", mean = 9 }\nuntil = 2024-01-20\n"));
  CHECK(renewal.from == day(1));
  CHECK(renewal.until == day(20));
  const auto poisson = std::get<PoissonDepartures>(
      departures_of("rate_per_day = \"0.1 * tempo\"\nfrom = 2024-01-05\n"));
  CHECK(poisson.from == day(5));
  CHECK_FALSE(poisson.rate_per_day.is_none());
}

TEST_CASE("two shipments on one route draw from streams of their own") {
  const auto network = compile_base("[[route.rail.step]]\ntransit_days = 5\n" + kShipment +
                                    "departures = [2024-01-02]\n[shipment.t]\nlike = \"s\"\n")
                           .network;
  const auto& a = network.shipments[ShipmentId{0}].step_keys;
  const auto& b = network.shipments[ShipmentId{1}].step_keys;
  REQUIRE(a.size() == 1);
  REQUIRE(b.size() == 1);
  CHECK_FALSE(a[0].duration == b[0].duration);
  CHECK_FALSE(a[0].duration == a[0].loss);
}

TEST_CASE("one dud fraction holds for all munitions, a table for those it names") {
  const auto network =
      compile_base("[origin.a]\ndud_fraction = 0.2\n[origin.b]\ndud_fraction = { shell = 0.1 }\n")
          .network;
  const Origin& a = network.origins[OriginId{0}];
  const Origin& b = network.origins[OriginId{1}];
  CHECK(a.dud_fraction[MunitionId{0}] == a.dud_fraction[MunitionId{1}]);
  CHECK_FALSE(a.dud_fraction[MunitionId{0}].is_none());
  CHECK(b.dud_fraction[MunitionId{0}].is_none());
  CHECK_FALSE(b.dud_fraction[MunitionId{1}].is_none());
}

TEST_CASE("days of supply reorder by default at their target") {
  const auto network =
      compile_base(
          "[replenishment.r]\nsite = \"front\"\nmunition = \"shell\"\nfrom = \"external\"\norigin "
          "= \"home\"\nlead_time_days = 1\npolicy = \"days-of-supply\"\ntarget_days = 20\n")
          .network;
  const Replenishment& order = network.replenishments[ReplenishmentId{0}];
  CHECK(order.from.is_none());
  CHECK(order.target == order.reorder_point);
  CHECK_FALSE(order.review_days.is_none());
}

TEST_CASE("a surge at a site hits all its consumers") {
  const auto network = compile_base(
                           "[consumer.a]\nsite = \"front\"\nmunition = \"shell\"\nunmet = "
                           "\"lost\"\ndemand_per_day = 5\n[consumer.b]\nlike = \"a\"\nsite = "
                           "\"depot\"\n[consumer.c]\nlike = \"a\"\npriority = 2\n"
                           "[disruption.d]\nkind = \"demand-surge\"\ntarget = [\"front\", "
                           "\"c\"]\nat = 2024-01-05\nduration_days = 2\nfactor = 1.5\n")
                           .network;
  CHECK(network.disruptions[DisruptionId{0}].targets == std::vector<std::uint32_t>{0, 2});
  CHECK(network.steps.at(network.values[network.disruptions[DisruptionId{0}].at].first_step)
            .law.a[0]
            .constant == 4);
}

TEST_CASE("a window for every month is cut off by the run") {
  const auto network = compile(load_text("t.toml",
                                         "schema = 1\n[scenario]\nstart = 2023-12-15\nend = "
                                         "2024-02-10\n[window.m]\nevery = \"month\"\n"))
                           .network;
  REQUIRE(network.windows.size() == 3);
  CHECK(network.windows[0].id == "2023-12");
  CHECK(network.windows[0].from == network.start);
  CHECK(network.windows[0].until == day(1));
  CHECK(network.windows[2].id == "2024-02");
  CHECK(network.windows[2].until == network.end);
}

TEST_CASE("a check is code over statistics of metrics") {
  const auto settings =
      compile_base(
          "[consumer.c]\nsite = \"front\"\nmunition = \"shell\"\nunmet = \"lost\"\ndemand_per_day "
          "= 5\n"
          "[check.k]\nexpr = \"min(stock_min{site=front}) >= 0 and not p90(unmet) / 2 > 1e3 + "
          "1\"\n[check.l]\nexpr = \"min(stockout_date) > 2024-01-02\"\n")
          .settings;
  REQUIRE(settings.checks.size() == 2);
  const auto& code = settings.checks[0].code;
  const CheckOp expected[] = {CheckOp::statistic, CheckOp::constant, CheckOp::greater_equal,
                              CheckOp::statistic, CheckOp::constant, CheckOp::divide,
                              CheckOp::constant,  CheckOp::constant, CheckOp::add,
                              CheckOp::greater,   CheckOp::inverse,  CheckOp::both};
  REQUIRE(code.size() == std::size(expected));
  for (std::size_t i = 0; i < code.size(); ++i) CHECK(code[i].op == expected[i]);
  CHECK(code[0].statistic == CheckStatistic::minimum);
  CHECK(code[3].statistic == CheckStatistic::quantile);
  CHECK(code[3].probability == 0.9);
  CHECK(code[6].constant == 1000);
  CHECK(settings.checks[1].code.at(1).constant ==
        static_cast<double>(day(2).time_since_epoch().count()));
}

TEST_CASE("an observation holds at the end of the run where it says nothing else") {
  const auto compiled = compile_base(
      "[reference.b]\n[consumer.c]\nsite = \"front\"\nmunition = \"shell\"\nunmet = "
      "\"lost\"\ndemand_per_day = 5\n"
      "[observation.o]\nmetric = \"consumed\"\nvalue = 5\nlow = 4\nkind = \"floor\"\ncite = "
      "[\"b\"]\n");
  REQUIRE(compiled.settings.observations.size() == 1);
  const Observation& seen = compiled.settings.observations[0];
  CHECK(seen.at == compiled.network.end);
  CHECK(seen.low == 4);
  CHECK_FALSE(seen.high.has_value());
  CHECK(seen.kind == ObservationKind::floor);
  CHECK(seen.cites == std::vector<std::string>{"b"});
}
