#include <boost/json.hpp>

#include "railhead/random/simd.hpp"

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

const std::string kMain = source("scenarios/dprk-2023.toml");

boost::json::value document(const Started& started) {
  const Ended ended = run_program(started);
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  return boost::json::parse(ended.out);
}

boost::json::value document(const std::vector<std::string>& arguments) {
  return document(Started{arguments});
}

std::string digest(const boost::json::value& document) {
  return document.at("digest").as_string().c_str();
}

const boost::json::object& metric(const boost::json::value& document, const std::string& name,
                                  const boost::json::object& of) {
  for (const auto& entry : document.at("metrics").as_array())
    if (entry.at("metric").as_string() == name && entry.at("of").as_object() == of)
      return entry.as_object();
  FAIL("no metric " + name);
  throw std::logic_error{"unreachable"};
}

}  // namespace

TEST_CASE("a run prints the question and what becomes of every stock") {
  const Ended ended = type({"run", kMain, "-n", "30"});
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, Contains("do the fronts run short of 122 mm or 152 mm"));
  CHECK_THAT(ended.out, Contains("30 replications, seed 20231101"));
  CHECK_THAT(ended.out, Contains("tikhoretsk (depot)"));
  CHECK_THAT(ended.out, Contains("Fire by origin"));
  CHECK_THAT(ended.out, Contains("dprk"));
  CHECK_THAT(ended.out, Contains("holds  a_million_by_november"));
  CHECK(ended.err.empty());
}

TEST_CASE("the report fits the columns of the terminal, in Unicode and in ASCII") {
  for (const char* locale : {"C.UTF-8", "C"}) {
    for (const std::size_t width : {40U, 52U, 66U, 80U, 132U}) {
      const Ended ended = run_program({{"run", kMain, "-n", "30"},
                                       {},
                                       {{"COLUMNS", std::to_string(width)}, {"LC_ALL", locale}}});
      INFO(locale << ", " << width << " columns");
      REQUIRE(ended.code == 0);
      std::size_t columns = 0;
      std::size_t widest = 0;
      bool ascii = true;
      for (const char c : ended.out) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++columns;
        if (c == '\n') columns = 0;
        widest = std::max(widest, columns);
        ascii &= static_cast<unsigned char>(c) < 0x80;
      }
      // A word that is longer than the line, such as a selector in a check, is left whole.
      CHECK(widest <= std::max<std::size_t>(width, 43));
      CHECK(widest > width - 10);
      CHECK(ascii == (std::string{locale} == "C"));
      CHECK_THAT(ended.out, Contains("first short"));
    }
  }
}

TEST_CASE("a title cannot steer the terminal") {
  const Ended ended = type({"run", kMain, "-n", "2", "--set",
                            "scenario.title=\"red \\u001b[31m \\u009b1m bell \\u0007\""});
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, Catch::StartsWith("red [31m 1m bell\n"));
}

TEST_CASE("run --json prints one document with the promised keys") {
  const auto json = document({"run", kMain, "-n", "40", "--seed", "5", "--json"});
  CHECK(json.at("format").as_string() == "railhead.run/1");
  CHECK(json.at("scenario").at("path").as_string() == kMain);
  CHECK(json.at("scenario").at("sha256").as_string().size() == 64);
  CHECK(json.at("scenario").at("title").as_string().size() > 10);
  CHECK(json.at("seed").as_int64() == 5);
  CHECK(json.at("replications").as_int64() == 40);
  CHECK(digest(json).size() == 16);
  const auto& stock = metric(json, "stock_end", {{"site", "tikhoretsk"}, {"munition", "152mm"}});
  CHECK(stock.at("unit").as_string() == "rounds");
  CHECK(stock.at("n").as_int64() == 40);
  for (const char* key :
       {"mean", "sd", "half_width", "min", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "max"})
    CHECK(stock.at(key).is_number());
  const auto& short_of = metric(json, "stockout", {{"munition", "152mm"}});
  CHECK(short_of.at("low").as_double() <= short_of.at("mean").to_number<double>());
  CHECK(short_of.at("high").as_double() >= short_of.at("mean").to_number<double>());
  CHECK_FALSE(short_of.contains("half_width"));
}

TEST_CASE("dates are instants in the quantiles, without a mean") {
  const auto json = document({"run", source("scenarios/validation/depletion.toml"), "--json"});
  bool seen = false;
  for (const auto& entry : json.at("metrics").as_array()) {
    if (entry.at("metric").as_string() != "stockout_date") continue;
    CHECK_FALSE(entry.as_object().contains("mean"));
    if (entry.at("n").as_int64() == 0) continue;
    seen = true;
    CHECK_THAT(entry.at("p50").as_string().c_str(), Catch::Matches("2[0-9]{3}-.*Z"));
  }
  CHECK(seen);
}

TEST_CASE("any number of threads and any instruction set give the same document") {
  const auto run = [](const char* threads, const std::string& simd) {
    Started started{{"run", kMain, "-n", "300", "--json", "--threads", threads}};
    if (!simd.empty()) started.environment["RAILHEAD_SIMD"] = simd;
    const Ended ended = run_program(started);
    REQUIRE(ended.code == 0);
    return ended.out;
  };
  const std::string one = run("1", "");
  CHECK(run("2", "") == one);
  CHECK(run("7", "") == one);
  for (const railhead::SimdTarget target : railhead::available_simd_targets())
    CHECK(run("2", std::string{name(target)}) == one);
}

TEST_CASE("an instruction set that does not exist is refused") {
  const Ended ended = run_program({{"run", kMain, "-n", "1"}, {}, {{"RAILHEAD_SIMD", "mmx"}}});
  CHECK(ended.code == 2);
  CHECK_THAT(ended.err, Contains("RAILHEAD_SIMD=mmx"));
  CHECK(ended.out.empty());
}

TEST_CASE("a scenario may come from the standard input") {
  const std::string text = file_text(kMain);
  const auto json = document(Started{{"run", "-", "-n", "20", "--json"}, text});
  CHECK(json.at("scenario").at("path").as_string() == "-");
  CHECK(digest(json) == digest(document({"run", kMain, "-n", "20", "--json"})));
}

TEST_CASE("run --set changes what it names, and a set parameter is pinned") {
  const auto json =
      document({"run", kMain, "-n", "20", "--json", "--set",
                "site.tikhoretsk.stock.152mm.soviet=123", "--set", "parameter.fire_2023=12000"});
  const auto same = document({"run", kMain, "-n", "20", "--json"});
  CHECK(digest(json) != digest(same));
  const Ended bad = type({"run", kMain, "--set", "site.tikhoretks.role=\"depot\""});
  CHECK(bad.code == 3);
  CHECK_THAT(bad.err, Contains("command line"));
}

TEST_CASE("run --deterministic is one replication that no seed changes") {
  const auto one = document({"run", kMain, "--deterministic", "--json", "--seed", "1"});
  const auto two = document({"run", kMain, "--deterministic", "--json", "--seed", "2"});
  CHECK(one.at("replications").as_int64() == 1);
  CHECK(one.at("deterministic").as_bool());
  CHECK(digest(one) == digest(two));
  CHECK(type({"run", kMain, "--deterministic", "-n", "5"}).code == 2);
}

TEST_CASE("a check that fails is told, and is exit code 4") {
  const Ended ended =
      run_program({{"run", "-", "-n", "5", "--json"},
                   file_text(kMain) + "\n[check.no_stock]\nexpr = \"max(stock_end) <= 0\"\n"});
  CHECK(ended.code == 4);
  CHECK_THAT(ended.err, Contains("check.no_stock fails: max(stock_end) <= 0"));
  const auto json = boost::json::parse(ended.out);
  bool failed = false;
  for (const auto& check : json.at("checks").as_array())
    if (check.at("check").as_string() == "no_stock") failed = !check.at("passed").as_bool();
  CHECK(failed);
}

TEST_CASE("Ctrl-C finishes what runs and reports on it") {
  const Ended ended = run_program({{"run", kMain, "-n", "10000000", "--json"}, {}, {}, 1500});
  CHECK(ended.code == 130);
  const auto json = boost::json::parse(ended.out);
  CHECK(json.at("interrupted").as_bool());
  CHECK(json.at("replications").as_int64() > 0);
  CHECK(json.at("replications").as_int64() < 10000000);
  const std::string done = std::to_string(json.at("replications").as_int64());
  const auto again = document({"run", kMain, "-n", done, "--json"});
  CHECK(digest(again) == digest(json));
}

TEST_CASE("NO_COLOR and a file as output leave the text bare") {
  const Ended ended = run_program({{"run", kMain, "-n", "3"}, {}, {{"NO_COLOR", "1"}}});
  CHECK_THAT(ended.out, !Contains("\x1b["));
}
