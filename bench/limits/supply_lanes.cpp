// Sixteen replications side by side in SIMD lanes, in single precision: one daily loop for all.
// Normals by the inverse CDF after Giles ("Approximating the erfinv function", 2010) from a
// xoshiro128++ in every lane (a negative one, 3 in 10 million, counts as 0); outages, rare, lane by
// lane into a table of shares of days.
#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

#include "bench/limits/supply.hpp"
#include "bench/limits/textbook.hpp"

namespace limits {
namespace {

constexpr std::size_t kLanes = 16;
using Floats [[gnu::vector_size(64)]] = float;
using Ints [[gnu::vector_size(64)]] = std::int32_t;
using Words [[gnu::vector_size(64)]] = std::uint32_t;

Floats all(float x) {
  return Floats{} + x;
}
Floats as_floats(Ints x) {
  return std::bit_cast<Floats>(x);
}

// Natural logarithm of x in (0, 1), to about 1e-7 relative.
Floats log_of(Floats x) {
  const Ints bits = std::bit_cast<Ints>(x) - 0x3f3504f3;  // mantissa in [sqrt(1/2), sqrt(2))
  const Ints exponent = bits >> 23;
  const Floats m = as_floats((bits & 0x007fffff) + 0x3f3504f3) - 1.0F;
  Floats p = all(7.0376836292e-2F);
  for (const float c : {-1.1514610310e-1F, 1.1676998740e-1F, -1.2420140846e-1F, 1.4249322787e-1F,
                        -1.6668057665e-1F, 2.0000714765e-1F, -2.4999993993e-1F, 3.3333331174e-1F})
    p = p * m + c;
  const Floats square = m * m;
  return m - 0.5F * square + m * square * p +
         __builtin_convertvector(exponent, Floats) * 0.69314718056F;
}

class Lanes {
 public:
  explicit Lanes(std::uint64_t seed) {
    Xoshiro256 source(seed);
    for (Words& word : state_)
      for (std::size_t i = 0; i < kLanes; ++i) word[i] = static_cast<std::uint32_t>(source.next());
  }
  Floats normal() {
    // 23 bits and a half, in (-1, 1).
    const Ints bits = std::bit_cast<Ints>(next() >> 9);
    const Floats u = (__builtin_convertvector(bits, Floats) + 0.5F) * 0x1p-22F - 1.0F;
    const Floats w = -log_of((1.0F - u) * (1.0F + u));
    Floats centre = all(2.81022636e-08F);
    for (const float c : {3.43273939e-07F, -3.5233877e-06F, -4.39150654e-06F, 0.00021858087F,
                          -0.00125372503F, -0.00417768164F, 0.246640727F, 1.50140941F})
      centre = centre * (w - 2.5F) + c;
    const Ints outside = w >= 5.0F;
    bool any = false;
    for (std::size_t i = 0; i < kLanes; ++i) any |= outside[i] != 0;
    if (any) [[unlikely]]
      centre = outside ? far(w) : centre;
    return centre * u * 1.41421356F;
  }

 private:
  static Floats far(Floats w) {
    Floats root{};
    for (std::size_t i = 0; i < kLanes; ++i) root[i] = std::sqrt(w[i]) - 3.0F;
    Floats p = all(-0.000200214257F);
    for (const float c : {0.000100950558F, 0.00134934322F, -0.00367342844F, 0.00573950773F,
                          -0.0076224613F, 0.00943887047F, 1.00167406F, 2.83297682F})
      p = p * root + c;
    return p;
  }
  static Words rotated(Words x, int by) { return (x << by) | (x >> (32 - by)); }
  Words next() {
    const Words result = rotated(state_[0] + state_[3], 7) + state_[0];
    const Words shifted = state_[1] << 9;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 11);
    return result;
  }
  Words state_[4];
};

double triangular(double u, double low, double mode, double high) {
  const double split = (mode - low) / (high - low);
  return u < split ? low + std::sqrt(u * (high - low) * (mode - low))
                   : high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

struct Batch {
  Ints receipts[kDays];                      // shipments that come in by the day's end
  Floats share[kMunitions * kLines][kDays];  // of the day that a line is up
};

void plan_receipts(Xoshiro256& random, Batch& batch, std::size_t lane) {
  double at_dock[kDepartures.size()];
  for (std::size_t i = 0; i < kDepartures.size(); ++i)
    at_dock[i] = kDepartures[i] + triangular(random.uniform(), 3, 5, 9);
  std::sort(std::begin(at_dock), std::end(at_dock));
  double free = 0;
  for (const double arrival : at_dock) {
    free = std::max(free, arrival) + 1 + 2 * random.uniform();
    const double received = free + triangular(random.uniform(), 8, 11, 20);
    if (received <= kDays)
      batch.receipts[static_cast<std::size_t>(std::ceil(received)) - 1][lane]++;
  }
}

void plan_outages(Xoshiro256& random, Floats* share, std::size_t lane) {
  double at = random.exponential(kUpDays);
  while (at < kDays) {
    const double until = std::min<double>(kDays, at + random.exponential(kDownDays));
    for (auto day = static_cast<std::size_t>(at); static_cast<double>(day) < until; ++day) {
      const auto begin = static_cast<double>(day);
      share[day][lane] -= static_cast<float>(std::min(until, begin + 1) - std::max(at, begin));
    }
    at = until + random.exponential(kUpDays);
  }
}

Ints post(Floats& carried, Floats amount) {
  const Floats due = carried + amount;
  const Ints rounds = __builtin_convertvector(due + 0.5F, Ints);
  carried = due - __builtin_convertvector(rounds, Floats);
  return rounds;
}

Ints least(Ints a, Ints b) {
  return a < b ? a : b;
}

struct Answers {
  Ints stock_end{}, unmet{}, stock_day_181{};
};

void replicate(Lanes& random, const Batch& batch, Answers& answers) {
  Ints stock[kMunitions] = {Ints{} + static_cast<std::int32_t>(kInitialStock),
                            Ints{} + static_cast<std::int32_t>(kInitialStock)};
  Floats carried[kMunitions][kLines + kConsumers] = {};
  for (std::size_t day = 0; day < kDays; ++day) {
    for (std::size_t m = 0; m < kMunitions; ++m) {
      Ints there = stock[m] + batch.receipts[day] * static_cast<std::int32_t>(kReceived);
      for (std::size_t l = 0; l < kLines; ++l) {
        const Floats draw =
            static_cast<float>(kOutput) + static_cast<float>(kOutputSd) * random.normal();
        there += post(carried[m][l], draw * batch.share[m * kLines + l][day]);
      }
      for (std::size_t c = 0; c < kConsumers; ++c) {
        const Floats draw =
            static_cast<float>(kDemand) + static_cast<float>(kDemandSd) * random.normal();
        const Floats demand = draw > 0.0F ? draw : Floats{};
        const Ints wanted = post(carried[m][kLines + c], demand);
        const Ints given = least(there, wanted);
        there -= given;
        answers.unmet += wanted - given;
      }
      stock[m] = there;
    }
    if (day == 180) answers.stock_day_181 = stock[0] + stock[1];
  }
  answers.stock_end = stock[0] + stock[1];
}

}  // namespace

void supply_lanes(std::uint64_t first, std::uint64_t count, std::vector<SupplyAnswers>& out) {
  static const auto batch = std::make_unique<Batch>();
  for (std::uint64_t k = 0; k < count; k += kLanes) {
    Lanes random(0x1a9e5 + first + k);
    Xoshiro256 irregular(0x0ddba11 + first + k);
    std::fill(std::begin(batch->receipts), std::end(batch->receipts), Ints{});
    for (auto& line : batch->share) std::fill(std::begin(line), std::end(line), all(1.0F));
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      plan_receipts(irregular, *batch, lane);
      for (auto& line : batch->share) plan_outages(irregular, line, lane);
    }
    Answers answers;
    replicate(random, *batch, answers);
    for (std::size_t i = 0; i < kLanes; ++i)
      out.push_back(
          {0.5 * answers.stock_end[i], 0.5 * answers.unmet[i], 0.5 * answers.stock_day_181[i]});
  }
}

}  // namespace limits
