#include <algorithm>
#include <filesystem>
#include <fstream>

#include <boost/json.hpp>

#include "tests/cli/small_study.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

TEST_CASE("a sweep prints a line a point, and nothing is run twice") {
  const SmallStudy files;
  const Ended first = type({"sweep", files.study(), "-n", "50"});
  CHECK(first.code == 0);
  CHECK_THAT(first.out, Contains("stock_end{munition=shell}") && Contains("1100"));
  CHECK_THAT(first.err, Contains("200 replications run now"));
  const Ended again = type({"sweep", files.study(), "-n", "50"});
  CHECK(again.out == first.out);
  CHECK_THAT(again.err, Contains(" 0 replications run now"));
}

TEST_CASE("plan keeps nothing") {
  const SmallStudy files;
  const Ended plan = type({"plan", files.study(), "--json"});
  CHECK(plan.code == 0);
  CHECK_THAT(plan.out, Contains("\"points\": 4") && Contains("\"runs\": 80000"));
  CHECK_FALSE(std::filesystem::exists(files.file("kept.db")));
}

TEST_CASE("a store is exported in a fixed order, and compared point by point") {
  const SmallStudy files;
  REQUIRE(type({"sweep", files.study(), "-n", "20", "--quiet"}).code == 0);
  const std::string store = files.file("kept.db");
  const Ended csv = type({"export", store, "--format", "csv", "-o", files.file("out.csv")});
  CHECK(csv.code == 0);
  CHECK_THAT(file_text(files.file("out.csv")),
             Catch::StartsWith("point,replication,summary,metric,value\r\n"));
  CHECK_THAT(type({"export", store, "--format", "json"}).out, Contains("\"railhead.export/1\""));
  const Ended compared = type({"compare", "--store", store, "--json"});
  CHECK(compared.code == 0);
  CHECK_THAT(compared.out,
             Contains("\"format\": \"railhead.compare/1\"") && Contains("\"variance_ratio\""));
}

TEST_CASE("compare --json has every promised member, null where there is nothing to say") {
  const Ended ended = type({"compare", source("scenarios/disruptions.toml"),
                            source("scenarios/disruptions.toml"), "-n", "3", "--json"});
  REQUIRE(ended.code == 0);
  const auto json = boost::json::parse(ended.out);
  CHECK(json.at("format").as_string() == "railhead.compare/1");
  CHECK(json.at("replications").as_int64() == 3);
  bool absent = false;
  for (const auto& entry : json.at("differences").as_array()) {
    for (const char* key :
         {"metric", "of", "variant", "mean", "half_width", "sd", "superiority", "identical",
          "variance_ratio", "p05", "p10", "p25", "p50", "p75", "p90", "p95"})
      REQUIRE(entry.as_object().contains(key));
    CHECK(entry.at("identical").as_int64() == 3);
    if (entry.at("n").as_int64() == 0) absent = entry.at("mean").is_null();
    if (entry.at("n").as_int64() > 0) CHECK(entry.at("mean").to_number<double>() == 0);
  }
  CHECK(absent);
}

TEST_CASE("compare refuses options that it would pass over") {
  const std::string file = source("scenarios/disruptions.toml");
  for (const std::vector<std::string>& more :
       std::vector<std::vector<std::string>>{{"--store", "x.db", "-n", "5"},
                                             {"--store", "x.db", "--set", "scenario.seed=1"},
                                             {"--store", "x.db", "--prove"},
                                             {file, file, "--baseline", "1"},
                                             {file, file, "--replication", "2"}}) {
    std::vector<std::string> words = {"compare"};
    words.insert(words.end(), more.begin(), more.end());
    const Ended ended = type(words);
    CHECK(ended.code == 2);
    CHECK(ended.err.find(" is ") != std::string::npos);
  }
}

TEST_CASE("a query prints rows as they come, in a table or in JSON") {
  const SmallStudy files{"responses", 20};
  REQUIRE(type({"sweep", files.study(), "--quiet"}).code == 0);
  const std::string store = files.file("kept.db");
  CHECK(type({"query", store, "SELECT point, label FROM v_points LIMIT 2"}).out ==
        "point  label\n0      stock=800\n1      stock=900\n");
  const auto json = boost::json::parse(
      type({"query", store, "SELECT point, label FROM v_points LIMIT 1", "--json"}).out);
  CHECK(json.at("format").as_string() == "railhead.query/1");
  CHECK(json.at("columns").as_array().size() == 2);
  CHECK(json.at("rows").at(0).at("label").as_string() == "stock=800");
  CHECK(type({"query", store, "DELETE FROM runs"}).code == 2);
  CHECK(type({"query", files.file("none.db"), "SELECT 1"}).code == 1);
}

TEST_CASE("a sweep that fails at a point names it, keeps the others and has exit code 6") {
  const SmallStudy files{"responses", 60};
  std::string text = file_text(files.study());
  std::ofstream{files.file("small.toml"), std::ios::app}
      << "[site.reserve]\nkeep_rounds = \"spare\"\n[parameter.spare]\nuncertainty = { dist = "
         "\"uniform\", low = 0, high = 1 }\n";
  const std::string path = "path = \"site.depot.stock.shell.old\"";
  text.replace(text.find(path), path.size(), "path = \"site.reserve.keep_rounds\"");
  const std::string numbers = "[800, 900, 1000, 1100]";
  text.replace(text.find(numbers), numbers.size(), "[\"spare\", \"spare + 1\", \"spare - 0.2\"]");
  std::ofstream{files.study()} << text;
  const Ended ended = type({"sweep", files.study(), "--quiet"});
  INFO(ended.err);
  CHECK(ended.code == 6);
  CHECK_THAT(ended.err, Contains("railhead: 2 of 3 points done"));
  CHECK_THAT(ended.err, Contains("railhead: error: point 2, replication ") &&
                            Contains("site.reserve.keep_rounds"));
  CHECK_THAT(ended.out, Contains("spare + 1"));
  const Ended kept =
      type({"query", files.file("kept.db"),
            "SELECT count(*) FROM runs JOIN points USING(point_key) WHERE point < 2"});
  CHECK_THAT(kept.out, Contains("120"));
}

TEST_CASE("a store is a file, and what is none is refused") {
  const SmallStudy files;
  for (const std::string& path : {std::string{"/dev/null"}, files.file("")}) {
    const Ended ended = type({"sweep", files.study(), "-n", "5", "--store", path});
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err, Contains(path + ": a store is a file, and this is "));
    CHECK(type({"query", path, "SELECT 1"}).code == 1);
  }
}

namespace {

// Columns of the widest line; paths are as long as they are.
std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.find("/scenarios/") != std::string::npos) continue;
    const auto width = std::count_if(line.begin(), line.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    });
    widest = std::max(widest, static_cast<std::size_t>(width));
  }
  return widest;
}

}  // namespace

TEST_CASE(
    "tables of sweep, strike and sensitivity fit the terminal, and say all in eighty columns") {
  const TemporaryFolder folder;
  const std::string study = source("scenarios/studies/what-matters-152mm.toml");
  const std::vector<std::vector<std::string>> commands = {
      {"sweep", source("scenarios/studies/costliest-disruption.toml"), "-n", "3", "--store",
       folder.path("s.db")},
      {"strike", source("scenarios/dprk-2023.toml"), "--reference", "rusi-2024-02", "-n", "20"},
      {"sensitivity", study, "--points", "16", "-n", "2"},
      {"sensitivity", study, "--method", "one-at-a-time", "-n", "4"}};
  const std::vector<std::vector<const char*>> headings = {
      {"point  sea_route", "unmet", "stockout"},
      {"source  ", "divided", "multiplied", "widened", "spread", "worth"},
      {"first  ", "total  ", "factor  "},
      {"factor  ", "95 % interval"}};
  for (std::size_t i = 0; i < commands.size(); ++i)
    for (const std::size_t columns : {80U, 132U}) {
      std::vector<std::string> words = commands[i];
      words.emplace_back("--quiet");
      const Ended ended = run_program({words, {}, {{"COLUMNS", std::to_string(columns)}}});
      CAPTURE(words[0], columns, ended.out, ended.err);
      REQUIRE(ended.code == 0);
      CHECK(widest_line(ended.out) <= columns);
      for (const char* heading : headings[i]) CHECK_THAT(ended.out, Contains(heading));
    }
}

TEST_CASE("a comparison fits the terminal, and says all in eighty columns") {
  const std::vector<std::string> arguments = {
      "compare", source("scenarios/dprk-2023.toml"), source("scenarios/no-dprk.toml"), "-n", "4",
      "--quiet"};
  for (const std::size_t columns : {60U, 80U, 120U}) {
    const Ended ended = run_program({arguments, {}, {{"COLUMNS", std::to_string(columns)}}});
    REQUIRE(ended.code == 0);
    std::size_t widest = 0, width = 0;
    for (const char c : ended.out) {
      width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
      if (c != '\n') continue;
      widest = std::max(widest, width - 1);
      width = 0;
    }
    CHECK(widest <= columns);
    if (columns < 80) continue;
    for (const char* heading : {"baseline", "variant", "difference", "P(more)", "equal", "gain"})
      CHECK_THAT(ended.out, Contains(heading));
    CHECK_THAT(ended.out, Contains("shipment.dprk-early: only in the baseline"));
  }
}
