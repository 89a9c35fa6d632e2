// The reference simulator against figures worked out by hand: stock, output, demand, sharing.
#include <cmath>

#include "railhead/model/simulate.hpp"

#include "tests/reference/builder.hpp"
#include "tests/reference/simulator.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using namespace railhead::reference;

namespace {

// One site, one munition, two origins.
struct Depot {
  explicit Depot(double days, Issue issue = Issue::fifo) : b(days) {
    shells = b.munition("shells");
    older = b.origin("1-older");
    newer = b.origin("2-newer");
    site = b.site("depot", issue);
    away = b.site("elsewhere");
    pool = b.pool(site, shells);
  }
  double metric(MetricName name, const Dimensions& of = {}) {
    Simulator simulator{b.network, 0};
    simulator.run();
    CHECK(simulator.imbalance().empty());
    return simulator.metric({name, of});
  }
  double stock_on(int day) {
    Simulator simulator{b.network, 0};
    simulator.run();
    return simulator.series({SeriesName::stock, {}}, b.day(day));
  }
  RouteId road(double days) { return b.route("road", away, site, {transit(b.value(days))}); }
  NetworkBuilder b;
  MunitionId shells;
  OriginId older, newer;
  SiteId site, away;
  PoolId pool;
};

Dimensions of(ConsumerId c) {
  Dimensions d;
  d.consumer = c;
  return d;
}
Dimensions of(OriginId o) {
  Dimensions d;
  d.origin = o;
  return d;
}

double instant(const Depot& depot, double day) {
  return static_cast<double>(depot.b.day(day).time_since_epoch().count());
}

}  // namespace

TEST_CASE("10,000 rounds with 500 made and 900 fired a day are gone on day 25") {
  Depot d{40};
  d.b.stock(d.pool, d.older, 10'000);
  d.b.line("plant", d.pool, d.newer, d.b.value(500));
  d.b.consumer("guns", d.pool, d.b.value(900));
  CHECK(d.stock_on(24) == 400);
  CHECK(d.stock_on(25) == 0);
  CHECK(d.metric(MetricName::stockout_date) == instant(d, 26));
  CHECK(d.metric(MetricName::unmet) == 15 * 400);
  CHECK(d.metric(MetricName::produced) == 40 * 500);
}

TEST_CASE("ten shipments of 12,000 leave the guns short on the days worked out by hand") {
  Depot d{120};
  d.b.stock(d.pool, d.older, 40'000);
  d.b.consumer("guns", d.pool, d.b.value(2'000));
  DatedDepartures dates;
  for (int k = 0; k < 10; ++k) dates.at.push_back(d.b.day(9 + 7 * k));
  d.b.shipment("ships", d.road(10), d.newer, d.shells, d.b.value(12'000), dates);
  CHECK(d.stock_on(25) == 2'000);
  CHECK(d.stock_on(26) == 12'000);
  CHECK(d.stock_on(32) == 0);
  CHECK(d.metric(MetricName::stockout_date) == instant(d, 39));
  CHECK(d.metric(MetricName::stockout_days) == 7 + 33);
  CHECK(d.metric(MetricName::unmet) == 80'000);
  CHECK(d.metric(MetricName::consumed) == 160'000);
  CHECK(d.metric(MetricName::fill_rate) == Approx(2.0 / 3));
  CHECK(d.metric(MetricName::received) == 120'000);
  CHECK(d.metric(MetricName::sojourn_days) == 10);
}

TEST_CASE("0.4 of a round a day is 2 rounds every 5 days") {
  Depot d{10};
  d.b.line("plant", d.pool, d.older, d.b.value(0.4));
  CHECK(d.stock_on(1) == 0);
  CHECK(d.stock_on(2) == 1);
  CHECK(d.stock_on(4) == 2);
  CHECK(d.stock_on(10) == 4);
}

TEST_CASE("a step inside a period counts by its time") {
  Depot d{7};
  const auto line = d.b.line("plant", d.pool, d.older,
                             d.b.value("line.plant.output_per_day",
                                       std::vector<Step>{{d.b.day(0), constant(10), false},
                                                         {d.b.day(3), constant(100), true},
                                                         {d.b.day(5), constant(200), false}}));
  d.b.network.lines[line].period = 7 * kDay;
  CHECK(d.stock_on(7) == 3 * 10 + 2 * 150 + 2 * 200);
}

TEST_CASE("a plant makes nothing on Sundays and while it is down") {
  Depot d{14};
  const auto line = d.b.line("plant", d.pool, d.older, d.b.value(24));
  d.b.network.lines[line].workdays = 0x3f;
  d.b.network.lines[line].failure = {d.b.value(3.25), d.b.value(1)};
  // From a Tuesday: Sundays are days 5 and 12; down in [3.25, 4.25), [7.5, 8.5), [11.75, 12.75).
  CHECK(d.metric(MetricName::produced) == 24 * (14 - 2 - 1 - 1 - 0.25));
  CHECK(d.metric(MetricName::availability) == Approx(11.0 / 14));
}

TEST_CASE("the oldest lot leaves first, the newest, or each origin by its share") {
  const auto share_of_older = [](Issue issue) {
    Depot d{6, issue};
    d.b.stock(d.pool, d.older, 60);
    d.b.stock(d.pool, d.newer, 20);
    d.b.consumer("guns", d.pool, d.b.value(10));
    return d.metric(MetricName::consumed, of(d.older));
  };
  CHECK(share_of_older(Issue::fifo) == 60);
  CHECK(share_of_older(Issue::lifo) == 40);
  CHECK(share_of_older(Issue::proportional) == 45);
}

TEST_CASE("equal guns share what is short in proportion, first guns go first") {
  Depot d{3};
  d.b.stock(d.pool, d.older, 100);
  d.b.network.consumers.reserve(3);
  const auto a = d.b.consumer("a", d.pool, d.b.value(60));
  const auto b = d.b.consumer("b", d.pool, d.b.value(30));
  const auto c = d.b.consumer("c", d.pool, d.b.value(20));
  d.b.network.consumers[c].priority = 0;
  // Day 1: c 20, then 80 for 90: 53.33 and 26.67.
  CHECK(d.metric(MetricName::consumed, of(c)) == 20);
  CHECK(d.metric(MetricName::consumed, of(a)) == 53);
  CHECK(d.metric(MetricName::consumed, of(b)) == 27);
}

TEST_CASE("rationed rounds are neither unmet nor backlogged") {
  Depot d{4};
  d.b.stock(d.pool, d.older, 100);
  const auto guns = d.b.consumer("guns", d.pool, d.b.value(30), Unmet::backlog);
  d.b.network.consumers[guns].ration = {{d.b.value(3), d.b.value(0.5)},
                                        {d.b.value(1.5), d.b.value(0.1)}};
  // 100 (3.3 days) fires 30; 70 (2.3) fires 15; 55 (1.83) fires 15; 40 (1.33) fires 3.
  CHECK(d.metric(MetricName::consumed) == 63);
  CHECK(d.metric(MetricName::rationed) == 57);
  CHECK(d.metric(MetricName::unmet) == 0);
  CHECK(d.metric(MetricName::fill_rate) == 1);
}

TEST_CASE("backlog is served when rounds come in, down to the reserve") {
  Depot d{6};
  d.b.stock(d.pool, d.older, 25);
  const auto guns = d.b.consumer("guns", d.pool, d.b.value(10), Unmet::backlog);
  d.b.network.consumers[guns].reserve_rounds = d.b.value(5);
  d.b.shipment("ships", d.road(1), d.newer, d.shells, d.b.value(60), DatedDepartures{{d.b.day(3)}});
  // Days 1 and 2 in full, 3 short by 10; day 4: 65, backlog 10, demand 10.
  CHECK(d.stock_on(3) == 5);
  CHECK(d.stock_on(4) == 45);
  CHECK(d.metric(MetricName::unmet) == 10);
  CHECK(d.metric(MetricName::consumed) == 60);
  CHECK(d.metric(MetricName::backlog_mean) == Approx(10.0 / 6));
  CHECK(d.metric(MetricName::fill_rate) == Approx(50.0 / 60));
}

TEST_CASE("a substitute counts as fire of the substitute and meets the demand") {
  NetworkBuilder b{2};
  const auto shells = b.munition("122mm");
  const auto rockets = b.munition("152mm");
  const auto origin = b.origin("own");
  const auto site = b.site("front");
  b.stock(b.pool(site, shells), origin, 15);
  b.stock(b.pool(site, rockets), origin, 100);
  const auto guns = b.consumer("guns", b.pool(site, shells), b.value(10));
  b.network.consumers[guns].substitutes = {b.pool(site, rockets)};
  Simulator s{b.network, 0};
  s.run();
  Dimensions of_rockets;
  of_rockets.munition = rockets;
  CHECK(s.metric({MetricName::consumed, of_rockets}) == 5);
  CHECK(s.metric({MetricName::unmet, {}}) == 0);
  CHECK(s.metric({MetricName::demanded, of_rockets}) == 0);
}

TEST_CASE("effective demand is grossed up by the duds of the lots that are fired") {
  NetworkBuilder b{4};
  const auto shells = b.munition("shells");
  const auto bad = b.origin("bad", 0.2);
  const auto good = b.origin("good", 0.0);
  const auto pool = b.pool(b.site("front"), shells);
  b.stock(pool, bad, 25);
  b.stock(pool, good, 15);
  const auto guns = b.consumer("guns", pool, b.value(10));
  b.network.consumers[guns].counts = Counts::effective;
  Simulator s{b.network, 0};
  s.run();
  // 12.5 a day: 13 (half up), 12; then 10 and 5 good ones.
  CHECK(s.series({SeriesName::stock, {}}, b.day(1)) == 27);
  CHECK(s.series({SeriesName::stock, {}}, b.day(2)) == 15);
  CHECK(s.metric({MetricName::unmet, {}}) == 5);
  CHECK(s.metric({MetricName::duds, {}}) == Approx(5));
  CHECK(s.metric({MetricName::effective, {}}) == Approx(35));
}

TEST_CASE("rounds that never work meet no effective demand, however many are fired") {
  for (const Issue issue : {Issue::fifo, Issue::lifo, Issue::proportional}) {
    NetworkBuilder b{2};
    const auto shells = b.munition("shells");
    const auto bad = b.origin("bad", 1.0);
    const auto pool = b.pool(b.site("front", issue), shells);
    b.stock(pool, bad, 100);
    const auto guns = b.consumer("guns", pool, b.value(10));
    b.network.consumers[guns].counts = Counts::effective;
    Simulator reference{b.network, 0};
    reference.run();
    RunRequest request;
    request.metrics = {{MetricName::consumed, {}}, {MetricName::unmet, {}}, {MetricName::duds, {}}};
    Workspace workspace{b.network, request};
    RunRecord engine;
    simulate(workspace, 0, engine);
    CHECK(engine.metrics == std::vector<double>{100, 20, 100});
    for (std::size_t i = 0; i < request.metrics.size(); ++i)
      CHECK(reference.metric(request.metrics[i]) == engine.metrics[i]);
  }
}

TEST_CASE("what does not fit waits outside until there is room") {
  Depot d{6};
  d.b.network.sites[d.site].capacity_rounds = d.b.value(100);
  d.b.stock(d.pool, d.older, 80);
  d.b.consumer("guns", d.pool, d.b.value(15));
  d.b.shipment("ships", d.road(1), d.newer, d.shells, d.b.value(50), DatedDepartures{{d.b.day(0)}});
  // Day 1: 20 of 50 enter, 15 are fired, 15 enter: full. Day 2 the same: the last 15 enter.
  CHECK(d.stock_on(1) == 100);
  CHECK(d.stock_on(2) == 100);
  CHECK(d.stock_on(3) == 85);
  CHECK(d.metric(MetricName::received) == 50);
}

TEST_CASE("the scarcest component limits a line, and what it could not make is gone") {
  NetworkBuilder b{5};
  const auto charge = b.munition("charge");
  const auto fuze = b.munition("fuze");
  const auto shell = b.munition("shell");
  const auto own = b.origin("own");
  const auto site = b.site("plant");
  b.stock(b.pool(site, charge), own, 100);
  b.stock(b.pool(site, fuze), own, 16);
  const auto line = b.line("plant", b.pool(site, shell), own, b.value(10));
  b.network.lines[line].consumes = {{b.pool(site, charge), b.value(1)},
                                    {b.pool(site, fuze), b.value(0.5)}};
  Simulator s{b.network, 0};
  s.run();
  // 5 fuzes a day: three days, then the last one makes 2 rounds (carried 0 + 1.0), then none.
  CHECK(s.metric({MetricName::produced, {}}) == 32);
  CHECK(s.metric({MetricName::starved_days, {}}) == 2);
  Dimensions of_fuze;
  of_fuze.munition = fuze;
  CHECK(s.metric({MetricName::used_up, of_fuze}) == 16);
}

TEST_CASE("refurbished rounds keep their origin, the rest of the input is used up") {
  NetworkBuilder b{5};
  const auto shell = b.munition("shell");
  const auto worn = b.munition("worn");
  const auto dprk = b.origin("dprk");
  const auto site = b.site("works");
  b.stock(b.pool(site, worn), dprk, 50);
  const auto line = b.line("works", b.pool(site, shell), OriginId{}, b.value(14));
  b.network.lines[line].refurbishes = b.pool(site, worn);
  b.network.lines[line].yield_fraction = b.value(0.7);
  Simulator s{b.network, 0};
  s.run();
  // 20 worn a day for 14; the last 10 make 7.
  Dimensions kept;
  kept.origin = dprk;
  kept.munition = shell;
  CHECK(s.metric({MetricName::stock_end, kept}) == 35);
  CHECK(s.metric({MetricName::used_up, {}}) == 50);
  CHECK(s.imbalance().empty());
}

TEST_CASE("a short fire mission lasts until rounds come in") {
  Depot d{10};
  d.b.stock(d.pool, d.older, 25);
  d.b.missions("guns", d.pool, {d.b.value(1), ValueId{}, d.b.value(10)}, Unmet::lost);
  d.b.shipment("ships", d.road(1), d.newer, d.shells, d.b.value(100),
               DatedDepartures{{d.b.day(4.5)}});
  // Missions on days 1 to 9; short on 3, 4 and 5; rounds on day 5.5.
  CHECK(d.metric(MetricName::stockout_days) == 2.5);
  CHECK(d.metric(MetricName::unmet) == 25);
  CHECK(d.metric(MetricName::consumed) == 65);
}

TEST_CASE("a warm-up leaves out what came before it, at its instant included") {
  Depot d{10};
  d.b.network.statistics_from = d.b.day(4);
  d.b.stock(d.pool, d.older, 100);
  d.b.consumer("guns", d.pool, d.b.value(10));
  CHECK(d.metric(MetricName::consumed) == 60);
  CHECK(d.metric(MetricName::stock_mean) == Approx((60 + 50 + 40 + 30 + 20 + 10) / 6.0));
  d.b.network.windows = {{"early", d.b.day(0), d.b.day(6)}};
  Dimensions early;
  early.window = 0;
  CHECK(d.metric(MetricName::consumed, early) == 20);
  CHECK(d.metric(MetricName::stock_end, early) == 40);
}
