// Schema, provenance, effective document, diff, starter.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "railhead/scenario/diff.hpp"
#include "railhead/scenario/fields.hpp"
#include "railhead/scenario/json_schema.hpp"
#include "railhead/scenario/provenance.hpp"
#include "railhead/scenario/starter.hpp"

#include "support.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using railhead::test::faults_of;
using railhead::test::load_base;

namespace {

std::vector<std::string> shipped_scenarios() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           std::string(RAILHEAD_SOURCE_DIR) + "/scenarios")) {
    if (entry.path().extension() != ".toml") continue;
    const std::string text = entry.path().string();
    if (text.find("/studies/") == std::string::npos) paths.push_back(text);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

const FieldOrigin* row(const std::vector<FieldOrigin>& rows, std::string_view path) {
  const auto at =
      std::find_if(rows.begin(), rows.end(), [&](const FieldOrigin& r) { return r.path == path; });
  return at == rows.end() ? nullptr : &*at;
}

}  // namespace

TEST_CASE("the starter scenario compiles") {
  const auto scenario = load_text("starter.toml", std::string(starter_scenario()));
  const auto compiled = compile(scenario);
  CHECK(compiled.network.consumers.size() == 1);
  CHECK(compiled.settings.checks.size() == 1);
  for (const FieldOrigin& field : provenance(scenario)) {
    INFO(field.path);
    CHECK(
        (!field.sourceable || !field.cites.empty() || field.path == "resource.border-crane.units"));
  }
}

TEST_CASE("every shipped scenario compiles, and its effective text means the same") {
  const auto paths = shipped_scenarios();
  CHECK(paths.size() > 10);
  for (const std::string& path : paths) {
    INFO(path);
    const Scenario scenario = load(path);
    REQUIRE_NOTHROW(compile(scenario));
    const Scenario again = load_text("effective.toml", effective_toml(scenario, true));
    CHECK(diff(scenario, again).empty());
    CHECK(effective_toml(again) == effective_toml(scenario));
    REQUIRE_NOTHROW(compile(again));
  }
}

TEST_CASE("the schema names every kind and field") {
  const std::string schema = scenario_json_schema();
  for (const TableForm& kind : entity_kinds()) {
    CHECK(schema.find('"' + std::string(kind.name) + "\": {") != std::string::npos);
    for (const Field& field : kind.fields) {
      INFO(kind.name << '.' << field.key);
      CHECK(schema.find('"' + std::string(field.key) + "\": {") != std::string::npos);
      CHECK_FALSE(field.doc.empty());
    }
  }
  CHECK(std::count(schema.begin(), schema.end(), '{') ==
        std::count(schema.begin(), schema.end(), '}'));
}

TEST_CASE("every field of the tables is read: one of the wrong kind is a fault") {
  const std::set<std::string> any_text{"reference", "scenario"};
  for (const TableForm& kind : entity_kinds()) {
    for (const Field& field : kind.fields) {
      INFO(kind.name << '.' << field.key);
      const std::string header =
          kind.name == "scenario" ? "" : '[' + std::string(kind.name) + ".zz]\n";
      const std::string wrong = field.form == Form::boolean ? "5" : "false";
      std::string text{railhead::test::kBase};
      if (kind.name == "scenario") {
        text = "schema = 1\n[scenario]\n";
        if (field.key != "start") text += "start = 2024-01-01\n";
        if (field.key != "end" && field.key != "horizon_days") text += "end = 2024-02-01\n";
      }
      // What decides which other fields are read.
      if (kind.name == "disruption" && field.key != "kind") {
        text +=
            header + "kind = \"" + (field.key == "factor" ? "demand-surge" : "stock-loss") + "\"\n";
      } else if (kind.name == "replenishment" && field.key != "policy") {
        text += header + "policy = \"push\"\n";
      } else if (kind.name == "correlation" && field.key == "rho") {
        text +=
            "[parameter.b]\nvalue = 1\nuncertainty = { dist = \"uniform\", low = 0, high = 2 }\n" +
            header + "parameters = [\"rate\", \"b\"]\n";
      } else {
        text += header;
      }
      if (kind.name == "shipment") {
        if (field.key == "every_days" || field.key == "jitter_days" || field.key == "until" ||
            field.key == "count")
          text += "first = 2024-01-02\n";
        if (field.key == "from") text += "rate_per_day = 1\n";
        if (field.key == "mix") text += "containers = 1\n";
      }
      text += std::string(field.key) + " = " + wrong + '\n';
      const std::string told = railhead::test::faults_of_text(text);
      INFO(told);
      const std::string wanted = std::string(field.key);
      // The fault stands at the value, which is in the last line, and speaks of the kind found.
      const bool found_kind = told.find(", found a boolean") != std::string::npos ||
                              told.find(", found a number") != std::string::npos ||
                              (field.key == "rho" && told.find("rho must be") != std::string::npos);
      CHECK(found_kind);
    }
  }
}

TEST_CASE("each value knows its place and its references") {
  const Scenario scenario = load_base(
      "[reference.book]\n[reference.note]\n[reference.table]\n"
      "[site.x]\nstock = { shell = { home = { value = 5, cite = [\"book\"] } } }\nkeep_rounds = [ "
      "{ from = 2024-01-01, value = 3, cite = [\"note\"] }, { from = 2024-01-09, value = 4 } ]\n"
      "cite = { keep_rounds = [\"table\"] }\n"
      "[munition.m]\nmass_kg = 5\nrounds_per_railcar = \"rate\"\n",
      {"munition.m.mass_kg=6"});
  const auto rows = provenance(scenario);
  const FieldOrigin* stock = row(rows, "site.x.stock.shell.home");
  REQUIRE(stock != nullptr);
  CHECK(stock->cites == std::vector<std::string>{"book"});
  CHECK(stock->sourceable);
  REQUIRE(row(rows, "site.x.keep_rounds.1") != nullptr);
  CHECK(row(rows, "site.x.keep_rounds.1")->cites == std::vector<std::string>{"note"});
  CHECK(row(rows, "site.x.keep_rounds.2")->cites == std::vector<std::string>{"table"});
  const FieldOrigin* mass = row(rows, "munition.m.mass_kg");
  REQUIRE(mass != nullptr);
  CHECK(mass->value == "6");
  CHECK(mass->position.kind == PositionKind::kCommandLine);
  CHECK(mass->cites.empty());
  CHECK(mass->sourceable);
  CHECK_FALSE(row(rows, "munition.m.rounds_per_railcar")->sourceable);  // no number of its own
  CHECK_FALSE(row(rows, "scenario.start")->sourceable);
}

TEST_CASE("two scenarios differ by what differs in meaning") {
  const Scenario a = load_base("[site.x]\nkeep_rounds = 1\nnote = \"n\"\n[site.y]\n");
  const Scenario b =
      load_base("[site.z]\n# remark\n[site.x]\nnote = \"n\"\nkeep_rounds = 1.0\nrole = \"port\"\n");
  const auto differences = diff(a, b);
  REQUIRE(differences.size() == 3);
  CHECK(differences[0].path == "site.x.role");
  CHECK(differences[0].after == "\"port\"");
  CHECK(differences[1].path == "site.y");
  CHECK_FALSE(differences[1].after.has_value());
  CHECK(differences[2].path == "site.z");
  CHECK(differences[2].before == std::nullopt);
}

TEST_CASE("the manual names every table and field") {
  std::ifstream in(std::string(RAILHEAD_SOURCE_DIR) + "/scenarios/README.md");
  const std::string manual{std::istreambuf_iterator<char>(in), {}};
  for (const TableForm& kind : entity_kinds()) {
    INFO(kind.name);
    CHECK(manual.find(kind.name) != std::string::npos);
    for (const Field& field : kind.fields) {
      INFO(field.key);
      CHECK(manual.find('`' + std::string(field.key)) != std::string::npos);
    }
  }
}

TEST_CASE("two parameters differ field by field") {
  const Scenario a = load_base("[parameter.x]\nvalue = 5\ncite = [\"a\"]\n");
  const Scenario b = load_base("[parameter.x]\nvalue = 6\ncite = [\"a\"]\nunit = \"t\"\n");
  const auto differences = diff(a, b);
  REQUIRE(differences.size() == 2);
  CHECK(differences[0].path == "parameter.x.value");
  CHECK(differences[0].before == "5");
  CHECK(differences[0].after == "6");
  CHECK(differences[1].path == "parameter.x.unit");
}
