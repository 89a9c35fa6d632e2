// `railhead verify`: what was recorded can be made again by anybody.
#include <filesystem>
#include <fstream>

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/trust/edit_store.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

constexpr const char* kScenario = R"(
schema = 1
[scenario]
start = 2023-01-01
horizon_days = 60
[parameter.rate]
value = 18
uncertainty = { dist = "uniform", low = 15, high = 21 }
[munition.shell]
[origin.old]
[site.depot]
stock = { shell = { old = 1000 } }
[consumer.guns]
site = "depot"
munition = "shell"
demand_per_day = { dist = "normal", mean = "rate", cv = 0.4 }
unmet = "lost"
)";

constexpr const char* kStudy = R"(
schema = 1
scenario = "small.toml"
[factor.stock]
path = "site.depot.stock.shell.old"
values = [800, 1000]
[factor.seed]
path = "consumer.guns.remove"
values = [false, true]
[replicate]
replications = 50
[[response]]
metric = "stock_end{munition=shell}"
[[response]]
metric = "stock_mean"
[store]
path = "kept.db"
keep = "summaries"
)";

struct Kept {
  Kept() {
    std::ofstream{folder.path("small.toml")} << kScenario;
    std::ofstream{folder.path("study.toml")} << kStudy;
  }
  std::string run(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"run", folder.path("small.toml"), "--quiet", "--out",
                                      folder.path("out")};
    words.insert(words.end(), more.begin(), more.end());
    REQUIRE(type(words).code == 0);
    return folder.path("out/run.json");
  }
  std::string sweep() const {
    REQUIRE(type({"sweep", folder.path("study.toml"), "--quiet"}).code == 0);
    return folder.path("kept.db");
  }
  TemporaryFolder folder;
};

void replace_in(const std::string& path, const std::string& old, const std::string& fresh) {
  std::string text = file_text(path);
  const std::size_t at = text.find(old);
  REQUIRE(at != std::string::npos);
  std::ofstream{path} << text.replace(at, old.size(), fresh);
}

}  // namespace

TEST_CASE("a run can be made again from its document, to the bit") {
  const Kept kept;
  const std::vector<std::vector<std::string>> ways = {
      {"-n", "300"},
      {"-n", "10", "--seed", "9", "--set", "consumer.guns.unmet=backlog"},
      {"--deterministic"},
      {"--until", "unmet:1000", "--worst", "stock_min{site=depot}", "--response",
       "stock_end{origin=old}"}};
  for (const auto& way : ways) {
    const Ended ended = type({"verify", kept.run(way), "--quiet", "--threads", "2"});
    CHECK(ended.code == 0);
    CHECK_THAT(ended.out, Contains("replications run again, all equal to the bit"));
  }
}

TEST_CASE("every member of the document and every table beside it is held against the run") {
  const Kept kept;
  std::ofstream{kept.folder.path("small.toml"), std::ios::app}
      << "[check.enough]\nexpr = \"min(stock_end) >= 0\"\n";
  const std::string document = kept.run(
      {"-n", "30", "--worst", "stock_min{site=depot}", "--response", "stock_end{origin=old}"});
  const Ended sound = type({"verify", document, "--quiet"});
  CHECK(sound.code == 0);
  CHECK_THAT(sound.out, Contains("also equal: all figures of the document, metrics.csv, "
                                 "trajectories.csv, replications.csv") &&
                            Contains("not checked: when, where, by what command"));
  const auto edited = [&](const std::string& name, const std::string& old,
                          const std::string& fresh) {
    const std::string path = kept.folder.path("out/" + name);
    const std::string before = file_text(path);
    replace_in(path, old, fresh);
    const Ended ended = type({"verify", document, "--quiet"});
    CAPTURE(name, old, ended.out, ended.err);
    CHECK(ended.code == 4);
    std::ofstream{path, std::ios::binary} << before;
    return ended.out;
  };
  CHECK_THAT(edited("run.json", "\"passed\": true", "\"passed\": false"),
             Contains("check enough is not what the document says"));
  CHECK_THAT(edited("run.json", "\"p50\": ", "\"p50\": 1"), Contains("is not what the document"));
  CHECK_THAT(edited("run.json", "\"replication\": ", "\"replication\": 1"),
             Contains("worst is not what the document says"));
  CHECK_THAT(edited("run.json", "\"format\"", "\"verdict\": \"enough\", \"format\""),
             Contains("verdict of the document is nothing that the run gives"));
  for (const char* table : {"metrics.csv", "trajectories.csv", "replications.csv"})
    CHECK_THAT(edited(table, "\r\n", "0\r\n"), Contains(std::string{table} + " "));
  std::filesystem::remove(kept.folder.path("out/metrics.csv"));
  CHECK_THAT(type({"verify", document, "--quiet"}).out,
             Contains("not checked: metrics.csv, which is not beside the document"));
}

TEST_CASE("a share of the replications is verified, one at least") {
  const Kept kept;
  const std::string document = kept.run({"-n", "1000"});
  CHECK_THAT(type({"verify", document, "--sample", "0.0001"}).out,
             Contains("1 of 1000 replications run again"));
  CHECK_THAT(type({"verify", document, "--sample", "0.5", "--json"}).out,
             Contains("\"equal\": true") && !Contains("\"checked\": 1000"));
  const Ended wrong = type({"verify", document, "--sample", "1.5"});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, Contains("expected a share above 0 and at most 1, found \"1.5\""));
}

TEST_CASE("figures, digests or a scenario that were edited are found") {
  const Kept kept;
  const std::string document = kept.run({"-n", "20"});
  const std::string sound = file_text(document);
  const std::vector<std::pair<std::string, std::string>> edits = {
      {"\"mean\": ", "\"mean\": 1"},                         // a figure
      {"\"values\": \"", "\"values\": \"0123456789abcdef"},  // see below
      {"mean = \\\"rate\\\"", "mean = \\\"rate+1\\\""}};     // the recorded scenario
  for (const auto& [old, fresh] : edits) {
    std::ofstream{document} << sound;
    const bool digests = old.starts_with("\"values");
    replace_in(document, digests ? old + sound.substr(sound.find(old) + old.size(), 16) : old,
               fresh);
    const Ended ended = type({"verify", document, "--quiet"});
    CHECK(ended.code == 4);
    CHECK_THAT(ended.out, Contains("not "));
  }
}

TEST_CASE("summaries of a store that were edited are found") {
  const Kept kept;
  const std::string store = kept.sweep();
  const auto edited = [&](const char* sql) {
    CHECK(edit_store(store, sql) == 1);
    return type({"verify", store, "--quiet"});
  };
  const Ended ended = edited(
      "UPDATE summaries SET mean = mean + 1 WHERE metric = 'stock_mean' AND "
      "point_key = (SELECT point_key FROM points WHERE point = 1)");
  CHECK(ended.code == 4);
  CHECK_THAT(ended.out, Contains("the summary of stock_mean is not what is recorded"));
  CHECK(edited("UPDATE summaries SET mean = mean - 1 WHERE metric = 'stock_mean' AND "
               "point_key = (SELECT point_key FROM points WHERE point = 1)")
            .code == 0);
}

TEST_CASE("quantiles, levels, labels, units and scenarios of a store that were edited are found") {
  const Kept kept;
  replace_in(kept.folder.path("study.toml"), "summaries", "trajectories");
  const std::string store = kept.sweep();
  const Ended sound = type({"verify", store, "--quiet"});
  INFO(sound.out << sound.err);
  REQUIRE(sound.code == 0);
  CHECK_THAT(sound.out, Contains("also equal: summaries and quantiles") &&
                            Contains("not checked: the text of the study"));
  CHECK_THAT(type({"verify", store, "--quiet", "--sample", "0.1"}).out,
             Contains("not checked: summaries and quantiles, which take all replications"));
  const std::string before = file_text(store);
  const std::vector<std::pair<const char*, const char*>> edits = {
      {"UPDATE quantiles SET p50 = p50 + 1 WHERE at = (SELECT max(at) FROM quantiles)",
       "the quantiles of"},
      {"UPDATE series SET series = 'backlog' WHERE series = 'stock'", "the quantiles of"},
      {"UPDATE levels SET number = 900 WHERE value = '800'", "has another number"},
      {"UPDATE points SET label = 'stock=1' WHERE point = 1", "not what its key was made of"},
      {"UPDATE points SET start = start - 1 WHERE point = 1", "its span of time"},
      {"UPDATE responses SET unit = 'tonnes' WHERE response = 0", "has another unit"},
      {"UPDATE meta SET value = value || '#' WHERE name = 'study'", "meta of the store: not as"},
      {"UPDATE factors SET name = 'stuck' WHERE factor = 0", "factors of the store: not as"},
      {"UPDATE inputs SET path = 'b.toml' WHERE path LIKE 'study%'", "inputs of the store: not as"},
      {"UPDATE points SET replications = 0 WHERE point = 1", "has not ended, and has figures"},
      {"UPDATE points SET replications = 90 WHERE point = 1", "90 replications, and 50 are kept"},
      {"INSERT INTO runs SELECT 5, replication, digest, 0, 0 FROM runs WHERE replication = 0 LIMIT "
       "1",
       "runs of the store: some are of no point"},
      {"INSERT INTO summaries(point_key, metric, n) VALUES(5, 'stock_mean', 1)",
       "summaries of the store: some are of no point"},
      {"INSERT INTO quantiles(point_key, series_key, at) SELECT 5, series_key, at FROM quantiles "
       "LIMIT 1",
       "quantiles of the store: some are of no point"},
      {"INSERT INTO series(series_key, series) VALUES(5, 'stock')",
       "series of the store: some are of no quantiles"},
      {"UPDATE scenarios SET toml = toml || '# '", "is not what its hash says"},
      {"DELETE FROM summaries WHERE metric = 'stock_mean'", "summaries of"}};
  for (const auto& [sql, word] : edits) {
    CHECK(edit_store(store, sql) >= 1);
    const Ended ended = type({"verify", store, "--quiet"});
    CAPTURE(sql, ended.out, ended.err);
    CHECK(ended.code == 4);
    CHECK_THAT(ended.out, Contains(word));
    std::ofstream{store, std::ios::binary} << before;
  }
}

TEST_CASE("a value of another kind in a store is told with its table and column") {
  const Kept kept;
  const std::string store = kept.sweep();
  CHECK(edit_store(store, "UPDATE runs SET \"stock_end{munition=shell}\" = 'many'") > 0);
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"verify", store, "--quiet"},
           {"sweep", kept.folder.path("study.toml"), "-n", "51", "--store", store, "--quiet"},
           {"compare", "--store", store},
           {"report", store, "-o", kept.folder.path("r.html"), "--quiet"}}) {
    const Ended ended = type(command);
    CAPTURE(command[0], ended.out);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err, Contains("kept.db: the store is damaged (table runs, column "
                                   "stock_end{munition=shell}: expected a number, found a text)"));
  }
}

TEST_CASE("a store without a replication is not said to be equal") {
  const Kept kept;
  const std::string store = kept.sweep();
  CHECK(edit_store(store, "DELETE FROM runs") > 0);
  const Ended ended = type({"verify", store, "--quiet"});
  CHECK(ended.code == 1);
  CHECK_THAT(ended.err, Contains("the store holds no replication yet"));
}

TEST_CASE("an input that has changed since is named") {
  const Kept kept;
  const std::string document = kept.run({"-n", "20"});
  replace_in(kept.folder.path("small.toml"), "old = 1000", "old = 1001");
  const Ended ended = type({"verify", document});
  CHECK(ended.code == 4);
  CHECK_THAT(ended.out, Contains("20 of 20 replications run again, all equal to the bit") &&
                            Contains("small.toml has changed since"));
  std::filesystem::remove(kept.folder.path("small.toml"));
  const Ended gone = type({"verify", document});
  CHECK(gone.code == 0);
  CHECK_THAT(gone.out, Contains("small.toml is not here; the scenario was taken from the record"));
}

TEST_CASE("what is no record of a run is refused in words") {
  const Kept kept;
  const std::string path = kept.folder.path("x.json");
  const auto told = [&](const std::string& text) {
    std::ofstream{path} << text;
    const Ended ended = type({"verify", path});
    CHECK(ended.code == 1);
    return ended.err;
  };
  CHECK_THAT(told("{"), Contains("x.json: not the document of a run: incomplete JSON\n"));
  CHECK_THAT(told("[1]"), Contains("x.json: this is no document of a run"));
  CHECK_THAT(told(R"({"format": "railhead.run/1", "seed": 1})"), Contains("has no manifest"));
  CHECK_THAT(told(R"({"format": "railhead.run/1", "manifest": {}})"), Contains("x.json: not the"));
  CHECK_THAT(
      told(R"({"format": "railhead.run/1", "seed": -1, "manifest": {}})"),
      !Contains("boost") && Contains("\"seed\" must be a whole number, not negative, found -1"));
  CHECK_THAT(
      told(R"({"format": "railhead.run/1", "seed": 1, "replications": "x", "manifest": {}})"),
      Contains("\"replications\" must be a whole number, not negative, found \"x\""));
  CHECK_THAT(told(R"({"format": "railhead.run/1", "seed": 1, "manifest": {}})"),
             Contains("x.json: not the document of a run: \"replications\" is missing"));
  CHECK_THAT(type({"verify", "/dev/zero"}).err, Contains("is not a regular file"));
  CHECK_THAT(type({"verify", kept.folder.path("none")}).err, Contains("no such file"));
}

TEST_CASE("every replication of a store can be made again") {
  const Kept kept;
  const std::string store = kept.sweep();
  const Ended ended = type({"verify", store, "--quiet"});
  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, Contains("200 of 200 replications run again, all equal to the bit"));
  CHECK_THAT(type({"verify", store, "--sample", "0.01"}).out, Contains("all equal to the bit"));
  replace_in(kept.folder.path("small.toml"), "old = 1000", "old = 1001");
  const Ended changed = type({"verify", store, "--quiet"});
  CHECK(changed.code == 4);
  CHECK_THAT(changed.out, Contains("small.toml has changed since"));
}
