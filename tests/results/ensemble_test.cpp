#include "railhead/results/ensemble.hpp"

#include <cmath>

#include "railhead/stats/intervals.hpp"

#include "tests/results/records.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using tests::feed;
using tests::record_of;

namespace {

Metric metric(MetricName name) {
  return {name, {}};
}

// One metric with the given values in run order.
MetricEnsemble ensemble_of(MetricName name, const std::vector<double>& values) {
  MetricEnsemble ensemble{{metric(name)}};
  std::vector<RunRecord> records;
  for (std::size_t i = 0; i < values.size(); ++i) records.push_back(record_of(i, {values[i]}));
  feed(ensemble, records);
  return ensemble;
}

}  // namespace

TEST_CASE("a metric is summed up by its mean, spread and quantiles") {
  const MetricSummary summary = ensemble_of(MetricName::stock_end, {5, 1, 3, 2, 4}).summary(0);
  CHECK(summary.n == 5);
  CHECK(summary.mean == 3);
  CHECK(summary.sd == Approx(std::sqrt(2.5)));
  CHECK(summary.half_width == Approx(student_quantile(4, 0.975) * std::sqrt(2.5 / 5)));
  CHECK(summary.min == 1);
  CHECK(summary.max == 5);
  CHECK(summary.p(0.50) == 3);
  CHECK(summary.p(0.25) == 2);
  CHECK(summary.p(0.05) == Approx(1.2));
}

TEST_CASE("a metric that does not occur in a replication is left out of its figures") {
  const double nan = std::nan("");
  const MetricSummary some = ensemble_of(MetricName::stockout_date, {nan, 4, nan, 2}).summary(0);
  CHECK(some.n == 2);
  CHECK(some.mean == 3);
  CHECK(some.min == 2);
  const MetricSummary none = ensemble_of(MetricName::stockout_date, {nan, nan}).summary(0);
  CHECK(none.n == 0);
  CHECK(std::isnan(none.mean));
  CHECK(std::isnan(none.p(0.5)));
}

TEST_CASE("the probability of a shortage comes with Wilson's interval") {
  const MetricSummary summary = ensemble_of(MetricName::stockout, {0, 1, 0, 0}).summary(0);
  CHECK(summary.mean == 0.25);
  CHECK(summary.low == wilson(1, 4).low);
  CHECK(summary.high == wilson(1, 4).high);
}

TEST_CASE("quantiles stay exact for thousands of runs and nearly so beyond") {
  const std::size_t exact = MetricEnsemble::exact_runs(1);
  CHECK(exact == 16384);
  std::vector<double> values;
  std::uint64_t word = 1;
  for (std::size_t i = 0; i < 3 * exact; ++i) {
    word = mix64(word + i);
    values.push_back(static_cast<double>(word >> 11) * 0x1p-53);
  }
  const MetricEnsemble all = ensemble_of(MetricName::stock_end, values);
  CHECK(all.quantile_error(0) > 0);
  CHECK(all.quantile_error(0) < 0.01);
  std::sort(values.begin(), values.end());
  for (const double p : kQuantileLevels) CHECK(std::abs(all.summary(0).p(p) - p) < 0.02);
  const MetricEnsemble few =
      ensemble_of(MetricName::stock_end, {values.begin(), values.begin() + 5000});
  CHECK(few.quantile_error(0) == 0);
}

TEST_CASE("an ensemble does not depend on how its records were cut into batches") {
  std::vector<Metric> metrics(200, metric(MetricName::stock_end));
  MetricEnsemble whole{metrics};
  MetricEnsemble pieces{metrics};
  CHECK(whole.parts() > 1);
  std::vector<RunRecord> records;
  for (std::uint64_t run = 0; run < 1000; ++run) {
    std::vector<double> row;
    for (std::uint64_t i = 0; i < metrics.size(); ++i)
      row.push_back(static_cast<double>(mix64(run * 1000 + i) % 1'000'003) / 7.0);
    records.push_back(record_of(run, row));
  }
  feed(whole, records);
  for (std::size_t at = 0; at < records.size(); at += 37)
    feed(pieces,
         {records.begin() + static_cast<std::ptrdiff_t>(at),
          records.begin() + static_cast<std::ptrdiff_t>(std::min(at + 37, records.size()))});
  CHECK(whole.digest() == pieces.digest());
  CHECK(whole.runs() == pieces.runs());
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    CHECK(whole.summary(i).mean == pieces.summary(i).mean);
    CHECK(whole.summary(i).sd == pieces.summary(i).sd);
    CHECK(whole.summary(i).p(0.9) == pieces.summary(i).p(0.9));
  }
}

TEST_CASE("the digest of a run depends on the order of its replications") {
  MetricEnsemble forth{{metric(MetricName::stock_end)}};
  MetricEnsemble back{{metric(MetricName::stock_end)}};
  feed(forth, {record_of(0, {1}), record_of(1, {2})});
  feed(back, {record_of(1, {2}), record_of(0, {1})});
  CHECK(forth.digest() != back.digest());
}

TEST_CASE("runs are counted where no metric is asked for") {
  MetricEnsemble ensemble{{}};
  feed(ensemble, {record_of(0, {}), record_of(1, {})});
  CHECK(ensemble.runs() == 2);
}
