// Rules of departures that no scenario of the library shows.
#include "railhead/base/error.hpp"

#include "runs.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using namespace railhead::tests;
using Catch::Contains;

namespace {

double metric_of(const std::string& more, const std::string& selector) {
  const std::string text =
      "schema = 1\n[scenario]\nstart = 2024-01-01\nhorizon_days = 30\nreplications = 1\n"
      "[munition.shell]\nrounds_per_railcar = 792\n[origin.home]\n[site.port]\n[site.depot]\n" +
      more;
  return run_metrics(compile(load_text("rules.toml", text)), {selector}, 1)[0][0];
}

// Trains of 7 railcars that are filled to 609.84 rounds each, and as many units as railcars.
std::string railcars(int count) {
  return "[resource.yard]\nunits = 14\n"
         "[route.rail]\nfrom = \"port\"\nto = \"depot\"\ntrain_railcars = 7\nrailcar_fill = 0.77\n"
         "[[route.rail.step]]\nuse = \"yard\"\nunits = \"railcars\"\nservice_days = 3\n"
         "[shipment.ships]\nroute = \"rail\"\norigin = \"home\"\nmix = { shell = 1 }\n"
         "departures = [2024-01-05]\nrailcars = " +
         std::to_string(count) + "\n";
}

}  // namespace

TEST_CASE("railcars that are given make as many trains and take as many units as they are") {
  // 4,268.88 rounds fill a train; 7 railcars carry 4,269 and 14 carry 8,538.
  CHECK(metric_of(railcars(7), "trains{shipment=ships}") == 1);
  CHECK(metric_of(railcars(7), "departed{shipment=ships}") == 4269);
  CHECK(metric_of(railcars(7), "utilisation{resource=yard}") == Approx(7.0 * 3 / (14 * 30)));
  CHECK(metric_of(railcars(14), "trains{shipment=ships}") == 2);
  CHECK(metric_of(railcars(14), "departed{shipment=ships}") == 8538);
  CHECK(metric_of(railcars(14), "utilisation{resource=yard}") == Approx(14.0 * 3 / (14 * 30)));
  CHECK(metric_of(railcars(10), "utilisation{resource=yard}") == Approx(10.0 * 3 / (14 * 30)));
}

TEST_CASE("rounds that are given fill a train at most") {
  const std::string route =
      "[route.rail]\nfrom = \"port\"\nto = \"depot\"\ntrain_railcars = 2\n"
      "[[route.rail.step]]\ntransit_days = 1\n"
      "[shipment.ships]\nroute = \"rail\"\norigin = \"home\"\ndepartures = [2024-01-05]\n";
  CHECK(metric_of(route + "cargo = { shell = 1_584 }", "trains{shipment=ships}") == 1);
  CHECK(metric_of(route + "cargo = { shell = 1_585 }", "trains{shipment=ships}") == 2);
}

TEST_CASE("a train that holds not a single round is refused and named") {
  const std::string route =
      "[route.rail]\nfrom = \"port\"\nto = \"depot\"\ntrain_railcars = 2\nrailcar_fill = 1e-9\n"
      "[[route.rail.step]]\ntransit_days = 1\n"
      "[shipment.ships]\nroute = \"rail\"\norigin = \"home\"\ndepartures = [2024-01-05]\n"
      "cargo = { shell = 100 }\n";
  CHECK_THROWS_WITH(metric_of(route, "trains"),
                    Contains("shipment.ships: a train of route.rail does not hold a single round "
                             "of munition.shell; look at"));
}

TEST_CASE("a profile that begins at the start is nothing before it, also for what is under way") {
  const std::string ships =
      "[profile.rate]\nsteps = [ { from = 2024-01-01, value = 50 } ]\n"
      "[route.rail]\nfrom = \"port\"\nto = \"depot\"\n[[route.rail.step]]\ntransit_days = 10\n"
      "[shipment.ships]\nroute = \"rail\"\norigin = \"home\"\ncargo = { shell = 1 }\n"
      "rate_per_day = \"rate\"\nfrom = 2023-12-20\n"
      "[window.early]\nfrom = 2024-01-01\nuntil = 2024-01-11\n";
  CHECK(metric_of(ships, "received{munition=shell,window=early}") == 0);
  CHECK(metric_of(ships, "shipments{shipment=ships,window=early}") > 300);
}

TEST_CASE("a service that has no value yet stops the run and is named") {
  const std::string ships =
      "[resource.crane]\nunits = 1\n"
      "[route.rail]\nfrom = \"port\"\nto = \"depot\"\n[[route.rail.step]]\nuse = \"crane\"\n"
      "service_days = [ { from = 2024-01-01, value = 3 } ]\n"
      "[shipment.ships]\nroute = \"rail\"\norigin = \"home\"\ncargo = { shell = 1 }\n"
      "departures = [2023-12-30]\n";
  try {
    metric_of(ships, "received{munition=shell}");
    FAIL("it ran");
  } catch (const Error& error) {
    CHECK(std::string{error.what()} ==
          "replication 0: route.rail.step.1.service_days (rules.toml:18:16) at "
          "2023-12-30T00:00:00Z: it has no value before its first step");
  }
}

TEST_CASE("units of a resource follow a straight line, rounded") {
  const std::string ships =
      "[resource.crane]\nunits = [ { from = 2024-01-01, value = 0, interpolate = \"linear\" }, "
      "{ from = 2024-01-11, value = 10 } ]\n"
      "[route.rail]\nfrom = \"port\"\nto = \"depot\"\n[[route.rail.step]]\nuse = \"crane\"\n"
      "units = 2\nservice_days = 1\n"
      "[shipment.ships]\nroute = \"rail\"\norigin = \"home\"\ncargo = { shell = 1 }\n"
      "departures = [2024-01-01]\n";
  CHECK(metric_of(ships, "wait_days{resource=crane}") == Approx(1.5));  // where it passes 1.5
}

TEST_CASE(
    "what a train brings serves the backlog of all its munitions before any order that waits") {
  const std::string both =
      "[munition.charge]\n[site.front]\n"
      "[route.rail]\nfrom = \"port\"\nto = \"depot\"\n[[route.rail.step]]\ntransit_days = 1\n"
      "[shipment.train]\nroute = \"rail\"\norigin = \"home\"\ncargo = { charge = 50, shell = 60 }\n"
      "departures = [2024-01-05]\n"
      "[consumer.mortars]\nsite = \"depot\"\nmunition = \"charge\"\ndemand_per_day = 1\n"
      "unmet = \"backlog\"\n"
      "[consumer.guns]\nsite = \"depot\"\nmunition = \"shell\"\ndemand_per_day = 10\n"
      "unmet = \"backlog\"\n"
      "[replenishment.front]\nsite = \"front\"\nmunition = \"shell\"\nfrom = \"depot\"\n"
      "lead_time_days = 1\npolicy = \"base-stock\"\nbase_stock = 100\nreview_days = 1\n"
      "if_short = \"wait\"\n";
  // Four days' fire, 40 rounds, is owed when the train is there; the front gets the other 20.
  CHECK(metric_of(both, "consumed{site=depot,munition=shell}") == 40);
  CHECK(metric_of(both, "received{site=front,munition=shell}") == 20);
}

TEST_CASE("a train that lost all rounds of its first origin still serves the backlog") {
  // Of one round of `away` and a hundred of `home` half is lost, halves up: none and 50 come.
  const std::string rail =
      "[origin.away]\n[site.yard]\nstock = { shell = { away = 1, home = 100 } }\n"
      "[route.rail]\nfrom = \"yard\"\nto = \"depot\"\n"
      "[[route.rail.step]]\ntransit_days = 1\nloss_fraction = 0.5\n"
      "[shipment.train]\nroute = \"rail\"\ndraw_from = \"stock\"\ncargo = { shell = 101 }\n"
      "departures = [2024-01-05]\n"
      "[consumer.guns]\nsite = \"depot\"\nmunition = \"shell\"\ndemand_per_day = 10\n"
      "unmet = \"backlog\"\n";
  CHECK(metric_of(rail, "received{site=depot,munition=shell}") == 50);
  // Forty are owed then; of the 300 that are asked for only the next ten are met at once.
  CHECK(metric_of(rail, "unmet{consumer=guns}") == 290);
}
