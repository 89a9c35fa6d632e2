#include "railhead/report/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "railhead/base/time.hpp"
#include "railhead/stats/intervals.hpp"

namespace railhead {
namespace {

// Power of ten of the leading digit of a positive number.
int magnitude(double x) {
  return static_cast<int>(std::floor(std::log10(x)));
}

// With thousands set off by commas, to the given power of ten.
std::string rounded_to(double figure, int power) {
  if (power < 0) return fmt::format("{:.{}f}", figure, -power);
  const double unit = std::pow(10.0, power);
  const double whole = std::round(figure / unit) * unit;
  std::string digits = fmt::format("{:.0f}", std::abs(whole));
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return (whole < 0 ? "-" : "") + digits;
}

// Percentages as precise as half the width of their interval.
int percent_power(Interval of) {
  const double half = 50 * (of.high - of.low);
  return half > 0 ? std::clamp(magnitude(half), -2, 1) : 0;
}

}  // namespace

std::string three_digits(double figure) {
  if (!std::isfinite(figure)) return "–";
  if (figure == 0) return "0";
  return rounded_to(figure, std::max(magnitude(std::abs(figure)) - 2, -6));
}

std::string supported(double figure, double half_width) {
  if (!std::isfinite(figure)) return "–";
  if (!std::isfinite(half_width) || half_width <= 0) {
    if (figure == std::round(figure) && std::abs(figure) < 1e15) return rounded_to(figure, 0);
    return three_digits(figure);
  }
  return rounded_to(figure, std::max(magnitude(half_width), -6));
}

std::string with_half_width(double figure, double half_width) {
  std::string text = supported(figure, half_width);
  if (!std::isfinite(half_width) || half_width <= 0) return text;
  return text + " ± " + rounded_to(half_width, std::max(magnitude(half_width), -6));
}

std::string probability(std::uint64_t k, std::uint64_t n) {
  if (n == 0) return "–";
  const double bound = std::min(100.0, 300.0 / static_cast<double>(n));
  const auto digits = [](double percent) {
    return rounded_to(percent, std::max(magnitude(percent) - 1, -4));
  };
  if (k == 0) return "under " + digits(bound) + " %";
  if (k >= n)
    return "over " + (bound < 100 ? rounded_to(100 - bound, magnitude(bound) - 1) : "0") + " %";
  const double percent = 100 * static_cast<double>(k) / static_cast<double>(n);
  const int power = percent_power(wilson(k, n));
  std::string text = rounded_to(percent, power);
  // Rounding must not make certain what is not.
  if (std::stod(text) <= 0 || std::stod(text) >= 100) text = digits(percent);
  return text + " %";
}

std::string probability_interval(std::uint64_t k, std::uint64_t n) {
  const Interval of = wilson(k, n);
  const int power = percent_power(of);
  return rounded_to(100 * of.low, power) + " to " + rounded_to(100 * of.high, power) + " %";
}

std::string long_date(double microseconds) {
  if (!std::isfinite(microseconds)) return "–";
  const std::string iso = to_iso_date(Instant{Duration{std::llround(microseconds)}});
  constexpr std::array kMonths = {"January",   "February", "March",    "April",
                                  "May",       "June",     "July",     "August",
                                  "September", "October",  "November", "December"};
  const auto month = static_cast<std::size_t>(std::stoi(iso.substr(5, 2)));
  return fmt::format("{} {} {}", std::stoi(iso.substr(8, 2)), kMonths.at(month - 1),
                     iso.substr(0, 4));
}

}  // namespace railhead
