#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/results/store_cell.hpp"

namespace railhead {

// Told the names of the columns, then each row.
struct StoreRows {
  std::function<void(const std::vector<std::string>&)> columns;
  std::function<void(const StoreRow&)> row;
};

// Runs one SQL statement on a store that is opened for reading only; anything but reading is
// refused. A sweep may be writing meanwhile. Throws Error (usage) for SQL that is wrong or would
// write, Error (run-time) where the file is no store, or where it takes longer than `seconds`.
void query_store(const std::string& path, std::string_view sql, double seconds,
                 const StoreRows& rows);

// The same, but a store of which something sealed is not as it was written is refused first: Error
// (run-time) as of check_store(). Pages and what running the replications again gives are not
// looked at.
void query_sealed(const std::string& path, std::string_view sql, double seconds,
                  const StoreRows& rows);

// An identifier in SQL, such as the column of a response, quoted.
std::string sql_name(const std::string& name);

// Reads every page of a store. Throws Error (run-time) where the file is no store, is of another
// version, or is damaged: cut short, bits flipped. Not looked at is what running the replications
// again gives: their rows, summaries and quantiles.
void check_store(const std::string& path);

// The same, but tables that are whole and not as they were written are returned by name.
std::vector<std::string> damaged_tables(const std::string& path);

// Keeps whoever would write a store away while the result lives, so that all that is read is of one
// state. Throws Error (run-time) where another process is writing it.
std::shared_ptr<const void> hold_store(const std::string& path);

// What others added to a store, `view "x"`: tables, views and indexes that are not Railhead's.
std::vector<std::string> added_to_store(const std::string& path);

// Throws Error (run-time) where a store holds no sweep, but analyses alone, as `sensitivity`,
// `solve` and `strike` keep them, or where what it says of the sweep is not as it was written.
void require_sweep(const std::string& path);

}  // namespace railhead
