#include "curvature.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace railhead {

namespace {

constexpr std::uint8_t kCubic = 3;  // the highest degree that Simpson's rule integrates exactly
constexpr std::uint8_t kCurve = 255;
constexpr std::uint8_t kNotAsked = 254;

struct Operand {
  std::uint8_t degree = 0;
  std::optional<double> constant = {};
};

std::uint8_t product(std::uint8_t a, std::uint8_t b) {
  return a + b <= kCubic ? static_cast<std::uint8_t>(a + b) : kCurve;
}

std::uint8_t power(const Operand& base, const Operand& exponent) {
  if (base.degree == 0 && exponent.degree == 0) return 0;
  std::uint8_t degree = 0;
  for (int n = 0; n <= kCubic; ++n) {
    if (exponent.constant && *exponent.constant == n) return degree;
    degree = product(degree, base.degree);
  }
  return kCurve;
}

std::uint8_t combined(OpCode code, const Operand& a, const Operand& b) {
  switch (code) {
    case OpCode::add:
    case OpCode::subtract: return std::max(a.degree, b.degree);
    case OpCode::multiply: return product(a.degree, b.degree);
    case OpCode::divide: return b.degree == 0 ? a.degree : kCurve;
    case OpCode::power: return power(a, b);
    default: return a.degree == 0 && b.degree == 0 ? std::uint8_t{0} : kCurve;  // a kink
  }
}

}  // namespace

Curvature::Curvature(const Network& network)
    : network_(network),
      profiles_(network.profiles.size(), kNotAsked),
      expressions_(network.expressions.size(), kNotAsked) {
  for (const ProfileId id : network.profiles.ids()) of_profile(id);
  for (const ExpressionId id : network.expressions.ids())
    expressions_[id] = of_code(network.expressions[id].code);
}

bool Curvature::curved(const Step& step, const Step* next) const {
  return of_step(step, next) > kCubic;
}

Curvature::Degree Curvature::of_argument(const Argument& argument) const {
  return argument.expression.is_none() ? Degree{0} : expressions_[argument.expression];
}

Curvature::Degree Curvature::of_step(const Step& step, const Step* next) const {
  const Degree here = of_argument(step.law.a[0]);
  if (!step.linear || next == nullptr) return here;
  return product(std::max(here, of_argument(next->law.a[0])), 1);
}

Curvature::Degree Curvature::of_code(const std::vector<Instruction>& code) {
  std::array<Operand, kMaximumExpressionDepth> stack;
  std::size_t top = 0;
  for (const Instruction& instruction : code) {
    switch (instruction.code) {
      case OpCode::constant: stack[top++] = {0, instruction.constant}; continue;
      case OpCode::parameter: stack[top++] = {}; continue;
      case OpCode::profile: stack[top++] = {of_profile(ProfileId{instruction.operand})}; continue;
      case OpCode::negate: stack[top - 1].constant.reset(); continue;
      default: break;
    }
    const Operand right = stack[--top];
    stack[top - 1] = {combined(instruction.code, stack[top - 1], right)};
  }
  return stack[0].degree;
}

// Profiles may read one another, in no circle.
Curvature::Degree Curvature::of_profile(ProfileId id) {
  if (profiles_[id] != kNotAsked) return profiles_[id];
  const Profile& profile = network_.profiles[id];
  Degree degree = 0;
  for (std::uint32_t s = 0; s < profile.step_count; ++s) {
    const Step* step = &network_.steps[profile.first_step + s];
    for (const Step* read : {step, s + 1 < profile.step_count ? step + 1 : step}) {
      const ExpressionId expression = read->law.a[0].expression;
      if (!expression.is_none() && expressions_[expression] == kNotAsked)
        expressions_[expression] = of_code(network_.expressions[expression].code);
    }
    degree = std::max(degree, of_step(*step, s + 1 < profile.step_count ? step + 1 : nullptr));
  }
  return profiles_[id] = degree;
}

}  // namespace railhead
