#include "railhead/random/law.hpp"

namespace railhead {

std::string_view describe(LawFault fault) {
  switch (fault) {
    case LawFault::none: return "no fault";
    case LawFault::not_finite: return "every argument must be a finite number";
    case LawFault::negative_spread: return "sd must not be negative";
    case LawFault::order_of_arguments: return "low <= mode <= high must hold";
    case LawFault::order_of_bounds: return "low <= high must hold";
    case LawFault::mean_not_positive: return "mean must be positive";
    case LawFault::mean_negative: return "mean must not be negative";
    case LawFault::shape_not_positive: return "shape must be positive (erlang: at least 1)";
    case LawFault::shape_not_whole: return "shape must be a whole number";
    case LawFault::scale_negative: return "scale must not be negative";
    case LawFault::mean_outside: return "mean must lie between low and high";
    case LawFault::spread_too_large: return "sd is too large for the range from low to high";
    case LawFault::count_not_whole: return "n must be a whole number, not negative";
    case LawFault::probability_outside: return "p must be in [0, 1]";
    case LawFault::too_large: return "counts above 2^53 are not supported";
    case LawFault::table_missing: return "the list of values is missing or faulty";
    case LawFault::empty_range: return "min must not exceed max";
    case LawFault::no_mass: return "the law has no probability between min and max";
    case LawFault::not_representable: return "the arguments are too extreme to compute with";
  }
  return "?";
}

}  // namespace railhead
