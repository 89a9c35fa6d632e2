#pragma once
// A textbook generator: xoshiro256++ (Blackman, Vigna 2019) and the ziggurat of Marsaglia and Tsang
// (2000) with 128 layers, in the form of Doornik (2005) with its own bits for layer and place.

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace limits {

class Xoshiro256 {
 public:
  explicit Xoshiro256(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {  // SplitMix64
      seed += 0x9e3779b97f4a7c15U;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
      word = z ^ (z >> 31);
    }
  }
  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }
  // In (0, 1).
  double uniform() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }
  double exponential(double mean) { return -mean * std::log(uniform()); }

 private:
  std::array<std::uint64_t, 4> state_{};
};

class Ziggurat {
 public:
  Ziggurat() {
    double f = std::exp(-0.5 * kRight * kRight);
    x_[0] = kArea / f;
    x_[1] = kRight;
    for (std::size_t i = 2; i < kLayers; ++i) {
      x_[i] = std::sqrt(-2 * std::log(kArea / x_[i - 1] + f));
      f = std::exp(-0.5 * x_[i] * x_[i]);
    }
    x_[kLayers] = 0;
    for (std::size_t i = 0; i < kLayers; ++i) ratio_[i] = x_[i + 1] / x_[i];
  }
  double operator()(Xoshiro256& random) const {
    for (;;) {
      const std::uint64_t bits = random.next();
      const std::size_t i = bits & (kLayers - 1);
      const double u = static_cast<double>(static_cast<std::int64_t>(bits) >> 11) * 0x1p-52;
      const double x = u * x_[i];
      if (std::fabs(u) < ratio_[i]) return x;
      if (i == 0) return tail(random, u < 0);
      const double f0 = std::exp(-0.5 * (x_[i] * x_[i] - x * x));
      const double f1 = std::exp(-0.5 * (x_[i + 1] * x_[i + 1] - x * x));
      if (f1 + random.uniform() * (f0 - f1) < 1) return x;
    }
  }

 private:
  static constexpr std::size_t kLayers = 128;
  static constexpr double kRight = 3.442619855899;
  static constexpr double kArea = 9.91256303526217e-3;

  static double tail(Xoshiro256& random, bool negative) {
    double x = 0;
    double y = 0;
    do {
      x = -std::log(random.uniform()) / kRight;
      y = -std::log(random.uniform());
    } while (y + y < x * x);
    return negative ? -(kRight + x) : kRight + x;
  }

  std::array<double, kLayers + 1> x_{};
  std::array<double, kLayers> ratio_{};
};

}  // namespace limits
