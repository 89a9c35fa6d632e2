// Reads back what `run --out` wrote.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/results/run_digests.hpp"

namespace railhead {

struct RecordedInput {
  std::string path, sha256;
};

// A run as its document tells it: enough to make it again.
struct RecordedRun {
  std::string version;   // of the program that ran it
  std::string scenario;  // the effective scenario, TOML
  std::vector<RecordedInput> inputs;
  std::uint64_t seed = 0;
  std::uint64_t replications = 0;
  bool deterministic = false;
  std::string digest;                // of all replications
  std::vector<std::string> metrics;  // selectors, in order
  RunDigests digests;
  std::string figures;  // the summaries of the metrics, in a form that can be compared
};

// Throws Error (run-time) naming `path` where the file cannot be read, is no document
// "railhead.run/1", or has no manifest.
RecordedRun read_run(const std::string& path);
RecordedRun parse_run(const std::string& path, std::string_view text);

// RecordedRun::figures of a document of run_document().
std::string figures_of(std::string_view document);

}  // namespace railhead
