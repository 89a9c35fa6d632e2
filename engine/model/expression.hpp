#pragma once

#include <algorithm>
#include <array>
#include <span>

#include <sleef.h>

#include "railhead/model/value.hpp"

namespace railhead {

// base ^ exponent, the same bits everywhere.
inline double power_of(double base, double exponent) {
  return Sleef_cinz_powd1_u10purec(base, exponent);
}

// Runs an expression; `profile` gives a profile's value by its index.
template <class ProfileValue>
double run_expression(const Expression& expression, std::span<const double> parameters,
                      ProfileValue&& profile) {
  std::array<double, kMaximumExpressionDepth> stack;
  std::size_t top = 0;
  for (const Instruction& instruction : expression.code) {
    switch (instruction.code) {
      case OpCode::constant: stack[top++] = instruction.constant; continue;
      case OpCode::parameter: stack[top++] = parameters[instruction.operand]; continue;
      case OpCode::profile: stack[top++] = profile(ProfileId{instruction.operand}); continue;
      case OpCode::negate: stack[top - 1] = -stack[top - 1]; continue;
      default: break;
    }
    const double right = stack[--top];
    double& left = stack[top - 1];
    switch (instruction.code) {
      case OpCode::add: left += right; break;
      case OpCode::subtract: left -= right; break;
      case OpCode::multiply: left *= right; break;
      case OpCode::divide: left /= right; break;
      case OpCode::power: left = power_of(left, right); break;
      case OpCode::minimum: left = std::min(left, right); break;
      default: left = std::max(left, right); break;
    }
  }
  return stack[0];
}

}  // namespace railhead
