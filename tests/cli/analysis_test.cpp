// What the verbs that analyse print: solve, run --split-variance, sensitivity, strike.
#include <cmath>

#include <boost/json.hpp>

#include "railhead/results/files.hpp"

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

const std::string kTenShipments = source("scenarios/validation/ten-shipments.toml");
const std::string kEpistemic = source("scenarios/validation/epistemic.toml");
const std::string kMain = source("scenarios/dprk-2023.toml");

boost::json::value document(const std::vector<std::string>& arguments) {
  const Ended ended = type(arguments);
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  return boost::json::parse(ended.out);
}

double figure(const boost::json::value& value) {
  return value.to_number<double>();
}

bool holds(const boost::json::value& estimate, double truth) {
  return figure(estimate.at("low")) <= truth && truth <= figure(estimate.at("high"));
}

// Three parameters of a depot: one that drives its stock, one that helps, one that does nothing.
const char* const kDepot = R"(
schema = 1
[scenario]
start = 2023-01-01
horizon_days = 30
seed = 3
[reference.north]
title = "A report from the north"
[reference.south]
title = "A report from the south"
[munition.round]
[origin.domestic]
[site.depot]
stock = { round = { domestic = 100_000 } }
[parameter.rate]
value = 1000
uncertainty = { dist = "uniform", low = 700, high = 1300 }
cite = ["north"]
[parameter.output]
value = 500
uncertainty = { dist = "uniform", low = 400, high = 600 }
cite = ["south"]
[parameter.idle]
value = 1
uncertainty = { dist = "uniform", low = 0, high = 2 }
[line.plant]
site = "depot"
munition = "round"
origin = "domestic"
output_per_day = "output"
[consumer.guns]
site = "depot"
munition = "round"
demand_per_day = { dist = "poisson", mean = "rate" }
unmet = "lost"
)";

const char* const kStudy = R"(
schema = 1
scenario = "depot.toml"
[design]
method = "saltelli"
points = 512
[factor.rate]
path = "parameter.rate"
group = "fighting"
[factor.output]
path = "parameter.output"
[factor.idle]
path = "parameter.idle"
[replicate]
replications = 2
[[response]]
metric = "stock_end"
)";

std::string study_in(const TemporaryFolder& folder) {
  railhead::write_file(folder.path("depot.toml"), kDepot);
  railhead::write_file(folder.path("study.toml"), kStudy);
  return folder.path("study.toml");
}

}  // namespace

TEST_CASE("solve finds the largest demand that ten shipments sustain") {
  const auto json = document({"solve", kTenShipments, "--vary", "consumer.guns.demand_per_day",
                              "--from", "500", "--to", "3000", "--metric",
                              "unmet{site=depot,munition=round}", "--target", "0", "--json"});
  CHECK(json.at("format").as_string() == "railhead.solve/1");
  CHECK(figure(json.at("root").at("value")) == Approx(160'000.0 / 120).margin(0.006));
  CHECK(holds(json.at("root"), 160'000.0 / 120));
  CHECK(json.at("curve").as_array().size() == 17);
}

TEST_CASE("solve gives whole numbers for counts, and says so where there is no root") {
  const auto json =
      document({"solve", kTenShipments, "--vary", "shipment.convoy.count", "--from", "0", "--to",
                "14", "--metric", "unmet", "--target", "100000", "--json"});
  CHECK(json.at("root").at("value").as_int64() == 9);  // 240,000 less 40,000 and 12,000 each
  const auto none = document({"solve", kTenShipments, "--vary", "shipment.convoy.count", "--from",
                              "0", "--to", "9", "--metric", "unmet", "--target", "10", "--json"});
  CHECK(none.at("root").is_null());
  CHECK_THAT(std::string{none.at("answer").as_string().c_str()}, Contains("no root"));
}

TEST_CASE("solve finds the ten shipments' demand by every measure of shortage") {
  const auto root = [](const std::string& metric, const std::string& target) {
    return document({"solve", kTenShipments, "--vary", "consumer.guns.demand_per_day", "--from",
                     "500", "--to", "3000", "--metric", metric, "--target", target, "-n", "1",
                     "--json"})
        .at("root");
  };
  for (const auto& [metric, target] :
       {std::pair{"stockout", "0"}, std::pair{"stockout", "0.5"}, std::pair{"stockout", "1"},
        std::pair{"fill_rate", "1"}, std::pair{"stockout_days", "0"}, std::pair{"stock_end", "0"},
        std::pair{"stock_min{site=depot}", "0"}, std::pair{"consumed", "160000"}}) {
    INFO(metric << " " << target);
    const auto found = root(metric, target);
    CHECK(figure(found.at("value")) == Approx(160'000.0 / 120).margin(0.01));
    CHECK(holds(found, 160'000.0 / 120));
  }
  // First short on day 50 from 40,000 + 5 x 12,000 over 50 days on.
  CHECK(figure(root("stockout_date", "2023-04-01").at("value")) == Approx(1777.78).margin(0.05));
}

TEST_CASE("solve says that a whole input meets the target from the first number on") {
  const auto json =
      document({"solve", kTenShipments, "--vary", "shipment.convoy.count", "--from", "9", "--to",
                "14", "--metric", "unmet", "--target", "100000", "--json"});
  CHECK(json.at("root").at("value").as_int64() == 9);
  CHECK(json.at("root").at("open_low").as_bool());
  CHECK_THAT(std::string{json.at("answer").as_string().c_str()},
             Contains("unmet <= 100k") && Contains("the least that was searched"));
}

TEST_CASE("solve refuses what it cannot search") {
  const std::vector<std::string> whole = {
      "solve", kTenShipments, "--vary", "consumer.guns.demand_per_day", "--metric", "unmet"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), whole.begin(), whole.end());
    return type(more);
  };
  CHECK(with({"--from", "5", "--to", "3", "--target", "0"}).code == 2);
  CHECK(with({"--from", "5", "--to", "9"}).code == 2);
  CHECK_THAT(with({"--from", "x", "--to", "9", "--target", "0"}).err, Contains("--from"));
  CHECK_THAT(type({"solve", kTenShipments, "--vary", "consumer.guns.demand_per_day", "--from", "5",
                   "--to", "9", "--metric", "stockout_date", "--target", "12"})
                 .err,
             Contains("--target takes one, such as"));
}

TEST_CASE("run --split-variance gives the shares of ignorance and chance") {
  const auto json = document({"run", kEpistemic, "-n", "2000", "--split-variance", "--json",
                              "--set", "scenario.horizon_days=30"});
  bool seen = false;
  for (const auto& entry : json.at("variance").as_array()) {
    if (entry.at("metric").as_string() != "demanded") continue;
    seen = true;
    CHECK(holds(entry.at("epistemic"), 12e6 / 12.03e6));
    CHECK(holds(entry.at("aleatory"), 0.03e6 / 12.03e6));
  }
  CHECK(seen);
  const auto same =
      document({"run", kEpistemic, "-n", "2000", "--json", "--set", "scenario.horizon_days=30"});
  CHECK(same.at("digest") == json.at("digest"));
  CHECK(type({"run", kEpistemic, "--split-variance", "--deterministic"}).code == 2);
}

// Stock: 30 x rate (variance 300^2 / 3 = 30,000 a day squared), 30 x output (100^2 / 3 = 3,333),
// Poisson 30,000 in all: shares .899, .0999 and .000999.
TEST_CASE("sensitivity names what drives the stock, by factor, group and source") {
  const TemporaryFolder folder;
  const auto json = document({"sensitivity", study_in(folder), "--json"});
  CHECK(json.at("runs").as_int64() == json.at("points").as_int64() * 2);
  const auto& response = json.at("responses").at(0);
  const auto& indices = response.at("indices").as_array();
  REQUIRE(indices.size() == 3);
  CHECK(indices[0].at("factor").as_string() == "rate");
  CHECK(figure(indices[0].at("total").at("value")) == Approx(0.899).margin(0.03));
  CHECK(figure(indices[1].at("total").at("value")) == Approx(0.0999).margin(0.01));
  CHECK(figure(indices[2].at("total").at("value")) == 0.0);
  CHECK(response.at("groups").at(0).at("total") == indices[0].at("total"));
  CHECK(response.at("references").at(0).at("reference").as_string() == "north");
  CHECK(figure(response.at("chance").at("total").at("value")) < 0.002);
  CHECK(figure(response.at("regression").at("r2")) > 0.99);
  CHECK(figure(json.at("variance").at(0).at("epistemic").at("value")) > 0.99);
  CHECK(type({"sensitivity", folder.path("study.toml"), "--json", "--threads", "1"}).out ==
        type({"sensitivity", folder.path("study.toml"), "--json", "--threads", "3"}).out);
}

// Sobol, I. M. (1993): g = product of (|4 x - 2| + a) / (1 + a); V_i = 1 / (3 (1 + a_i)^2).
TEST_CASE("the indices of Sobol's g function, through a scenario") {
  const TemporaryFolder folder;
  railhead::write_file(folder.path("g.toml"), R"(
schema = 1
[scenario]
start = 2023-01-01
horizon_days = 1
[munition.round]
[origin.domestic]
[site.depot]
[parameter.x1]
uncertainty = { dist = "uniform", low = 0, high = 1 }
[parameter.x2]
uncertainty = { dist = "uniform", low = 0, high = 1 }
[parameter.x3]
uncertainty = { dist = "uniform", low = 0, high = 1 }
[consumer.guns]
site = "depot"
munition = "round"
demand_per_day = "1e6 * max(4*x1-2, 2-4*x1) * (max(4*x2-2, 2-4*x2)+1)/2 * (max(4*x3-2, 2-4*x3)+4.5)/5.5"
unmet = "lost"
)");
  railhead::write_file(folder.path("study.toml"),
                       "schema = 1\nscenario = \"g.toml\"\n[design]\nmethod = \"saltelli\"\n"
                       "points = 1024\n[[response]]\nmetric = \"demanded\"\n");
  const auto json = document({"sensitivity", folder.path("study.toml"), "--json"});
  const auto& indices = json.at("responses").at(0).at("indices").as_array();
  const double first[] = {0.724069, 0.181017, 0.023936};
  const double total[] = {0.793052, 0.244016, 0.034574};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(holds(indices[i].at("first"), first[i]));
    CHECK(holds(indices[i].at("total"), total[i]));
    CHECK(figure(indices[i].at("first").at("value")) == Approx(first[i]).margin(0.015));
    CHECK(figure(indices[i].at("total").at("value")) == Approx(total[i]).margin(0.015));
  }
}

TEST_CASE("a study that names a scenario alone is of all its uncertain parameters") {
  const TemporaryFolder folder;
  study_in(folder);
  railhead::write_file(folder.path("bare.toml"),
                       "schema = 1\nscenario = \"depot.toml\"\n[design]\nmethod = "
                       "\"saltelli\"\n");
  const auto json = document({"sensitivity", folder.path("bare.toml"), "--json"});
  CHECK(json.at("replications").as_int64() == 2);
  CHECK(json.at("other_parameters").as_array().empty());
  REQUIRE(json.at("responses").as_array().size() == 3);
  const auto& indices = json.at("responses").at(0).at("indices").as_array();
  REQUIRE(indices.size() == 3);
  for (const auto& index : indices)
    if (index.at("factor").as_string() == "rate") CHECK(holds(index.at("total"), 0.899));
  railhead::write_file(folder.path("part.toml"),
                       "schema = 1\nscenario = \"depot.toml\"\n[design]\nmethod = "
                       "\"saltelli\"\n[factor.rate]\npath = \"parameter.rate\"\n");
  CHECK_THAT(type({"sensitivity", folder.path("part.toml"), "--points", "8"}).out,
             Contains("parameters that are no factor: idle, output"));
}

TEST_CASE("a study of scenario files alone has its regression, and dates are dates") {
  const TemporaryFolder folder;
  study_in(folder);
  railhead::write_file(folder.path("more.toml"),
                       "schema = 1\nextends = [\"depot.toml\"]\n[site.depot]\n"
                       "stock = { round = { domestic = 9_000 } }\n");
  railhead::write_file(folder.path("files.toml"), R"(
schema = 1
[design]
method = "grid"
[factor.file]
scenarios = ["depot.toml", "more.toml"]
[factor.rate]
path = "parameter.rate"
values = [800, 900, 1000, 1100]
[[response]]
metric = "stockout_date"
)");
  const auto json = document({"sensitivity", folder.path("files.toml"), "-n", "20", "--json"});
  const auto& response = json.at("responses").at(0);
  CHECK_THAT(std::string{response.at("mean").as_string().c_str()}, Contains("2023-01-"));
  CHECK(figure(response.at("sd")) < 20);
  CHECK(response.at("regression").at("coefficients").as_array().size() == 1);
}

TEST_CASE("a tornado shows what each factor moves by itself") {
  const TemporaryFolder folder;
  const auto json = document(
      {"sensitivity", study_in(folder), "--method", "one-at-a-time", "-n", "400", "--json"});
  const auto& swings = json.at("responses").at(0).at("swings").as_array();
  REQUIRE(swings.size() == 6);
  // From the mean of 1,000 a day to the 5 % quantile, 730: 30 x 270 more in stock.
  CHECK(swings[0].at("level").as_string() == "730.0");
  CHECK(holds(swings[0].at("difference"), 8100));
  CHECK(figure(swings[4].at("difference").at("value")) == 0.0);
}

TEST_CASE("strike moves what rests on a source, against the scenario as it is") {
  const TemporaryFolder folder;
  study_in(folder);
  const auto json = document({"strike", folder.path("depot.toml"), "--reference", "south", "-n",
                              "400", "--metric", "stock_end", "--factor", "1.5", "--json"});
  const auto& found = json.at("strikes").at(0);
  CHECK(found.at("moved").as_array().size() == 2);  // the value and its uncertainty
  // 500 a day becomes 750 or 333.33, paired: only the spread of the output itself is left.
  CHECK(holds(found.at("responses").at(0).at("higher"), 30 * 250));
  CHECK(holds(found.at("responses").at(0).at("lower"), -30 * 166.67));
  CHECK(figure(found.at("responses").at(0).at("value_of_information").at("value")) ==
        Approx(0.0999).margin(0.06));
  const auto all = document(
      {"strike", folder.path("depot.toml"), "-n", "400", "--metric", "stock_end", "--json"});
  REQUIRE(all.at("strikes").as_array().size() == 2);
  CHECK(all.at("strikes").at(0).at("reference").as_string() == "north");
  CHECK_THAT(type({"strike", kMain, "--reference", "rusi-2024-20"}).err,
             Contains("did you mean \"rusi-2024-02\""));
}

// South's 500 a day, uniform 400 to 600, times f between 1 / 1.5 and 1.5 (log-uniform): mean of f
// 1.0277, of f squared 1.1133. Variance of 30 x output: 900 (1.1133 x 253,333 - 1.0277^2 x
// 250,000).
TEST_CASE("strike widens what rests on a source") {
  const TemporaryFolder folder;
  study_in(folder);
  const auto json =
      document({"strike", folder.path("depot.toml"), "--reference", "south", "-n", "4000",
                "--metric", "received", "--metric", "stock_end", "--factor", "1.5", "--json"});
  const auto& stock = json.at("strikes").at(0).at("responses").at(1);
  CHECK(holds(stock.at("widened"), 30 * 500 * 0.0277));
  const double base = 27e6 + 3e6 + 3e4;
  const double widened = 27e6 + 900 * (1.1133 * 253'333 - 1.0277 * 1.0277 * 250'000) + 3e4;
  CHECK(figure(stock.at("sd")) == Approx(std::sqrt(base)).epsilon(0.04));
  CHECK(figure(stock.at("widened_sd")) == Approx(std::sqrt(widened)).epsilon(0.04));
}

TEST_CASE("strike moves a number to its stated alternative, and widens up to it") {
  const TemporaryFolder folder;
  study_in(folder);
  const std::vector<std::string> command = {"strike",      folder.path("depot.toml"),
                                            "--reference", "south",
                                            "-n",          "500",
                                            "--metric",    "stock_end",
                                            "--json"};
  const auto with = [&](const std::string& alternative) {
    std::vector<std::string> all = command;
    all.insert(all.end(), {"--alternative", alternative});
    return type(all);
  };
  const Ended ended = with("parameter.output=900");
  REQUIRE(ended.code == 0);
  const auto json = boost::json::parse(ended.out);
  const auto& response = json.at("strikes").at(0).at("responses").at(0);
  CHECK(holds(response.at("lower"), 30 * 400));
  CHECK(response.at("lower") == response.at("higher"));
  CHECK(holds(response.at("widened"), 30 * 200));
  CHECK_THAT(with("parameter.rate=900").err, Contains("no number that rests on the source"));
  CHECK(with("parameter.rate=900").code == 2);
  CHECK_THAT(type({"strike", kTenShipments}).err, Contains("no number cites a reference"));
}

TEST_CASE("what solve, sensitivity and strike find is kept in a store, once") {
  const TemporaryFolder folder;
  const std::string study = study_in(folder);
  const std::string store = folder.path("found.db");
  const auto asked = [&](const std::string& sql) {
    return type({"query", store, sql, "--json"}).out;
  };
  for (int time = 0; time < 2; ++time) {
    REQUIRE(type({"sensitivity", study, "--points", "16", "--store", store}).code == 0);
    REQUIRE(
        type({"solve", folder.path("depot.toml"), "--vary", "parameter.rate", "--from", "900",
              "--to", "4000", "--metric", "unmet", "--target", "100", "-n", "10", "--store", store})
            .code == 0);
    REQUIRE(type({"strike", folder.path("depot.toml"), "-n", "10", "--store", store}).code == 0);
  }
  CHECK_THAT(asked("SELECT count(*) AS n FROM analyses"), Contains("3"));
  CHECK_THAT(asked("SELECT name FROM v_analyses WHERE verb = 'sensitivity' AND figure = 'total' "
                   "AND kind = 'factor' ORDER BY value DESC LIMIT 1"),
             Contains("rate"));
  CHECK_THAT(asked("SELECT round(value) AS r FROM v_analyses WHERE kind = 'root'"), Contains("38"));
  CHECK_THAT(asked("SELECT count(*) AS n FROM v_analyses WHERE kind = 'reference' AND figure = "
                   "'widened'"),
             Contains("4"));
  CHECK_THAT(asked("SELECT document FROM analyses WHERE verb = 'solve'"),
             Contains("railhead.solve/1"));
  // There is no sweep in it: whoever asks for one is told what there is.
  const std::string what = store +
                           ": the store holds no sweep, only what sensitivity, solve or "
                           "strike kept; the view v_analyses has it";
  CHECK_THAT(type({"export", store}).err, Contains(what));
  CHECK_THAT(type({"compare", "--store", store}).err, Contains(what));
  CHECK_THAT(type({"verify", store}).err, Contains(what));
  CHECK_THAT(type({"query", store, "SELECT * FROM v_tidy"}).err,
             Contains("SQL: no such table: v_tidy; there are v_analyses, "));
  CHECK_THAT(type({"export", store, "--what", "analyses"}).out, Contains("sensitivity,"));
}

TEST_CASE("sensitivity takes two replications of a point at least, and says so") {
  const TemporaryFolder folder;
  const Ended ended = type({"sensitivity", study_in(folder), "-n", "1"});
  CHECK(ended.code == 2);
  CHECK_THAT(ended.err, Contains("two replications of a point at least"));
}

TEST_CASE("strike and sensitivity of what never comes say so") {
  const TemporaryFolder folder;
  study_in(folder);
  const auto json = document({"strike", folder.path("depot.toml"), "-n", "40", "--metric",
                              "stockout_date", "--decision", "parameter.rate=900", "--json"});
  const auto& response = json.at("strikes").at(0).at("responses").at(0);
  CHECK(response.at("base").is_null());
  CHECK(response.at("lower").at("value").is_null());
  CHECK(type({"strike", folder.path("depot.toml"), "-n", "40", "--metric", "stockout_date"}).code ==
        0);
  std::string study = kStudy;
  study.replace(study.find("stock_end"), 9, "stockout_date");
  railhead::write_file(folder.path("never.toml"), study);
  for (const char* method : {"saltelli", "one-at-a-time", "sobol"}) {
    const Ended ended = type(
        {"sensitivity", folder.path("never.toml"), "--points", "8", "-n", "2", "--method", method});
    INFO(method << ended.err);
    CHECK(ended.code == 0);
    CHECK_THAT(ended.out, Contains("stockout_date: mean -"));
  }
}

TEST_CASE("a fault at a point of a sensitivity analysis is told with the point") {
  const TemporaryFolder folder;
  study_in(folder);
  const std::string head =
      "schema = 1\nscenario = \"depot.toml\"\n[design]\nmethod = "
      "\"saltelli\"\npoints = 8\n";
  railhead::write_file(folder.path("bad.toml"),
                       head +
                           "[factor.fire]\npath = \"consumer.guns.demand_per_day\"\nlow = -9\n"
                           "high = -3\n");
  CHECK(type({"sensitivity", folder.path("bad.toml")}).code == 3);
  CHECK_THAT(type({"sensitivity", folder.path("bad.toml")}).err,
             Contains("bad.toml, point fire=-") && Contains("demand_per_day must be between"));
  railhead::write_file(folder.path("where.toml"), head +
                                                      "[where]\nexpr = \"rate > 3\"\n"
                                                      "[factor.rate]\npath = "
                                                      "\"parameter.rate\"\n");
  CHECK_THAT(type({"sensitivity", folder.path("where.toml")}).err, Contains("takes no where"));
  const auto swings = [&](const std::string& condition) {
    railhead::write_file(folder.path("where.toml"),
                         head + "[where]\nexpr = \"" + condition +
                             "\"\n[factor.rate]\npath = " + "\"parameter.rate\"\n");
    return type({"sensitivity", folder.path("where.toml"), "--method", "one-at-a-time", "-n", "2",
                 "--json"});
  };
  CHECK(boost::json::parse(swings("rate > 1000").out).at("points").as_int64() == 2);
  CHECK(swings("rate >").code == 3);
}

TEST_CASE("a tornado without any level left says so") {
  const TemporaryFolder folder;
  study_in(folder);
  railhead::write_file(folder.path("none.toml"),
                       "schema = 1\nscenario = \"depot.toml\"\n[design]\nmethod = "
                       "\"one-at-a-time\"\n[where]\nexpr = \"rate < 0\"\n[factor.rate]\npath = "
                       "\"parameter.rate\"\n");
  CHECK_THAT(type({"sensitivity", folder.path("none.toml")}).err, Contains("leaves no level"));
}

// Knowing `south` (the output, uniform 400 to 600) before choosing between the plant
// as it is and a fixed 500 a day gains E max(0, 30 (output - 500)) = 30 x 25.
TEST_CASE("strike tells what knowing a source is worth to a decision") {
  const TemporaryFolder folder;
  study_in(folder);
  const auto json =
      document({"strike", folder.path("depot.toml"), "-n", "2000", "--metric", "stock_end",
                "--decision", "line.plant.output_per_day=500", "--json"});
  for (const auto& found : json.at("strikes").as_array()) {
    const bool south = found.at("reference").as_string() == "south";
    const double worth = figure(found.at("worth_to_decision").at("value"));
    CHECK(worth == Approx(south ? 750.0 : 0.0).margin(120));
  }
}
