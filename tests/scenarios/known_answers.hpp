// The cases of scenarios/validation/cases.csv and how an estimate is held against its truth.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "runs.hpp"

namespace railhead::tests {

// One row: the truth of a statistic over the replications of a metric.
struct Case {
  std::string file;       // of scenarios/validation/
  std::string metric;     // a selector
  std::string statistic;  // mean, sd; every: all replications
  std::string truth;      // a number, an instant, or the other file
  std::string kind;       // exact, statistical, same
  double inaccuracy = 0;  // by which the truth itself may be off
  std::string family;     // queue, inventory, supply, statistics
};

std::vector<Case> read_cases();
// Of one family, or all without a name; rows of one file stand together.
std::vector<std::vector<Case>> cases_by_file(const std::string& family = "");

// Failure probability of one statistical row, so that a correct engine fails any row of the suite
// with probability 1e-6 (Bonferroni).
double failure_probability();

// A row against what was run. Exact rows have no tolerance; rows of kind "same" have truth and
// estimate of the number of replications that differ.
struct Outcome {
  double truth = 0;
  double estimate = 0;
  double standard_error = 0;
  double tolerance = 0;  // of the estimate, Student's t times its standard error
  bool agrees = false;
};

// Runs a file once for all its rows.
std::vector<Outcome> outcomes_of(const std::vector<Case>& rows);

}  // namespace railhead::tests
