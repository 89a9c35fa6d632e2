#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "railhead/experiment/sweep.hpp"
#include "railhead/results/json.hpp"

namespace railhead {

// The members "metric" and "of" of a selector such as stock_end{munition=152mm}.
void write_selector(JsonWriter& json, std::string_view selector);

// A level as a JSON value: a number, a truth value, a text; null for the scenario as it is.
void write_level(JsonWriter& json, const Level& level);

// The rows of a sweep's table, folded to the terminal: a column for each factor and response.
class SweepTable {
 public:
  SweepTable(const Study& study, const StudyDesign& design);
  std::string heading(const std::vector<std::string>& metrics) const;
  std::string line(const PointOutcome& outcome) const;

 private:
  std::vector<std::string> row(const std::string& point, const std::vector<std::string>& levels,
                               const std::string& runs, const std::vector<std::string>& figures,
                               const std::vector<std::string>& metrics) const;

  const Study& study_;
  const StudyDesign& design_;
  std::vector<std::size_t> widths_;
};

// The document "railhead.sweep/1".
std::string sweep_document(const Study& study, const StudyDesign& design,
                           const std::vector<PointOutcome>& outcomes, bool interrupted);

}  // namespace railhead
