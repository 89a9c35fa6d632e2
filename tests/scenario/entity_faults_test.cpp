// Faults of what entities say together.
#include <fmt/format.h>

#include "support.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using railhead::test::faults_of;

namespace {

struct Case {
  std::string more;
  const char* message;
};

void check_cases(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const std::string told = faults_of(c.more);
    INFO(c.more);
    INFO(told);
    INFO(c.message);
    CHECK(told.find(c.message) != std::string::npos);
    CHECK(told.find("error: ", told.find("error: ") + 1) == std::string::npos);  // and no other
  }
}

std::string line(const std::string& more) {
  return "[line.l]\nsite = \"depot\"\nmunition = \"shell\"\noutput_per_day = 5\n" + more;
}
std::string shipment(const std::string& more) {
  return "[shipment.s]\nroute = \"rail\"\norigin = \"home\"\n" + more;
}
std::string consumer(const std::string& more) {
  return "[consumer.c]\nsite = \"front\"\nmunition = \"shell\"\nunmet = \"lost\"\n" + more;
}
std::string replenishment(const std::string& more) {
  return "[replenishment.r]\nsite = \"front\"\nmunition = \"shell\"\nfrom = \"depot\"\n" + more;
}
std::string disruption(const std::string& more) {
  return "[disruption.d]\n" + more;
}
std::string route(const std::string& more) {
  return "[route.r]\nfrom = \"depot\"\nto = \"front\"\n" + more;
}
const std::string kCargo = "cargo = { shell = 5 }\n";
const std::string kDated = "departures = [2024-01-02]\n";

}  // namespace

TEST_CASE("a run needs a span of time") {
  const auto scenario = [](const std::string& more) {
    return railhead::test::faults_of_text("schema = 1\n[scenario]\nstart = 2024-01-01\n" + more);
  };
  CHECK(scenario("end = 2024-01-01")
            .find("the scenario ends on 2024-01-01, not after its start on 2024-01-01") !=
        std::string::npos);
  CHECK(scenario("end = 2024-01-02\nhorizon_days = 1")
            .find("has both end and horizon_days; give one of end, horizon_days") !=
        std::string::npos);
  CHECK(scenario("horizon_days = 1e9").find("horizon_days is longer than 100,000 years") !=
        std::string::npos);
  CHECK(scenario("horizon_days = 10\nwarmup_days = 10")
            .find("warmup_days leaves nothing of a run of 10 days") != std::string::npos);
  CHECK(scenario("horizon_days = 10\nrecord_every_days = 1e-6")
            .find("record_every_days makes more than 1000000 points") != std::string::npos);
  CHECK(scenario("horizon_days = 10\nreplications = 0")
            .find("replications must be between 1 and 1000000000000, found 0") !=
        std::string::npos);
  CHECK(scenario("horizon_days = 10\nseed = -1")
            .find("seed must be between 0 and 9.2e+18, found -1") != std::string::npos);
  CHECK(scenario("horizon_days = 10\nseed = 1.5")
            .find("seed must be a whole number, found a number") != std::string::npos);
  CHECK(scenario("horizon_days = 10\n[site.\"a b\"]")
            .find("site \"a b\": an id has 1 to 200 characters, no spaces and none of { } [ ] , = "
                  ". | \\ or quotes") != std::string::npos);
}

TEST_CASE("a line has one source of rounds") {
  check_cases({
      {line(""), "line \"l\": needs one of origin, refurbishes"},
      {line("origin = \"home\"\nrefurbishes = \"charge\""),
       "line \"l\": has both origin and refurbishes; give one of origin, refurbishes"},
      {line("origin = \"home\"\nyield_fraction = 0.5"),
       "line \"l\": yield_fraction goes with refurbishes"},
      {line("refurbishes = \"shell\""),
       "line \"l\": a line cannot refurbish the munition that it makes"},
      {line("origin = \"home\"\nconsumes = { shell = 1 }"),
       "line \"l\": a line cannot consume the munition that it makes"},
      {line("origin = \"home\"\nworkdays = [\"monday\"]"),
       "line \"l\": workdays must be one of mon, tue, wed, thu, fri, sat, sun, found \"monday\""},
      {line("origin = \"home\"\nworkdays = []"), "line \"l\": workdays is empty"},
      {line("origin = \"home\"\nperiod_days = 1e-12"),
       "line \"l\": period_days is shorter than a microsecond"},
      {line("origin = \"home\"\nfailure = { up_days = 0, down_days = 1 }"),
       "line \"l\": failure: up_days must be greater than 0, found 0"},
  });
}

TEST_CASE("a step of a route does one thing") {
  check_cases({
      {route("[[route.r.step]]\nunits = 1"),
       "route \"r\" step 1: a step does one thing: give one of use, transit_days, dwell_days, "
       "take, give_back"},
      {route("[[route.r.step]]\ntransit_days = 1\ndwell_days = 2"),
       "route \"r\" step 1: a step does one thing"},
      {route("[[route.r.step]]\ntransit_days = 1\nunits = 2"),
       "route \"r\" step 1: units goes with use"},
      {route("[[route.r.step]]\nuse = \"crane\"\nservice_days = 1\nunits = 3"),
       "route \"r\" step 1: resource \"crane\" never has more than 2 units, but the step takes 3"},
      {route("[[route.r.step]]\nuse = \"crane\"\nservice_days = 1\nmode = \"rail\""),
       "route \"r\" step 1: mode goes with transit_days"},
      {route("[[route.r.step]]\ngive_back = \"crane\""),
       "route \"r\" step 1: no step before this one takes units of \"crane\""},
      {route("[[route.r.step]]\ntake = \"crane\"\n[[route.r.step]]\ntake = \"crane\""),
       "route \"r\" step 2: units of \"crane\" are taken already and not given back"},
      {route("train_railcars = 50\ntrain_containers = 10"),
       "route \"r\": has both train_railcars and train_containers; give one"},
      {route("[[route.r.step]]\nuse = \"crane\"\nservice_days = 1\nunits = \"railcars\"\n") +
           "[shipment.s]\nroute = \"r\"\norigin = \"home\"\n" + kCargo + kDated,
       "shipment \"s\": route \"r\" counts railcars, but munition \"shell\" has no "
       "rounds_per_railcar"},
  });
}

TEST_CASE("a shipment has one cargo and one way to depart") {
  check_cases({
      {"[shipment.s]\nroute = \"rail\"\n" + kCargo + kDated,
       "shipment \"s\": origin is missing (whose rounds an external load is)"},
      {shipment(kDated), "shipment \"s\": needs one of cargo, containers, railcars, tonnes"},
      {shipment(kCargo + kDated + "containers = 5"),
       "shipment \"s\": has both cargo and containers; give one of cargo, containers, railcars, "
       "tonnes"},
      {shipment(kCargo + kDated + "mix = { shell = 1 }"),
       "shipment \"s\": mix goes with containers, railcars or tonnes"},
      {shipment(kDated + "cargo = {}"), "shipment \"s\": cargo is empty"},
      {shipment(kDated + "tonnes = 5"),
       "shipment \"s\": mix is missing (shares of the tonnes by munition)"},
      {shipment(kDated + "tonnes = 5\nmix = { shell = 1 }"),
       "shipment \"s\": munition \"shell\" has no mass_kg"},
      {shipment(kCargo),
       "shipment \"s\": needs one of departures, first, interval_days, rate_per_day"},
      {shipment(kCargo + kDated + "interval_days = 5"),
       "shipment \"s\": has both departures and interval_days; give one of departures, first, "
       "interval_days, rate_per_day"},
      {shipment(kCargo + kDated + "count = 5"),
       "shipment \"s\": count does not go with departures, which lists every date"},
      {shipment(kCargo + "departures = [5]"),
       "shipment \"s\": departures must be a list of dates, found a number"},
      {shipment(kCargo + "departures = [2024-02-01]"),
       "shipment \"s\": the departure on 2024-02-01 is not before the end of the run on "
       "2024-02-01"},
      {shipment(kCargo + "departures = [2024-01-09, 2024-01-02]"),
       "shipment \"s\": departures must be in order of time; 2024-01-02 comes after 2024-01-09"},
      {shipment(kCargo + "first = 2024-01-02"),
       "shipment \"s\": every_days is missing (regular departures need it)"},
      {shipment(kCargo + "first = 2024-03-02\nevery_days = 5"),
       "shipment \"s\": 2024-03-02 is outside the run, which goes from 2024-01-01 to 2024-02-01"},
      {shipment(kCargo + "first = 2024-01-02\nevery_days = 5\nuntil = 2024-01-02"),
       "shipment \"s\": until must come after first"},
      {shipment(kCargo + "interval_days = 5\njitter_days = 1"),
       "shipment \"s\": jitter_days goes with first"},
      {shipment(kCargo + "interval_days = 5\nfrom = 2024-01-05\nuntil = 2024-01-04"),
       "shipment \"s\": until must come after from"},
      {shipment(kCargo + "interval_days = 0"),
       "shipment \"s\": interval_days must be greater than 0, found 0"},
      {shipment(kCargo + "interval_days = { dist = \"exponential\", mean = 0 }"),
       "shipment \"s\": interval_days: exponential: it is always 0; it must be greater than 0"},
      {shipment(kCargo + "first = 2024-01-02\nevery_days = 5\nfrom = 2024-01-04"),
       "shipment \"s\": from goes with interval_days or rate_per_day"},
  });
}

TEST_CASE("the shares of a mix sum to one") {
  const std::string told = faults_of("[munition.box]\nmass_kg = 5\n" +
                                     shipment(kDated + "tonnes = 5\nmix = { box = 0.5 }"));
  CHECK(told.find("shipment \"s\": the shares of mix must sum to 1, they sum to 0.5") !=
        std::string::npos);
}

TEST_CASE("a consumer has demand or missions, and one reserve with its equals") {
  check_cases({
      {consumer(""), "consumer \"c\": needs one of demand_per_day, mission"},
      {consumer("mission = { rounds = 1 }"),
       "consumer \"c\": mission: needs one of interval_days, rate_per_day"},
      {consumer("mission = { rounds = 1, rate_per_day = 1 }\nperiod_days = 2"),
       "consumer \"c\": period_days goes with demand_per_day"},
      {consumer("demand_per_day = 1\nsubstitute = [\"shell\"]"),
       "consumer \"c\": a munition cannot stand in for itself"},
      {consumer("demand_per_day = 1\nsubstitute = [\"charge\", \"charge\"]"),
       "consumer \"c\": substitute names \"charge\" twice"},
      {consumer("demand_per_day = 1\nration = [ { below_days = 5 } ]"),
       "consumer \"c\" ration 1: fraction is missing (only this share of the demand is fired)"},
      {consumer("demand_per_day = 1\nreserve_rounds = 5\n[consumer.d]\nlike = "
                "\"c\"\nreserve_rounds = 6"),
       "consumer \"d\": reserve_rounds differs from that of consumer \"c\", which fires the same "
       "munition at the same site and priority"},
  });
  CHECK(faults_of(consumer("demand_per_day = 1\nreserve_rounds = 5\n[consumer.d]\nlike = "
                           "\"c\"\nreserve_rounds = 6\npriority = 2"))
            .empty());
}

TEST_CASE("a replenishment has one way and the keys of its policy") {
  const std::string lead = "lead_time_days = 2\n";
  check_cases({
      {replenishment("policy = \"base-stock\"\nbase_stock = 5"),
       "replenishment \"r\": needs one of route, lead_time_days"},
      {replenishment(lead + "policy = \"base-stock\""),
       "replenishment \"r\": base_stock is missing (policy base-stock)"},
      {replenishment(lead + "policy = \"base-stock\"\nbase_stock = 5\nreorder_point = 3"),
       "replenishment \"r\": reorder_point does not go with the policy base-stock"},
      {replenishment(lead + "policy = \"base-stock\"\nbase_stock = 5\nbelow = true"),
       "replenishment \"r\": below does not go with the policy base-stock"},
      {replenishment(lead + "policy = \"order-up-to\"\norder_up_to = 5\nreorder_point = 8"),
       "replenishment \"r\": reorder_point = 8 is above order_up_to = 5"},
      {replenishment(lead + "policy = \"fixed-quantity\"\norder_quantity = 5"),
       "replenishment \"r\": reorder_point is missing (policy fixed-quantity)"},
      {replenishment(lead + "policy = \"push\"\nreview_days = 0"),
       "replenishment \"r\": the policy push needs a review_days greater than 0"},
      {replenishment(lead + "policy = \"base-stock\"\nbase_stock = 5\nmax_rounds = 3"),
       "replenishment \"r\": max_rounds goes with the policy push"},
      {"[replenishment.r]\nsite = \"front\"\nmunition = \"shell\"\nfrom = \"front\"\npolicy = "
       "\"push\"\n" +
           lead,
       "replenishment \"r\": a site cannot supply itself"},
      {"[replenishment.r]\nsite = \"front\"\nmunition = \"shell\"\nfrom = \"external\"\npolicy = "
       "\"base-stock\"\nbase_stock = 5\n" +
           lead,
       "replenishment \"r\": origin is missing (whose rounds the external supplier sends)"},
      {"[replenishment.r]\nsite = \"front\"\nmunition = \"shell\"\nfrom = \"external\"\norigin = "
       "\"home\"\npolicy = \"push\"\n" +
           lead,
       "replenishment \"r\": max_rounds is missing (an external supplier has no end of rounds)"},
      {"[replenishment.r]\nsite = \"depot\"\nmunition = \"shell\"\nfrom = \"external\"\norigin = "
       "\"home\"\npolicy = \"base-stock\"\nbase_stock = 5\nroute = \"rail\"",
       "replenishment \"r\": route \"rail\" ends at \"front\", not at \"depot\""},
      {"[site.x]\n" + replenishment("policy = \"push\"\nroute = \"rail\"")
                          .replace(replenishment("").find("\"depot\""), 7, "\"x\""),
       "replenishment \"r\": route \"rail\" starts at \"depot\", not at \"x\""},
  });
}

TEST_CASE("a disruption takes the keys of its kind") {
  check_cases({
      {disruption("kind = \"stock-loss\"\ntarget = \"depot\""),
       "disruption \"d\": needs one of at, interval_days"},
      {disruption("kind = \"stock-loss\"\ntarget = \"depot\"\nat = 2024-05-01"),
       "disruption \"d\": 2024-05-01 is outside the run, which goes from 2024-01-01 to 2024-02-01"},
      {disruption("kind = \"stock-loss\"\ntarget = \"depot\"\nat = 2024-01-05\nduration_days = 1"),
       "disruption \"d\": duration_days does not go with stock-loss"},
      {disruption("kind = \"stock-loss\"\ntarget = \"depot\"\nat = 2024-01-05\nuntil = 2024-01-09"),
       "disruption \"d\": until goes with interval_days"},
      {disruption("kind = \"stock-loss\"\ntarget = \"depot\"\nat = 2024-01-05\nrounds = "
                  "5\nfraction = 0.5"),
       "disruption \"d\": give one of fraction, rounds, tonnes"},
      {disruption("kind = \"stock-loss\"\ntarget = \"depot\"\nat = 2024-01-05\ntonnes = 5\n") +
           line("origin = \"home\""),
       "disruption \"d\": munition \"shell\", which site \"depot\" may hold, has no mass_kg"},
      {disruption("kind = \"stock-loss\"\ntarget = []\nat = 2024-01-05"),
       "disruption \"d\": target is an empty list"},
      {disruption("kind = \"stock-loss\"\ntarget = 5\nat = 2024-01-05"),
       "disruption \"d\": target must be the id of a site or a list of them, found a number"},
      {disruption("kind = \"route-closure\"\ntarget = \"rail\"\nat = 2024-01-05"),
       "disruption \"d\": duration_days is missing (route-closure lasts for some time)"},
      {disruption("kind = \"route-closure\"\ntarget = \"rail\"\nat = 2024-01-05\nduration_days = "
                  "1\nfraction = 0.5"),
       "disruption \"d\": fraction does not go with route-closure"},
      {disruption(
           "kind = \"demand-surge\"\ntarget = \"front\"\nat = 2024-01-05\nduration_days = 1"),
       "disruption \"d\": factor is missing (a demand-surge multiplies demand by it)"},
      {disruption("kind = \"demand-surge\"\ntarget = \"frnt\"\nat = 2024-01-05\nduration_days = "
                  "1\nfactor = 2"),
       "disruption \"d\": demand-surge hits a consumer or a site, and consumer \"frnt\" is not "
       "defined"},
      {disruption("kind = \"stock-loss\"\ntarget = \"depot\"\nat = [2024-01-05]"),
       "disruption \"d\": at is used once per replication and takes no steps in time"},
      {disruption("kind = \"stock-loss\"\ntarget = \"depot\"\nat = true"),
       "disruption \"d\": at takes a date, a number, an expression or a law, found a boolean"},
      {disruption(
           "kind = \"stock-loss\"\ntarget = \"depot\"\ninterval_days = 5\nfrom = 2024-05-01"),
       "disruption \"d\": 2024-05-01 is outside the run"},
      {disruption(
           "kind = \"shipment-embargo\"\ntarget = [\"x\"]\nat = 2024-01-05\nduration_days = 1"),
       "disruption \"d\": shipment-embargo hits a shipment, and shipment \"x\" is not defined"},
  });
}

TEST_CASE("correlations join uncertain parameters and do not contradict one another") {
  const std::string more =
      "[parameter.b]\nvalue = 1\nuncertainty = { dist = \"uniform\", low = 0, high = 2 }\n"
      "[parameter.c]\nlike = \"b\"\n[parameter.fixed]\nvalue = 1\n[correlation.k]\n";
  check_cases({
      {more + "parameters = [\"rate\"]\nrho = 0.5",
       "correlation \"k\": a correlation takes 2 to 256 parameters"},
      {more + "parameters = [\"rate\", \"fixed\"]\nrho = 0.5",
       "correlation \"k\": parameter \"fixed\" has no uncertainty"},
      {more + "parameters = [\"rate\", \"b\"]\nrho = 2",
       "correlation \"k\": rho must be a number between -1 and 1, or a full matrix of them"},
      {more + "parameters = [\"rate\", \"b\"]\nrho = [[1, 0.5]]",
       "correlation \"k\": rho must have 2 rows of 2 numbers, one for each parameter"},
      {more + "parameters = [\"rate\", \"b\"]\nrho = [[1, 0.5], [0.4, 1]]",
       "correlation \"k\": rho must be symmetric with ones on the diagonal"},
      {more + "parameters = [\"rate\", \"b\", \"c\"]\nrho = -0.9",
       "correlation \"k\": the correlations contradict one another: the matrix is not positive "
       "semidefinite"},
      {more + "parameters = [\"rate\", \"b\"]\nrho = 0.5\n[correlation.l]\nparameters = [\"b\", "
              "\"c\"]\nrho = 0.1",
       "correlation \"l\": parameter \"b\" is in two correlations"},
  });
}

TEST_CASE("windows, observations and checks lie in the run and name metrics") {
  check_cases({
      {"[window.w]\nfrom = 2024-01-05\nuntil = 2024-01-04",
       "window \"w\": until must come after from"},
      {"[window.w]\nfrom = 2023-01-05\nuntil = 2024-01-04",
       "window \"w\": 2023-01-05 is outside the run, which goes from 2024-01-01 to 2024-02-01"},
      {"[window.w]\nevery = \"week\"", "window \"w\": every must be one of month, found \"week\""},
      {"[window.w]\nevery = \"month\"\nfrom = 2024-01-05",
       "window \"w\": from does not go with every"},
      {"[window.a]\nevery = \"month\"\n[window.b]\nevery = \"month\"",
       "there are two windows \"2024-01\""},
      {"[observation.o]\nmetric = \"consumed\"\nat = 2025-01-05\nvalue = 5",
       "observation \"o\": 2025-01-05 is outside the run"},
      {"[observation.o]\nmetric = \"consumed\"\nvalue = 5\nlow = 6",
       "observation \"o\": value must lie between low and high"},
      {"[check.k]\nexpr = \"min(consumed)\"",
       "check \"k\": a check is a condition, such as min(stock_min) >= 0"},
      {"[check.k]\nexpr = \"least(consumed) > 0\"",
       "check \"k\": expected min, max, mean, sd or p01 to p99 of a metric, such as "
       "mean(fill_rate), found \"least\""},
      {"[check.k]\nexpr = \"min(consumed) > \"", "check \"k\": the check ends too early"},
      {"[check.k]\nexpr = \"min(consumed > 5\"", "check \"k\": "},
      {"[check.k]\nexpr = \"1 and 2\"", "check \"k\": \"and\" takes conditions, not numbers"},
      {"[check.k]\nexpr = \"(1 < 2) + 3 < 4\"",
       "check \"k\": arithmetic takes numbers, not conditions"},
      {"[check.k]\nexpr = \"(1 < 2) < 4\"",
       "check \"k\": a comparison takes numbers on both sides"},
      {"[check.k]\nexpr = \"1 < 2 3\"", "check \"k\": expected an operator, found \"3\""},
  });
}

TEST_CASE("a figure of a consumer or line is of its own site and munition") {
  const auto observed = [](const std::string& metric) {
    return "[observation.o]\nmetric = \"" + metric + "\"\nvalue = 5\n";
  };
  const std::string guns = consumer("demand_per_day = 5\n");
  const std::string other = guns + "substitute = [\"charge\"]\n";
  const std::string works = line("origin = \"home\"\n");
  check_cases({
      {guns + observed("consumed{consumer=c,origin=home}"),
       "give a consumer or an origin, not both"},
      {guns + observed("unmet{consumer=c,site=depot}"), "the consumer is at site `front`"},
      {other + observed("unmet{consumer=c,munition=charge}"), "the consumer fires `shell`"},
      {other + observed("consumed{consumer=c,munition=shell}"),
       "what the consumer fires counts all of its munitions together"},
      {works + observed("produced{line=l,site=front}"), "the line makes `shell` at site `depot`"},
  });
  CHECK(faults_of(other + observed("unmet{consumer=c,site=front,munition=shell}")).empty());
  // A line that stands nowhere has a fault of its own; what is seen of it is not looked up there.
  const std::string nowhere = faults_of(
      "[line.l]\nsite = \"nowhere\"\nmunition = \"shell\"\norigin = \"home\"\noutput_per_day = "
      "5\n" +
      observed("produced{line=l,site=front}"));
  CHECK_THAT(nowhere, Catch::Contains("\"nowhere\" is not defined"));
}

TEST_CASE("a small file cannot ask for endless memory") {
  std::string text = "[route.long]\nfrom = \"depot\"\nto = \"front\"\nstep = [";
  for (int i = 0; i < 2000; ++i) text += "{ dwell_days = 1 }, ";
  text += "]\n" + shipment(kCargo + kDated).replace(0, 12, "[shipment.a]");
  text.replace(text.find("\"rail\""), 6, "\"long\"");
  for (int i = 0; i < 150; ++i) text += fmt::format("[shipment.b{}]\nlike = \"a\"\n", i);
  CHECK(faults_of(text).find("the programmes of the scenario go through more than 250000 steps in "
                             "all") != std::string::npos);
  std::string pairs;
  for (int i = 0; i < 1100; ++i) pairs += fmt::format("[origin.o{}]\n[munition.m{}]\n", i, i);
  CHECK(faults_of(pairs).find("the scenario has more than 1000000 pairs of origin and munition") !=
        std::string::npos);
  std::string windows =
      "schema = 1\n[scenario]\nstart = 1900-01-01\nend = 2024-01-01\n"
      "[window.w]\nevery = \"month\"\n";
  CHECK(railhead::test::faults_of_text(windows).find("makes more than 1000 windows") !=
        std::string::npos);
}
