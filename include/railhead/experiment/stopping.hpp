#pragma once

#include <cstdint>
#include <string_view>

#include "railhead/model/metrics.hpp"
#include "railhead/results/ensemble.hpp"

namespace railhead {

// Stop once the 95 % interval of a metric's mean is narrow enough.
struct StoppingRule {
  Metric metric;
  double half_width = 0.0;
};

// Reads "fill_rate{munition=152mm}:0.005". Throws Error (usage).
StoppingRule parse_stopping_rule(const Network& network, std::string_view text);

// Runs are counted and looked at after 256, 512, 1,024, … replications and at no others, so that
// neither threads nor batches decide where a run stops; few looks also keep the interval's coverage
// near its level.
inline constexpr std::uint64_t kFirstLook = 256;

// The count of the next look after `runs` replications.
std::uint64_t next_look(std::uint64_t runs);

// Whether the rule holds. For a 0/1 metric the half-width is half of Wilson's interval. Where the
// metric occurred in fewer than two replications it does not hold.
bool reached(const StoppingRule& rule, const MetricEnsemble& ensemble);

}  // namespace railhead
