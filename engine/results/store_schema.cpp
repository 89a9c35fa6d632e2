#include "store_schema.hpp"

#include "railhead/results/store_query.hpp"

namespace railhead {
namespace {

std::string quoted(const std::string& text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

constexpr const char* kTables = R"(
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE scenarios(sha256 TEXT PRIMARY KEY, path TEXT NOT NULL, toml TEXT NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE inputs(path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE factors(factor INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, path TEXT NOT NULL)
  STRICT;
CREATE TABLE responses(response INTEGER PRIMARY KEY, metric TEXT NOT NULL UNIQUE,
  unit TEXT NOT NULL, whole INTEGER NOT NULL) STRICT;
CREATE TABLE points(point_key INTEGER PRIMARY KEY, point INTEGER NOT NULL, label TEXT NOT NULL,
  scenario TEXT NOT NULL REFERENCES scenarios, seed INTEGER, start INTEGER, "end" INTEGER,
  statistics_from INTEGER,  replications INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE levels(point_key INTEGER NOT NULL REFERENCES points, factor INTEGER NOT NULL,
  value TEXT NOT NULL, number REAL, PRIMARY KEY(point_key, factor)) STRICT, WITHOUT ROWID;
CREATE TABLE summaries(point_key INTEGER NOT NULL REFERENCES points, metric TEXT NOT NULL,
  n INTEGER NOT NULL, mean REAL, sd REAL, half_width REAL, low REAL, high REAL, min REAL, p05 REAL,
  p10 REAL, p25 REAL, p50 REAL, p75 REAL, p90 REAL, p95 REAL, max REAL,
  PRIMARY KEY(point_key, metric)) STRICT, WITHOUT ROWID;
CREATE TABLE series(series_key INTEGER PRIMARY KEY, series TEXT NOT NULL, site TEXT, munition TEXT,
  origin TEXT, shipment TEXT) STRICT;
CREATE TABLE quantiles(point_key INTEGER NOT NULL REFERENCES points,
  series_key INTEGER NOT NULL REFERENCES series, at INTEGER NOT NULL, mean REAL, p05 REAL, p10 REAL,
  p25 REAL, p50 REAL, p75 REAL, p90 REAL, p95 REAL,
  PRIMARY KEY(point_key, series_key, at)) STRICT, WITHOUT ROWID;
)";

constexpr const char* kQuantileView = R"(
DROP VIEW IF EXISTS v_quantiles;
CREATE VIEW v_quantiles AS SELECT p.point, s.series, s.site, s.munition, s.origin, s.shipment,
  strftime('%Y-%m-%dT%H:%M:%SZ', q.at / 1000000, 'unixepoch') AS at,
  q.mean, q.p05, q.p10, q.p25, q.p50, q.p75, q.p90, q.p95
  FROM quantiles q JOIN points p USING(point_key) JOIN series s USING(series_key);
)";

std::string tidy_view(const std::vector<StoreResponse>& responses) {
  std::string sql = "DROP VIEW IF EXISTS v_tidy;\nCREATE VIEW v_tidy AS ";
  for (const StoreResponse& response : responses)
    sql += "SELECT p.point, r.replication, NULL AS summary, " + sql_text(response.metric) +
           " AS metric, r." + sql_name(response.metric) +
           " AS value FROM runs r JOIN points p USING(point_key)\n  UNION ALL ";
  const char* separator = "";
  for (const char* summary : {"n", "mean", "sd", "half_width", "low", "high", "min", "p05", "p10",
                              "p25", "p50", "p75", "p90", "p95", "max"}) {
    sql += std::string{separator} + "SELECT p.point, NULL AS replication, '" + summary +
           "' AS summary, s.metric, s." + summary +
           " AS value FROM summaries s JOIN points p USING(point_key)";
    separator = "\n  UNION ALL ";
  }
  return sql + ";\n";
}

std::string points_view(const std::vector<StoreFactor>& factors) {
  std::string sql =
      "DROP VIEW IF EXISTS v_points;\nCREATE VIEW v_points AS SELECT point, label, replications";
  for (std::size_t i = 0; i < factors.size(); ++i)
    sql +=
        // Whole numbers, instants among them, as integers.
        ",\n  (SELECT CASE WHEN number = CAST(number AS INTEGER) THEN CAST(number AS INTEGER) ELSE "
        "coalesce(number, value) END FROM levels l WHERE l.point_key = p.point_key AND factor = " +
        std::to_string(i) + ") AS " + sql_name(factors[i].name);
  return sql + " FROM points p ORDER BY point;\n";
}

}  // namespace

std::string sql_name(const std::string& name) {
  return quoted(name, '"');
}
std::string sql_text(const std::string& text) {
  return quoted(text, '\'');
}

std::string store_tables(const std::vector<StoreResponse>& responses) {
  std::string sql = kTables;
  sql +=
      "CREATE TABLE runs(point_key INTEGER NOT NULL REFERENCES points, "
      "replication INTEGER NOT NULL, digest INTEGER NOT NULL";
  for (const StoreResponse& response : responses)
    sql += ", " + sql_name(response.metric) + (response.whole ? " ANY" : " REAL");
  return sql + ", PRIMARY KEY(point_key, replication)) STRICT, WITHOUT ROWID;\n";
}

std::string store_views(const StoreHead& head) {
  return tidy_view(head.responses) + points_view(head.factors) + kQuantileView;
}

}  // namespace railhead
