// Runs scenario files through the library and keeps what each replication measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "railhead/results/sink.hpp"
#include "railhead/scenario/compile.hpp"

namespace railhead::tests {

// "scenarios/" + name in the source tree.
std::string scenario_path(const std::string& name);

// All files of that folder of the source tree that end in ".toml", sorted, relative to scenarios/.
std::vector<std::string> scenario_files(const std::string& folder);

// Loads and compiles a file of scenarios/; faults fail the test with their text.
Compiled compile_file(const std::string& name);

// Values of one metric, one a replication, in run order.
using Values = std::vector<double>;

// Runs `replications` replications (0: as many as the file says) and returns the values of each
// selector.
std::vector<Values> run_metrics(const Compiled& compiled, const std::vector<std::string>& selectors,
                                std::uint64_t replications = 0);

// Mean over the replications of a series summed over all its dimensions `by`, at the end of a day.
double mean_of_series(const Compiled& compiled, SeriesName name, Instant at,
                      std::uint64_t replications);

double mean(const Values& values);

// An estimate and its standard error.
struct Estimate {
  double value = 0;
  double standard_error = 0;
};
Estimate mean_estimate(const Values& values);
// Of the standard deviation; its error from the fourth moment (Cramér, Mathematical Methods of
// Statistics, 27.7).
Estimate sd_estimate(const Values& values);

}  // namespace railhead::tests
