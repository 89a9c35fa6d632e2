#include "railhead/base/apportion.hpp"

#include <algorithm>
#include <cstddef>

#include "railhead/base/error.hpp"

namespace railhead {
namespace {

__extension__ using Wide = __int128;
__extension__ using WideUnsigned = unsigned __int128;

std::int64_t saturated(Wide credit) {
  constexpr Wide kMost = Wide{1} << (30 + kCreditBits);
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
// divisions, since the product with 2^32 would need more than 128 bits.
Wide share_of(Rounds amount, Rounds weight, Rounds whole) {
  constexpr Rounds kNarrow = Rounds{1} << 31;
  if (amount < kNarrow && weight < kNarrow && whole < kNarrow) {  // the same in 64 bits
    const auto part = static_cast<std::uint64_t>(whole);
    const auto claimed = static_cast<std::uint64_t>(amount) * static_cast<std::uint64_t>(weight);
    const std::uint64_t rounded = (((claimed % part) << kCreditBits) + part / 2) / part;
    return (static_cast<Wide>(claimed / part) << kCreditBits) + static_cast<Wide>(rounded);
  }
  const auto divisor = static_cast<WideUnsigned>(whole);
  const auto product = static_cast<WideUnsigned>(amount) * static_cast<WideUnsigned>(weight);
  const WideUnsigned fraction = (((product % divisor) << kCreditBits) + divisor / 2) / divisor;
  return static_cast<Wide>(((product / divisor) << kCreditBits) + fraction);
}

// Gives each the whole part of its claim within [0, cap]. Returns the sum of what was given.
Wide give_whole_parts(Rounds amount, std::span<const Rounds> weights, std::span<const Rounds> caps,
                      std::span<std::int64_t> credit, std::span<Rounds> given) {
  const Rounds whole = checked_sum(weights);
  const auto count = static_cast<Rounds>(weights.size());
  Wide total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide claim =
        credit[i] + (whole > 0 ? share_of(amount, weights[i], whole) : share_of(amount, 1, count));
    given[i] = static_cast<Rounds>(std::clamp(claim >> kCreditBits, Wide{0}, Wide{caps[i]}));
    credit[i] = saturated(claim - (Wide{given[i]} << kCreditBits));
    total += given[i];
  }
  return total;
}

void move(std::int64_t& credit, Rounds& given, Rounds rounds) {
  given += rounds;
  credit = saturated(credit - (Wide{rounds} << kCreditBits));
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

}  // namespace

void apportion(Rounds amount, std::span<const Rounds> weights, std::span<const Rounds> caps,
               std::span<std::int64_t> credit, std::span<Rounds> given) {
  const std::size_t count = weights.size();
  ensure(amount >= 0 && caps.size() == count && credit.size() == count && given.size() == count,
         "a share has a negative amount or columns of different lengths");
  amount = std::min(amount, checked_sum(caps));
  Wide rest = amount - give_whole_parts(amount, weights, caps, credit, given);
  // One round at a time; in larger steps while caps or credit leave many rounds over, so that the
  // loop ends after some count * log(amount) steps.
  const auto claimants = static_cast<Wide>(count);
  while (rest > 0) {
    const std::size_t i = next_to_receive(caps, credit, given);
    const Wide step = std::min(std::max(rest / claimants, Wide{1}), Wide{caps[i] - given[i]});
    move(credit[i], given[i], static_cast<Rounds>(step));
    rest -= step;
  }
  while (rest < 0) {
    const std::size_t i = next_to_return(credit, given);
    const Wide step = std::min(std::max(-rest / claimants, Wide{1}), Wide{given[i]});
    move(credit[i], given[i], -static_cast<Rounds>(step));
    rest += step;
  }
}

}  // namespace railhead
