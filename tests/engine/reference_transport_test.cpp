// The reference simulator against figures worked out by hand: shipments, routes, resources,
// replenishment and disruptions.
#include "tests/reference/builder.hpp"
#include "tests/reference/simulator.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using namespace railhead::reference;

namespace {

// A port that sends shells to a front.
struct Supply {
  explicit Supply(double days) : b(days) {
    shells = b.munition("shells");
    own = b.origin("own");
    front = b.site("front");
    port = b.site("port");
    at_front = b.pool(front, shells);
    at_port = b.pool(port, shells);
  }
  Simulator run() {
    Simulator simulator{b.network, 0};
    simulator.run();
    CHECK(simulator.imbalance().empty());
    return simulator;
  }
  double metric(MetricName name, const Dimensions& of = {}) { return run().metric({name, of}); }
  double stock(PoolId pool, double day) {
    Dimensions of;
    of.site = b.network.pools[pool].site;
    return run().series({SeriesName::stock, of}, b.day(day));
  }
  ShipmentId ship(const std::string& id, RouteId route, double rounds,
                  const std::vector<double>& days) {
    DatedDepartures dates;
    for (const double day : days) dates.at.push_back(b.day(day));
    return b.shipment(id, route, own, shells, b.value(rounds), dates);
  }
  void draw_from_port(ShipmentId id, IfShort if_short) {
    Shipment& s = b.network.shipments[id];
    s.draw_from = DrawFrom::stock;
    s.if_short = if_short;
    s.cargo[0].from = at_port;
  }
  NetworkBuilder b;
  MunitionId shells;
  OriginId own;
  SiteId front, port;
  PoolId at_front, at_port;
};

}  // namespace

TEST_CASE("trains queue for a crane, one after the other") {
  Supply s{20};
  const auto crane = s.b.resource("crane", 1);
  s.b.network.munitions[s.shells].rounds_per_railcar = s.b.value(10);
  const auto route =
      s.b.route("rail", s.port, s.front, {use(crane, s.b.value(2)), transit(s.b.value(3))});
  s.b.network.routes[route].train_railcars = s.b.value(5);
  s.ship("ships", route, 125, {1});
  // Trains of 50, 50 and 25: at the front on days 6, 8 and 10.
  CHECK(s.stock(s.at_front, 6) == 50);
  CHECK(s.stock(s.at_front, 8) == 100);
  CHECK(s.stock(s.at_front, 10) == 125);
  CHECK(s.metric(MetricName::trains) == 3);
  CHECK(s.metric(MetricName::wait_days) == 2);
  CHECK(s.metric(MetricName::queue_length) == Approx(6.0 / 20));
  CHECK(s.metric(MetricName::utilisation) == Approx(6.0 / 20));
  CHECK(s.metric(MetricName::sojourn_days) == 7);
  CHECK(s.metric(MetricName::railcars_departed) == 12.5);
  CHECK(s.metric(MetricName::in_transit_mean) == Approx((50 * 5 + 50 * 7 + 25 * 9) / 20.0));
}

TEST_CASE("a shipment of smaller priority number is served before others that wait") {
  Supply s{20};
  const auto crane = s.b.resource("crane", 1);
  s.b.network.resources[crane].queue = QueueDiscipline::priority;
  const auto route = s.b.route("rail", s.port, s.front, {use(crane, s.b.value(4))});
  s.ship("a", route, 10, {0, 1});
  const auto urgent = s.ship("b", route, 100, {2});
  s.b.network.shipments[urgent].priority = 0;
  CHECK(s.stock(s.at_front, 4) == 10);
  CHECK(s.stock(s.at_front, 8) == 110);
  CHECK(s.stock(s.at_front, 12) == 120);
}

TEST_CASE("a load under way at the start arrives; one that is there already is opening stock") {
  Supply s{20};
  const auto route = s.b.route("rail", s.port, s.front, {transit(s.b.value(6))});
  s.ship("ships", route, 10, {-10, -3, 2});
  CHECK(s.metric(MetricName::stock_end) == 20);
  CHECK(s.metric(MetricName::shipments) == 1);
  CHECK(s.metric(MetricName::departed) == 10);
  CHECK(s.metric(MetricName::arrived) == 20);
  CHECK(s.run().series({SeriesName::in_transit, {}}, s.b.day(0)) == 10);
}

TEST_CASE("what is lost on a step never arrives") {
  Supply s{20};
  TravelStep step = transit(s.b.value(6));
  step.loss_fraction = s.b.value(0.25);
  const auto route = s.b.route("rail", s.port, s.front, {step});
  s.ship("ships", route, 10, {1, 2});
  CHECK(s.metric(MetricName::arrived) == 14);  // 2.5, halves up: 3 of each
  CHECK(s.metric(MetricName::lost) == 6);
}

TEST_CASE("locomotives come back after the return and carry the next train") {
  Supply s{20};
  const auto engines = s.b.resource("engines", 1);
  const auto route =
      s.b.route("rail", s.port, s.front,
                {take(engines), transit(s.b.value(2)), give_back(engines, s.b.value(3))});
  s.ship("ships", route, 10, {0, 1});
  // The first is there on day 2, its locomotive is back on day 5.
  CHECK(s.stock(s.at_front, 2) == 10);
  CHECK(s.stock(s.at_front, 6.9) == 10);
  CHECK(s.stock(s.at_front, 7) == 20);
  CHECK(s.metric(MetricName::utilisation) == Approx(10.0 / 20));
  CHECK(s.metric(MetricName::wait_days) == 2);
}

TEST_CASE("a shipment that is short takes what there is, waits for all, or does not leave") {
  const auto arrived = [](IfShort if_short, MetricName name) {
    Supply s{10};
    const auto route = s.b.route("rail", s.port, s.front, {transit(s.b.value(1))});
    s.b.network.sites[s.port].keep_rounds = s.b.value(5);
    s.b.stock(s.at_port, s.own, 85);
    s.b.line("plant", s.at_port, s.own, s.b.value(10));
    s.draw_from_port(s.ship("ships", route, 100, {1.5, 1.6}), if_short);
    return s.metric(name);
  };
  CHECK(arrived(IfShort::partial, MetricName::arrived) == 90);  // the second finds nothing
  CHECK(arrived(IfShort::partial, MetricName::short_shipments) == 2);
  CHECK(arrived(IfShort::partial, MetricName::shipments) == 1);
  CHECK(arrived(IfShort::wait, MetricName::arrived) == 100);  // leaves on day 2, the next never
  CHECK(arrived(IfShort::skip, MetricName::arrived) == 0);
  CHECK(arrived(IfShort::skip, MetricName::short_shipments) == 2);
}

TEST_CASE("service stops at a failure and goes on after the repair") {
  Supply s{20};
  const auto crane = s.b.resource("crane", 1);
  s.b.network.resources[crane].failure = {s.b.value(3), s.b.value(2)};
  const auto route = s.b.route("rail", s.port, s.front, {use(crane, s.b.value(4))});
  s.ship("ships", route, 10, {0});
  CHECK(s.stock(s.at_front, 5.9) == 0);
  CHECK(s.stock(s.at_front, 6) == 10);
  CHECK(s.metric(MetricName::utilisation) == Approx(6.0 / 20));
}

TEST_CASE("an outage takes idle cranes first, then the service that started last") {
  Supply s{20};
  const auto crane = s.b.resource("crane", 3);
  const auto route = s.b.route("rail", s.port, s.front, {use(crane, s.b.value(4))});
  s.ship("a", route, 10, {0});
  s.ship("b", route, 100, {1, 2.5});
  const auto strike = s.b.disruption("strike", DisruptionKind::resource_outage, {crane.index()},
                                     s.b.value(2), s.b.value(3.5));
  s.b.network.disruptions[strike].units = s.b.value(2);
  // Of three, one is idle and goes; b's first stops after 1 day. At 4 a ends: b resumes to 7.
  // At 5.5 two more are back: b's second runs to 9.5.
  CHECK(s.stock(s.at_front, 4) == 10);
  CHECK(s.stock(s.at_front, 7) == 110);
  CHECK(s.stock(s.at_front, 9) == 110);
  CHECK(s.stock(s.at_front, 9.5) == 210);
}

TEST_CASE("a closed route holds what would start a journey; what is under way goes on") {
  Supply s{20};
  const auto route = s.b.route("rail", s.port, s.front, {transit(s.b.value(3))});
  s.ship("ships", route, 10, {0, 2});
  s.b.disruption("flood", DisruptionKind::route_closure, {route.index()}, s.b.value(1),
                 s.b.value(4));
  CHECK(s.stock(s.at_front, 3) == 10);
  CHECK(s.stock(s.at_front, 7.9) == 10);
  CHECK(s.stock(s.at_front, 8) == 20);
}

TEST_CASE("an embargo cancels departures, or holds them until it ends") {
  const auto arrived = [](bool hold, double day) {
    Supply s{20};
    const auto route = s.b.route("rail", s.port, s.front, {transit(s.b.value(1))});
    const auto ships = s.ship("ships", route, 10, {0, 2, 8});
    const auto embargo = s.b.disruption("embargo", DisruptionKind::shipment_embargo,
                                        {ships.index()}, s.b.value(1), s.b.value(4));
    s.b.network.disruptions[embargo].hold = hold;
    return s.stock(s.at_front, day);
  };
  CHECK(arrived(true, 5.9) == 10);
  CHECK(arrived(true, 6) == 20);
  CHECK(arrived(true, 19) == 30);
  CHECK(arrived(false, 19) == 20);
}

TEST_CASE("order-up-to orders the difference, counting what is on order") {
  Supply s{10};
  s.b.stock(s.at_front, s.own, 100);
  s.b.consumer("guns", s.at_front, s.b.value(20));
  s.b.replenishment("supply", s.at_front, s.own, s.b.value(2), 50, 100);
  // A review comes before its day's demand: 100 100 80 60, 40 on day 4: 60 there on day 6; 80 60,
  // 40 on day 7: 60 there on day 9.
  CHECK(s.metric(MetricName::orders) == 2);
  CHECK(s.metric(MetricName::ordered) == 120);
  CHECK(s.stock(s.at_front, 4) == 20);
  CHECK(s.stock(s.at_front, 5) == 0);
  CHECK(s.stock(s.at_front, 6) == 40);
  CHECK(s.metric(MetricName::on_order_mean) == Approx(60 * 4 / 10.0));
}

TEST_CASE("a base-stock depot orders exactly what was demanded") {
  Supply s{10};
  s.b.stock(s.at_front, s.own, 10);
  s.b.missions("guns", s.at_front, {s.b.value(1), ValueId{}, s.b.value(3)}, Unmet::backlog);
  const auto r = s.b.replenishment("supply", s.at_front, s.own, s.b.value(4), 0, 10);
  s.b.network.replenishments[r].policy = Policy::base_stock;
  s.b.network.replenishments[r].reorder_point = ValueId{};
  s.b.network.replenishments[r].review_days = s.b.value(0);
  CHECK(s.metric(MetricName::orders) == 9);
  CHECK(s.metric(MetricName::ordered) == 27);
  // The fourth mission and all after it find one round: two are owed for a day.
  CHECK(s.metric(MetricName::unmet) == 2 * 6);
  CHECK(s.metric(MetricName::backlog_mean) == Approx(2 * 6 / 10.0));
}

TEST_CASE("a supplier that owes ships piecemeal, first come first served") {
  Supply s{10};
  const auto rail = s.b.route("rail", s.port, s.front, {transit(s.b.value(1))});
  s.b.stock(s.at_port, s.own, 30);
  s.b.line("plant", s.at_port, s.own, s.b.value(10));
  s.b.consumer("guns", s.at_front, s.b.value(60), Unmet::backlog);
  const auto r = s.b.replenishment("supply", s.at_front, s.own, ValueId{}, 100, 100);
  Replenishment& supply = s.b.network.replenishments[r];
  supply.from = s.at_port;
  supply.route = rail;
  supply.step_keys = s.b.step_keys("replenishment.supply", rail);
  supply.if_short = IfShort::wait;
  supply.policy = Policy::order_up_to;
  // 30 at once, 10 every day after; everything fired the moment it comes.
  const auto run = s.run();
  CHECK(run.metric({MetricName::consumed, {}}) == 30 + 9 * 10);
  Dimensions of_port;
  of_port.site = s.port;
  CHECK(run.metric({MetricName::stock_end, of_port}) == 0);
  CHECK(run.metric({MetricName::orders, {}}) == 9);  // on day 1 the position is 100 still
}

TEST_CASE("a strike takes its fraction of every origin, on hand and outside") {
  Supply s{10};
  s.b.stock(s.at_front, s.own, 101);
  s.b.network.sites[s.front].capacity_rounds = s.b.value(101);
  const auto rail = s.b.route("rail", s.port, s.front, {transit(s.b.value(1))});
  s.ship("ships", rail, 100, {0});
  const auto strike = s.b.disruption("strike", DisruptionKind::stock_loss, {s.front.index()},
                                     s.b.value(2), ValueId{});
  s.b.network.disruptions[strike].fraction = s.b.value(0.5);
  CHECK(s.metric(MetricName::lost) == 101);  // 100.5, halves up
  CHECK(s.stock(s.at_front, 2) == 100);
  CHECK(s.metric(MetricName::stock_min) == 100);
}

TEST_CASE("a surge multiplies demand while it lasts") {
  Supply s{10};
  s.b.stock(s.at_front, s.own, 1000);
  const auto guns = s.b.consumer("guns", s.at_front, s.b.value(10));
  const auto surge = s.b.disruption("surge", DisruptionKind::demand_surge, {guns.index()},
                                    s.b.value(2.5), s.b.value(2));
  s.b.network.disruptions[surge].factor = s.b.value(3);
  CHECK(s.metric(MetricName::consumed) == 100 + 40);
}
