#pragma once
// A depot that one consumer fires from, and the program run on it.

#include <string>
#include <vector>

#include "tests/cli/program.hpp"

namespace railhead::tests {

inline constexpr const char* kScenario = R"(
schema = 1
[scenario]
start = 2024-01-01
end = 2024-02-01
replications = 2
[parameter.none]
value = 0
[parameter.most]
value = 1e200
[munition.shell]
[origin.home]
[site.depot]
stock = { shell = { home = 1000 } }
[consumer.guns]
site = "depot"
munition = "shell"
unmet = "lost"
)";
inline const std::string kDemand = "consumer.guns.demand_per_day=";

// `run` of it with these overrides.
inline Ended run_with(const std::vector<std::string>& overrides,
                      const std::vector<std::string>& more = {}) {
  std::vector<std::string> words = {"run", "-", "--quiet"};
  for (const std::string& override : overrides) words.insert(words.end(), {"--set", override});
  words.insert(words.end(), more.begin(), more.end());
  return type(words, kScenario);
}

}  // namespace railhead::tests
