// Rounds are whole. What arrives in fractions is posted as whole rounds with the remainder carried.
#pragma once

#include <cstddef>
#include <cstdint>

namespace railhead {

using Rounds = std::int64_t;

// Counts beyond this are refused: doubles still tell neighbouring halves apart below it.
inline constexpr double kMostRounds = 4.0e15;

// Throws Error: a flow of `amount` rounds does not fit.
[[noreturn]] void refuse_rounds(double amount);

// Added before the fraction is cut off: see round_half_up.
inline constexpr double kHalfUp = 0.5 + 1e-9;

// The nearest whole number, halves up: floor(x + 0.5), where sums of decimals that fall short of a
// half by rounding errors (five times 0.1) still count as that half.
// Throws Error unless |x| < kMostRounds.
inline Rounds round_half_up(double x) {
  if (!(x < kMostRounds && x > -kMostRounds)) refuse_rounds(x);
  const double shifted = x + kHalfUp;
  const auto truncated = static_cast<Rounds>(shifted);  // towards zero: one too many below zero
  return truncated - static_cast<Rounds>(static_cast<double>(truncated) > shifted);
}

// Posts a fractional flow as the change of its rounded cumulative amount: 0.4 a day gives 2 rounds
// every 5 days, and nothing is lost to rounding.
struct Remainder {
  double carried = 0.0;  // cumulative amount less what was posted, in [-0.5, 0.5)

  // Adds `amount` to the flow and returns the rounds to book now (negative only if `amount` is).
  Rounds post(double amount) {
    const double due = carried + amount;
    const Rounds posted = round_half_up(due);
    carried = due - static_cast<double>(posted);
    return posted;
  }
};

// Throws Error: a sum of rounds leaves 64 bits.
[[noreturn]] void refuse_sum(Rounds a, Rounds b);

// a + b. Throws Error where the sum leaves 64 bits.
inline Rounds checked_add(Rounds a, Rounds b) {
  Rounds sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) refuse_sum(a, b);
  return sum;
}

// Of `count` rounds that were posted. Throws Error where the sum leaves 64 bits, which no thousand
// of them can: those are added up unchecked, and so side by side.
inline Rounds sum_of(const Rounds* posted, std::size_t count) {
  constexpr std::size_t kUnchecked = 1024;
  static_assert(kUnchecked * kMostRounds < 0x1p63);
  Rounds sum = 0;
  for (std::size_t first = 0; first < count; first += kUnchecked) {
    Rounds part = 0;
    const std::size_t end = first + kUnchecked < count ? first + kUnchecked : count;
    for (std::size_t i = first; i < end; ++i) part += posted[i];
    sum = checked_add(sum, part);
  }
  return sum;
}

}  // namespace railhead
