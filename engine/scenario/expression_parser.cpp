#include "expression_parser.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

namespace railhead {
namespace {

class Parser {
 public:
  Parser(std::string_view text, const NameResolver& resolve) : text_(text), resolve_(resolve) {}

  Expression parse() {
    if (text_.size() > kMaximumExpressionLength) {
      refuse(0, fmt::format("an expression has at most {} characters", kMaximumExpressionLength));
    }
    sum();
    if (peek() != '\0') refuse(at_, fmt::format("expected an operator, found {}", found()));
    result_.text = std::string(text_);
    return std::move(result_);
  }

 private:
  void sum() {
    product();
    for (char c = peek(); c == '+' || c == '-'; c = peek()) {
      ++at_;
      product();
      apply(c == '+' ? OpCode::add : OpCode::subtract);
    }
  }

  void product() {
    signed_power();
    for (char c = peek(); c == '*' || c == '/'; c = peek()) {
      ++at_;
      signed_power();
      apply(c == '*' ? OpCode::multiply : OpCode::divide);
    }
  }

  void signed_power() {
    const Level level{*this};
    if (peek() == '-') {
      ++at_;
      signed_power();
      result_.code.push_back({OpCode::negate});
    } else if (peek() == '+') {
      ++at_;
      signed_power();
    } else {
      power();
    }
  }

  void power() {
    primary();
    if (peek() != '^') return;
    ++at_;
    signed_power();  // to the right, and 2 ^ -1 is allowed
    apply(OpCode::power);
  }

  void primary() {
    const char c = peek();
    if (c == '(') {
      ++at_;
      sum();
      expect(')');
    } else if (is_digit(c) || c == '.') {
      number();
    } else if (is_letter(c)) {
      name();
    } else {
      refuse(at_, fmt::format("expected a number, a name or \"(\", found {}", found()));
    }
  }

  void number() {
    const std::size_t start = at_;
    std::string digits;
    while (at_ < text_.size() &&
           (is_digit(text_[at_]) || text_[at_] == '.' || text_[at_] == '_' || is_exponent(start))) {
      if (text_[at_] != '_') digits += text_[at_];
      ++at_;
    }
    double value = 0.0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::result_out_of_range) refuse(start, "the number is out of range");
    if (error != std::errc{} || end != digits.data() + digits.size()) {
      refuse(start, fmt::format("\"{}\" is not a number", text_.substr(start, at_ - start)));
    }
    push({OpCode::constant, 0, value});
  }

  // An 'e' behind digits, or the sign behind that.
  bool is_exponent(std::size_t start) const {
    const char c = text_[at_];
    if (c == 'e' || c == 'E') return at_ > start;
    return (c == '+' || c == '-') && at_ > start &&
           (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E');
  }

  void name() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    if (word == "min" || word == "max")
      return extreme(word == "min" ? OpCode::minimum : OpCode::maximum);
    if (peek() == '(') {
      refuse(start, fmt::format("\"{}\" is not a function; there are min and max", word));
    }
    ResolvedName resolved = resolve_(word);
    if (!resolved.instruction) refuse(start, std::move(resolved.fault));
    named_ = true;
    push(*resolved.instruction);
  }

  void extreme(OpCode code) {
    expect('(');
    sum();
    while (peek() == ',') {
      ++at_;
      sum();
      apply(code);
    }
    expect(')');
  }

  void push(Instruction instruction) {
    result_.code.push_back(instruction);
    ++stack_;
    result_.depth = std::max(result_.depth, stack_);
    if (stack_ > kMaximumExpressionDepth) refuse(at_, kTooDeep);
  }

  void apply(OpCode binary) {
    result_.code.push_back({binary});
    --stack_;
  }

  void expect(char c) {
    if (peek() != c) refuse(at_, fmt::format("expected \"{}\", found {}", c, found()));
    ++at_;
  }

  char peek() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  std::string found() const {
    if (at_ >= text_.size()) return "the end";
    std::size_t length = 1;  // a whole character
    while (at_ + length < text_.size() &&
           (static_cast<unsigned char>(text_[at_ + length]) & 0xC0U) == 0x80U) {
      ++length;
    }
    return fmt::format("\"{}\"", text_.substr(at_, length));
  }

  [[noreturn]] void refuse(std::size_t offset, std::string message) const {
    throw Refusal{{offset, std::move(message)}};
  }

  // Bounds the recursion.
  struct Level {
    explicit Level(Parser& owner) : parser(owner) {
      if (++owner.level_ > kMaximumExpressionDepth) owner.refuse(owner.at_, kTooDeep);
    }
    ~Level() { --parser.level_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    Parser& parser;
  };

  static constexpr const char* kTooDeep = "the expression is nested too deep";

  std::string_view text_;
  const NameResolver& resolve_;
  std::size_t at_ = 0;
  std::uint32_t stack_ = 0;
  std::uint32_t level_ = 0;
  Expression result_;

 public:
  bool named_ = false;
};

double combine(OpCode code, double a, double b) {
  switch (code) {
    case OpCode::add: return a + b;
    case OpCode::subtract: return a - b;
    case OpCode::multiply: return a * b;
    case OpCode::divide: return a / b;
    case OpCode::minimum: return std::min(a, b);
    default: return std::max(a, b);
  }
}

// Powers are left to the engine, whose function gives the same bits everywhere.
std::optional<double> fold(const Expression& expression) {
  std::vector<double> stack;
  for (const Instruction& instruction : expression.code) {
    if (instruction.code == OpCode::power) return std::nullopt;
    if (instruction.code == OpCode::constant) {
      stack.push_back(instruction.constant);
    } else if (instruction.code == OpCode::negate) {
      stack.back() = -stack.back();
    } else {
      const double b = stack.back();
      stack.pop_back();
      stack.back() = combine(instruction.code, stack.back(), b);
    }
  }
  return stack.back();
}

}  // namespace

std::optional<ParsedExpression> parse_expression(std::string_view text, const NameResolver& resolve,
                                                 ParseFault& fault) {
  Parser parser{text, resolve};
  try {
    ParsedExpression parsed{parser.parse(), std::nullopt};
    if (!parser.named_) parsed.constant = fold(parsed.expression);
    return parsed;
  } catch (Refusal& refusal) {
    fault = std::move(refusal.fault);
    return std::nullopt;
  }
}

bool is_expression_name(std::string_view name) {
  if (name.empty() || name == "min" || name == "max" || is_digit(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; });
}

}  // namespace railhead
