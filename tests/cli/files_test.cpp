#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

#include <boost/json.hpp>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

const std::string kMain = source("scenarios/dprk-2023.toml");
const std::string kSmall = source("scenarios/validation/priorities.toml");

// Lines of a CSV file without their ends; every one must end in CR LF.
std::vector<std::string> csv_lines(const std::string& path) {
  const std::string text = file_text(path);
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find("\r\n", at);
    REQUIRE(end != std::string::npos);
    lines.push_back(text.substr(at, end - at));
    at = end + 2;
  }
  return lines;
}

std::string digest_of(const std::string& document) {
  return boost::json::parse(document).at("digest").as_string().c_str();
}

}  // namespace

TEST_CASE("run --out leaves a document with its manifest and tables") {
  const TemporaryFolder folder;
  const Ended ended = run_program({{"run", kMain, "-n", "20", "--quiet", "--out",
                                    folder.path("a/b"), "--response", "fill_rate{munition=152mm}"},
                                   {},
                                   {{"LC_ALL", "de_DE.UTF-8"}}});
  INFO(ended.err);
  REQUIRE(ended.code == 0);
  const auto json = boost::json::parse(file_text(folder.path("a/b/run.json")));
  const auto& manifest = json.at("manifest").as_object();
  CHECK(manifest.at("command").as_array().size() == 10);
  CHECK(manifest.at("inputs").at(0).at("sha256").as_string().size() == 64);
  CHECK_THAT(manifest.at("scenario").as_string().c_str(), Contains("[munition.152mm]"));
  for (const char* key : {"version", "compiler", "seed", "threads", "started", "wall_seconds"})
    CHECK(manifest.contains(key));

  const auto metrics = csv_lines(folder.path("a/b/metrics.csv"));
  CHECK(metrics.size() == json.at("metrics").as_array().size() + 1);
  CHECK_THAT(metrics[0], Catch::StartsWith("metric,site,munition,origin,"));
  const auto trajectories = csv_lines(folder.path("a/b/trajectories.csv"));
  CHECK(trajectories[0] == "date,series,site,munition,origin,mean,p05,p10,p25,p50,p75,p90,p95");
  CHECK_THAT(trajectories[1], Catch::StartsWith("2023-08-01,stock,"));
  for (const std::string& line : trajectories)
    REQUIRE(std::count(line.begin(), line.end(), ',') == 12);
  const auto shipments = csv_lines(folder.path("a/b/shipments.csv"));
  CHECK(shipments[0] == "date,series,shipment,mean,p05,p10,p25,p50,p75,p90,p95");
  CHECK_THAT(shipments[1], Catch::StartsWith("2023-08-01,in_transit,dprk-early,"));
  const auto replications = csv_lines(folder.path("a/b/replications.csv"));
  CHECK(replications[0] == "replication,fill_rate{munition=152mm}");
  CHECK(replications.size() == 21);
  for (const auto& entry : std::filesystem::directory_iterator{folder.path("a/b")})
    CHECK_THAT(entry.path().filename().string(), !Contains("part"));
}

TEST_CASE("a folder that cannot be made is a run-time error") {
  const Ended ended = type({"run", kSmall, "-n", "2", "--out", "/proc/none"});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.err, Contains("cannot make /proc/none"));
  CHECK(ended.out.empty());
}

TEST_CASE("a file that cannot be written is told before anything is run") {
  const TemporaryFolder folder;
  for (const std::string& place : {std::string{"/nowhere/t.jsonl"}, folder.path()}) {
    const Ended ended = type({"run", kMain, "-n", "1000000000", "--trace", place});
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err, Contains("cannot write " + place + ": "));
    CHECK(ended.out.empty());
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a series of one shipment stands with its own, their sum with the rest") {
  const TemporaryFolder folder;
  REQUIRE(type({"run", kMain, "--deterministic", "--quiet", "--out", folder.path()}).code == 0);
  const auto last_mean = [](const std::vector<std::string>& lines, const std::string& what) {
    double mean = -1;
    for (const std::string& line : lines) {
      if (line.find("," + what + ",") == std::string::npos) continue;
      mean = std::stod(line.substr(line.find(what) + what.size() + 1));
    }
    return mean;
  };
  const double all =
      last_mean(csv_lines(folder.path("trajectories.csv")), "containers_departed,,,");
  double sum = 0;
  for (const char* id :
       {"dprk-early", "dprk-train", "dprk-sea-south", "dprk-sea-centre", "dprk-rail-2024"})
    sum += last_mean(csv_lines(folder.path("shipments.csv")),
                     std::string{"containers_departed,"} + id);
  CHECK(all > 5000);
  CHECK(std::abs(all - sum) < 1e-6 * all);
}

TEST_CASE("a trace tells every event as a line of JSON and changes no result") {
  const TemporaryFolder folder;
  const Ended plain = type({"run", kMain, "-n", "20", "--json"});
  const Ended traced = type({"run", kMain, "-n", "20", "--json", "--trace", folder.path("t.jsonl"),
                             "--replication", "7"});
  REQUIRE(traced.code == 0);
  CHECK(plain.out == traced.out);
  std::istringstream lines{file_text(folder.path("t.jsonl"))};
  std::string line;
  std::string last;
  std::size_t count = 0;
  for (; std::getline(lines, line); ++count) {
    const auto event = boost::json::parse(line).as_object();
    const std::string at = event.at("at").as_string().c_str();
    REQUIRE(event.contains("kind"));
    REQUIRE(event.contains("entity"));
    REQUIRE(last.substr(0, 19) <= at.substr(0, 19));
    last = at;
  }
  CHECK(count > 100);
  CHECK_THAT(traced.err, Contains(std::to_string(count) + " events of replication 7"));
}

TEST_CASE("the worst replication is named and traced") {
  const TemporaryFolder folder;
  const std::string selector = "stock_end{munition=152mm}";
  const Ended ended = type({"run", kMain, "-n", "50", "--json", "--worst", selector, "--trace",
                            folder.path("t"), "--out", folder.path("o"), "--response", selector});
  REQUIRE(ended.code == 0);
  const auto worst = boost::json::parse(ended.out).at("worst").as_object();
  CHECK(worst.at("metric").as_string() == selector);
  const auto rows = csv_lines(folder.path("o/replications.csv"));
  double least = 1e300;
  for (std::size_t i = 1; i < rows.size(); ++i)
    least = std::min(least, std::stod(rows[i].substr(rows[i].find(',') + 1)));
  CHECK(worst.at("value").to_number<double>() == least);
  const auto row = static_cast<std::size_t>(worst.at("replication").as_int64()) + 1;
  CHECK(std::stod(rows[row].substr(rows[row].find(',') + 1)) == least);
  CHECK_THAT(ended.err, Contains("events of replication " + std::to_string(row - 1)));
}

TEST_CASE("run --until stops at one of the fixed counts") {
  const std::vector<std::string> common = {"run", kMain, "--json", "--quiet", "--until"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), common.begin(), common.end());
    const Ended ended = type(more);
    INFO(ended.err);
    REQUIRE(ended.code == 0);
    return ended;
  };
  const Ended loose = with({"fill_rate{munition=152mm}:0.5"});
  CHECK(boost::json::parse(loose.out).at("replications").as_int64() == 256);
  const Ended tight = with({"stock_end{munition=152mm}:25000", "--threads", "3"});
  const auto runs = boost::json::parse(tight.out).at("replications").as_int64();
  CHECK((runs == 512 || runs == 1024 || runs == 2048));
  const Ended most = with({"stock_end{munition=152mm}:0.001", "-n", "300"});
  CHECK(boost::json::parse(most.out).at("replications").as_int64() == 300);
  CHECK_THAT(most.err, Contains("not reached in 300 replications"));
  CHECK(digest_of(most.out) == digest_of(type({"run", kMain, "-n", "300", "--json"}).out));
}

TEST_CASE("options that make no sense together are refused") {
  const auto refused = [](std::vector<std::string> more, const std::string& what) {
    more.insert(more.begin(), {"run", kSmall});
    const Ended ended = type(more);
    CHECK(ended.code == 2);
    CHECK_THAT(ended.err, Contains(what));
  };
  refused({"--response", "unmet"}, "it needs --out");
  refused({"--replication", "3"}, "it needs --trace");
  refused({"--trace", "t", "--replication", "-1"}, "--replication: expected a whole number");
  refused({"--until", "fill_rate"}, "expected METRIC:HALF_WIDTH");
  refused({"--until", "fill_rate:0"}, "expected METRIC:HALF_WIDTH");
  refused({"--until", "stockout_date:1"}, "a date has no mean");
  refused({"--until", "fil_rate:1"}, "did you mean \"fill_rate\"");
  refused({"--worst", "fil_rate"}, "did you mean \"fill_rate\"");
  refused({"--deterministic", "--until", "fill_rate:1"}, "leave out");
}
