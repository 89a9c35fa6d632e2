// Result stores that are cut short, have bits flipped, or whose writer gets a signal: what was
// committed stays, and what is not as it was written is told.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>

#include <sqlite3.h>

#include "edit_store.hpp"
#include "process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sanitized.hpp"

using namespace railhead::tests;
using Catch::Contains;

namespace {

namespace fs = std::filesystem;

const std::string kStudy = source("scenarios/studies/costliest-disruption.toml");

std::string small_store(const TemporaryFolder& folder) {
  const std::string store = folder.path("kept.db");
  REQUIRE(type({"sweep", kStudy, "-n", "40", "--store", store, "--quiet"}).code == 0);
  return store;
}

// What a reader of the store is shown: all rows of all its tables and views, or the fault.
std::string all_rows(const std::string& path) {
  sqlite3* database = nullptr;
  std::string text;
  const auto add = [](void* rows, int columns, char** values, char**) {
    for (int i = 0; i < columns; ++i)
      static_cast<std::string*>(rows)->append(values[i] == nullptr ? "NULL" : values[i]) += '|';
    return 0;
  };
  std::vector<std::string> names;
  const auto note = [](void* list, int, char** values, char**) {
    static_cast<std::vector<std::string>*>(list)->emplace_back(values[0]);
    return 0;
  };
  sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
  int fault = sqlite3_exec(database,
                           "SELECT name FROM sqlite_schema WHERE type <> 'index' AND name <> "
                           "'seals' ORDER BY name",
                           note, &names, nullptr);
  for (const std::string& name : names)
    if (fault == SQLITE_OK)
      fault =
          sqlite3_exec(database, ("SELECT * FROM \"" + name + "\"").c_str(), add, &text, nullptr);
  sqlite3_close(database);
  return fault == SQLITE_OK ? text : "fault";
}

}  // namespace

TEST_CASE("a store that is cut short, has bits flipped or is newer is refused in words") {
  const TemporaryFolder folder;
  const std::string store = small_store(folder);
  const std::string sound = file_text(store);
  const auto refused = [&](const std::string& bytes) {
    const std::string path = folder.path("bad.db");
    std::ofstream{path, std::ios::binary} << bytes;
    for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
             {"verify", path, "--quiet"},
             {"sweep", kStudy, "-n", "41", "--store", path, "--quiet"}}) {
      const Ended ended = type(command);
      CAPTURE(command[0], ended.out, ended.err);
      CHECK((ended.code == 1 || ended.code == 4));
      CHECK_THAT(ended.err + ended.out, Contains("bad.db: "));
      std::ofstream{path, std::ios::binary} << bytes;
    }
  };
  refused(sound.substr(0, sound.size() / 2));
  refused(sound.substr(0, 100));
  std::string newer = sound;
  newer[63] = 9;  // user_version: https://www.sqlite.org/fileformat.html, 1.3
  refused(newer);
  const std::string path = folder.path("bad.db");
  std::ofstream{path, std::ios::binary} << newer;
  CHECK_THAT(type({"query", path, "SELECT 1"}).err, Contains("a result store of version 9"));
}

TEST_CASE("a flipped bit in a store ends in a word, and what it changes is not said to be equal") {
  const TemporaryFolder folder;
  const std::string store = small_store(folder);
  const std::string sound = file_text(store);
  const std::string shown = all_rows(store);
  const std::string path = folder.path("bad.db");
  std::mt19937 random{20231101};
  constexpr int kFlips = kSanitized ? 18 : 120;
  int seen = 0;
  for (int flip = 0; flip < kFlips; ++flip) {
    std::string bytes = sound;
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    std::ofstream{path, std::ios::binary} << bytes;
    const bool changed = all_rows(path) != shown;
    const Ended ended = run_hard({"verify", path, "--quiet", "--threads", "1"}, {});
    CAPTURE(at, changed, ended.code, ended.out, ended.err);
    CHECK((ended.code == 1 || ended.code == 4 || (ended.code == 0 && !changed)));
    for (const std::vector<std::string>& reader : std::vector<std::vector<std::string>>{
             {"export", path},
             {"query", path, "SELECT * FROM v_points"},
             {"report", path, "-o", folder.path("r.html"), "--quiet"}}) {
      const Ended read = run_hard(reader, {});
      CAPTURE(reader[0], read.code, read.err);
      CHECK((read.code == 0 || (read.code == 1 && read.err.find("bad.db: ") != std::string::npos)));
    }
    seen += changed ? 1 : 0;
  }
  CHECK(seen > kFlips / 6);
}

TEST_CASE("a store whose scenario is damaged is told as that, not as a fault of a file") {
  const TemporaryFolder folder;
  const std::string store = small_store(folder);
  std::string bytes = file_text(store);
  const std::size_t at = bytes.find("seed = 20231101");
  REQUIRE(at != std::string::npos);
  bytes[at] = '!';
  std::ofstream{store, std::ios::binary} << bytes;
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"verify", store, "--quiet"},
           {"report", store, "-o", folder.path("r.html")},
           {"query", store, "SELECT count(*) FROM runs"},
           {"sweep", kStudy, "-n", "41", "--store", store, "--quiet"}}) {
    const Ended ended = type(command);
    CAPTURE(command[0], ended.out, ended.err);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err, Contains("kept.db: the store is damaged (not as it was written: "
                                   "scenarios)"));
  }
}

TEST_CASE("a store of which something sealed was changed answers no query") {
  const TemporaryFolder folder;
  const std::string store = small_store(folder);
  const std::vector<std::string> query = {"query", store, "SELECT count(*) AS n FROM runs"};
  const std::string sound = file_text(store);
  const Ended answered = type(query);
  CHECK(answered.code == 0);
  CHECK(file_text(store) == sound);
  const std::string damaged = "kept.db: the store is damaged (not as it was written: ";
  const std::vector<std::pair<const char*, std::string>> edits = {
      {"UPDATE meta SET value = value || '#' WHERE name = 'study'", damaged + "meta)"},
      {"UPDATE points SET label = label || '.'", damaged + "points)"},
      {"UPDATE levels SET number = number + 1", damaged + "levels)"},
      {"DROP VIEW v_points; CREATE VIEW v_points AS SELECT * FROM points", damaged + "the schema"},
      {"DROP TABLE seals", damaged + "factors, inputs, levels"},
      {"DROP TABLE seals; CREATE TABLE seals(a, b)", damaged + "factors, inputs, levels"},
      {"DROP TABLE meta; CREATE TABLE meta(a, b)",
       damaged + "meta, the schema (tables, views and indexes))"},
      {"CREATE TABLE figures(a, b)", damaged + "figures, the schema"},
      {"DROP TABLE meta; CREATE VIEW meta AS WITH RECURSIVE n(name, value) AS (SELECT 1, 1 UNION "
       "ALL SELECT name + 1, 1 FROM n) SELECT * FROM n",
       "kept.db: the store is damaged (a view in the place of table meta)"},
      {"DROP TABLE runs; CREATE VIEW runs AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i "
       "+ 1 FROM n) SELECT * FROM n",
       "kept.db: the store is damaged (a view in the place of table runs)"}};
  for (const auto& [sql, told] : edits) {
    edit_store(store, sql);
    const Ended ended = type(query);
    CAPTURE(sql, ended.out, ended.err);
    CHECK(ended.code == 1);
    CHECK(ended.out.empty());
    CHECK_THAT(ended.err, Contains(told));
    CHECK_THAT(type({"export", store}).err, Contains(told));
    CHECK(type({"verify", store, "--quiet"}).code != 0);
    std::ofstream{store, std::ios::binary} << sound;
  }
  CHECK(type(query).out == answered.out);
}

TEST_CASE("what others add to a store is told as that, and what is Railhead's stays sealed") {
  const TemporaryFolder folder;
  const std::string store = small_store(folder);
  const auto verified = [&] { return type({"verify", store, "--quiet"}); };
  CHECK_THAT(verified().out, !Contains("Railhead's"));
  edit_store(
      store,
      "CREATE VIEW mine AS SELECT label, replications FROM points; CREATE TABLE notes(note); "
      "CREATE UNIQUE INDEX once ON notes(note); CREATE INDEX fast ON runs(replication)");
  const Ended ended = verified();
  CAPTURE(ended.out, ended.err);
  CHECK(ended.code == 0);
  for (const char* added : {"view \"mine\"", "table \"notes\"", "index \"once\"", "index \"fast\""})
    CHECK_THAT(ended.out,
               Contains("not checked: " + std::string{added} + ", which is not Railhead's\n"));
  CHECK(type({"query", store, "SELECT * FROM mine"}).code == 0);
  CHECK(type({"export", store}).code == 0);
  CHECK(type({"sweep", kStudy, "-n", "41", "--store", store, "--quiet"}).code == 0);
  CHECK(verified().code == 0);
  const std::string extended = file_text(store);
  for (const char* sql :
       {"DROP VIEW v_points", "DROP VIEW v_tidy; CREATE VIEW v_tidy AS SELECT * FROM points",
        "CREATE UNIQUE INDEX one ON runs(point_key, digest, replication)",
        "CREATE TRIGGER sqlitely AFTER INSERT ON POINTS BEGIN DELETE FROM levels; END",
        "ALTER TABLE runs ADD COLUMN mine TEXT"}) {
    edit_store(store, sql);
    const Ended damaged = verified();
    CAPTURE(sql, damaged.out, damaged.err);
    CHECK(damaged.code == 4);
    CHECK_THAT(damaged.out, Contains("the schema (tables, views and indexes) of the store: not as "
                                     "it was written"));
    std::ofstream{store, std::ios::binary} << extended;
  }
}

TEST_CASE("a sweep that gets a signal at a random moment keeps what it committed and goes on") {
  std::mt19937 random{20231101};
  const TemporaryFolder folder;
  const auto sweep_into = [&](const std::string& name) {
    return std::vector<std::string>{
        "sweep", kStudy, "-n", kSanitized ? "60" : "600", "--store", folder.path(name), "--quiet"};
  };
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(type(sweep_into("whole.db")).code == 0);
  const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  const std::string expected = all_rows(folder.path("whole.db"));
  std::uniform_int_distribution<long> moment{0, whole.count()};
  for (const int signal : {SIGTERM, SIGINT, SIGKILL, SIGTERM, SIGINT, SIGTERM}) {
    const std::string store = folder.path("stopped.db");
    const auto after = std::chrono::milliseconds{moment(random)};
    const Ended ended = run_hard(sweep_into("stopped.db"), {signal, after});
    CAPTURE(signal, after.count(), ended.code, ended.err);
    // It was done; it stopped in order; or the signal came before it listened, or was SIGKILL.
    CHECK((ended.code == 0 || ended.code == 130 || ended.code == -1 - signal));
    if (ended.code == 130) CHECK_FALSE(fs::exists(store + "-wal"));
    const auto kept = [&] { return type({"query", store, "SELECT count(*) FROM runs"}); };
    const Ended before = kept();
    if (before.code == 0 && before.out != "count(*)\n0\n") {
      const Ended verified = type({"verify", store, "--sample", "0.02", "--quiet"});
      CAPTURE(verified.out, verified.err);
      CHECK(verified.code == 0);
    }
    REQUIRE(type(sweep_into("stopped.db")).code == 0);
    CHECK(all_rows(store) == expected);
    fs::remove(store);
  }
}
