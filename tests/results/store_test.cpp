#include "railhead/results/store.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "railhead/base/error.hpp"
#include "railhead/results/store_query.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;
using Catch::Contains;

namespace {

class StoreFile {
 public:
  StoreFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "railhead-db-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~StoreFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::string path() const { return folder_ + "/a.db"; }

 private:
  std::string folder_;
};

StoreHead small_head() {
  StoreHead head;
  head.engine = std::string(1, '1');
  head.keep = "responses";
  head.factors = {{"rate", "parameter.rate"}};
  head.responses = {{"stock_end{munition=152mm}", "rounds", true}, {"fill_rate", "share", false}};
  head.scenarios = {{"abc", "a.toml", "schema = 1\n"}};
  return head;
}

RunRecord record_of(std::uint64_t replication, double stock, double rate) {
  RunRecord record;
  record.replication = replication;
  record.metrics = {stock, rate};
  return record;
}

void fill(ResultStore& store) {
  store.write_head(small_head(),
                   {{"rate=1", "abc", {{"1", 1.0}}}, {"rate=2", "abc", {{"2", 2.0}}}});
  const std::vector<RunRecord> records = {record_of(0, 120, 0.5), record_of(1, 130, std::nan(""))};
  store.add_runs(point_key("rate=1"), records);
}

std::string cell_text(const StoreCell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return std::string(1, '-');
}

// The first column of the last row.
std::string cell(const std::string& path, std::string_view sql) {
  StoreCell last;
  query_store(path, sql, 10, {[](const auto&) {}, [&](const StoreRow& row) { last = row[0]; }});
  return cell_text(last);
}

}  // namespace

TEST_CASE("rounds are kept as integers, shares as reals, what does not occur as nothing") {
  const StoreFile file;
  {
    ResultStore store{file.path()};
    CHECK_FALSE(store.head().has_value());
    fill(store);
  }
  CHECK(cell(file.path(),
             "SELECT typeof(value) FROM v_tidy WHERE replication = 0 AND metric LIKE 'stock%'") ==
        "integer");
  CHECK(cell(file.path(),
             "SELECT typeof(value) FROM v_tidy WHERE replication = 0 AND metric = 'fill_rate'") ==
        "real");
  CHECK(cell(file.path(),
             "SELECT value FROM v_tidy WHERE replication = 1 AND metric = 'fill_rate'") == "-");
}

TEST_CASE("what was kept is read back, and kept once") {
  const StoreFile file;
  ResultStore store{file.path()};
  fill(store);
  fill(store);
  CHECK(store.state(point_key("rate=1")).runs == 2);
  CHECK(store.state(point_key("rate=2")).runs == 0);
  std::vector<double> stocks;
  store.read_runs(point_key("rate=1"), 0, 10,
                  [&](const RunRecord& record) { stocks.push_back(record.metrics[0]); });
  CHECK(stocks == std::vector<double>{120, 130});
  REQUIRE(store.head().has_value());
  CHECK(store.head()->responses == small_head().responses);
  REQUIRE(store.points().size() == 2);
  CHECK(store.points()[1].label == "rate=2");
  CHECK(store.points()[1].scenario == "abc");
}

TEST_CASE("a second writer is refused while the first one lives") {
  const StoreFile file;
  {
    ResultStore first{file.path()};
    fill(first);
    CHECK_THROWS_WITH(ResultStore(file.path(), 0.1), Contains("another process is writing"));
    first.commit();
    CHECK(cell(file.path(), "SELECT count(*) FROM runs") == "2");  // readers are welcome
  }
  CHECK_NOTHROW(ResultStore(file.path(), 0.1));
}

TEST_CASE("a query that writes, is no SQL or takes too long is refused") {
  const StoreFile file;
  {
    ResultStore store{file.path()};
    fill(store);
  }
  const StoreRows nothing{[](const auto&) {}, [](const StoreRow&) {}};
  CHECK_THROWS_WITH(query_store(file.path(), "DELETE FROM runs", 10, nothing),
                    Contains("query only reads"));
  CHECK_THROWS_WITH(query_store(file.path(), "ATTACH 'b.db' AS b", 10, nothing),
                    Contains("query only reads"));
  CHECK_THROWS_WITH(query_store(file.path(), "SELEC 1", 10, nothing), Contains("syntax error"));
  CHECK_THROWS_WITH(query_store(file.path(), "SELECT 1; DELETE FROM runs", 10, nothing),
                    Contains("one statement"));
  CHECK_THROWS_WITH(
      query_store(file.path(),
                  "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) "
                  "FROM c",
                  1, nothing),
      Contains("longer than 1 seconds"));
}

TEST_CASE("a file that is no store is refused and left alone") {
  const StoreFile file;
  std::ofstream{file.path()}
      << "This is not a database, but it is long enough to be taken for one.";
  CHECK_THROWS_WITH(ResultStore(file.path(), 0.1), Contains("not a result store"));
  std::ifstream read{file.path()};
  std::string text;
  std::getline(read, text);
  CHECK_THAT(text, Catch::StartsWith("This is not"));
}
