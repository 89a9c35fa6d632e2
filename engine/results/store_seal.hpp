// What stands in a store and is not made again by running the replications again is sealed: a hash
// of all rows of each such table, renewed in the transaction that writes them.
#pragma once

#include <string>
#include <vector>

namespace railhead {

class Database;

// Seals what the store holds now. Requires: a transaction is open.
void write_seals(Database& database);

// The tables that are not as they were sealed: "meta", "levels", "the schema", …; none in a store
// that is sound or empty. Throws Error (run-time) where a view has the name of a table.
std::vector<std::string> broken_seals(Database& database);

// Throws Error (run-time) naming these, where there are any.
void refuse_broken(Database& database);

// Tables, views and indexes that others added beside Railhead's, which no seal is of: `view "x"`.
std::vector<std::string> additions(Database& database);

}  // namespace railhead
