#pragma once

#include <string>
#include <vector>

#include "railhead/experiment/sensitivity.hpp"
#include "railhead/experiment/study.hpp"
#include "railhead/results/store_analysis.hpp"

namespace railhead {

// The document "railhead.sensitivity/1".
std::string sensitivity_document(const Study& study, const Sensitivity& found);

// Tables for people, a response after the other, what matters most first.
std::string sensitivity_text(const Study& study, const Sensitivity& found);

// For the store.
std::vector<AnalysisFigure> sensitivity_figures(const Study& study, const Sensitivity& found);

}  // namespace railhead
