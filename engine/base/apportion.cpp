#include "railhead/base/apportion.hpp"

#include <algorithm>
#include <cstddef>

#include "railhead/base/error.hpp"

namespace railhead {
namespace {

__extension__ using Wide = __int128;
__extension__ using WideUnsigned = unsigned __int128;

// Amounts below this are shared in 64 bits: a claim and its credit are below 2^62 each.
constexpr Rounds kNarrow = Rounds{1} << 30;

template <class Int>
std::int64_t saturated(Int credit) {
  constexpr Int kMost = Int{1} << (30 + kCreditBits);
  return static_cast<std::int64_t>(std::clamp(credit, -kMost, kMost));
}

Rounds checked_sum(std::span<const Rounds> values) {
  Rounds sum = 0;
  for (const Rounds value : values) {
    ensure(value >= 0, "a share has a negative weight or cap");
    sum = checked_add(sum, value);
  }
  return sum;
}

// amount * weight / whole to the nearest 2^-32 rounds, so that equal weights claim equally. In two
// divisions, since the product with 2^32 would need more bits.
template <class Int, class Unsigned>
Int share_in(Rounds amount, Rounds weight, Rounds whole) {
  const auto divisor = static_cast<Unsigned>(whole);
  const auto product = static_cast<Unsigned>(amount) * static_cast<Unsigned>(weight);
  const Unsigned fraction = (((product % divisor) << kCreditBits) + divisor / 2) / divisor;
  return static_cast<Int>(((product / divisor) << kCreditBits) + fraction);
}

template <class Int>
Int share_of(Rounds amount, Rounds weight, Rounds whole) {
  if (weight == 0) return 0;
  if (weight == whole) return static_cast<Int>(amount) << kCreditBits;
  constexpr Rounds kProduct = Rounds{1} << 31;
  if (amount < kProduct && weight < kProduct && whole < kProduct)
    return share_in<std::int64_t, std::uint64_t>(amount, weight, whole);
  return static_cast<Int>(share_in<Wide, WideUnsigned>(amount, weight, whole));
}

// Gives each the whole part of its claim within [0, cap]. Returns the sum of what was given.
template <class Int>
Int give_whole_parts(Rounds amount, std::span<const Rounds> weights, std::span<const Rounds> caps,
                     std::span<std::int64_t> credit, std::span<Rounds> given) {
  const Rounds whole = checked_sum(weights);
  const auto count = static_cast<Rounds>(weights.size());
  Int total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Int claim = credit[i] + (whole > 0 ? share_of<Int>(amount, weights[i], whole)
                                             : share_of<Int>(amount, 1, count));
    given[i] = static_cast<Rounds>(std::clamp<Int>(claim >> kCreditBits, 0, caps[i]));
    credit[i] = saturated<Int>(claim - (Int{given[i]} << kCreditBits));
    total += given[i];
  }
  return total;
}

template <class Int>
void move(std::int64_t& credit, Rounds& given, Rounds rounds) {
  given += rounds;
  credit = saturated<Int>(credit - (Int{rounds} << kCreditBits));
}

// Who has the largest remainder among those below their cap; the smaller index of equals.
std::size_t next_to_receive(std::span<const Rounds> caps, std::span<const std::int64_t> credit,
                            std::span<const Rounds> given) {
  std::size_t best = given.size();
  for (std::size_t i = 0; i < given.size(); ++i)
    if (given[i] < caps[i] && (best == given.size() || credit[i] > credit[best])) best = i;
  return best;
}

// Who has the smallest remainder among those that were given something; the larger index of equals.
std::size_t next_to_return(std::span<const std::int64_t> credit, std::span<const Rounds> given) {
  std::size_t best = given.size();
  for (std::size_t i = 0; i < given.size(); ++i)
    if (given[i] > 0 && (best == given.size() || credit[i] <= credit[best])) best = i;
  return best;
}

template <class Int>
void share_out(Rounds amount, std::span<const Rounds> weights, std::span<const Rounds> caps,
               std::span<std::int64_t> credit, std::span<Rounds> given) {
  Int rest = amount - give_whole_parts<Int>(amount, weights, caps, credit, given);
  // One round at a time; in larger steps while caps or credit leave many rounds over, so that the
  // loop ends after some count * log(amount) steps.
  const auto claimants = static_cast<Int>(weights.size());
  while (rest > 0) {
    const std::size_t i = next_to_receive(caps, credit, given);
    const Int step = std::min<Int>(std::max<Int>(rest / claimants, 1), caps[i] - given[i]);
    move<Int>(credit[i], given[i], static_cast<Rounds>(step));
    rest -= step;
  }
  while (rest < 0) {
    const std::size_t i = next_to_return(credit, given);
    const Int step = std::min<Int>(std::max<Int>(-rest / claimants, 1), given[i]);
    move<Int>(credit[i], given[i], -static_cast<Rounds>(step));
    rest += step;
  }
}

}  // namespace

void apportion(Rounds amount, std::span<const Rounds> weights, std::span<const Rounds> caps,
               std::span<std::int64_t> credit, std::span<Rounds> given) {
  const std::size_t count = weights.size();
  ensure(amount >= 0 && caps.size() == count && credit.size() == count && given.size() == count,
         "a share has a negative amount or columns of different lengths");
  amount = std::min(amount, checked_sum(caps));
  if (amount < kNarrow)
    share_out<std::int64_t>(amount, weights, caps, credit, given);
  else
    share_out<Wide>(amount, weights, caps, credit, given);
}

}  // namespace railhead
