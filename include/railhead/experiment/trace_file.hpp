#pragma once

#include <cstdint>
#include <string>

#include "railhead/kernel/trace.hpp"
#include "railhead/model/simulate.hpp"

namespace railhead {

// Runs one replication again and writes every event of it with its cause to a file, as JSON lines:
// {"at", "class", "kind", "entity", "detail", "load", "rounds", "value", "cause"}; what an event
// does not have is left out. The replication's results are those of any other run of it. Throws as
// simulate() and write_file() do, and Error (run-time) beyond `most_bytes`; no file is left then.
// Returns the number of events told.
std::uint64_t write_trace(const std::string& path, const Network& network,
                          const RunRequest& request, std::uint64_t replication,
                          std::uint64_t most_bytes);

// One event as a line without its end.
std::string trace_line(const TraceEvent& event);

}  // namespace railhead
