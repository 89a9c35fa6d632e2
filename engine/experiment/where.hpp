// Conditions on the points of a design: fire_rate >= 9000 and (sea or date < 2024-01-01).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "railhead/experiment/design.hpp"

namespace railhead {

struct WhereFault {
  std::size_t at;  // character of the expression, from 0
  std::string what;
};

// Whether a point satisfies a condition over the levels of its factors, named by the factors'
// names. Grammar: or, and, not, one comparison (< <= > >= == !=), + -, * /, unary minus, min, max,
// parentheses; numbers, dates, true, false and texts in quotes. A date is later than another when
// it is larger; a text equals another or not. What a factor that is left as it is makes unknown
// stays so through `and`, `or` and `not` unless the rest settles it, and a condition that ends
// unknown holds. Throws WhereFault.
bool holds(std::string_view expression, std::span<const Factor> factors,
           std::span<const Level> levels);

}  // namespace railhead
