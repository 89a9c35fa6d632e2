// What a result store says about the sweep that it is of.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "railhead/results/store.hpp"
#include "railhead/results/store_query.hpp"

namespace railhead {

// What rows are of.
struct RecordedTable {
  std::string store, name;
  std::vector<std::string> columns;
};

struct RecordedRow {
  StoreRow cells;
  std::shared_ptr<const RecordedTable> of;
};

// A fault of a cell names the table that stands first after FROM.
std::vector<RecordedRow> rows_of(const std::string& path, const std::string& sql);

// A cell of a column that holds texts, or whole numbers. Throws Error (run-time) naming the table
// and the column where it holds anything else: the store is damaged.
const std::string& text_in(const RecordedRow& row, std::size_t column);
std::int64_t whole_in(const RecordedRow& row, std::size_t column);
// NaN where there is nothing.
double number_in(const RecordedRow& row, std::size_t column);
// NaN is equal to itself here.
bool same_number(double a, double b);

struct RecordedPoint {
  std::int64_t key = 0;
  std::string label;
  std::string scenario;    // sha256
  std::int64_t ended = 0;  // replications that its summaries are of
  RecordedRow row;         // seed, start, end and statistics_from first: nothing until it has ended
  std::vector<std::string> overrides;
};

struct RecordedSweep {
  std::string path;
  std::map<std::string, std::string> meta;
  std::map<std::string, StoreScenario> scenarios;  // by sha256
  std::vector<StoreResponse> responses;
  std::vector<RecordedPoint> points;
  std::optional<std::uint64_t> seed;  // of all points, unless it is a factor
  std::vector<std::string> faults;    // where the store contradicts itself, in words
  bool keeps(const std::string& what) const {
    const auto keep = meta.find("keep");
    return keep != meta.end() && keep->second == what;
  }
};

RecordedSweep read_sweep(const std::string& path);

}  // namespace railhead
