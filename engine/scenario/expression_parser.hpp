// Expressions of scenario files: + - * / ^ ( ), min, max, numbers and names.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "railhead/model/value.hpp"

#include "parsing.hpp"

namespace railhead {

struct ParsedExpression {
  Expression expression;           // flags and profiles are not filled in
  std::optional<double> constant;  // its value, where it holds neither names nor powers
};

// Turns a name into an instruction that pushes its value, or says why it cannot.
struct ResolvedName {
  std::optional<Instruction> instruction;
  std::string fault;
};
using NameResolver = std::function<ResolvedName(std::string_view)>;

inline constexpr std::size_t kMaximumExpressionLength = 10'000;  // characters

// `^` binds tightest and to the right; then the unary minus, * and /, + and -. min and max take one
// or more arguments. On a fault the result is nothing and `fault` tells the first one.
std::optional<ParsedExpression> parse_expression(std::string_view text, const NameResolver& resolve,
                                                 ParseFault& fault);

// Whether parameters and profiles may have this name: [a-z_][a-z0-9_]*, neither min nor max.
bool is_expression_name(std::string_view name);

}  // namespace railhead
