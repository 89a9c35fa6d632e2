// What a replication does is pinned: events executed and variates drawn, so that a slower algorithm
// shows on a noisy machine too; and short cuts change no result.
#include <array>
#include <cstring>
#include <random>
#include <string>

#include "railhead/model/simulate.hpp"
#include "railhead/scenario/compile.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

const std::string kFolder = RAILHEAD_SOURCE_DIR;

struct Engine {
  explicit Engine(const std::string& path, bool recorded = false)
      : Engine(load(kFolder + "/" + path), recorded) {}
  explicit Engine(const Scenario& scenario, bool recorded = false) : compiled(compile(scenario)) {
    request.metrics = default_metrics(compiled.network);
    if (recorded) request.series = default_series(compiled.network);
  }
  RunRecord run(std::uint64_t replication, TraceListener* listener = nullptr) const {
    Workspace workspace(compiled.network, request);
    RunRecord record;
    simulate(workspace, replication, record, listener);
    return record;
  }
  Compiled compiled;
  RunRequest request;
};

// What it says where replication 0 is refused; nothing where it is not.
std::string refusal(const Engine& engine, TraceListener* listener = nullptr) {
  try {
    engine.run(0, listener);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

struct Nobody final : TraceListener {
  void on_event(const TraceEvent&) override {}
};

}  // namespace

TEST_CASE("a replication of the supply case takes 781 events") {
  const Engine engine("bench/supply.toml");
  // Two flows a day, ten departures, three steps of each that ends in time and its receipt.
  const RunRecord record = engine.run(0);
  CHECK(record.events == 781);
  CHECK(record.draws == 7460);
}

TEST_CASE("a replication of the main scenario takes the events and draws that it took") {
  const RunRecord record = Engine("scenarios/dprk-2023.toml").run(0);
  CHECK(record.events == 3563);
  CHECK(record.draws == 5508);
}

TEST_CASE("days without events give what the same days give one event at a time") {
  const Engine engine("bench/supply.toml");
  const Engine recorded("bench/supply.toml", true);
  Nobody listener;
  for (std::uint64_t k = 0; k < 20; ++k) {
    const RunRecord quick = engine.run(k);
    const RunRecord slow = engine.run(k, &listener);  // a trace is told of every event
    REQUIRE(quick.digest == slow.digest);
    REQUIRE(quick.events == slow.events);
    const auto rows = recorded.run(k).trajectories;
    const auto rows_of_slow = recorded.run(k, &listener).trajectories;
    REQUIRE(rows.size() == rows_of_slow.size());
    REQUIRE(std::memcmp(rows.data(), rows_of_slow.data(), rows.size() * sizeof(double)) == 0);
  }
}

namespace {

// A network of plain lines and consumers of one period, which has quiet days: several origins a
// pool, so that lots alternate, failures, sites that run dry, shipments and now and then a
// surprise.
std::string quiet_network(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto upto = [&](std::uint32_t most) {
    return static_cast<std::uint32_t>(random()) % (most + 1);
  };
  const auto pick = [&](const char* id, std::uint32_t count) {
    return std::string(id) + std::to_string(random() % count);
  };
  const std::uint32_t sites = 1 + upto(2), munitions = 1 + upto(1), origins = 1 + upto(2);
  const std::string period = std::array<const char*, 3>{"1", "7", "0.5"}[upto(2)];
  std::string text = "schema = 1\n[scenario]\nstart = 2024-01-01\nhorizon_days = " +
                     std::to_string(20 + upto(180)) + "\nrecord_every_days = " +
                     std::array<const char*, 4>{"1", "0.3", "2.5", "7"}[upto(3)] + "\n" +
                     (upto(1) != 0 ? "[window.w]\nfrom = 2024-01-04\nuntil = 2024-01-15\n" : "");
  for (std::uint32_t i = 0; i < munitions; ++i) text += "[munition.m" + std::to_string(i) + "]\n";
  for (std::uint32_t i = 0; i < origins; ++i) text += "[origin.o" + std::to_string(i) + "]\n";
  text +=
      "[site.far]\n[route.way]\nfrom = \"far\"\nto = \"s0\"\n[[route.way.step]]\n"
      "transit_days = { dist = \"uniform\", low = 1, high = 9 }\n";
  for (std::uint32_t i = 0; i < sites; ++i)
    text += "[site.s" + std::to_string(i) +
            "]\nstock = { m0 = { o0 = " + std::to_string(upto(3000)) + " } }\n";
  const std::uint32_t lines = 1 + upto(5);
  for (std::uint32_t i = 0; i < lines; ++i)
    text += "[line.l" + std::to_string(i) + "]\nsite = \"" + pick("s", sites) +
            "\"\nmunition = \"" + pick("m", munitions) + "\"\norigin = \"" + pick("o", origins) +
            "\"\nperiod_days = " + period +
            "\noutput_per_day = { dist = \"normal\", mean = 100, sd = 30 }\n" +
            (upto(1) != 0 ? "failure = { up_days = { dist = \"exponential\", mean = 20 }, "
                            "down_days = { dist = \"exponential\", mean = 4 } }\n"
                          : "");
  const std::uint32_t consumers = 1 + upto(4);
  for (std::uint32_t i = 0; i < consumers; ++i)
    text += "[consumer.c" + std::to_string(i) + "]\nsite = \"" + pick("s", sites) +
            "\"\nmunition = \"" + pick("m", munitions) +
            "\"\nunmet = \"lost\"\nperiod_days = " + period +
            "\ndemand_per_day = { dist = \"gamma\", mean = 90, sd = 60 }\n";
  text += "[shipment.s]\nroute = \"way\"\norigin = \"" + pick("o", origins) +
          "\"\nfrom = 2024-01-02\ninterval_days = { dist = \"uniform\", low = 3, high = 30 }\n"
          "cargo = { m0 = 1500 }\n";
  if (upto(3) == 0)
    text +=
        "[disruption.surge]\nkind = \"demand-surge\"\ntarget = \"c0\"\n"
        "at = 2024-01-09T07:00:00Z\nduration_days = 3\nfactor = 2\n";
  return text;
}

}  // namespace

TEST_CASE("quiet days of random plain networks give what they give one event at a time") {
  Nobody listener;
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    const std::string text = quiet_network(seed);
    CAPTURE(seed, text);
    const Engine engine(load_text("quiet.toml", text));
    const Engine recorded(load_text("quiet.toml", text), true);
    for (std::uint64_t k = 0; k < 3; ++k) {
      const RunRecord quick = engine.run(k);
      const RunRecord slow = recorded.run(k, &listener);
      REQUIRE(quick.digest == slow.digest);
      REQUIRE(quick.draws == slow.draws);
      const RunRecord rows = recorded.run(k);
      REQUIRE(rows.digest == slow.digest);
      REQUIRE(rows.events == slow.events);
      REQUIRE(rows.trajectories.size() == slow.trajectories.size());
      REQUIRE(std::memcmp(rows.trajectories.data(), slow.trajectories.data(),
                          slow.trajectories.size() * sizeof(double)) == 0);
    }
  }
}

TEST_CASE("days without events count towards the bounds as others do") {
  // Lines and consumers enough that each flow counts as more than one event.
  const auto flows = [](const std::string& days, const std::string& rate, int lines,
                        int consumers) {
    const std::string flow = "site = \"depot\"\nmunition = \"shell\"\n";
    std::string text = "schema = 1\n[scenario]\nstart = 2024-01-01\nhorizon_days = " + days +
                       "\n[munition.shell]\n[origin.home]\n[site.depot]\n";
    for (int k = 0; k < lines; ++k)
      text += "[line.l" + std::to_string(k) + "]\n" + flow +
              "origin = \"home\"\noutput_per_day = " + rate + "\n";
    for (int k = 0; k < consumers; ++k)
      text += "[consumer.c" + std::to_string(k) + "]\n" + flow +
              "unmet = \"lost\"\ndemand_per_day = " + rate + "\n";
    return load_text("flows.toml", text);
  };
  Nobody listener;
  Engine engine(flows("20", "10.3", 9, 17));
  for (std::uint64_t most = 1; most < 110; ++most) {
    engine.compiled.network.max_events = most;
    const std::string told = refusal(engine);
    CAPTURE(most);
    REQUIRE(told == refusal(engine, &listener));
    REQUIRE(told.empty() == (most >= 101));  // 20 x (2 + 1 + 2), and the end
  }
  Engine recorded(flows("20", "10.3", 9, 17), true);
  for (std::uint64_t most = 1; most < 130; ++most) {
    recorded.compiled.network.max_events = most;
    const std::string told = refusal(recorded);
    CAPTURE(most);
    REQUIRE(told == refusal(recorded, &listener));
    REQUIRE(told.empty() == (most >= 122));  // and 21 records
  }
  const Engine immense(flows("10000", "3.9e15", 1, 1));
  const std::string told = refusal(immense);
  CHECK(told.find("replication 0, at 2027-03-29T00:00:00Z: the sum of") != std::string::npos);
  CHECK(told == refusal(immense, &listener));
}

TEST_CASE("an arrival at once counts towards the bounds as one on the calendar does") {
  const std::string text =
      "schema = 1\n[scenario]\nstart = 2024-01-01\nhorizon_days = 40\n[munition.m]\n[origin.o]\n"
      "[site.a]\n[site.b]\n[route.r]\nfrom = \"a\"\nto = \"b\"\n[[route.r.step]]\n"
      "transit_days = 1.5\n[shipment.s]\nroute = \"r\"\norigin = \"o\"\nfirst = 2024-01-01\n"
      "every_days = 2\ncargo = { m = 10 }\n";
  Engine engine(load_text("arrivals.toml", text));
  Nobody listener;
  std::uint64_t refused = 0;
  for (std::uint64_t most = 1; most < 140; ++most) {
    engine.compiled.network.max_events = most;
    CAPTURE(most);
    const std::string told = refusal(engine);
    REQUIRE(told == refusal(engine, &listener));
    refused += told.empty() ? 0U : 1U;
  }
  CHECK(refused > 60);  // 20 trains: planned, loaded, departed, at the end of the step, received
  CHECK(refused < 139);
}

TEST_CASE("a parameter whose list of values reads another one has that one's value") {
  const Engine engine(load_text(
      "list.toml",
      "schema = 1\n[scenario]\nstart = 2024-01-01\nhorizon_days = 1\n[munition.m]\n[origin.o]\n"
      "[parameter.p]\nvalue = 2\nuncertainty = { dist = \"uniform\", low = 2, high = 3 }\n"
      "[parameter.q]\nvalue = 20\n"
      "uncertainty = { dist = \"empirical\", values = [\"10 * p\", \"10 * p\"] }\n"
      "[site.s]\nstock = { m = { o = \"q - 10 * p + 7\" } }\n"));
  std::size_t stock_end = 0;
  while (engine.request.metrics[stock_end].name != MetricName::stock_end) ++stock_end;
  for (std::uint64_t k = 0; k < 5; ++k) CHECK(engine.run(k).metrics[stock_end] == 7.0);
}
