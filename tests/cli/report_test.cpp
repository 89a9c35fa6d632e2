#include <filesystem>
#include <fstream>
#include <set>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

const std::string kSmall = source("scenarios/validation/ten-shipments.toml");

std::set<std::string> files_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  return names;
}

void write(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
  std::ofstream{folder.path(name)} << text;
}

bool any_starts(const std::set<std::string>& names, const std::string& start) {
  const auto at = names.lower_bound(start);
  return at != names.end() && at->starts_with(start);
}

void require_success(const Ended& ended) {
  INFO(ended.err);
  REQUIRE(ended.code == 0);
}

// A study over a small scenario, whose store is "s.db" in the folder.
void write_study(const TemporaryFolder& folder, const std::string& design) {
  write(folder, "study.toml",
        "schema = 1\nscenario = \"" + kSmall + "\"\n" + design +
            "\n[store]\npath = \"s.db\"\nkeep = \"trajectories\"\n"
            "[replicate]\nreplications = 20\n"
            "[[response]]\nmetric = \"unmet\"\n"
            "[[response]]\nmetric = \"stockout\"\n");
}

}  // namespace

TEST_CASE("a report is made from the files of a run") {
  const TemporaryFolder folder;
  const std::string main = source("scenarios/dprk-2023.toml");
  require_success(type({"run", main, "-n", "30", "--quiet", "--out", folder.path("out")}));
  require_success(
      type({"report", folder.path("out/run.json"), "--quiet", "--charts", folder.path("read")}));
  require_success(type({"report", main, "-n", "30", "--quiet", "--charts", folder.path("run")}));
  const auto read = files_in(folder.path("read")), run = files_in(folder.path("run"));
  // Fire by origin is no series of the files; its shares are.
  for (const std::string& name : run)
    if (!name.starts_with("fire-")) CHECK(read.contains(name));
  CHECK(file_text(folder.path("read/resource-utilisation.vl.json")) ==
        file_text(folder.path("run/resource-utilisation.vl.json")));
}

TEST_CASE("a report of a run without its trajectories shows what is there") {
  const TemporaryFolder folder;
  require_success(type({"run", kSmall, "-n", "10", "--quiet", "--out", folder.path("out")}));
  std::filesystem::remove(folder.path("out/trajectories.csv"));
  require_success(
      type({"report", folder.path("out/run.json"), "--quiet", "--charts", folder.path("charts")}));
  const auto charts = files_in(folder.path("charts"));
  CHECK(charts.contains("network.vl.json"));
  CHECK_FALSE(any_starts(charts, "stock-"));
}

TEST_CASE("a store over two inputs gives curves and heat maps") {
  const TemporaryFolder folder;
  write_study(
      folder,
      "[design]\nmethod = \"grid\"\n"
      "[factor.fire]\npath = \"consumer.guns.demand_per_day\"\nvalues = [1000, 2000, 3000]\n"
      "[factor.more]\npath = \"consumer.guns.priority\"\nvalues = [1, 2]\n");
  require_success(type({"sweep", folder.path("study.toml"), "--quiet"}));
  require_success(
      type({"report", folder.path("s.db"), "--quiet", "--charts", folder.path("charts")}));
  const auto charts = files_in(folder.path("charts"));
  CHECK(charts.contains("curve-0-unmet-fire.vl.json"));
  CHECK(charts.contains("heat-0-unmet-fire.vl.json"));
  CHECK(any_starts(charts, "points-stock-"));
}

TEST_CASE("inputs that go together make one curve") {
  const TemporaryFolder folder;
  write_study(folder,
              "[design]\nmethod = \"zip\"\n"
              "[factor.fire]\npath = \"consumer.guns.demand_per_day\"\nvalues = [1000, 2000]\n"
              "[factor.more]\npath = \"consumer.guns.priority\"\nvalues = [1, 2]\n");
  require_success(type({"sweep", folder.path("study.toml"), "--quiet"}));
  require_success(
      type({"report", folder.path("s.db"), "--quiet", "--charts", folder.path("charts")}));
  const auto charts = files_in(folder.path("charts"));
  CHECK(charts.contains("curve-0-unmet-fire.vl.json"));
  CHECK_FALSE(any_starts(charts, "heat-"));
}

TEST_CASE("the documents of sensitivity and solve make a report") {
  const TemporaryFolder folder;
  const std::string study = source("scenarios/studies/what-matters-152mm.toml");
  const auto keep = [&](const char* name, const Ended& ended) {
    require_success(ended);
    write(folder, name, ended.out);
  };
  keep("indices.json",
       type({"sensitivity", study, "--points", "4", "-n", "2", "--json", "--quiet"}));
  keep("swings.json",
       type({"sensitivity", study, "--method", "one-at-a-time", "-n", "4", "--json", "--quiet"}));
  keep("root.json",
       type({"solve", kSmall, "--vary", "consumer.guns.demand_per_day", "--from", "500", "--to",
             "3000", "--metric", "unmet", "--target", "0", "--json", "--quiet"}));
  require_success(type({"report", folder.path("root.json"), folder.path("indices.json"),
                        folder.path("swings.json"), "--quiet", "--charts", folder.path("charts")}));
  const auto charts = files_in(folder.path("charts"));
  CHECK(charts.contains("solution-unmet-consumer-guns-demand-per-day.vl.json"));
  CHECK(any_starts(charts, "indices-input-"));
  CHECK(any_starts(charts, "indices-source-"));
  CHECK(any_starts(charts, "tornado-"));
}

TEST_CASE("a store of analyses makes a report") {
  const TemporaryFolder folder;
  require_success(type({"solve", kSmall, "--vary", "consumer.guns.demand_per_day", "--from", "500",
                        "--to", "3000", "--metric", "unmet", "--target", "0", "--quiet", "--store",
                        folder.path("a.db")}));
  require_success(
      type({"report", folder.path("a.db"), "--quiet", "--charts", folder.path("charts")}));
  CHECK(any_starts(files_in(folder.path("charts")), "solution-unmet-"));
}

TEST_CASE("what no report can be made from is refused in plain words") {
  const TemporaryFolder folder;
  const auto refused = [&](std::vector<std::string> words, const char* text) {
    words.insert(words.begin(), "report");
    words.insert(words.end(), {"--charts", folder.path("charts")});
    const Ended ended = type(words);
    CHECK(ended.code != 0);
    CHECK_THAT(ended.err, Contains(text));
  };
  write(folder, "broken.json", "{ \"format\": ");
  write(folder, "other.json", "{\"format\": \"railhead.check/1\"}");
  write(folder, "bare.json", "{\"format\": \"railhead.run/1\", \"scenario\": {}}");
  write(folder, "curve.json", "{\"format\": \"railhead.solve/1\"}");
  write(folder, "drivers.json", "{\"format\": \"railhead.sensitivity/1\"}");
  write(folder, "other.db", "SQLite format 3\n");
  refused({folder.path("absent.json")}, "cannot be read");
  refused({folder.path("broken.json")}, "this is no JSON document");
  refused({folder.path("other.json")}, "the format of this one is \"railhead.check/1\"");
  refused({folder.path("bare.json")}, "there is no manifest with the scenario in it");
  refused({folder.path("curve.json")}, "there is no curve");
  refused({folder.path("drivers.json")}, "there is no response");
  refused({folder.path("other.db")}, "this is not a result store");
  refused({source("scenarios/studies/what-matters-152mm.toml")}, "is a study");
  refused({folder.path("curve.json"), "-n", "5"},
          "--replications is for scenarios; results are shown as they are");
}
