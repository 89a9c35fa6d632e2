// A small scenario with chance in it.
#pragma once

#include <string>
#include <vector>

#include "railhead/scenario/compile.hpp"

namespace railhead::tests {

inline constexpr const char* kSmallScenario = R"(
schema = 1
[scenario]
title = "One depot"
start = 2023-01-01
horizon_days = 60
seed = 7
[munition.shell]
[origin.old]
[site.depot]
stock = { shell = { old = 1000 } }
[line.plant]
site = "depot"
munition = "shell"
origin = "old"
output_per_day = { dist = "normal", mean = 50, cv = 0.3 }
[consumer.guns]
site = "depot"
munition = "shell"
demand_per_day = { dist = "normal", mean = 65, cv = 0.4 }
unmet = "lost"
)";

inline Compiled small_scenario(const std::string& more = {},
                               const std::vector<std::string>& overrides = {}) {
  return compile(load_text("small.toml", kSmallScenario + more, overrides));
}

}  // namespace railhead::tests
