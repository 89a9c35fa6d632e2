#include "railhead/results/store_analysis.hpp"

#include "railhead/results/store.hpp"

#include "store_database.hpp"
#include "store_seal.hpp"

namespace railhead {
namespace {

constexpr const char* kAnalyses = R"(
CREATE TABLE IF NOT EXISTS analyses(analysis INTEGER PRIMARY KEY, verb TEXT NOT NULL,
  question TEXT NOT NULL, engine TEXT NOT NULL, document TEXT NOT NULL,
  UNIQUE(verb, question)) STRICT;
CREATE TABLE IF NOT EXISTS figures(analysis INTEGER NOT NULL REFERENCES analyses,
  place INTEGER NOT NULL, response TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  figure TEXT NOT NULL, value REAL, low REAL, high REAL,
  PRIMARY KEY(analysis, place)) STRICT, WITHOUT ROWID;
CREATE VIEW IF NOT EXISTS v_analyses AS SELECT a.verb, a.question, f.response, f.kind, f.name,
  f.figure, f.value, f.low, f.high FROM figures f JOIN analyses a USING(analysis)
  ORDER BY a.analysis, f.place;
)";

std::int64_t write_analysis(Database& database, const StoredAnalysis& analysis) {
  Statement row{database,
                "INSERT INTO analyses(verb, question, engine, document) VALUES(?, ?, ?, ?) "
                "ON CONFLICT(verb, question) DO UPDATE SET engine = excluded.engine, "
                "document = excluded.document"};
  int column = 1;
  for (const std::string* text :
       {&analysis.verb, &analysis.question, &analysis.engine, &analysis.document})
    row.bind(column++, std::string_view{*text});
  row.run();
  Statement key{database, "SELECT analysis FROM analyses WHERE verb = ? AND question = ?"};
  key.bind(1, std::string_view{analysis.verb}).bind(2, std::string_view{analysis.question});
  key.step();
  return key.integer(0);
}

void write_figures(Database& database, std::int64_t key,
                   const std::vector<AnalysisFigure>& figures) {
  database.execute("DELETE FROM figures WHERE analysis = " + std::to_string(key));
  Statement row{database, "INSERT INTO figures VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const AnalysisFigure& figure = figures[i];
    row.bind(1, key).bind(2, static_cast<std::int64_t>(i));
    int column = 3;
    for (const std::string* text : {&figure.response, &figure.kind, &figure.name, &figure.figure})
      row.bind(column++, std::string_view{*text});
    for (const double number : {figure.value, figure.low, figure.high}) row.bind(column++, number);
    row.run();
  }
}

}  // namespace

void keep_analysis(const std::string& path, const StoredAnalysis& analysis) {
  // Takes the lock, and refuses what is no store or one of another version.
  const ResultStore store{path};
  Database database{path, false};
  database.execute("BEGIN IMMEDIATE; PRAGMA application_id = " + std::to_string(kStoreApplication) +
                   "; PRAGMA user_version = " + std::to_string(kStoreVersion));
  database.execute(kAnalyses);
  write_figures(database, write_analysis(database, analysis), analysis.figures);
  write_seals(database);
  database.execute("COMMIT");
}

}  // namespace railhead
