#include "store_database.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include <sqlite3.h>

#include "railhead/base/error.hpp"

namespace railhead {

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int result = sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        &statement_, nullptr);
  if (result != SQLITE_OK) database.refuse();
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::bind(int index, std::int64_t value) {
  if (sqlite3_bind_int64(statement_, index, value) != SQLITE_OK) database_.refuse();
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  // SQLite copies the text before the call returns: its SQLITE_TRANSIENT is the address -1.
  const auto copied = std::bit_cast<sqlite3_destructor_type>(std::intptr_t{-1});
  if (sqlite3_bind_text(statement_, index, text.data(), static_cast<int>(text.size()), copied) !=
      SQLITE_OK)
    database_.refuse();
  return *this;
}

Statement& Statement::bind(int index, double value) {
  if (!std::isfinite(value)) return bind_null(index);
  if (sqlite3_bind_double(statement_, index, value) != SQLITE_OK) database_.refuse();
  return *this;
}

Statement& Statement::bind_null(int index) {
  if (sqlite3_bind_null(statement_, index) != SQLITE_OK) database_.refuse();
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) database_.refuse();
  return false;
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() {
  sqlite3_reset(statement_);
}

int Statement::columns() const {
  return sqlite3_column_count(statement_);
}
std::string Statement::name(int column) const {
  return sqlite3_column_name(statement_, column);
}
int Statement::type(int column) const {
  return sqlite3_column_type(statement_, column);
}
bool Statement::is_null(int column) const {
  return type(column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(statement_, column);
}
std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

const std::string& require_plain_file(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw Error(ExitCode::kRuntime,
                path + ": a store is a file, and this is " +
                    (std::filesystem::is_directory(status) ? "a folder" : "a device or a pipe"));
  return path;
}

Database::Database(const std::string& path, bool read_only) : path_(require_plain_file(path)) {
  const int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
    const std::string reason = handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_);
    sqlite3_close(handle_);
    throw Error(ExitCode::kRuntime, "cannot open " + path + ": " + reason);
  }
  sqlite3_extended_result_codes(handle_, 1);
  be_patient(10);
}

Database::~Database() {
  sqlite3_close(handle_);
}

void Database::be_patient(double seconds) {
  sqlite3_busy_timeout(handle_, static_cast<int>(1000 * seconds));
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) refuse();
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement{*this, sql};
  return statement.step() ? statement.integer(0) : 0;
}

bool Database::has(std::string_view name) {
  return number("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '" +
                std::string{name} + "'") > 0;
}

bool Database::understands(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int result =
      sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  sqlite3_finalize(statement);
  return (result & 0xFF) != SQLITE_ERROR;
}

void Database::check_pages() {
  Statement check{*this, "PRAGMA integrity_check(1)"};
  if (check.step() && check.text(0) != "ok") refuse_damaged(check.text(0));
}

void Database::refuse_damaged(std::string reason) const {
  std::replace(reason.begin(), reason.end(), '\n', ' ');
  throw Error(ExitCode::kRuntime, path_ + ": the store is damaged (" + reason +
                                      "); take a copy of it, or run the study into a new one");
}

void Database::refuse() {
  const int code = sqlite3_errcode(handle_) & 0xFF;
  std::string reason = sqlite3_errmsg(handle_);
  if (code == SQLITE_FULL || code == SQLITE_IOERR)
    reason =
        (code == SQLITE_FULL ? "the disk is full" : "the disk does not answer (" + reason + ")") +
        "; what was committed before is kept, and the sweep goes on from there when it is "
        "started again";
  if (code == SQLITE_CORRUPT) refuse_damaged(reason);
  if (code == SQLITE_NOTADB) reason = "this is not a result store";
  throw Error(ExitCode::kRuntime, path_ + ": " + reason);
}

}  // namespace railhead
