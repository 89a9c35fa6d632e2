#include "bench/contender.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <stdexcept>

namespace bench {
namespace {

// Checks the means of what a program found, and returns them.
std::vector<double> check_answers(const Case& work, const Contender& contender,
                                  const std::vector<Outcome>& outcomes) {
  std::vector<double> means;
  for (std::size_t i = 0; i < work.truths.size(); ++i) {
    const Truth& truth = work.truths[i];
    double sum = 0.0;
    double squares = 0.0;
    const auto n = static_cast<double>(outcomes.size());
    for (const Outcome& outcome : outcomes) {
      sum += outcome[i];
      squares += outcome[i] * outcome[i];
    }
    const double mean = sum / n;
    means.push_back(mean);
    if (std::isnan(mean)) continue;
    const double variance =
        truth.spread > 0.0 ? truth.spread * truth.spread : std::max(0.0, squares / n - mean * mean);
    const double error = std::sqrt(variance / n + truth.standard_error * truth.standard_error);
    if (std::fabs(mean - truth.value) <= 5.0 * error) continue;
    throw std::runtime_error(work.name + ", " + contender.name + ": " + truth.name + " is " +
                             std::to_string(mean) + ", not " + std::to_string(truth.value) +
                             " (standard error " + std::to_string(error) + ")");
  }
  return means;
}

std::uint64_t rounded_up(std::uint64_t count, std::uint64_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

}  // namespace

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

CaseResult compare(const Case& work, int repetitions) {
  CaseResult result{work.name, work.unit, {}};
  std::vector<std::uint64_t> counts;
  for (const Contender& contender : work.contenders) {
    const std::uint64_t compared =
        rounded_up(contender.slow ? std::max<std::uint64_t>(work.compared / 200, 1) : work.compared,
                   contender.at_least);
    std::fprintf(stderr, "%s: answers of %s\n", work.name.c_str(), contender.name.c_str());
    const Run run = contender.run(0, compared);
    Timing timing;
    timing.name = contender.name;
    timing.answers = check_answers(work, contender, run.outcomes);
    result.timings.push_back(timing);
    const double each = run.seconds / static_cast<double>(compared);
    counts.push_back(rounded_up(
        work.timed > 0 ? work.timed : static_cast<std::uint64_t>(std::max(1.0, 0.1 / each)),
        contender.at_least));
  }
  std::uint64_t first = 1'000'000;
  for (int k = 0; k < repetitions; ++k)
    for (std::size_t i = 0; i < work.contenders.size(); ++i) {
      const Run run = work.contenders[i].run(first, counts[i]);
      first += counts[i];
      result.timings[i].seconds_per_unit.push_back(
          run.seconds / (static_cast<double>(counts[i]) * work.outcomes_per_unit));
    }
  for (Timing& timing : result.timings) timing.median = median(timing.seconds_per_unit);
  return result;
}

}  // namespace bench
