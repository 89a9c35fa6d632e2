#pragma once

#include <cstddef>
#include <span>

#include "railhead/model/simulate.hpp"

namespace railhead {

// Seam between whoever runs replications and whoever keeps their outcomes. A sink is split into
// parts that share nothing, so that an executor may feed them on several threads at once; each part
// sees all records in run order, hence its sums do not depend on the number of threads.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual std::size_t parts() const = 0;
  // Takes in the next records. Calls for one part come one after another, in run order; calls for
  // different parts may come at the same time. Requires: part < parts().
  virtual void add(std::size_t part, std::span<const RunRecord> records) = 0;
  // Nothing more comes for now: what was put off is done, so that the sink can be read. Calls as
  // for add(); more records may follow.
  virtual void settle(std::size_t part) { static_cast<void>(part); }
};

}  // namespace railhead
