#pragma once

#include <string>

#include "railhead/experiment/sensitivity.hpp"
#include "railhead/experiment/study.hpp"

namespace railhead {

// The document "railhead.sensitivity/1".
std::string sensitivity_document(const Study& study, const Sensitivity& found);

// Tables for people, a response after the other, what matters most first.
std::string sensitivity_text(const Study& study, const Sensitivity& found);

}  // namespace railhead
