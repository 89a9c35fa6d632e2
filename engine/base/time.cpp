#include "railhead/base/time.hpp"

#include <array>
#include <cstdio>

#include "railhead/base/error.hpp"

namespace railhead {
namespace {

// Takes digits off the front of a text; `ok` turns false at the first mismatch and stays so.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    if (rest_.size() < count) return fail();
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return fail();
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  void expect(char c) {
    if (!accept(c)) fail();
  }
  bool accept(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // One to six digits as microseconds.
  int fraction() {
    int value = digits(1);
    int places = 1;
    for (; places < 6 && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; ++places)
      value = value * 10 + digits(1);
    for (; places < 6; ++places) value *= 10;
    return value;
  }
  bool finished() const { return ok_ && rest_.empty(); }
  bool at_end() const { return rest_.empty(); }

 private:
  int fail() {
    ok_ = false;
    return 0;
  }
  std::string_view rest_;
  bool ok_ = true;
};

std::chrono::minutes scan_offset(Scanner& scanner) {
  if (scanner.accept('Z') || scanner.at_end()) return {};
  const int sign = scanner.accept('-') ? -1 : 1;
  if (sign > 0) scanner.expect('+');
  const int hours = scanner.digits(2);
  scanner.expect(':');
  const int minutes = scanner.digits(2);
  return std::chrono::minutes{sign * (hours * 60 + minutes)};
}

}  // namespace

void refuse_duration() {
  internal_fault("a duration is not a number");
}

std::string to_iso_date(Instant instant) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(instant)};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

std::string to_iso(Instant instant) {
  const auto midnight = std::chrono::floor<std::chrono::days>(instant);
  const auto micros = static_cast<long>((instant - midnight).count());
  const long seconds = micros / 1'000'000;
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "T%02ld:%02ld:%02ld", seconds / 3600, seconds / 60 % 60,
                seconds % 60);
  std::string result = to_iso_date(instant) + text.data();
  if (micros % 1'000'000 != 0) {
    std::snprintf(text.data(), text.size(), ".%06ld", micros % 1'000'000);
    result += text.data();
  }
  return result + "Z";
}

std::optional<Instant> from_iso(std::string_view text) {
  using namespace std::chrono;
  Scanner scanner{text};
  const year y{scanner.digits(4)};
  scanner.expect('-');
  const month m{static_cast<unsigned>(scanner.digits(2))};
  scanner.expect('-');
  const day d{static_cast<unsigned>(scanner.digits(2))};
  const year_month_day date{y, m, d};
  if (!date.ok() || static_cast<int>(y) < 1) return std::nullopt;
  const Instant midnight = sys_days{date};
  if (scanner.finished()) return midnight;

  if (!scanner.accept('T')) scanner.expect(' ');
  const int hour = scanner.digits(2);
  scanner.expect(':');
  const int minute = scanner.digits(2);
  scanner.expect(':');
  const int second = scanner.digits(2);
  const int micros = scanner.accept('.') ? scanner.fraction() : 0;
  const minutes offset = scan_offset(scanner);
  if (!scanner.finished() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return midnight + hours{hour} + minutes{minute} + seconds{second} + microseconds{micros} - offset;
}

}  // namespace railhead
