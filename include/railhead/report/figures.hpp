// Figures in words: as many digits as their interval supports, no probability that is certain.
#pragma once

#include <cstdint>
#include <string>

namespace railhead {

// 1234567 with a half-width of 8900: "1,235,000". Rounded to the leading digit of the half-width;
// three significant digits where it is 0 or unknown, whole where `rounds`.
std::string supported(double figure, double half_width);

// The same with its half-width: "1,235,000 ± 9,000".
std::string with_half_width(double figure, double half_width);

// For axes and tables where no interval is at hand: three significant digits, "1,230,000".
std::string three_digits(double figure);

// The probability of something that happened in `k` of `n` runs. Never 0 or 1: with none of n runs
// the 95 % bound is 3 / n (Hanley and Lippman-Hand 1983, JAMA 249, 1743-1745), "under 0.15 %".
std::string probability(std::uint64_t k, std::uint64_t n);
// Its 95 % interval (Wilson): "60 to 64 %".
std::string probability_interval(std::uint64_t k, std::uint64_t n);

// "3 January 2024" of microseconds since 1970 UTC.
std::string long_date(double microseconds);

}  // namespace railhead
