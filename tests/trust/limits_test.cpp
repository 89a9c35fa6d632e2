// What is too large, too deep, endless or no number is refused in words.
#include <filesystem>
#include <fstream>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/trust/one_consumer.hpp"

using namespace railhead::tests;
using Catch::Contains;

TEST_CASE("a clock that does not get on is stopped, and who holds it is named") {
  for (const char* mission :
       {"{interval_days={dist=\"exponential\",mean=1e-9},rounds=1}",
        "{interval_days={dist=\"discrete\",values=[0,1],weights=[1,1e-9]},rounds=1}",
        "{interval_days=\"none\",rounds=1}", "{rate_per_day=1e12,rounds=1}"}) {
    const Ended ended =
        run_with({std::string{"consumer.guns.mission="} + mission}, {"--max-events", "100_000"});
    CAPTURE(mission, ended.err);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err,
               Contains("more than 100000 events, the last one a mission of consumer.guns; an "
                        "interval may be too short, else --max-events allows more"));
  }
  const Ended periods =
      run_with({kDemand + "1", "consumer.guns.period_days=1e-9", "scenario.max_events=1000"});
  CHECK(periods.code == 1);
  CHECK_THAT(periods.err, Contains("more than 1000 events, the last one demand"));
  CHECK_THAT(run_with({"consumer.guns.mission={interval_days=0,rounds=1}"}).err,
             Contains("interval_days must be greater than 0, found 0"));
}

TEST_CASE("a line or a resource that fails without end is stopped, and named") {
  const std::string works = R"(
[line.works]
site = "depot"
munition = "shell"
origin = "home"
output_per_day = 5
[resource.crane]
units = 1
)";
  const auto told = [&](const std::string& failure) {
    const Ended ended =
        type({"run", "-", "--quiet", "-n", "1", "--set",
              failure + ".failure={up_days=1e-9,down_days=1e-9}", "--max-events", "100_000"},
             kScenario + std::string{"demand_per_day = 1\n"} + works);
    CHECK(ended.code == 1);
    return ended.err;
  };
  CHECK_THAT(told("line.works"), Contains("more than 100000 events, the last one a failure of "
                                          "line.works; an interval may be too short"));
  CHECK_THAT(told("resource.crane"),
             Contains("more than 100000 events, the last one a change of state"));
}

TEST_CASE(
    "disruptions that come faster than they end, and rates that cannot be followed, are stopped") {
  const std::string surge =
      "demand_per_day = 1\n[disruption.d]\nkind = \"demand-surge\"\ntarget = \"guns\"\n"
      "interval_days = 1e-9\nduration_days = 3\nfactor = 1.1\n";
  CHECK_THAT(type({"run", "-", "--quiet", "-n", "1"}, kScenario + surge).err,
             Contains("more than 10000 disruptions are in force, the last one disruption.d; they "
                      "come faster than they end"));
  const std::string ramp =
      "mission = { rate_per_day = \"ramp ^ 300\", rounds = 1 }\n[profile.ramp]\nsteps = [\n"
      "  { from = 2024-01-01, value = 1, interpolate = \"linear\" },\n"
      "  { from = 2024-02-01, value = 3 } ]\n";
  CHECK_THAT(
      type({"run", "-", "--quiet", "-n", "1", "--max-events", "100_000"}, kScenario + ramp).err,
      Contains("more than 100000 events, the last one a sum over time of "
               "consumer.guns.mission.rate_per_day"));
}

TEST_CASE("what is looked at again and again counts as work") {
  const auto is_refused = [](const std::string& rest) {
    const Ended ended = type({"run", "-", "--quiet", "-n", "1", "--max-events", "1_000_000",
                              "--set", "site.depot.capacity_rounds=1000"},
                             kScenario + std::string{"demand_per_day = 1\n"} + rest);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err, Contains("more than 1000000 events"));
  };
  const std::string ships =
      "[site.port]\n[route.r]\nfrom = \"port\"\nto = \"depot\"\n[shipment.s]\nroute = \"r\"\n"
      "origin = \"home\"\ncargo = { shell = 1 }\n";
  // Thousands of services stop and resume at each failure.
  is_refused(ships +
             "interval_days = 0.001\n[[route.r.step]]\nuse = \"crane\"\n"
             "service_days = 9\n[resource.crane]\nunits = 90_000\n"
             "failure = { up_days = 0.001, down_days = 0.001 }\n");
  // Thousands of lots wait outside when a strike comes.
  is_refused(ships +
             "interval_days = 0.001\n[[route.r.step]]\ntransit_days = 1\n"
             "[disruption.d]\nkind = \"stock-loss\"\ntarget = \"depot\"\n"
             "interval_days = 1e-4\nfraction = 0.0001\n");
}

TEST_CASE("departures without end do not take the memory or the stack") {
  const std::string route = R"(
[route.r]
from = "depot"
to = "front"
[[route.r.step]]
transit_days = 100_000
[site.front]
[shipment.s]
route = "r"
origin = "home"
cargo = { shell = 1 }
)";
  const auto told = [&](const std::string& departures) {
    const Ended ended = type({"run", "-", "--quiet", "-n", "1"},
                             kScenario + std::string{"demand_per_day = 1\n"} + route + departures);
    CHECK(ended.code == 1);
    return ended.err;
  };
  CHECK_THAT(told("first = 2024-01-01\nevery_days = 1e-6\njitter_days = 1\n"),
             Contains("more than 10000000 events"));
  CHECK_THAT(told("interval_days = 1e-6\nfrom = 2024-01-01\n"),
             Contains("more than 1000000 trains are under way or waiting, the last one of "
                      "shipment.s; they come faster than they are served"));
}

TEST_CASE("NaN and infinity are refused wherever they enter") {
  for (const char* value : {"nan", "inf", "-inf", "1e400", "\"0/0\"", "\"1e308*10\""}) {
    const Ended ended = run_with({kDemand + value});
    CAPTURE(value, ended.err);
    CHECK(ended.code == 3);
    CHECK_THAT(ended.err, Contains("finite number") || Contains("out of range"));
  }
  // What only a draw shows ends the run, and names field and instant.
  for (const char* value : {"\"1/none\"", "\"none/none\"", "\"most*most\"", "\"(-1-none)^0.5\""}) {
    const Ended ended = run_with({kDemand + value});
    CAPTURE(value, ended.err);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err, Contains("replication 0: consumer.guns.demand_per_day (") &&
                              Contains(") at 2024-01-01"));
  }
  const TemporaryFolder folder;
  std::ofstream{folder.path("s.toml")} << kScenario << "demand_per_day = 1\n";
  for (const char* value : {"nan", "inf", "\"0/0\""}) {
    std::ofstream{folder.path("study.toml")}
        << "schema = 1\nscenario = \"s.toml\"\n[factor.f]\npath = \"parameter.none\"\nvalues = ["
        << value << "]\n";
    const Ended ended = type({"sweep", folder.path("study.toml"), "-n", "2"});
    CAPTURE(value, ended.out, ended.err);
    CHECK((ended.code == 3 || ended.code == 1));
  }
}

TEST_CASE("extreme arguments of every law give the law or a word") {
  int laws = 0;
  int refused = 0;
  for (const char* law :
       {"'constant', value = M", "'uniform', low = 0, high = M",
        "'triangular', low = 0, mode = M, high = M", "'pert', low = 0, mode = M, high = M",
        "'normal', mean = M, cv = 0", "'normal', mean = M, cv = 50",
        "'lognormal', mean = M, cv = 0", "'lognormal', mean = M, cv = 50",
        "'exponential', mean = M", "'erlang', shape = 1000, mean = M", "'gamma', mean = M, cv = 0",
        "'gamma', mean = M, cv = 50", "'weibull', shape = 0.05, scale = M",
        "'beta', mean = 0, sd = 0, low = 0, high = M", "'poisson', mean = M",
        "'binomial', n = 1e9, p = 1e-9", "'discrete', values = [0, M], weights = [1e-9, 1e15]",
        "'empirical', values = [0, M]", "'quantiles', p = [0, 1], x = [0, M]"}) {
    for (const char* mean : {"1e-9", "1e15"}) {
      std::string text = law;
      for (std::size_t at = text.find('M'); at != std::string::npos; at = text.find('M'))
        text.replace(at, 1, mean);
      const Ended ended =
          run_with({kDemand + "{ dist = " + text + " }", "scenario.end=2024-01-04"}, {"-n", "2"});
      CAPTURE(text, ended.code, ended.err);
      CHECK((ended.code == 0 || ended.code == 1 || ended.code == 3));
      if (ended.code == 0) CHECK(ended.err.empty());
      if (ended.code != 0)
        CHECK_THAT(ended.err, Contains("demand_per_day") || Contains("rounds is too large"));
      CHECK_THAT(ended.err, !Contains("internal"));
      ended.code == 0 ? ++laws : ++refused;
    }
  }
  CHECK(laws > 30);
  CHECK(refused < 10);
}

TEST_CASE("files that are too large, too deep or endless are refused") {
  const TemporaryFolder folder;
  const auto told = [&](const std::string& text) {
    std::ofstream{folder.path("s.toml")} << text;
    const Ended ended = type({"check", folder.path("s.toml")});
    CHECK(ended.code == 3);
    return ended.err;
  };
  std::string large;
  large.resize((8U << 20U) + 1, '#');
  CHECK_THAT(told(large), Contains("larger than 8 MiB"));
  std::string deep = "x = ";
  deep.append(1000, '[');
  CHECK_THAT(told(deep), Contains("nested deeper than 32"));
  deep = kScenario;
  deep.append("demand_per_day = \"").append(5000, '(').append("\"\n");
  CHECK_THAT(told(deep), Contains("the expression is nested too deep"));
  for (int i = 0; i < 40; ++i)
    std::ofstream{folder.path(std::to_string(i) + ".toml")} << "schema = 1\nextends = [\"" << i + 1
                                                            << ".toml\"]\n";
  CHECK_THAT(told("schema = 1\nextends = [\"0.toml\"]\n"), Contains("deeper than 32 files"));
  CHECK_THAT(told("schema = 1\nextends = [\"s.toml\"]\n"), Contains("cycle in extends"));
}

TEST_CASE("tables of trajectories that would fill the disk are refused") {
  const TemporaryFolder folder;
  const Ended ended = run_with({kDemand + "1", "scenario.record_every_days=1e-4"},
                               {"-n", "1", "--out", folder.path("out")});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.err, Contains("the tables of trajectories would have ") &&
                            Contains("record less often: scenario.record_every_days"));
  CHECK_FALSE(std::filesystem::exists(folder.path("out")));
}

TEST_CASE("a trace that grows too large is refused, and leaves no file") {
  const TemporaryFolder folder;
  const std::string path = folder.path("trace.jsonl");
  const auto trace = [&](const std::string& most) {
    return run_with({"consumer.guns.mission={interval_days=0.001,rounds=1}"},
                    {"-n", "1", "--trace", path, "--max-trace", most});
  };
  const Ended large = trace("1MiB");
  CHECK(large.code == 1);
  CHECK_THAT(large.err,
             Contains("trace.jsonl: the trace is larger than 1 MiB; --max-trace allows"));
  CHECK(std::filesystem::is_empty(folder.path()));
  CHECK(trace("16MiB").code == 0);
  CHECK_THAT(trace("1KiB").err, Contains("--max-trace: expected 1MiB or more"));
  CHECK_THAT(run_with({kDemand + "1"}, {"--max-trace", "2MiB"}).err, Contains("needs --trace"));
}

TEST_CASE("more memory than is allowed is refused in words") {
  if (kSanitized) return;  // under which there is no limit: they reserve terabytes
  const Ended ended = run_with({kDemand + "1", "scenario.record_every_days=2e-4"},
                               {"-n", "64", "--out", "/tmp", "--max-memory", "64MiB"});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.err, Contains("this takes more than the 64 MiB of memory that are allowed"));
  const Ended wrong = run_with({}, {"--max-memory", "8 apples"});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, Contains("--max-memory: expected 64MiB or more"));
}
