#include "check_parser.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/base/time.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMaximumLength = 10'000;
constexpr int kMaximumDepth = 64;

class CheckParser {
 public:
  CheckParser(std::string_view text, const MetricResolver& resolve)
      : text_(text), resolve_(resolve) {}

  std::vector<CheckInstruction> parse() {
    if (text_.size() > kMaximumLength) {
      refuse(0, fmt::format("a check has at most {} characters", kMaximumLength));
    }
    const bool truth = either();
    if (peek() != '\0') refuse(at_, fmt::format("expected an operator, found \"{}\"", rest()));
    if (!truth) refuse(0, "a check is a condition, such as min(stock_min) >= 0");
    return std::move(code_);
  }

 private:
  // Each level returns whether it read a condition rather than a number.
  bool either() {
    const bool truth = both();
    while (take_word("or")) {
      need_truth(truth, "or");
      need_truth(both(), "or");
      emit(CheckOp::either);
    }
    return truth;
  }

  bool both() {
    const bool truth = inverse();
    while (take_word("and")) {
      need_truth(truth, "and");
      need_truth(inverse(), "and");
      emit(CheckOp::both);
    }
    return truth;
  }

  bool inverse() {
    const Level level{*this};
    if (!take_word("not")) return comparison();
    need_truth(inverse(), "not");
    emit(CheckOp::inverse);
    return true;
  }

  bool comparison() {
    const bool truth = sum();
    const auto op = take_comparison();
    if (!op) return truth;
    const bool right = sum();
    if (truth || right) refuse(at_, "a comparison takes numbers on both sides");
    emit(*op);
    return true;
  }

  std::optional<CheckOp> take_comparison() {
    constexpr std::pair<std::string_view, CheckOp> kOps[] = {
        {"<=", CheckOp::less_equal}, {">=", CheckOp::greater_equal}, {"==", CheckOp::equal},
        {"!=", CheckOp::not_equal},  {"<", CheckOp::less},           {">", CheckOp::greater}};
    peek();
    for (const auto& [token, op] : kOps) {
      if (!text_.substr(at_).starts_with(token)) continue;
      at_ += token.size();
      return op;
    }
    return std::nullopt;
  }

  bool sum() {
    bool truth = product();
    for (char c = peek(); c == '+' || c == '-'; c = peek()) {
      ++at_;
      need_number(truth);
      need_number(product());
      emit(c == '+' ? CheckOp::add : CheckOp::subtract);
    }
    return truth;
  }

  bool product() {
    bool truth = negation();
    for (char c = peek(); c == '*' || c == '/'; c = peek()) {
      ++at_;
      need_number(truth);
      need_number(negation());
      emit(c == '*' ? CheckOp::multiply : CheckOp::divide);
    }
    return truth;
  }

  bool negation() {
    const Level level{*this};
    if (peek() != '-') return primary();
    ++at_;
    need_number(negation());
    emit(CheckOp::negate);
    return false;
  }

  bool primary() {
    const char c = peek();
    if (c == '(') {
      ++at_;
      const bool truth = either();
      expect(')');
      return truth;
    }
    if (is_digit(c) || c == '.') {
      number();
    } else if (is_letter(c)) {
      statistic();
    } else {
      refuse(at_, c == '\0'
                      ? std::string("the check ends too early")
                      : fmt::format("expected a number or a statistic of a metric, found \"{}\"",
                                    rest()));
    }
    return false;
  }

  void number() {
    const std::size_t start = at_;
    if (const auto date = from_iso(text_.substr(at_, 10))) {
      at_ += 10;
      return push_constant(static_cast<double>(date->time_since_epoch().count()));
    }
    std::string digits;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.' || text_[at_] == '_' ||
                                  text_[at_] == 'e' || text_[at_] == 'E')) {
      if (text_[at_] != '_') digits += text_[at_];
      ++at_;
    }
    double value = 0.0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
      refuse(start, fmt::format("\"{}\" is not a number", text_.substr(start, at_ - start)));
    }
    push_constant(value);
  }

  void push_constant(double value) {
    CheckInstruction instruction;
    instruction.constant = value;
    code_.push_back(instruction);
  }

  void statistic() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    CheckInstruction instruction;
    instruction.op = CheckOp::statistic;
    if (!read_statistic(word, instruction) || peek() != '(') {
      refuse(start, fmt::format("expected min, max, mean, sd or p01 to p99 of a metric, such as "
                                "mean(fill_rate), found \"{}\"",
                                word));
    }
    ++at_;
    peek();
    const std::size_t selector = at_;
    while (at_ < text_.size() && text_[at_] != ')' && text_[at_] != '{') ++at_;
    if (at_ < text_.size() && text_[at_] == '{')
      at_ = std::min(text_.find('}', at_), text_.size() - 1) + 1;
    std::string_view name = text_.substr(selector, at_ - selector);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    try {
      instruction.metric = resolve_(name);
    } catch (const Error& error) {
      refuse(selector, error.what());
    }
    expect(')');
    code_.push_back(instruction);
  }

  static bool read_statistic(std::string_view word, CheckInstruction& instruction) {
    constexpr std::pair<std::string_view, CheckStatistic> kStatistics[] = {
        {"min", CheckStatistic::minimum},
        {"max", CheckStatistic::maximum},
        {"mean", CheckStatistic::mean},
        {"sd", CheckStatistic::sd}};
    for (const auto& [name, statistic] : kStatistics) {
      if (word != name) continue;
      instruction.statistic = statistic;
      return true;
    }
    if (word.size() != 3 || word[0] != 'p' || !is_digit(word[1]) || !is_digit(word[2]))
      return false;
    instruction.statistic = CheckStatistic::quantile;
    const int percent = (word[1] - '0') * 10 + (word[2] - '0');
    instruction.probability = percent / 100.0;
    return percent > 0;
  }

  bool take_word(std::string_view word) {
    peek();
    if (!text_.substr(at_).starts_with(word)) return false;
    const std::size_t end = at_ + word.size();
    if (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) return false;
    at_ = end;
    return true;
  }

  void need_truth(bool truth, std::string_view op) const {
    if (!truth) refuse(at_, fmt::format("\"{}\" takes conditions, not numbers", op));
  }

  void need_number(bool truth) const {
    if (truth) refuse(at_, "arithmetic takes numbers, not conditions");
  }

  void emit(CheckOp op) {
    CheckInstruction instruction;
    instruction.op = op;
    code_.push_back(instruction);
  }

  void expect(char c) {
    if (peek() != c)
      refuse(at_, fmt::format("expected \"{}\", found {}", c,
                              at_ < text_.size() ? '"' + rest() + '"' : "the end"));
    ++at_;
  }

  char peek() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  std::string rest() const { return std::string(text_.substr(at_, 12)); }

  [[noreturn]] void refuse(std::size_t offset, std::string message) const {
    throw Refusal{{offset, std::move(message)}};
  }

  // Bounds the recursion.
  struct Level {
    explicit Level(CheckParser& owner) : parser(owner) {
      if (++parser.level_ > kMaximumDepth)
        parser.refuse(parser.at_, "the check is nested too deep");
    }
    ~Level() { --parser.level_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    CheckParser& parser;
  };

  std::string_view text_;
  const MetricResolver& resolve_;
  std::size_t at_ = 0;
  int level_ = 0;
  std::vector<CheckInstruction> code_;
};

}  // namespace

std::optional<std::vector<CheckInstruction>> parse_check(std::string_view text,
                                                         const MetricResolver& resolve,
                                                         ParseFault& fault) {
  try {
    return CheckParser{text, resolve}.parse();
  } catch (Refusal& refusal) {
    fault = std::move(refusal.fault);
    return std::nullopt;
  }
}

}  // namespace railhead
