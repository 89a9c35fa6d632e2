#pragma once
// Scenario files of any size, for cost against size.

#include <cstddef>
#include <string>

namespace bench {

struct ModelSize {
  double days = 365;
  std::size_t depots = 1;  // each with six lines and four consumers a munition: eleven entities
  std::size_t munitions = 2;
  std::size_t shipments = 10;  // over the horizon, to the first depot, through one dock
};

// A scenario in the manner of supply.toml.
std::string model_text(const ModelSize& size);

}  // namespace bench
