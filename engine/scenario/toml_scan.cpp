#include "toml_scan.hpp"

#include <algorithm>
#include <cstdint>

#include "railhead/base/text.hpp"

namespace railhead {
namespace {

// Walks over the text with just enough of TOML's lexis to tell brackets and dots from strings and
// comments.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<ScanFault> run() {
    while (at_ < text_.size() && !fault_) step();
    return fault_;
  }

  bool commented() const { return commented_; }
  std::size_t pair() const { return pair_; }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '"' || c == '\'') return skip_string(c);
    if (c == '#') return skip_comment();
    if (c == '[' || c == '{') {
      if (++depth_ > kMaximumNesting) refuse("brackets are nested deeper than 32");
    } else if (c == ']' || c == '}') {
      if (depth_ > 0) --depth_;
    } else if (c == '.') {
      if (++dots_ >= kMaximumKeyParts) refuse("a key has more than 32 parts");
    }
    const bool begins = c == ',' || c == '\n' || c == '[' || c == '{';
    if (begins) pair_ = at_ + 1;
    if (begins || c == '=') dots_ = 0;
    ++at_;
  }

  void skip_comment() {
    commented_ = true;
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  void skip_string(char quote) {
    const std::string_view rest = text_.substr(at_);
    const std::string triple(3, quote);
    const bool multi_line = rest.substr(0, 3) == triple;
    at_ += multi_line ? 3 : 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\' && quote == '"') {
        at_ += 2;
      } else if (multi_line && text_.substr(at_, 3) == triple) {
        at_ += 3;
        while (at_ < text_.size() && text_[at_] == quote) ++at_;  // """a"" and a quote"""""
        return;
      } else if (!multi_line && (c == quote || c == '\n')) {
        at_ += c == quote ? 1U : 0U;
        return;
      } else {
        ++at_;
      }
    }
  }

  void refuse(const char* message) { fault_ = ScanFault{at_, message}; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t pair_ = 0;
  int depth_ = 0;
  int dots_ = 0;
  bool commented_ = false;
  std::optional<ScanFault> fault_;
};

std::optional<ScanFault> scan_utf8(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text, i);
    if (length == 0) {
      const auto byte = static_cast<unsigned char>(text[i]);
      std::string message = "not UTF-8: byte 0x";
      message += kDigits[byte >> 4U];
      message += kDigits[byte & 15U];
      return ScanFault{i, message};
    }
    i += length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ScanFault> scan_toml(std::string_view text) {
  if (auto fault = scan_utf8(text)) return fault;
  return Scanner{text}.run();
}

bool has_comment(std::string_view text) {
  Scanner scanner{text};
  scanner.run();
  return scanner.commented();
}

std::size_t start_of_pair(std::string_view text) {
  Scanner scanner{text};
  scanner.run();
  return std::min(text.find_first_not_of(" \t", scanner.pair()), text.size());
}

}  // namespace railhead
