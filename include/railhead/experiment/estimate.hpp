#pragma once

namespace railhead {

// A figure with its 95 % interval (or that of the level asked for).
struct Estimate {
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
};

}  // namespace railhead
