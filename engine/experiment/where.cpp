#include "where.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "railhead/base/suggest.hpp"
#include "railhead/base/unknown.hpp"

namespace railhead {
namespace {

struct Operand {
  double number = 0;                // kUnknown: of a factor that is left as it is
  std::optional<std::string> text;  // of what is no number
  bool unknown() const { return !text && std::isnan(number); }
};

// Truth in Kleene's logic: `and` is the least, `or` the greatest, `not` the rest to 1.
constexpr double kFalse = 0, kMaybe = 0.5, kTrue = 1;

Operand logical(double truth) {
  return {truth == kMaybe ? kUnknown : truth, {}};
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Recursive descent over one expression; both sides of `and` and `or` are always read.
class Evaluator {
 public:
  Evaluator(std::string_view text, std::span<const Factor> factors, std::span<const Level> levels)
      : text_(text), factors_(factors), levels_(levels) {}

  bool run() {
    const Operand value = either();
    skip_blanks();
    if (at_ < text_.size()) refuse("expected the end");
    return truth(value) != kFalse;
  }

 private:
  Operand either() {
    Operand left = both();
    while (take_word("or")) {
      const Operand right = both();
      left = logical(std::max(truth(left), truth(right)));
    }
    return left;
  }

  Operand both() {
    Operand left = negation();
    while (take_word("and")) {
      const Operand right = negation();
      left = logical(std::min(truth(left), truth(right)));
    }
    return left;
  }

  Operand negation() {
    const Nesting nesting{*this};
    if (take_word("not")) return logical(1 - truth(negation()));
    return comparison();
  }

  Operand comparison() {
    Operand left = sum();
    for (const std::string_view sign : {"<=", ">=", "==", "!=", "<", ">"}) {
      if (!take(sign)) continue;
      const Operand right = sum();
      if (left.unknown() || right.unknown()) return logical(kMaybe);
      return logical(compare(sign, left, right) ? kTrue : kFalse);
    }
    return left;
  }

  bool compare(std::string_view sign, const Operand& left, const Operand& right) {
    if (left.text || right.text) {
      const bool equal = left.text == right.text;
      if (sign == "==") return equal;
      if (sign == "!=") return !equal;
      refuse("texts can only be compared by == and !=");
    }
    const double a = left.number;
    const double b = right.number;
    if (sign == "<") return a < b;
    if (sign == "<=") return a <= b;
    if (sign == ">") return a > b;
    if (sign == ">=") return a >= b;
    return (a == b) == (sign == "==");
  }

  Operand sum() {
    Operand left = product();
    while (true) {
      if (take("+"))
        left = {number(left) + number(product()), {}};
      else if (take("-"))
        left = {number(left) - number(product()), {}};
      else
        return left;
    }
  }

  Operand product() {
    Operand left = unary();
    while (true) {
      if (take("*"))
        left = {number(left) * number(unary()), {}};
      else if (take("/"))
        left = {number(left) / number(unary()), {}};
      else
        return left;
    }
  }

  Operand unary() {
    const Nesting nesting{*this};
    if (take("-")) return {-number(unary()), {}};
    return primary();
  }

  Operand primary() {
    if (take("(")) {
      Operand inside = either();
      if (!take(")")) refuse("expected )");
      return inside;
    }
    for (const bool least : {true, false})
      if (take_call(least ? "min" : "max")) return extreme(least);
    if (take_word("true")) return {1.0, {}};
    if (take_word("false")) return {0.0, {}};
    skip_blanks();
    if (const auto factor = take_factor()) return operand_of(levels_[*factor]);
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) return quoted();
    return literal();
  }

  Operand extreme(bool least) {
    double value = number(either());
    while (take(",")) {
      const double next = number(either());
      if (std::isnan(value) || std::isnan(next))
        value = kUnknown;
      else
        value = least ? std::min(value, next) : std::max(value, next);
    }
    if (!take(")")) refuse("expected )");
    return {value, {}};
  }

  Operand quoted() {
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos) refuse("a text without its closing quote");
    const std::string text{text_.substr(at_ + 1, end - at_ - 1)};
    at_ = end + 1;
    return {kUnknown, text};
  }

  Operand literal() {
    std::size_t end = at_;
    while (end < text_.size() && (is_word(text_[end]) || text_[end] == '.')) ++end;
    const std::string_view date = text_.substr(at_, 10);
    if (const auto instant = date.size() == 10 ? from_iso(date) : std::nullopt) {
      at_ += 10;
      return {static_cast<double>(instant->time_since_epoch().count()), {}};
    }
    std::string digits{text_.substr(at_, end - at_)};
    std::erase(digits, '_');
    double value = 0;
    const char* last = digits.data() + digits.size();
    const auto [stop, fault] = std::from_chars(digits.data(), last, value);
    if (digits.empty() || fault != std::errc{} || stop != last)
      refuse_word(text_.substr(at_, end - at_));
    at_ = end;
    return {value, {}};
  }

  // The longest name of a factor that stands here.
  std::optional<std::size_t> take_factor() {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < factors_.size(); ++i) {
      const std::string& name = factors_[i].name;
      const bool here = text_.substr(at_, name.size()) == name;
      const bool ends = at_ + name.size() >= text_.size() || !is_word(text_[at_ + name.size()]);
      if (here && ends && (!best || name.size() > factors_[*best].name.size())) best = i;
    }
    if (best) at_ += factors_[*best].name.size();
    return best;
  }

  static Operand operand_of(const Level& level) {
    if (!std::isnan(level.number) || level.text.empty()) return {level.number, {}};
    std::string text = level.text;
    if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
    return {level.number, text};
  }

  double number(const Operand& operand) {
    if (operand.text) refuse("\"" + *operand.text + "\" is no number");
    return operand.number;
  }
  double truth(const Operand& operand) {
    const double value = number(operand);
    return std::isnan(value) ? kMaybe : (value != 0 ? kTrue : kFalse);
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n'))
      ++at_;
  }

  bool take(std::string_view sign) {
    skip_blanks();
    if (text_.substr(at_, sign.size()) != sign) return false;
    at_ += sign.size();
    return true;
  }

  bool take_word(std::string_view word) {
    skip_blanks();
    const std::size_t end = at_ + word.size();
    if (text_.substr(at_, word.size()) != word) return false;
    if (end < text_.size() && is_word(text_[end])) return false;
    at_ = end;
    return true;
  }

  bool take_call(std::string_view name) {
    const std::size_t before = at_;
    if (take_word(name) && take("(")) return true;
    at_ = before;
    return false;
  }

  [[noreturn]] void refuse(const std::string& what) const { throw WhereFault{at_, what}; }

  [[noreturn]] void refuse_word(std::string_view word) const {
    const bool name = !word.empty() && (word.front() < '0' || word.front() > '9');
    if (!name) refuse("expected a factor, a number, a date or a text in quotes");
    std::vector<std::string_view> names;
    for (const Factor& factor : factors_) names.push_back(factor.name);
    refuse("there is no factor \"" + std::string{word} + "\"" + did_you_mean(word, names));
  }

  struct Nesting {
    explicit Nesting(Evaluator& evaluator) : depth(evaluator.depth_) {
      if (++depth > 200) evaluator.refuse("nested too deep");
    }
    ~Nesting() { --depth; }
    std::size_t& depth;
  };

  std::string_view text_;
  std::span<const Factor> factors_;
  std::span<const Level> levels_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

bool holds(std::string_view expression, std::span<const Factor> factors,
           std::span<const Level> levels) {
  return Evaluator{expression, factors, levels}.run();
}

}  // namespace railhead
