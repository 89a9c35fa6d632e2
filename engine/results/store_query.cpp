#include "railhead/results/store_query.hpp"

#include <algorithm>
#include <chrono>

#include <sqlite3.h>

#include "railhead/base/error.hpp"
#include "railhead/base/text.hpp"
#include "railhead/results/files.hpp"
#include "railhead/results/store.hpp"

#include "store_database.hpp"
#include "store_lock.hpp"
#include "store_seal.hpp"

namespace railhead {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLongestCell = 64 << 20;  // bytes, more than any scenario
constexpr double kPatience = 10;        // seconds, with the locks of others

int authorise(void*, int action, const char*, const char* name, const char*, const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_FUNCTION:
      return std::string_view{name} == "load_extension" ? SQLITE_DENY : SQLITE_OK;
    default: return SQLITE_DENY;
  }
}

int too_late(void* until) {
  return Clock::now() > *static_cast<const Clock::time_point*>(until) ? 1 : 0;
}

const std::string& require_there(const std::string& path) {
  if (!file_exists(path)) throw Error(ExitCode::kRuntime, path + ": there is no such store");
  return path;
}

void check_is_store(Database& database) {
  if (database.number("PRAGMA application_id") != kStoreApplication)
    throw Error(ExitCode::kRuntime, database.path() + ": this is not a result store");
  if (const std::int64_t version = database.number("PRAGMA user_version"); version != kStoreVersion)
    throw Error(ExitCode::kRuntime, database.path() + ": a result store of version " +
                                        std::to_string(version) + "; this program reads version " +
                                        std::to_string(kStoreVersion));
}

// Throws in the words of SQLite and, for a table that is not there, with the `known` ones, where it
// is the statement's fault as a wrong argument.
Statement prepared(Database& database, std::string_view sql, const std::string& known) {
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int result =
      sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &raw, &tail);
  sqlite3_finalize(raw);
  if ((result & 0xFF) == SQLITE_AUTH)
    throw Error(ExitCode::kUsage, "query only reads: a single SELECT on the tables and views");
  if ((result & 0xFF) == SQLITE_CORRUPT) database.refuse();
  if (result != SQLITE_OK) {
    const std::string fault = sqlite3_errmsg(database.handle());
    const bool table = fault.starts_with("no such table");
    throw Error(ExitCode::kUsage, "SQL: " + fault + (table ? "; there are " + known : ""));
  }
  if (raw == nullptr) throw Error(ExitCode::kUsage, "SQL: there is no statement");
  const std::string_view rest{tail, static_cast<std::size_t>(sql.data() + sql.size() - tail)};
  if (rest.find_first_not_of(" \t\r\n;") != std::string_view::npos)
    throw Error(ExitCode::kUsage, "SQL: one statement at a time");
  return Statement{database, sql};
}

// "v_points, v_tidy, …": what can be asked.
std::string tables_of(Database& database) {
  Statement names{database,
                  "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT "
                  "LIKE 'sqlite_%' ORDER BY type DESC, name"};
  std::string text;
  while (names.step()) text.append(text.empty() ? "" : ", ").append(shown(names.text(0)));
  return text;
}

StoreCell cell_of(const Statement& statement, int column) {
  switch (statement.type(column)) {
    case SQLITE_INTEGER: return statement.integer(column);
    case SQLITE_FLOAT: return statement.real(column);
    case SQLITE_NULL: return std::monostate{};
    default: return statement.text(column);
  }
}

void answer(Database& database, std::string_view sql, const StoreRows& rows) {
  const std::string known = tables_of(database);
  sqlite3_limit(database.handle(), SQLITE_LIMIT_LENGTH, kLongestCell);
  sqlite3_set_authorizer(database.handle(), authorise, nullptr);
  Statement statement = prepared(database, sql, known);
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(statement.columns()));
  for (int i = 0; i < statement.columns(); ++i) names.push_back(statement.name(i));
  rows.columns(names);
  StoreRow row(names.size());
  while (statement.step()) {
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = cell_of(statement, static_cast<int>(i));
    rows.row(row);
  }
}

// Throws Error (run-time) where the work on a database takes longer.
void within(Database& database, double seconds, const std::function<void()>& work) {
  auto until = Clock::now() +
               std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  sqlite3_progress_handler(database.handle(), 10'000, too_late, &until);
  database.be_patient(std::min(seconds, kPatience));
  try {
    work();
  } catch (const Error&) {
    if (too_late(&until) == 0) throw;
    throw Error(ExitCode::kRuntime, "the query took longer than " +
                                        std::to_string(static_cast<int>(seconds)) +
                                        " seconds; --timeout gives it more");
  }
}

}  // namespace

void check_store(const std::string& path) {
  Database database{require_there(path), true};
  check_is_store(database);
  database.check_pages();
  refuse_broken(database);
}

std::vector<std::string> damaged_tables(const std::string& path) {
  Database database{require_there(path), true};
  check_is_store(database);
  database.check_pages();
  return broken_seals(database);
}

std::shared_ptr<const void> hold_store(const std::string& path) {
  constexpr double kBriefly = 1;  // seconds, for who is about to end
  return std::make_shared<StoreLock>(require_plain_file(require_there(path)), StoreUse::verify,
                                     kBriefly);
}

std::vector<std::string> added_to_store(const std::string& path) {
  Database database{require_there(path), true};
  return additions(database);
}

void require_sweep(const std::string& path) {
  Database database{require_there(path), true};
  check_is_store(database);
  refuse_broken(database);
  if (!database.has("points"))
    throw Error(ExitCode::kRuntime,
                path +
                    ": the store holds no sweep, only what sensitivity, solve or strike kept; "
                    "the view v_analyses has it");
}

void query_store(const std::string& path, std::string_view sql, double seconds,
                 const StoreRows& rows) {
  Database database{require_there(path), true};
  within(database, seconds, [&] {
    check_is_store(database);
    answer(database, sql, rows);
  });
}

void query_sealed(const std::string& path, std::string_view sql, double seconds,
                  const StoreRows& rows) {
  Database database{require_there(path), true};
  within(database, seconds, [&] {
    check_is_store(database);
    refuse_broken(database);
    answer(database, sql, rows);
  });
}

}  // namespace railhead
