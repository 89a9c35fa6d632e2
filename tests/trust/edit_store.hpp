// Edits of a result store behind the program's back.
#pragma once

#include <string>

#include <sqlite3.h>

#include "tests/support/catch.hpp"

namespace railhead::tests {

// Rows that the last statement changed.
inline int edit_store(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  const int changed = sqlite3_changes(database);
  sqlite3_close(database);
  return changed;
}

}  // namespace railhead::tests
