// Makes recorded results again and holds them against the record.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "railhead/results/run_reader.hpp"

namespace railhead {

struct VerifyOptions {
  double sample = 1.0;      // the share of replications that is run again, at least one a point
  std::string folder = {};  // where the tables of a run are, beside its document
  std::size_t threads = 0;  // 0: one a processor
  const std::atomic<bool>* cancel = nullptr;
  std::function<void(std::uint64_t done)> progress = {};
};

struct VerifyOutcome {
  std::string version;                   // of the program that the record is of
  std::uint64_t recorded = 0;            // replications
  std::uint64_t checked = 0;             // of them run again
  std::uint64_t different = 0;           // of these not equal to the last bit
  std::vector<std::string> differences;  // in words, the first of them
  std::vector<std::string> compared;     // what else was made again and held against the record
  std::vector<std::string> unchecked;    // what the record holds beside, in words
  std::vector<std::string> changed;      // inputs that are not what was read then
  std::vector<std::string> missing;      // inputs that are not where they were
  bool interrupted = false;
  bool equal() const { return different == 0 && differences.empty(); }
};

// A run: the digest of each replication and, where all are run again, every member of the document
// and the tables that stand in the folder. Inputs are looked for where the run found them. Throws
// as load(), compile() and simulate() do.
VerifyOutcome verify_run(const RecordedRun& run, const VerifyOptions& options);

// A result store: digest and responses of the replications of every point and, where all are run
// again, summaries and quantiles. Inputs are looked for in the store's folder and in the current
// one. Throws Error (run-time) where it is no store, is
// damaged, or is of another version.
VerifyOutcome verify_store(const std::string& path, const VerifyOptions& options);

}  // namespace railhead
