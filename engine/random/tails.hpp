#pragma once
// CDFs of the laws as they are before conditioning.

#include "railhead/random/law.hpp"

namespace railhead {

// The tail probability that the sampler inverts: P(X <= x), or P(X > x) where s.upper. With `below`
// (lower tails of laws with atoms) P(X < x). x may be infinite.
double raw_tail(const Sampler& s, double x, bool below);

// Fallible steps of prepare(): the law's parameters, then its range.
LawFault set_parameters(Sampler& s, LawKind kind, const LawArguments& arguments);
LawFault condition(Sampler& s, double min, double max);

}  // namespace railhead
