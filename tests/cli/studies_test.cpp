#include <filesystem>

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
