#pragma once

#include <string>
#include <vector>

#include "railhead/experiment/strike.hpp"
#include "railhead/results/store_analysis.hpp"

#include "analysis.hpp"

namespace railhead {

// What strike found, and what it was asked.
struct StrikeOutcome {
  const AnalysisSubject& subject;
  double factor;
  const std::vector<std::string>& responses;
  const std::vector<Strike>& strikes;
};

// The document "railhead.strike/1". Differences and spreads of dates are in days.
std::string strike_document(const StrikeOutcome& outcome);
// A table for each response, what moves the first one most first.
std::string strike_text(const StrikeOutcome& outcome);
// For the store.
std::vector<AnalysisFigure> strike_figures(const StrikeOutcome& outcome);

}  // namespace railhead
