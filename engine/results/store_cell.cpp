#include "railhead/results/store_cell.hpp"

#include <array>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"

namespace railhead {

double number_in(const StoreCell& cell, const CellPlace& place) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  if (!std::holds_alternative<std::monostate>(cell)) refuse_cell(cell, 0.0, place);
  return kUnknown;
}

void refuse_cell(const StoreCell& cell, const StoreCell& expected, const CellPlace& place) {
  constexpr std::array kKinds = {"nothing", "a whole number", "a number", "a text"};
  throw Error(ExitCode::kRuntime,
              fmt::format("{}: the store is damaged (table {}, column {}: expected {}, found {})",
                          place.store, place.table, place.column, kKinds[expected.index()],
                          kKinds[cell.index()]));
}

}  // namespace railhead
