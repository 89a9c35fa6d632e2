// One replication at a time, a plain daily loop; the draws are a parameter of it.
#include <algorithm>
#include <string>

#include "railhead/random/law.hpp"

#include "bench/limits/supply.hpp"
#include "bench/limits/textbook.hpp"

namespace limits {
namespace {

// Normals one by one, by ziggurat; negative ones are drawn again.
class ZigguratDraws {
 public:
  void begin(std::uint64_t replication) { random_ = Xoshiro256(0x5eed + replication); }
  double output(std::size_t, std::size_t, std::size_t) { return normal(kOutput, kOutputSd); }
  double demand(std::size_t, std::size_t, std::size_t) { return normal(kDemand, kDemandSd); }
  double exponential(double mean) { return random_.exponential(mean); }
  double uniform() { return random_.uniform(); }

 private:
  double normal(double mean, double sd) {
    for (;;) {
      const double x = mean + sd * ziggurat_(random_);
      if (x >= 0) return x;
    }
  }
  Xoshiro256 random_{0};
  Ziggurat ziggurat_;
};

// Normals in blocks of a year from this project's generator; the rest one by one.
class BlockDraws {
 public:
  BlockDraws() {
    railhead::LawArguments output{{kOutput, kOutputSd}};
    railhead::LawArguments demand{{kDemand, kDemandSd}};
    output.min = demand.min = 0;
    const auto output_law = railhead::prepare(railhead::LawKind::normal, output);
    const auto demand_law = railhead::prepare(railhead::LawKind::normal, demand);
    for (std::size_t i = 0; i < kStreams; ++i) {
      keys_[i] = railhead::stream_key(1, "limits " + std::to_string(i));
      laws_[i] = i < kMunitions * kLines ? output_law : demand_law;
    }
    single_ = railhead::stream_key(1, "limits");
  }
  void begin(std::uint64_t replication) {
    replication_ = replication;
    used_ = 0;
    for (std::size_t i = 0; i < kStreams; ++i)
      railhead::fill32(laws_[i], keys_[i], replication, 0, blocks_[i]);
  }
  double output(std::size_t m, std::size_t line, std::size_t day) {
    return at(m * kLines + line, day);
  }
  double demand(std::size_t m, std::size_t consumer, std::size_t day) {
    return at(kMunitions * kLines + m * kConsumers + consumer, day);
  }
  double exponential(double mean) { return -mean * std::log(uniform()); }
  double uniform() { return railhead::uniform53(single_, replication_, used_++); }

 private:
  static constexpr std::size_t kStreams = kMunitions * (kLines + kConsumers);
  double at(std::size_t stream, std::size_t day) { return blocks_[stream][day]; }
  std::uint64_t replication_ = 0, used_ = 0;
  std::array<railhead::StreamKey, kStreams> keys_;
  std::array<railhead::Sampler, kStreams> laws_;
  railhead::StreamKey single_;
  alignas(64) std::array<std::array<double, kDays>, kStreams> blocks_;
};

double triangular(double u, double low, double mode, double high) {
  const double split = (mode - low) / (high - low);
  return u < split ? low + std::sqrt(u * (high - low) * (mode - low))
                   : high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

// Shipments that come in by the end of each day. The dock serves in order of arrival.
template <class Draws>
void plan_receipts(Draws& draws, std::array<int, kDays>& receipts) {
  receipts.fill(0);
  std::array<double, kDepartures.size()> at_dock;
  for (std::size_t i = 0; i < at_dock.size(); ++i)
    at_dock[i] = kDepartures[i] + triangular(draws.uniform(), 3, 5, 9);
  std::sort(at_dock.begin(), at_dock.end());
  double free = 0;
  for (const double arrival : at_dock) {
    free = std::max(free, arrival) + 1 + 2 * draws.uniform();
    const double received = free + triangular(draws.uniform(), 8, 11, 20);
    if (received <= kDays) ++receipts[static_cast<std::size_t>(std::ceil(received)) - 1];
  }
}

struct Line {
  double carried = 0;  // fraction of a round
  double until = 0;    // of the up or down time in hand, days
  bool up = true;
};

// Part of the day that ends at `end` on which the line is up.
template <class Draws>
double share_up(Draws& draws, Line& line, double end) {
  double since = end - 1;
  double up = 0;
  while (line.until < end) {
    if (line.up) up += line.until - since;
    since = line.until;
    line.up = !line.up;
    line.until += draws.exponential(line.up ? kUpDays : kDownDays);
  }
  return line.up ? up + end - since : up;
}

std::int64_t post(double& carried, double amount) {
  const double due = carried + amount;
  const auto rounds = static_cast<std::int64_t>(due + 0.5);  // amounts are not negative
  carried = due - static_cast<double>(rounds);
  return rounds;
}

struct Books {
  std::array<std::int64_t, kMunitions> stock, produced{}, received{}, consumed{}, unmet{};
  std::array<std::array<std::int64_t, kConsumers>, kMunitions> unmet_of{};
};

// Whose rounds lie there does not matter to the answers, so issues are counted, not traced.
void write_row(const Books& books, double*& row) {
  for (std::size_t m = 0; m < kMunitions; ++m) {
    const std::int64_t imported =
        std::max<std::int64_t>(0, books.received[m] - books.consumed[m] / 2);
    for (const std::int64_t value :
         {books.stock[m], books.produced[m], books.received[m], books.consumed[m], books.unmet[m],
          imported, books.stock[m] - imported})
      *row++ = static_cast<double>(value);
  }
}

template <class Draws>
SupplyAnswers replicate(Draws& draws, double* row) {
  std::array<int, kDays> receipts;
  plan_receipts(draws, receipts);
  std::array<std::array<Line, kLines>, kMunitions> lines;
  for (std::size_t m = 0; m < kMunitions; ++m)
    for (std::size_t l = 0; l < kLines; ++l) lines[m][l].until = draws.exponential(kUpDays);
  std::array<std::array<double, kConsumers>, kMunitions> carried{};
  Books books;
  books.stock.fill(kInitialStock);
  SupplyAnswers answers;
  if (row != nullptr) write_row(books, row);
  for (std::size_t day = 0; day < kDays; ++day) {
    const double end = static_cast<double>(day + 1);
    for (std::size_t m = 0; m < kMunitions; ++m) {
      std::int64_t stock = books.stock[m];
      if (receipts[day] > 0) {
        books.received[m] += kReceived * receipts[day];
        stock += kReceived * receipts[day];
      }
      std::int64_t produced = 0;
      for (std::size_t l = 0; l < kLines; ++l) {
        Line& line = lines[m][l];
        double amount = draws.output(m, l, day);
        if (!line.up || line.until < end) amount *= share_up(draws, line, end);
        produced += post(line.carried, amount);
      }
      books.produced[m] += produced;
      stock += produced;
      std::array<std::int64_t, kConsumers> wanted;
      std::int64_t total = 0;
      for (std::size_t c = 0; c < kConsumers; ++c)
        total += wanted[c] = post(carried[m][c], draws.demand(m, c, day));
      if (total <= stock) {
        stock -= total;
        books.consumed[m] += total;
      } else {
        for (std::size_t c = 0; c < kConsumers; ++c) {
          const std::int64_t given = std::min(stock, wanted[c]);
          stock -= given;
          books.consumed[m] += given;
          books.unmet[m] += wanted[c] - given;
          books.unmet_of[m][c] += wanted[c] - given;
        }
      }
      books.stock[m] = stock;
    }
    if (row != nullptr) write_row(books, row);
    if (day == 180)
      answers.stock_day_181 = 0.5 * static_cast<double>(books.stock[0] + books.stock[1]);
  }
  answers.stock_end = 0.5 * static_cast<double>(books.stock[0] + books.stock[1]);
  answers.unmet = 0.5 * static_cast<double>(books.unmet[0] + books.unmet[1]);
  return answers;
}

template <class Draws>
void run(std::uint64_t first, std::uint64_t count, std::vector<SupplyAnswers>& out, double* rows) {
  static Draws draws;
  for (std::uint64_t k = 0; k < count; ++k) {
    draws.begin(first + k);
    out.push_back(replicate(draws, rows));
  }
}

}  // namespace

void supply_ziggurat(std::uint64_t first, std::uint64_t count, std::vector<SupplyAnswers>& out) {
  run<ZigguratDraws>(first, count, out, nullptr);
}

void supply_blocks(std::uint64_t first, std::uint64_t count, std::vector<SupplyAnswers>& out) {
  run<BlockDraws>(first, count, out, nullptr);
}

void supply_blocks_recorded(std::uint64_t first, std::uint64_t count,
                            std::vector<SupplyAnswers>& out) {
  static std::vector<double> rows(std::size_t{kDays + 1} * kSeries);
  run<BlockDraws>(first, count, out, rows.data());
}

}  // namespace limits
