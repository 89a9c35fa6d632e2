#include "store_seal.hpp"

#include <map>
#include <string_view>

#include <sqlite3.h>

#include "railhead/base/hash.hpp"
#include "railhead/base/text.hpp"
#include "railhead/results/store_query.hpp"

#include "store_database.hpp"

namespace railhead {
namespace {

constexpr std::string_view kSchema = "the schema (tables, views and indexes)";

// What of the schema is Railhead's. Triggers and unique indexes on it count as such, since they
// change what is written.
constexpr std::string_view kOwn =
    "(lower(tbl_name) IN ('analyses', 'factors', 'figures', 'inputs', 'levels', 'meta', 'points', "
    "'quantiles', 'responses', 'runs', 'scenarios', 'seals', 'series', 'summaries', 'v_analyses', "
    "'v_points', 'v_quantiles', 'v_tidy') AND (type <> 'index' OR coalesce(sql, '') NOT LIKE "
    "'CREATE INDEX%'))";

// What SQLite makes by itself, such as the index of a primary key, has no statement or a name of
// its own.
std::string schema_rows(const std::string& columns, const std::string& which) {
  return "SELECT " + columns + " FROM sqlite_schema WHERE sql IS NOT NULL AND " + which +
         std::string{kOwn} + " ORDER BY name";
}

struct Sealed {
  std::string_view name;
  const char* rows;  // in a fixed order
};

// Runs, summaries, quantiles, their series and when a point ended are left out: these grow while a
// sweep works, and follow from the rest.
constexpr Sealed kSealed[] = {
    {"meta", "SELECT * FROM meta ORDER BY name"},
    {"scenarios", "SELECT * FROM scenarios ORDER BY sha256"},
    {"inputs", "SELECT * FROM inputs ORDER BY path"},
    {"factors", "SELECT * FROM factors ORDER BY factor"},
    {"responses", "SELECT * FROM responses ORDER BY response"},
    {"points", "SELECT point_key, point, label, scenario FROM points ORDER BY point_key"},
    {"levels", "SELECT * FROM levels ORDER BY point_key, factor"},
    {"analyses", "SELECT * FROM analyses ORDER BY analysis"},
    {"figures", "SELECT * FROM figures ORDER BY analysis, place"}};

void add_cell(Hash64& hash, const Statement& row, int column) {
  const int type = row.type(column);
  hash.add(static_cast<std::int64_t>(type));
  if (type == SQLITE_INTEGER)
    hash.add(row.integer(column));
  else if (type == SQLITE_FLOAT)
    hash.add(row.real(column));
  else if (type != SQLITE_NULL)
    hash.add(std::string_view{row.text(column)});
}

std::int64_t hash_of(Database& database, std::string_view rows) {
  Hash64 hash;
  Statement statement{database, rows};
  while (statement.step())
    for (int column = 0; column < statement.columns(); ++column) add_cell(hash, statement, column);
  return static_cast<std::int64_t>(hash.value());
}

// What is read is of one moment, while another process may be writing.
class Snapshot {
 public:
  explicit Snapshot(Database& database) : database_(database) {
    database.execute("SAVEPOINT seals");
  }
  ~Snapshot() { sqlite3_exec(database_.handle(), "RELEASE seals", nullptr, nullptr, nullptr); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
};

constexpr std::int64_t kOtherColumns = 0;

// Of what is in the store now.
std::map<std::string, std::int64_t> seals_of(Database& database) {
  std::map<std::string, std::int64_t> seals;
  seals[std::string{kSchema}] = hash_of(database, schema_rows("type, name, sql", ""));
  for (const Sealed& each : kSealed)
    if (database.has(each.name))
      seals[std::string{each.name}] =
          database.understands(each.rows) ? hash_of(database, each.rows) : kOtherColumns;
  return seals;
}

// A view may be read without an end.
void refuse_views_as_tables(Database& database) {
  Statement rows{database,
                 schema_rows("name", "type = 'view' AND lower(name) NOT GLOB 'v_*' AND ")};
  if (rows.step()) database.refuse_damaged("a view in the place of table " + rows.text(0));
}

}  // namespace

void write_seals(Database& database) {
  database.execute(
      "CREATE TABLE IF NOT EXISTS seals(of TEXT PRIMARY KEY, hash INTEGER NOT NULL) STRICT, "
      "WITHOUT ROWID; DELETE FROM seals");
  Statement seal{database, "INSERT INTO seals VALUES(?, ?)"};
  for (const auto& [name, hash] : seals_of(database))
    seal.bind(1, std::string_view{name}).bind(2, hash).run();
}

std::vector<std::string> broken_seals(Database& database) {
  const Snapshot one_state{database};
  if (database.number("SELECT count(*) FROM sqlite_schema") == 0) return {};
  refuse_views_as_tables(database);
  std::map<std::string, std::int64_t> kept;
  constexpr const char* kSeals = "SELECT of, hash FROM seals";
  if (database.has("seals") && database.understands(kSeals)) {
    Statement rows{database, kSeals};
    while (rows.step()) kept[rows.text(0)] = rows.integer(1);
  }
  std::vector<std::string> broken;
  const auto made = seals_of(database);
  for (const auto& [name, hash] : made)
    if (const auto seal = kept.find(name); seal == kept.end() || seal->second != hash)
      broken.push_back(name);
  for (const auto& [name, hash] : kept)
    if (!made.contains(name)) broken.push_back(name);
  return broken;
}

std::vector<std::string> additions(Database& database) {
  std::vector<std::string> found;
  Statement rows{database, schema_rows("type, name", "name NOT GLOB 'sqlite_*' AND NOT ")};
  while (rows.step()) found.push_back(rows.text(0) + " " + sql_name(shown(rows.text(1))));
  return found;
}

void refuse_broken(Database& database) {
  std::string names;
  for (const std::string& name : broken_seals(database))
    names += (names.empty() ? "" : ", ") + name;
  if (!names.empty()) database.refuse_damaged("not as it was written: " + names);
}

}  // namespace railhead
