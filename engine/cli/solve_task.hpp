// What railhead solve is asked, and the runs that answer it.
#pragma once

#include <string>

#include "railhead/experiment/solve.hpp"

#include "analysis.hpp"

namespace railhead {

struct SolveTask {
  AnalysisSubject subject;
  std::string path, selector;
  Metric metric;
  ResponseKind kind = ResponseKind::number;
  bool dates = false;  // the input is a date, days since 1970
  RootQuestion question;
};

// Throws Error (usage) for what cannot be searched.
SolveTask solve_task_of(const Arguments& arguments);

// Runs it, with progress. Throws Error (interrupted).
Solution solved(const SolveTask& task, bool quiet);

// An input in TOML syntax.
std::string input_text(const SolveTask& task, double x);

}  // namespace railhead
