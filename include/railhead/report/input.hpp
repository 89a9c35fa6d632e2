// What a report is made from.
#pragma once

#include <vector>

#include "railhead/report/run.hpp"
#include "railhead/report/studies.hpp"

namespace railhead {

// At least one thing is there.
struct ReportInput {
  std::vector<ReportRun> runs;  // the first is the baseline
  std::vector<ReportComparison> comparisons;
  std::vector<ReportSweep> sweeps;
  std::vector<ReportSensitivity> sensitivities;
  std::vector<ReportSolution> solutions;
};

}  // namespace railhead
