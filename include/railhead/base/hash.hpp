// Hashes whose values are the same on every machine and in every build.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace railhead {

// A bijection of 64-bit words that spreads every input bit over the output: the finaliser "Mix13"
// of D. Stafford, as used by SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

// A digest of a sequence of words; their order counts. Not for adversaries.
class Hash64 {
 public:
  constexpr explicit Hash64(std::uint64_t seed = 0) : state_(mix64(seed + kStep)) {}

  constexpr void add(std::uint64_t word) { state_ = mix64(state_ * 3 + kStep + word); }
  constexpr void add(std::int64_t word) { add(static_cast<std::uint64_t>(word)); }
  // By its bits: +0.0 and -0.0 differ.
  constexpr void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  // The bytes and their number, so that ("ab", "c") and ("a", "bc") differ.
  void add(std::string_view bytes);
  // A literal is bytes, not a truth value.
  void add(const char* text) { add(std::string_view{text}); }
  void add(bool) = delete;

  constexpr std::uint64_t value() const { return state_; }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio, odd
  std::uint64_t state_;
};

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

// 16 hexadecimal digits.
std::string to_hex(std::uint64_t word);

// SHA-256 of FIPS 180-4, big-endian bytes. Own code, since loading a cryptographic library would
// cost more than the rest of the program's start.
std::array<std::uint8_t, 32> sha256(std::string_view bytes);

// The same as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace railhead
