#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace railhead {

// What SQLite keeps in a place of a table: nothing, a whole number, a number or a text.
using StoreCell = std::variant<std::monostate, std::int64_t, double, std::string>;
using StoreRow = std::vector<StoreCell>;

// Where a cell is from, for its faults.
struct CellPlace {
  std::string_view store, table, column;
};

// The number in a cell, kUnknown where there is nothing. Throws as refuse_cell() of a text.
double number_in(const StoreCell& cell, const CellPlace& place);

// Throws Error (run-time): the store is damaged, since a cell is of another kind than `expected`.
[[noreturn]] void refuse_cell(const StoreCell& cell, const StoreCell& expected,
                              const CellPlace& place);

}  // namespace railhead
