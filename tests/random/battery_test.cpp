// A battery on the streams as they are used: along a stream, across replications at one index, and
// across the streams of one seed. Each statistic's limit is exceeded with probability 1e-7 by a
// perfect generator; there are some 320 of them, so that the whole fails by chance once in 31,000.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <boost/math/distributions/chi_squared.hpp>

#include "railhead/random/stream.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

constexpr double kAlpha = 1e-7;
constexpr double kNormalLimit = 5.327;  // two-sided, of kAlpha

StreamKey key_of(std::uint64_t i) {
  return stream_key(20231101, "consumer.c" + std::to_string(i) + ".demand_per_day");
}

struct Order {
  const char* name;
  std::function<std::uint32_t(std::uint64_t)> word;
};

// The three orders in which words meet each other in a model.
const std::vector<Order>& orders() {
  static const std::vector<StreamKey> keys = [] {
    std::vector<StreamKey> some;
    for (std::uint64_t i = 0; i < 1024; ++i) some.push_back(key_of(i));
    return some;
  }();
  static const std::vector<Order> all = {
      {"a stream", [](std::uint64_t k) { return word(keys[0], 7, k); }},
      {"replications", [](std::uint64_t k) { return word(keys[0], k, 3); }},
      {"streams", [](std::uint64_t k) { return word(keys[k % 1024], 7, k / 1024); }}};
  return all;
}

double chi_square(const std::vector<std::uint32_t>& counts, double expected) {
  double sum = 0.0;
  for (const std::uint32_t count : counts)
    sum += (count - expected) * (count - expected) / expected;
  return sum;
}

double limit_of(std::size_t cells) {
  const boost::math::chi_squared law{static_cast<double>(cells - 1)};
  return boost::math::quantile(boost::math::complement(law, kAlpha));
}

}  // namespace

TEST_CASE("tuples of successive words fill cubes of one to four dimensions evenly") {
  constexpr std::size_t kCellBits = 12;
  constexpr std::size_t kPerCell = 32;
  for (const Order& order : orders())
    for (const std::size_t dimensions : {1U, 2U, 3U, 4U})
      for (const bool low_bits : {false, true}) {
        const std::size_t bits = kCellBits / dimensions;
        std::vector<std::uint32_t> counts(std::size_t{1} << kCellBits);
        for (std::uint64_t i = 0; i < counts.size() * kPerCell; ++i) {
          std::size_t cell = 0;
          for (std::size_t d = 0; d < dimensions; ++d) {
            const std::uint32_t w = order.word(i * dimensions + d);
            cell = cell << bits | (low_bits ? w & ((1U << bits) - 1) : w >> (32 - bits));
          }
          ++counts[cell];
        }
        CAPTURE(order.name, dimensions, low_bits);
        CHECK(chi_square(counts, kPerCell) < limit_of(counts.size()));
      }
}

TEST_CASE("every bit is set half the time, whatever the order") {
  constexpr std::uint64_t kWords = 1 << 18;
  for (const Order& order : orders()) {
    std::vector<double> ones(32, 0.0);
    for (std::uint64_t i = 0; i < kWords; ++i) {
      const std::uint32_t w = order.word(i);
      for (std::size_t bit = 0; bit < 32; ++bit) ones[bit] += w >> bit & 1U;
    }
    for (const double count : ones) {
      CAPTURE(order.name);
      CHECK(std::abs(count - kWords / 2.0) < kNormalLimit * std::sqrt(kWords / 4.0));
    }
  }
}

TEST_CASE("words are uncorrelated at every lag, along and across streams and replications") {
  constexpr std::uint64_t kWords = 1 << 17;
  for (const Order& order : orders()) {
    std::vector<double> u(kWords + 64);
    for (std::uint64_t i = 0; i < u.size(); ++i) u[i] = (order.word(i) + 0.5) * 0x1p-32 - 0.5;
    for (std::size_t lag = 1; lag <= 64; ++lag) {
      double sum = 0.0;
      for (std::size_t i = 0; i < kWords; ++i) sum += u[i] * u[i + lag];
      CAPTURE(order.name, lag);
      // A product has mean 0 and standard deviation 1/12.
      CHECK(std::abs(12 * sum) < kNormalLimit * std::sqrt(static_cast<double>(kWords)));
    }
  }
}

TEST_CASE("keys of streams, and words, have the birthday spacings of random numbers") {
  // Marsaglia and Tsang, Journal of Statistical Software 7 (3), 2002: of m birthdays in a year of n
  // days, spacings that occur again are Poisson with mean m^3 / (4 n); here 4 a set, 1,024 in all.
  constexpr std::size_t kBirthdays = 4096;
  constexpr std::size_t kSets = 256;
  const auto repeats = [&](const std::function<std::uint32_t(std::uint64_t)>& birthday) {
    std::size_t total = 0;
    std::vector<std::uint32_t> days(kBirthdays);
    for (std::size_t set = 0; set < kSets; ++set) {
      for (std::size_t i = 0; i < kBirthdays; ++i) days[i] = birthday(set * kBirthdays + i);
      std::sort(days.begin(), days.end());
      std::vector<std::uint32_t> spacings(kBirthdays - 1);
      for (std::size_t i = 0; i + 1 < kBirthdays; ++i) spacings[i] = days[i + 1] - days[i];
      std::sort(spacings.begin(), spacings.end());
      for (std::size_t i = 1; i < spacings.size(); ++i) total += spacings[i] == spacings[i - 1];
    }
    return static_cast<double>(total);
  };
  const double limit = kNormalLimit * std::sqrt(1024.0);
  CHECK(std::abs(repeats([](auto k) { return static_cast<std::uint32_t>(key_of(k).value >> 32); }) -
                 1024) < limit);
  CHECK(std::abs(repeats([](auto k) { return static_cast<std::uint32_t>(key_of(k).value); }) -
                 1024) < limit);
  const auto of_seed = [](std::uint64_t k) {
    return static_cast<std::uint32_t>(stream_key(k, "line.l.output_per_day").value >> 32);
  };
  CHECK(std::abs(repeats(of_seed) - 1024) < limit);
  for (const Order& order : orders()) {
    CAPTURE(order.name);
    CHECK(std::abs(repeats(order.word) - 1024) < limit);
  }
}
