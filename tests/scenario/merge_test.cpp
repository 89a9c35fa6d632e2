// extends, like, remove and overrides.
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "railhead/scenario/diff.hpp"
#include "railhead/scenario/provenance.hpp"

#include "support.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using railhead::test::compile_base;
using railhead::test::faults_of;
using railhead::test::load_base;

namespace {

// A folder that is gone when the test ends.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("railhead-merge-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "sub");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::string toml_at(const Scenario& scenario, std::string_view kind, std::string_view id) {
  const Node* entities = find(scenario.document, kind);
  const Node* entity = entities == nullptr ? nullptr : find(*entities, id);
  return entity == nullptr ? "none" : to_toml(*entity);
}

std::string load_fault(const std::string& path) {
  try {
    load(path);
  } catch (const DiagnosticError& error) {
    CHECK(error.code() == ExitCode::kScenario);
    return error.what();
  }
  return {};
}

// What applying an override to the base scenario tells.
std::string set_fault(const std::string& text) {
  return faults_of("", {text});
}

}  // namespace

TEST_CASE("a file that extends another overlays it key by key") {
  const Folder folder;
  folder.write("base.toml",
               "schema = 1\n[site.a]\nrole = \"depot\"\nkeep_rounds = { value = 5, note = \"n\" "
               "}\n[site.b]\n[munition.m]\nmass_kg = 1\n");
  folder.write("sub/more.toml",
               "schema = 1\nextends = \"../base.toml\"\n[munition.m]\nmass_kg = 2\n");
  const auto path =
      folder.write("top.toml",
                   "schema = 1\nextends = [\"base.toml\", "
                   "\"sub/more.toml\"]\n[site.a]\nkeep_rounds = 7\n[site.b]\nremove = true\n");
  const Scenario scenario = load(path);
  CHECK(toml_at(scenario, "site", "a") == "{ keep_rounds = 7, role = \"depot\" }");
  CHECK(toml_at(scenario, "site", "b") == "none");
  CHECK(toml_at(scenario, "munition", "m") == "{ mass_kg = 2 }");
  CHECK(scenario.faults.empty());
  REQUIRE(scenario.sources.size() == 4);
  CHECK(scenario.sources[0]->sha256.size() == 64);
}

TEST_CASE("a law on top replaces the law below whole, an argument on top replaces that argument") {
  const Folder folder;
  folder.write("base.toml",
               "schema = 1\n[parameter.a]\nuncertainty = { dist = \"normal\", mean = 5, sd = 1 "
               "}\n[parameter.b]\nlike = \"a\"\n");
  const auto path =
      folder.write("top.toml",
                   "schema = 1\nextends = [\"base.toml\"]\n[parameter.a]\nuncertainty = { dist = "
                   "\"uniform\", low = 1, high = 2 }\n[parameter.b]\nuncertainty = { mean = 9 }\n");
  const Scenario scenario = load(path);
  CHECK(toml_at(scenario, "parameter", "a") ==
        "{ uncertainty = { dist = \"uniform\", high = 2, low = 1 } }");
  CHECK(toml_at(scenario, "parameter", "b").find("mean = 9") != std::string::npos);
}

TEST_CASE("extends that never ends or cannot be read is told with the chain") {
  const Folder folder;
  const auto a = folder.write("a.toml", "schema = 1\nextends = [\"b.toml\"]\n");
  folder.write("b.toml", "schema = 1\nextends = [\"a.toml\"]\n");
  CHECK(load_fault(a) == folder.path("b.toml") + ":2:12: error: cycle in extends: " + a +
                             " extends " + folder.path("b.toml") + " extends " + a +
                             "\n    extends = [\"a.toml\"]\n               ^");
  const auto missing = folder.write("c.toml", "schema = 1\nextends = [\"no.toml\"]\n");
  CHECK(load_fault(missing).find("c.toml:2:12: error: extends \"" + folder.path("no.toml") +
                                 "\": no such file") != std::string::npos);
  const auto directory = folder.write("d.toml", "schema = 1\nextends = [\"sub\"]\n");
  CHECK(load_fault(directory).find("is a directory, not a file") != std::string::npos);
  const auto device = folder.write("e.toml", "schema = 1\nextends = [\"/dev/zero\"]\n");
  CHECK(load_fault(device).find("is not a regular file") != std::string::npos);
  const auto number = folder.write("f.toml", "schema = 1\nextends = 5\n");
  CHECK(load(number).faults.at(0).message == "extends takes a list of files, found a number");
  const auto name = [](int i) { return fmt::format("n{}.toml", i); };
  for (int i = 0; i < 40; ++i) {
    folder.write(name(i), "schema = 1\nextends = [\"" + name(i + 1) + "\"]\n");
  }
  CHECK(load_fault(folder.path("n0.toml")).find("extends goes deeper than 32 files") !=
        std::string::npos);
  CHECK(load_fault(folder.path("nothing.toml")) ==
        folder.path("nothing.toml") + ": error: no such file");
}

TEST_CASE("all that a file extends and that cannot be read is told at once") {
  const Folder folder;
  folder.write("broken.toml", "schema = 1\n[site\n");
  folder.write("large.toml", "schema = 1\n[site.a]\nkeep_rounds = 99999999999999999999\n");
  const auto path = folder.write(
      "all.toml",
      "extends = [\"none.toml\", \"broken.toml\", 3, \"large.toml\"]\n[site.b]\nremove = true\n");
  const std::string told = load_fault(path);
  INFO(told);
  CHECK(told.find("all.toml:1:1: error: schema is missing") != std::string::npos);
  CHECK(told.find("all.toml:1:12: error: extends \"" + folder.path("none.toml") +
                  "\": no such file") != std::string::npos);
  CHECK(told.find("broken.toml:2:6: error: not TOML") != std::string::npos);
  CHECK(told.find("all.toml:1:40: error: extends takes a list of files, found a number") !=
        std::string::npos);
  CHECK(told.find("large.toml:3:15: error: 99999999999999999999 is too large") !=
        std::string::npos);
  CHECK(told.find("is removed but not defined") == std::string::npos);
}

TEST_CASE("a list under remove drops fields, so that another way to say it takes their place") {
  const Folder folder;
  folder.write("base.toml",
               std::string(railhead::test::kBase) +
                   "[shipment.s]\nroute = \"rail\"\norigin = \"home\"\ncargo = { shell = 5 }\n"
                   "first = 2024-01-05\nevery_days = 3\n");
  const std::string top = "schema = 1\nextends = [\"base.toml\"]\n";
  const auto clash = folder.write("clash.toml", top + "[shipment.s]\ninterval_days = 4\n");
  const auto told = [](const std::string& path, const std::vector<std::string>& overrides = {}) {
    try {
      compile(load(path, overrides));
    } catch (const DiagnosticError& error) {
      return std::string(error.what());
    }
    return std::string{};
  };
  CHECK(told(clash).find(
            "clash.toml:4:1: error: shipment \"s\": has both first and interval_days; give one of "
            "departures, first, interval_days, rate_per_day; remove = [\"first\"] beside it drops "
            "the one of " +
            folder.path("base.toml") + ":") != std::string::npos);
  CHECK(told(folder.write("good.toml", top + "[shipment.s]\nremove = [\"first\", \"every_days\"]\n"
                                             "interval_days = 4\n"))
            .empty());
  CHECK(told(folder.write("like.toml", top + "[shipment.t]\nlike = \"s\"\nremove = [\"first\", "
                                             "\"every_days\"]\nrate_per_day = 1\n"))
            .empty());
  CHECK(told(folder.write("end.toml", top + "[scenario]\nremove = [\"end\"]\nhorizon_days = 31\n"))
            .empty());
  CHECK(told(folder.path("base.toml"),
             {"scenario.remove=[\"end\"]", "scenario.horizon_days=31",
              "shipment.s.remove=[\"first\", \"every_days\"]", "shipment.s.rate_per_day=1"})
            .empty());
  const std::string wrong = told(folder.write(
      "wrong.toml", top + "[shipment.s]\nremove = [\"frist\", 3]\n[site.depot]\nremove = 0\n"
                          "[scenario]\nremove = true\n"));
  INFO(wrong);
  CHECK(wrong.find(":4:11: error: remove names \"frist\", which is no field of a shipment; did you "
                   "mean \"first\"?") != std::string::npos);
  CHECK(wrong.find(":4:20: error: remove takes a list of keys, found a number") !=
        std::string::npos);
  CHECK(wrong.find(":6:10: error: remove takes true, false or a list of keys, found a number") !=
        std::string::npos);
  CHECK(wrong.find(":8:10: error: remove takes a list of keys, found a boolean") !=
        std::string::npos);
  CHECK(told(folder.path("base.toml"), {"site.depot.remove=0"})
            .find("remove takes true, false or a list of keys, found a number") !=
        std::string::npos);
}

TEST_CASE("an entity like another starts from it") {
  const Scenario scenario = load_base(
      "[resource.big]\nlike = \"crane\"\nunits = 9\n[resource.bigger]\nlike = \"big\"\nqueue = "
      "\"priority\"\n");
  CHECK(toml_at(scenario, "resource", "bigger") == "{ queue = \"priority\", units = 9 }");
  CHECK(faults_of("[site.x]\nlike = \"y\"\n[site.y]\nlike = \"x\"\n")
            .find("cycle in like: \"x\" like \"y\" like \"x\"") != std::string::npos);
  std::string chain = "[site.s0]\n";
  for (int i = 1; i < 50; ++i)
    chain += "[site.s" + std::to_string(i) + "]\nlike = \"s" + std::to_string(i - 1) + "\"\n";
  CHECK(faults_of(chain).find("a chain of like has more than 32 entities") != std::string::npos);
}

TEST_CASE("copies by like cannot fill the memory") {
  std::string text = "[site.big]\nstock = { shell = {";
  for (int i = 0; i < 20'000; ++i) text += (i > 0 ? ", o" : " o") + std::to_string(i) + " = 1";
  text += " } }\n";
  for (int i = 0; i < 1000; ++i) text += "[site.c" + std::to_string(i) + "]\nlike = \"big\"\n";
  CHECK(
      faults_of(text).find("with its copies by like, the scenario has more than 4000000 values") !=
      std::string::npos);
}

TEST_CASE("setting a parameter pins it") {
  const auto network = compile_base("", {"parameter.rate=12000"}).network;
  CHECK_FALSE(network.parameters[ParameterId{0}].uncertain);
  CHECK(network.parameters[ParameterId{0}].central.constant == 12000);
  const auto expression =
      compile_base("[parameter.b]\nvalue = 1\n", {"parameter.rate=2 * b"}).network;
  CHECK_FALSE(expression.parameters[ParameterId{1}].central.expression.is_none());
  const auto kept = compile_base("", {"parameter.rate.value=70"}).network;
  CHECK(kept.parameters[ParameterId{0}].uncertain);
}

TEST_CASE("a pinned parameter stays in its correlation, so that nobody else's draws move") {
  const std::string more =
      "[parameter.b]\nvalue = 1\nuncertainty = { dist = \"uniform\", low = 0, high = 2 "
      "}\n[correlation.k]\nparameters = [\"rate\", \"b\"]\nrho = 0.6\n";
  const auto network = compile_base(more, {"parameter.rate=5"}).network;
  REQUIRE(network.correlations.size() == 1);
  CHECK(network.correlations[0].parameters.size() == 2);
}

TEST_CASE("an override reaches every place of the document") {
  const std::string more =
      "[shipment.s]\nroute = \"rail\"\norigin = \"home\"\ncargo = { shell = 5 }\ndepartures = "
      "[2024-01-02]\n"
      "[[route.rail.step]]\ntransit_days = 1\n[[route.rail.step]]\ndwell_days = 2\n";
  const Scenario base = load_base(more);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"site.depot.stock.shell.home=70", "site.depot.stock: - -> { shell = { home = 70 } }"},
      {"shipment.s.cargo.shell=90_000", "shipment.s.cargo.shell: 5 -> 90000"},
      {"shipment.s.departures=[2024-01-03]", "shipment.s.departures: [2024-01-02] -> [2024-01-03]"},
      {"shipment.s.departures.1=2024-01-04", "shipment.s.departures: [2024-01-02] -> [2024-01-04]"},
      {"scenario.end=2024-03-01", "scenario.end: 2024-02-01 -> 2024-03-01"},
      {"site.depot.role=depot", "site.depot.role: - -> \"depot\""},
      {"site.\"depot\".note = two words", "site.depot.note: - -> \"two words\""},
      {"resource.crane.units=\"2 * rate\"", "resource.crane.units: 2 -> \"2 * rate\""},
      {"resource.crane.units=2 * rate", "resource.crane.units: 2 -> \"2 * rate\""},
      {"route.rail.step.2.dwell_days=3", "route.rail.step.2.dwell_days: 2 -> 3"},
      {"cost.shell.order_fixed=3", "cost.shell: - -> { order_fixed = 3 }"},
      {"window.w={ every = \"month\" }", "window.w: - -> { every = \"month\" }"},
      {"shipment.s.remove=true", ""},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    const std::vector<std::string> overrides{text};
    const Scenario changed = with_overrides(base, overrides);
    CHECK(changed.faults.empty());
    CHECK_NOTHROW(compile(changed));
    const auto differences = diff(base, changed);
    REQUIRE(differences.size() == 1);
    const Difference& d = differences[0];
    const std::string told =
        d.path + ": " + d.before.value_or("-") + " -> " + d.after.value_or("-");
    if (expected.empty()) {
      CHECK(d.path == "shipment.s");
      CHECK_FALSE(d.after.has_value());
    } else {
      CHECK(told == expected);
    }
  }
  CHECK(diff(base, load_base(more)).empty());
}

TEST_CASE("an override that leads nowhere is told where in it") {
  CHECK(set_fault("parameter.rte=5") ==
        "command line: error: parameter \"rte\" is not defined; did you mean \"rate\"?\n    "
        "parameter.rte=5\n              ^");
  CHECK(set_fault("site.nowhere.keep_rounds=5")
            .find("command line: error: site \"nowhere\" is not defined") == 0);
  CHECK(set_fault("site.depot.rolle=front")
            .find("command line: error: site \"depot\": there is no key \"rolle\"; did you mean "
                  "\"role\"?") == 0);
  CHECK(set_fault("site.depot.role=frnt")
            .find("role must be one of plant, depot, railhead, port, front, found \"frnt\"; did "
                  "you mean \"front\"?\n    site.depot.role=frnt\n                    ^") !=
        std::string::npos);
  CHECK(
      set_fault("nonsense").find("an override is PATH=VALUE, such as parameter.fire_rate=12000") !=
      std::string::npos);
  CHECK(set_fault("=5").find("an override is PATH=VALUE") != std::string::npos);
  CHECK(set_fault("a..b=5").find("an override is PATH=VALUE") != std::string::npos);
  CHECK(set_fault("\"a=5").find("an override is PATH=VALUE") != std::string::npos);
  CHECK(set_fault("site=5").find("\"site\" alone cannot be set; name an entity or a field") !=
        std::string::npos);
  CHECK(set_fault("site.depot.role=").find("there is no value after the =") != std::string::npos);
  CHECK(set_fault("site.depot.stock={ shell").find("\"{ shell\" is not a TOML value") !=
        std::string::npos);
  CHECK(set_fault("schema=2").find("\"schema\" alone cannot be set") != std::string::npos);
  CHECK(set_fault("site.depot.like=front").find("like cannot be set by an override") !=
        std::string::npos);
  CHECK(
      set_fault("resource.crane.units.x=5").find("resource.crane.units is a number, not a table") !=
      std::string::npos);
  CHECK(set_fault("profile.tempo.steps.3.value=5")
            .find("profile.tempo.steps is an array of 2; its elements are 1 to 2") !=
        std::string::npos);
  CHECK(set_fault("site.depot.note=\xff").find("not UTF-8") != std::string::npos);
  CHECK(set_fault("site.nowhere.remove=true").find("site \"nowhere\" is not defined") !=
        std::string::npos);
}

TEST_CASE("overriding leaves the scenario it starts from as it is") {
  const Scenario base = load_base("");
  const std::string before = effective_toml(base);
  const std::vector<std::string> overrides{"resource.crane.units=7"};
  const Scenario changed = with_overrides(base, overrides);
  CHECK(effective_toml(base) == before);
  CHECK(effective_toml(changed) != before);
  CHECK(changed.overrides == 1);
  CHECK(base.overrides == 0);
}

TEST_CASE("a value laid over an uncertain parameter, which changes no run, is told") {
  const Folder folder;
  folder.write("base.toml",
               "schema = 1\n[scenario]\nstart = 2024-01-01\nend = 2024-02-01\n"
               "[parameter.rate]\nvalue = 100\n"
               "uncertainty = { dist = \"uniform\", low = 50, high = 150 }\n");
  const auto variant = [&](const std::string& more, std::vector<std::string> overrides = {}) {
    const std::string path = folder.write(
        "variant.toml", "schema = 1\nextends = [\"base.toml\"]\n[parameter.rate]\n" + more);
    const Scenario scenario = load(path, overrides);
    compile(scenario);
    std::string text;
    for (const Diagnostic& warning : warnings(scenario)) text += format(warning) + "\n";
    return text;
  };
  CHECK(variant("value = 120\n") ==
        folder.path("variant.toml") +
            ":4:1: warning: parameter \"rate\" is still drawn from the uncertainty at " +
            folder.path("base.toml") +
            ":7:15; this value counts only in deterministic runs. To pin it, add uncertainty = { "
            "dist = "
            "\"constant\", value = 120 }\n    value = 120\n    ^\n");
  CHECK(variant("unit = \"rounds/day\"\n").empty());
  CHECK(variant("value = 120\nuncertainty = { dist = \"constant\", value = 120 }\n").empty());
  CHECK(variant("uncertainty = { dist = \"uniform\", low = 80, high = 90 }\n").empty());
  CHECK(variant("unit = \"rounds/day\"\n", {"parameter.rate=120"}).empty());
  CHECK(variant("unit = \"rounds/day\"\n", {"parameter.rate.value=120"})
            .find("command line: warning: parameter \"rate\" is still drawn") == 0);
}
