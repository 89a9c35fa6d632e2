#pragma once
// The reference work for speed, bench/supply.toml, as a programmer would write it by hand: one
// depot, two munitions, 365 days. Twelve lines of normal(700, 70) a day, each with its own outages
// (up exponential 60 days, down exponential 5), a day partly down posting its part; ten shipments
// through one dock; eight consumers of normal(1250, 250) a day served in turn, unmet demand lost.
// Fractions of rounds are carried from day to day, negative draws conditioned away.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace limits {

inline constexpr std::size_t kDays = 365;
inline constexpr std::size_t kMunitions = 2;
inline constexpr std::size_t kLines = 6;      // a munition
inline constexpr std::size_t kConsumers = 4;  // a munition
inline constexpr double kOutput = 700, kOutputSd = 70;
inline constexpr double kDemand = 1250, kDemandSd = 250;
inline constexpr double kUpDays = 60, kDownDays = 5;
inline constexpr std::int64_t kInitialStock = 20'000;
inline constexpr std::int64_t kReceived = 48'500;  // 50,000 less 3 % lost
inline constexpr std::array<double, 10> kDepartures = {10,  11,  70,  71,  130,
                                                       131, 190, 191, 250, 251};

// What a replication is judged by, averaged over the two munitions.
struct SupplyAnswers {
  double stock_end = 0, unmet = 0, stock_day_181 = 0;
};

// Rows that a loop with recording stores a day: series of munitions and origins.
inline constexpr std::size_t kSeries = 14;

// Each runs replications first … first + count - 1 and appends an outcome for each.
void supply_ziggurat(std::uint64_t first, std::uint64_t count, std::vector<SupplyAnswers>& out);
void supply_blocks(std::uint64_t first, std::uint64_t count, std::vector<SupplyAnswers>& out);
// The same, keeping the last replication's rows: instants x kSeries.
void supply_blocks_recorded(std::uint64_t first, std::uint64_t count,
                            std::vector<SupplyAnswers>& out);
// Sixteen replications in SIMD lanes; `count` is rounded up to a multiple.
void supply_lanes(std::uint64_t first, std::uint64_t count, std::vector<SupplyAnswers>& out);

// Mean wait in days of an M/M/1 queue, arrivals 0.9 a day, service of mean 1 day.
double mm1_textbook(std::uint64_t seed, std::uint64_t customers);
double mm1_blocks(std::uint64_t seed, std::uint64_t customers);

}  // namespace limits
