// The one place that knows SQLite's C interface.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace railhead {

class Database;

// The path, unless something is there that is no file: then throws Error (run-time).
const std::string& require_plain_file(const std::string& path);

// A prepared statement. Indices of parameters count from 1, of columns from 0.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  // What is not finite becomes NULL.
  Statement& bind(int index, double value);
  Statement& bind_null(int index);
  // True while there is a row. Throws Error (run-time) naming the file and the reason.
  bool step();
  // Runs to the end and is ready for the next values.
  void run();
  void reset();

  int columns() const;
  std::string name(int column) const;
  int type(int column) const;  // SQLITE_INTEGER, …
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  // Throws Error (run-time) where it cannot be opened.
  Database(const std::string& path, bool read_only);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void be_patient(double seconds);  // with the locks of others; ten seconds at first
  void execute(const std::string& sql);
  std::int64_t number(const std::string& sql);  // the first column of the first row; 0 without one
  bool has(std::string_view name);              // a table of this name
  bool understands(std::string_view sql);       // false where a table or column is not there
  void check_pages();                           // throws Error where they are damaged
  [[noreturn]] void refuse();                   // with the reason that SQLite gives
  [[noreturn]] void refuse_damaged(std::string reason) const;
  sqlite3* handle() const { return handle_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  sqlite3* handle_ = nullptr;
};

}  // namespace railhead
