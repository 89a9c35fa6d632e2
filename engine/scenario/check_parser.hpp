// Conditions over metrics: min(stock_min{site=tikhoretsk}) >= 0 and mean(fill_rate) > 0.95.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/scenario/settings.hpp"

#include "parsing.hpp"

namespace railhead {

// Turns a selector into a metric; throws Error where it is none.
using MetricResolver = std::function<Metric(std::string_view)>;

// Grammar: or, and, not, one comparison, + -, * /, unary minus, parentheses; numbers, dates
// (2024-01-31) and STATISTIC(SELECTOR) with min, max, mean, sd or p01 … p99.
// The whole must be a condition, not a number.
std::optional<std::vector<CheckInstruction>> parse_check(std::string_view text,
                                                         const MetricResolver& resolve,
                                                         ParseFault& fault);

}  // namespace railhead
