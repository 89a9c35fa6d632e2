#pragma once

#include <cstddef>
#include <string>

#include "railhead/experiment/compare.hpp"

namespace railhead {

// Tables and charts for people. `chosen`: the metrics were asked for, so that all are shown.
std::string compare_report(const Comparison& comparison, bool chosen, std::size_t width);

// The document "railhead.compare/1".
std::string compare_document(const Comparison& comparison);

// One line a variant, series and instant:
// variant,date,series,site,munition,origin,shipment,mean,p05,p10,p25,p50,p75,p90,p95
std::string difference_csv(const Comparison& comparison);

}  // namespace railhead
