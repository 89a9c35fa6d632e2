// A chart: a Vega-Lite specification that names its data, and the data by column.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "railhead/base/time.hpp"

namespace railhead {

// One column: numbers or, where there are any, texts. NaN is an empty cell.
struct DataColumn {
  std::string name;
  std::vector<double> numbers = {};
  std::vector<std::string> texts = {};
};

struct Dataset {
  std::string name;
  std::vector<DataColumn> columns;
  std::size_t rows() const;
};

struct Chart {
  std::string id;       // fit for a file name and a fragment of a link
  std::string title;    // one line
  std::string summary;  // what it shows, for those who can't see it
  std::string spec;     // JSON; without "datasets"
  std::vector<Dataset> datasets;
  int height = 280;  // of the plot in pixels, with axes and legend
};

// The columns of many charts, each distinct one kept once. Numbers keep five significant digits,
// more than any chart can show.
class ColumnPool {
 public:
  // The chart's data by column numbers: {"bands":{"date":0,"p50":3}}.
  std::string refer(const Chart& chart);
  // All columns so far: [["2023-08-01",…],[1200,…],…].
  std::string json() const;

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::string> columns_;
};

// The specification alone, with its data as Vega-Lite expects it: a document that stands by itself.
std::string standalone_spec(const Chart& chart);

// Small letters, digits and dashes.
std::string chart_id(const std::string& text);

// Midnight of the day: "2023-11-01".
std::vector<std::string> iso_dates(const std::vector<Instant>& grid);

}  // namespace railhead
