// Every wording of a fault, with the place it is told at.
#include "support.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using railhead::test::faults_of;
using railhead::test::faults_of_text;
using railhead::test::line_of;

namespace {

// `more` is laid behind the base scenario; the fault stands at line `line` of it, at `column`.
struct Case {
  const char* more;
  int line;
  int column;
  const char* message;
};

void check_cases(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    INFO(c.more);
    const std::string expected =
        "test.toml:" + line_of(c.line) + ':' + std::to_string(c.column) + ": error: " + c.message;
    const std::string told = faults_of(c.more);
    INFO(told);
    INFO(expected);
    CHECK(told.find(expected) != std::string::npos);
    CHECK(told.find("error: ", told.find("error: ") + 1) == std::string::npos);  // and no other
  }
}

}  // namespace

TEST_CASE("a key that is not known is told with the nearest one") {
  check_cases({
      {"[munition.m]\nmas_kg = 3", 2, 1,
       "munition \"m\": there is no key \"mas_kg\"; did you mean \"mass_kg\"?"},
      {"[sites.x]", 1, 2, "there is no table \"sites\"; did you mean \"site\"?"},
      {"[site.x]\ncite = { stok = [] }", 2, 10,
       "site \"x\": cite names \"stok\", which is no field of a site; did you mean \"stock\"?"},
      {"[site.x]\ncite = [\"book\"]", 2, 9, "site \"x\": reference \"book\" is not defined"},
      {"[site.x]\ncite = [5]", 2, 9, "site \"x\": cite takes ids of references, found a number"},
      {"[site.x]\ntitle = 5", 2, 9, "site \"x\": title must be a string, found a number"},
  });
}

TEST_CASE("a value of the wrong kind is told with what was found") {
  check_cases({
      {"[munition.m]\nmass_kg = true", 2, 11,
       "munition \"m\": mass_kg takes a number or an expression, found a boolean"},
      {"[consumer.c]\nsite = \"front\"\nmunition = \"shell\"\nunmet = \"lost\"\ndemand_per_day = "
       "2024-01-01",
       5, 18,
       "consumer \"c\": demand_per_day takes a number, an expression or a law, found a date"},
      {"[site.x]\nrole = \"dpot\"", 2, 8,
       "site \"x\": role must be one of plant, depot, railhead, port, front, found \"dpot\"; did "
       "you mean \"depot\"?"},
      {"[site.x]\nissue = 3", 2, 9,
       "site \"x\": issue must be one of fifo, lifo, proportional, found a number"},
      {"[site]\nx = 5", 2, 5, "site \"x\" must be a table, found a number"},
      {"[site.x]\nstock = 5", 2, 9,
       "site \"x\": stock is a table by munition and origin, { 152mm = { soviet = 1000 } }, found "
       "a number"},
      {"[resource.r]\nunits = 1\nfailure = 5", 3, 11,
       "resource \"r\": failure must be a table, found a number"},
      {"[route.r]\nfrom = \"depot\"\nto = \"front\"\nstep = 5", 4, 8,
       "route \"r\": step must be a list of tables, found a number"},
      {"[route.r]\nfrom = \"depot\"\nto = 5", 3, 6,
       "route \"r\": to must be the id of a site, found a number"},
      {"[reference.r]\ndate = \"2024\"", 2, 8,
       "reference \"r\": date must be a date, found a string"},
      {"[reference.r]\ngrade = \"G2\"", 2, 1,
       "reference \"r\": grade must be a letter A-F and a digit 1-6, such as B2, found \"G2\""},
      {"[window.w]\nfrom = 2024-01-02\nuntil = 5", 3, 9,
       "window \"w\": until must be a date, found a number"},
      {"[profile.p]\nsteps = 5", 2, 9,
       "profile \"p\": steps must be a list of { from = date, value = … }, found a number"},
      {"[parameter.p]\nvalue = 5\nuncertainty = 5", 3, 15,
       "parameter \"p\": uncertainty takes a law { dist = … }, found a number"},
  });
}

TEST_CASE("a number outside its range is told with the range") {
  check_cases({
      {"[munition.m]\nmass_kg = -73", 2, 11,
       "munition \"m\": mass_kg must be greater than 0, found -73"},
      {"[origin.o]\ndud_fraction = 1.2", 2, 16,
       "origin \"o\": dud_fraction must be between 0 and 1, found 1.2"},
      {"[site.x]\nkeep_rounds = -1", 2, 15,
       "site \"x\": keep_rounds must be between 0 and 3999999999999999, found -1"},
      {"[site.x]\ncapacity_rounds = nan", 2, 19,
       "site \"x\": capacity_rounds must be a finite number"},
      {"[site.x]\ncapacity_rounds = inf", 2, 19,
       "site \"x\": capacity_rounds must be a finite number"},
      {"[site.x]\ncapacity_rounds = \"1 / 0\"", 2, 19,
       "site \"x\": capacity_rounds must be a finite number"},
      {"[site.x]\nstock = { shell = { home = 1e16 } }", 2, 28,
       "site \"x\": stock.shell.home must be between 0 and 3999999999999999, found 1e+16"},
      {"[route.r]\nfrom = \"depot\"\nto = \"front\"\n[[route.r.step]]\ntransit_days = -1", 5, 16,
       "route \"r\" step 1: transit_days must be at least 0, found -1"},
      {"[cost.shell]\norder_fixed = \"2 - 3\"", 2, 15,
       "cost \"shell\": order_fixed must be between 0 and 1000000000000000, found -1"},
  });
}

TEST_CASE("a required key that is missing is told with what it is for") {
  check_cases({
      {"[consumer.c]\nsite = \"front\"\nmunition = \"shell\"\ndemand_per_day = 5", 1, 11,
       "consumer \"c\": unmet is missing (what becomes of demand that is not met)"},
      {"[resource.r]\nunits = 1\nfailure = { up_days = 3 }", 3, 1,
       "resource \"r\": failure: down_days is missing (time down)"},
      {"[route.r]\nfrom = \"depot\"\nto = \"front\"\n[[route.r.step]]\nuse = \"crane\"", 4, 1,
       "route \"r\" step 1: service_days is missing (a step that uses a resource holds it for "
       "service_days)"},
      {"[parameter.p]", 1, 12,
       "parameter \"p\": value is missing (central value, or an expression)"},
      {"[window.w]\nfrom = 2024-01-02", 1, 9,
       "window \"w\": until is missing (or every = \"month\")"},
  });
  CHECK(faults_of_text("[site.x]")
            .find("test.toml:1:1: error: schema is missing; begin the file with schema = 1") == 0);
  CHECK(faults_of_text("schema = 2").find("schema 2 is not known; this program reads schema = 1") !=
        std::string::npos);
  CHECK(faults_of_text("schema = 1").find("the table [scenario] is missing") != std::string::npos);
  CHECK(faults_of_text("schema = 1\n[scenario]\nend = 2024-01-01")
            .find("scenario: start is missing (the clock starts here)") != std::string::npos);
  CHECK(faults_of_text("schema = 1\n[scenario]\nstart = 2024-01-01")
            .find("scenario: needs one of end, horizon_days") != std::string::npos);
}

TEST_CASE("a reference to what is not defined is told with the nearest id") {
  check_cases({
      {"[route.r7]\nfrom = \"depot\"\nto = \"frnt\"", 3, 6,
       "route \"r7\": site \"frnt\" is not defined; did you mean \"front\"?"},
      {"[site.x]\nstock = { shel = { home = 1 } }", 2, 11,
       "site \"x\": munition \"shel\" is not defined; did you mean \"shell\"?"},
      {"[cost.shel]", 1, 7,
       "cost \"shel\": munition \"shel\" is not defined; did you mean \"shell\"?"},
      {"[disruption.d]\nkind = \"stock-loss\"\ntarget = \"depott\"\nat = 2024-01-05", 3, 10,
       "disruption \"d\": stock-loss hits a site, and site \"depott\" is not defined; did you mean "
       "\"depot\"?"},
      {"[site.x]\nlike = \"depo\"", 2, 8,
       "site \"x\" is like \"depo\", which is not defined; did you mean \"depot\"?"},
      {"[site.x]\nlike = 5", 2, 8, "site \"x\": like takes the id of another site, found a number"},
      {"[site.dept]\nremove = true", 1, 7,
       "site \"dept\" is removed but not defined in what this file extends"},
  });
}

TEST_CASE("a fault in an entity that others refer to is told once") {
  check_cases({
      {"[route.r]\nfrom = \"depot\"\nto = \"nowhere-at-all\"\n[shipment.s]\nroute = \"r\"\norigin "
       "= \"home\"\ncargo = { shell = 5 }\ndepartures = [2024-01-02]",
       3, 6, "route \"r\": site \"nowhere-at-all\" is not defined"},
  });
}

TEST_CASE("expressions tell where in them the fault is") {
  check_cases({
      {"[munition.m]\nmass_kg = \"2 * rte\"", 2, 16,
       "munition \"m\": mass_kg: no parameter or profile is called \"rte\"; did you mean "
       "\"rate\"?"},
      {"[munition.m]\nmass_kg = \"2 * (rate + )\"", 2, 24,
       "munition \"m\": mass_kg: expected a number, a name or \"(\", found \")\""},
      {"[munition.m]\nmass_kg = \"2 rate\"", 2, 14,
       "munition \"m\": mass_kg: expected an operator, found \"r\""},
      {"[munition.m]\nmass_kg = \"(2\"", 2, 14,
       "munition \"m\": mass_kg: expected \")\", found the end"},
      {"[munition.m]\nmass_kg = \"sqrt(2)\"", 2, 12,
       "munition \"m\": mass_kg: \"sqrt\" is not a function; there are min and max"},
      {"[munition.m]\nmass_kg = \"1.2.3\"", 2, 12,
       "munition \"m\": mass_kg: \"1.2.3\" is not a number"},
      {"[munition.m]\nmass_kg = \"1e999\"", 2, 12,
       "munition \"m\": mass_kg: the number is out of range"},
      {"[munition.m]\nmass_kg = \"2 * tempo\"", 2, 16,
       "munition \"m\": mass_kg: \"tempo\" is a profile and varies in time, but this is evaluated "
       "once per replication"},
      {"[parameter.a]\nvalue = \"b\"\n[parameter.b]\nvalue = \"a\"", 2, 9,
       "cycle among parameters: \"a\" reads \"b\" reads \"a\""},
      {"[profile.p]\nsteps = [ { from = 2024-01-01, value = \"p + 1\" } ]", 1, 10,
       "cycle among profiles: \"p\" reads \"p\""},
      {"[parameter.Big]\nvalue = 1", 1, 12,
       "parameter \"Big\": expressions use it by name, which must match [a-z_][a-z0-9_]* and be "
       "neither min nor max"},
      {"[parameter.tempo]\nvalue = 1", -11, 10,
       "profile \"tempo\": there is a parameter of the same name"},
      {"[parameter.p]\nvalue = \"rate\"\nuncertainty = { dist = \"uniform\", low = 0, high = 1 }",
       3, 1, "parameter \"p\": a value that is an expression takes no uncertainty of its own"},
  });
  const std::string deep(200, '(');
  CHECK(faults_of("[munition.m]\nmass_kg = \"" + deep + "\"")
            .find("the expression is nested too deep") != std::string::npos);
  const std::string longer(20'000, ' ');
  CHECK(faults_of("[munition.m]\nmass_kg = \"" + longer + "\"")
            .find("an expression has at most 10000 characters") != std::string::npos);
}

TEST_CASE("laws tell what they take") {
  const std::string route =
      "[route.r]\nfrom = \"depot\"\nto = \"front\"\n[[route.r.step]]\ntransit_days = ";
  const auto law = [&](const std::string& text) { return faults_of(route + text); };
  const auto tells = [&](const std::string& text, const std::string& message) {
    const std::string told = law(text);
    INFO(told);
    CHECK(told.find("route \"r\" step 1: transit_days" + message) != std::string::npos);
    CHECK(told.find("error: ", told.find("error: ") + 1) == std::string::npos);
  };
  tells("{ dist = \"triangluar\", low = 1 }",
        ": no law is called \"triangluar\"; did you mean \"triangular\"?");
  tells("{ low = 1 }", ": a law needs dist, one of constant, uniform, triangular, pert,");
  tells("{ dist = \"uniform\", low = 1 }", ": uniform needs high");
  tells("{ dist = \"uniform\", low = 1, high = 2, mode = 1 }",
        ": uniform has no argument \"mode\"; it takes low, high");
  tells("{ dist = \"normal\", mean = 1 }", ": normal needs sd or cv");
  tells("{ dist = \"normal\", mean = 1, sd = 1, cv = 1 }",
        ": normal needs either sd or cv, not both");
  tells("{ dist = \"normal\", mean = true, sd = 1 }",
        ": mean takes a number or an expression, found a boolean");
  tells("{ dist = \"discrete\", values = 5, weights = [1] }",
        ": discrete needs values, a list of numbers");
  tells("{ dist = \"discrete\", values = [1, 2], weights = [1] }", ": discrete: ");
  tells("{ dist = \"triangular\", low = 9, mode = 5, high = 7 }", ": triangular: ");
  tells("{ dist = \"normal\", mean = 1, sd = -1 }", ": normal: ");
  tells("{ dist = \"uniform\", low = -9, high = -5 }", ": uniform: ");
  tells("{ dist = \"constant\", value = -5 }", " must be at least 0, found -5");
}

TEST_CASE("a field that is used once takes no law and no steps") {
  check_cases({
      {"[site.x]\ncapacity_rounds = { dist = \"uniform\", low = 1, high = 2 }", 2, 19,
       "site \"x\": capacity_rounds is used once per replication and takes no law; make it a "
       "parameter with an uncertainty"},
      {"[site.x]\ncapacity_rounds = [ { from = 2024-01-01, value = 5 } ]", 2, 19,
       "site \"x\": capacity_rounds is used once per replication and takes no steps in time"},
      {"[site.x]\nkeep_rounds = { dist = \"uniform\", low = 1, high = 2 }", 2, 15,
       "site \"x\": keep_rounds is not drawn and takes no law; make it a parameter with an "
       "uncertainty"},
  });
}

TEST_CASE("steps in time tell what they need") {
  const std::string line =
      "[line.l]\nsite = \"depot\"\nmunition = \"shell\"\norigin = \"home\"\noutput_per_day = ";
  const auto tells = [&](const std::string& text, const std::string& message) {
    const std::string told = faults_of(line + text);
    INFO(told);
    CHECK(told.find("line \"l\": output_per_day" + message) != std::string::npos);
    CHECK(told.find("error: ", told.find("error: ") + 1) == std::string::npos);
  };
  tells("[]", " has no steps");
  tells("[5]", ": a step is a table { from = date, value = … }, found a number");
  tells("[{ value = 5 }]", ": a step needs from, a date");
  tells("[{ from = 2024-01-01 }]", ": a step needs a value");
  tells("[{ from = 2024-01-01, value = 5, valeu = 6 }]",
        ": a step has no key \"valeu\"; did you mean \"value\"?");
  tells("[{ from = 2024-01-02, value = 5 }, { from = 2024-01-01, value = 6 }]",
        ": steps must be in order of time; 2024-01-01 does not come after 2024-01-02");
  tells("[{ from = 2024-01-02, value = 5, interpolate = \"cubic\" }]",
        ": interpolate can only be \"linear\"");
  tells(
      "[{ from = 2024-01-02, value = { dist = \"uniform\", low = 1, high = 2 }, interpolate = "
      "\"linear\" }]",
      ": only constants and expressions can be interpolated");
  CHECK(faults_of("[shipment.s]\nroute = \"rail\"\norigin = \"home\"\ncargo = { shell = 5 }\n"
                  "interval_days = [ { from = 2024-01-09, value = 1 } ]")
            .find("shipment \"s\": interval_days has no value before 2024-01-09, but the scenario "
                  "starts on 2024-01-01") != std::string::npos);
}

TEST_CASE("a file that cannot be read as TOML is told at its first fault") {
  CHECK(faults_of_text("schema = 1\nb = \xff").find("test.toml:2:5: error: not UTF-8: byte 0xff") ==
        0);
  CHECK(faults_of_text("a = ").find("test.toml:1:") == 0);
  CHECK(faults_of_text("a = ").find("error: not TOML: ") != std::string::npos);
  std::string deep{"a = "};
  CHECK(faults_of_text(deep.append(40, '['))
            .find("test.toml:1:37: error: brackets are nested deeper than 32") == 0);
  std::string key = "a";
  for (int i = 0; i < 40; ++i) key += ".a";
  CHECK(faults_of_text(key + " = 1").find("a key has more than 32 parts") != std::string::npos);
  CHECK(faults_of_text("a = 12:00:00").find("a time of day without a date") != std::string::npos);
  CHECK(faults_of_text(std::string(kMaximumFileSize + 1, '#'))
            .find("test.toml: error: larger than 8 MiB") == 0);
}

TEST_CASE("whole numbers beyond 64 bits are told one and all, with whatever else is wrong") {
  const std::string told = faults_of(
      "[site.a]\nkeep_rounds = 99_999_999_999_999_999_999\ncapacity_rounds = "
      "-0xFF\n[munition.m]\nmass_kg = [1, -99999999999999999999] # or less\nbad = 1\n");
  CHECK(told.find("not TOML") != std::string::npos);  // -0xFF is none
  const std::string all = faults_of(
      "[site.a]\nkeep_rounds = 99_999_999_999_999_999_999\n[consumer.c]\npriority = "
      "-99999999999999999999 # less\n[munition.m]\nmass_kg = 0xFFFFFFFFFFFFFFFFF\nbad = 1\n");
  INFO(all);
  const auto at = [&](int line, int column, std::string_view message) {
    std::string expected{"test.toml:"};
    expected.append(line_of(line)).append(1, ':').append(std::to_string(column));
    return all.find(expected.append(": error: ").append(message)) != std::string::npos;
  };
  CHECK(at(2, 15, "99_999_999_999_999_999_999 is too large for a whole number of 64 bits\n"));
  CHECK(at(4, 12, "-99999999999999999999 is too large"));
  CHECK(at(6, 11, "0xFFFFFFFFFFFFFFFFF is too large"));
  CHECK(at(7, 1, "munition \"m\": there is no key \"bad\""));
  CHECK(all.find("must be between") == std::string::npos);  // one place, one fault
}

TEST_CASE("every cycle is told, not the first alone") {
  const std::string told = faults_of(
      "[parameter.a]\nvalue = \"b\"\n[parameter.b]\nvalue = \"a\"\n[parameter.c]\nvalue = "
      "\"c\"\n[profile.p]\nsteps = [{ from = 2024-01-01, value = \"q\" }]\n[profile.q]\nsteps = "
      "[{ from = 2024-01-01, value = \"p\" }]\n");
  INFO(told);
  CHECK(told.find("cycle among parameters: \"a\" reads \"b\" reads \"a\"") != std::string::npos);
  CHECK(told.find("cycle among parameters: \"c\" reads \"c\"") != std::string::npos);
  CHECK(told.find("cycle among profiles: \"p\" reads \"q\" reads \"p\"") != std::string::npos);
}

TEST_CASE("a fault that an override brings about elsewhere names the override") {
  const std::string crane =
      "[[route.rail.step]]\nuse = \"crane\"\nservice_days = 1\n[line.l]\nsite = \"depot\"\n"
      "munition = \"shell\"\norigin = \"home\"\noutput_per_day = 1\n";
  CHECK(faults_of(crane, {"resource.crane.units=0"}) ==
        "command line: error: resource \"crane\": units are never more than 0, but route \"rail\" "
        "step 1 takes 1\n    resource.crane.units=0\n                         ^");
  const std::string removed = faults_of(crane, {"site.depot.remove=true"});
  CHECK(removed.find("line \"l\": site \"depot\" is not there: --set site.depot.remove=true "
                     "removes it") != std::string::npos);
  const std::string early =
      faults_of("[window.w]\nfrom = 2024-01-05\nuntil = 2024-01-20\n", {"scenario.end=2024-01-10"});
  CHECK(early.find("is outside the run") != std::string::npos);
  CHECK(early.find("command line: note: set on top of the file\n    scenario.end=2024-01-10") !=
        std::string::npos);
  // What is wrong by itself brings no other fault with it.
  const std::string table = faults_of(crane, {"line.l=3"});
  CHECK(table.find("line \"l\" must be a table, found a number") != std::string::npos);
  CHECK(table.find("needs one of") == std::string::npos);
  CHECK(faults_of("[window.w]\nfrom = 2024-01-05\nuntil = 2024-01-20\n", {"scenario.start=soon"})
            .find("outside") == std::string::npos);
}

TEST_CASE("thousands of faults are told up to a bound") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "[site.s" + std::to_string(i) + "]\nbad = 1\n";
  const std::string told = faults_of(text);
  CHECK(told.find("2000 more faults are not shown") != std::string::npos);
}
