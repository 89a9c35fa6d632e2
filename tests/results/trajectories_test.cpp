#include "railhead/results/trajectories.hpp"

#include <cmath>

#include "tests/results/records.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using tests::feed;
using tests::record_of;

namespace {

std::vector<Instant> days(std::int64_t count) {
  std::vector<Instant> grid;
  for (std::int64_t day = 0; day < count; ++day) grid.emplace_back(kDay * day);
  return grid;
}

}  // namespace

TEST_CASE("a trajectory has a mean and quantiles at every instant of the grid") {
  TrajectoryEnsemble ensemble{{{SeriesName::stock, {}}, {SeriesName::backlog, {}}}, days(3)};
  std::vector<RunRecord> records;
  for (std::uint64_t run = 0; run < 5; ++run) {
    const auto x = static_cast<double>(run);
    records.push_back(record_of(run, {}, {x, 0, 10 * x, 0, 100 * x, std::nan("")}));
  }
  feed(ensemble, records);
  CHECK(ensemble.runs() == 5);
  CHECK(ensemble.mean(0, 1) == 20);
  CHECK(ensemble.quantiles(0, 2)[3] == 200);
  CHECK(ensemble.quantiles(0, 2)[2] == 100);
  CHECK(ensemble.mean(1, 0) == 0);
  CHECK(std::isnan(ensemble.mean(1, 2)));
  CHECK(std::isnan(ensemble.quantiles(1, 2)[3]));
  CHECK(ensemble.quantile_error() == 0);
}

TEST_CASE("the memory of trajectories is bounded whatever the number of series") {
  for (const std::size_t cells : {1UL, 1000UL, 10'000UL, 150'000UL}) {
    const double exact = static_cast<double>(TrajectoryEnsemble::exact_runs(cells) * cells) * 8;
    const double bins = static_cast<double>(TrajectoryEnsemble::bins(cells) * cells) * 12;
    // One gives way to the other block by block.
    CHECK(exact <= 0x1p29);
    CHECK(bins <= 0x1p29);
  }
  CHECK(TrajectoryEnsemble::exact_runs(5000) == 4096);
  CHECK(TrajectoryEnsemble::bins(5000) == 400);
}

TEST_CASE("a series that is the same in every run at first is summed up like any other") {
  TrajectoryEnsemble late{{{SeriesName::unmet, {}}}, days(2)};
  TrajectoryEnsemble never{{{SeriesName::unmet, {}}}, days(2)};
  std::vector<RunRecord> records;
  for (std::uint64_t run = 0; run < 300; ++run) records.push_back(record_of(run, {}, {0, 0}));
  feed(never, records);
  for (std::uint64_t run = 300; run < 400; ++run) records.push_back(record_of(run, {}, {0, 8}));
  feed(late, records);
  CHECK(never.runs() == 300);
  CHECK(never.mean(0, 1) == 0);
  CHECK(never.quantiles(0, 1)[6] == 0);
  CHECK(late.runs() == 400);
  CHECK(late.mean(0, 1) == Approx(2));
  CHECK(late.mean(0, 0) == 0);
  CHECK(late.quantiles(0, 1)[3] == 0);
  CHECK(late.quantiles(0, 1)[5] == 8);
}
