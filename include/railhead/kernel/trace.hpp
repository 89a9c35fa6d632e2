#pragma once

#include <cstdint>
#include <string_view>

#include "railhead/base/time.hpp"

namespace railhead {

// One event as it is told to a listener. The views live until the call returns.
struct TraceEvent {
  Instant at;
  std::uint8_t event_class = 0;  // order within an instant, see scenario-format
  std::string_view kind;         // "departure", "step-end", "receipt", "output", …
  std::string_view entity;       // "shipment.dprk-rail"
  std::string_view detail;       // where at, what of: "route.khasan step 2", "152mm"
  std::int64_t load = -1;        // number of the load, -1: none
  std::int64_t rounds = 0;       // moved or asked, 0: none
  double value = 0.0;            // duration in days, fraction, level; by kind
  std::string_view cause;        // the event or rule that led to it
};

// Seam: told every event of one replication, in order of time.
class TraceListener {
 public:
  virtual ~TraceListener() = default;
  virtual void on_event(const TraceEvent& event) = 0;
};

}  // namespace railhead
