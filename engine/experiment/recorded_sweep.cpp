#include "recorded_sweep.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/base/hash.hpp"
#include "railhead/scenario/compile.hpp"

#include "levels.hpp"

namespace railhead {
namespace {

constexpr double kNoLimit = 1e9;  // seconds

CellPlace place_of(const RecordedRow& row, std::size_t column) {
  return {row.of->store, row.of->name, row.of->columns.at(column)};
}

template <class T>
const T& cell(const RecordedRow& row, std::size_t column) {
  const StoreCell& found = row.cells.at(column);
  if (!std::holds_alternative<T>(found)) refuse_cell(found, T{}, place_of(row, column));
  return std::get<T>(found);
}

// The word after FROM.
std::string table_of(const std::string& sql) {
  constexpr std::string_view kFrom = " FROM ";
  const std::size_t start = sql.find(kFrom) + kFrom.size();
  return sql.substr(start, sql.find(' ', start) - start);
}

// The number that stands beside a level's text is what views and charts show.
bool is_number_of(const std::string& text, double number) {
  try {
    const Scenario document = load_text("a level", "level = " + text + "\n");
    const Node* node = find(document.document, "level");
    return node != nullptr && same_number(level_of(*node).number, number);
  } catch (const Error&) {
    return false;
  }
}

void read_points(RecordedSweep& sweep) {
  for (const RecordedRow& row :
       rows_of(sweep.path,
               "SELECT seed, start, \"end\", statistics_from, point_key, label, scenario, "
               "replications FROM points ORDER BY point")) {
    RecordedPoint point{
        whole_in(row, 4), text_in(row, 5), text_in(row, 6), whole_in(row, 7), row, {}};
    if (point.key != point_key(point.label))
      sweep.faults.push_back("point " + point.label + ": this is not what its key was made of");
    sweep.points.push_back(std::move(point));
  }
}

void read_levels(RecordedSweep& sweep, bool& seed_varies) {
  std::map<std::int64_t, std::string> fields;
  for (const RecordedRow& row : rows_of(sweep.path, "SELECT factor, path FROM factors"))
    fields[whole_in(row, 0)] = text_in(row, 1);
  std::map<std::int64_t, std::vector<std::string>> overrides;
  for (const RecordedRow& row :
       rows_of(sweep.path,
               "SELECT point_key, factor, value, number FROM levels WHERE value <> '' ORDER BY "
               "factor")) {
    const std::string& field = fields[whole_in(row, 1)];
    const std::string& value = text_in(row, 2);
    const double number = number_in(row, 3);
    if (field.empty()) continue;
    seed_varies |= field == "scenario.seed";
    if (!is_number_of(value, number))
      sweep.faults.push_back(fmt::format("a level of {}: {} has another number", field, value));
    // As in point_with(): an entity that is not removed is left as it is, and removals come last.
    if (field.ends_with(".remove") && number == 0.0) continue;
    overrides[whole_in(row, 0)].push_back(fmt::format("{}={}", field, value));
  }
  for (RecordedPoint& point : sweep.points) {
    point.overrides = overrides[point.key];
    std::stable_partition(point.overrides.begin(), point.overrides.end(), [](const auto& override) {
      return !override.substr(0, override.find('=')).ends_with(".remove");
    });
  }
}

}  // namespace

std::vector<RecordedRow> rows_of(const std::string& path, const std::string& sql) {
  const auto of = std::make_shared<RecordedTable>(RecordedTable{path, table_of(sql), {}});
  std::vector<RecordedRow> rows;
  query_store(path, sql, kNoLimit,
              {[&](const auto& names) { of->columns = names; },
               [&](const StoreRow& row) {
                 rows.push_back({row, of});
               }});
  return rows;
}

const std::string& text_in(const RecordedRow& row, std::size_t column) {
  return cell<std::string>(row, column);
}
std::int64_t whole_in(const RecordedRow& row, std::size_t column) {
  return cell<std::int64_t>(row, column);
}

double number_in(const RecordedRow& row, std::size_t column) {
  return number_in(row.cells.at(column), place_of(row, column));
}

bool same_number(double a, double b) {
  return a == b || (a != a && b != b);
}

RecordedSweep read_sweep(const std::string& path) {
  RecordedSweep sweep;
  sweep.path = path;
  for (const RecordedRow& row : rows_of(path, "SELECT name, value FROM meta"))
    sweep.meta[text_in(row, 0)] = text_in(row, 1);
  for (const RecordedRow& row : rows_of(path, "SELECT sha256, path, toml FROM scenarios")) {
    const std::string& sha256 = text_in(row, 0);
    sweep.scenarios[sha256] = {sha256, text_in(row, 1), text_in(row, 2)};
    if (sha256_hex(text_in(row, 2)) != sha256)
      sweep.faults.push_back("the scenario " + text_in(row, 1) + " is not what its hash says");
  }
  for (const RecordedRow& row :
       rows_of(path, "SELECT metric, unit, whole FROM responses ORDER BY response"))
    sweep.responses.push_back({text_in(row, 0), text_in(row, 1), whole_in(row, 2) != 0});
  bool seed_varies = false;
  read_points(sweep);
  read_levels(sweep, seed_varies);
  if (!seed_varies && !sweep.points.empty()) {
    const StoreScenario& first = sweep.scenarios[sweep.points.front().scenario];
    sweep.seed = compile(load_text(first.path, first.toml)).network.seed;
  }
  return sweep;
}

}  // namespace railhead
