// Reads back what `run --out` wrote.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/results/run_digests.hpp"

namespace railhead {

struct RecordedInput {
  std::string path, sha256;
};

// A member of a document by itself, in a form that can be compared: "digest", "check supply", the
// selector of a metric.
struct RecordedPart {
  std::string name, text;
  bool operator==(const RecordedPart&) const = default;
};

// A run as its document tells it: enough to make it again.
struct RecordedRun {
  std::string version;   // of the program that ran it
  std::string scenario;  // the effective scenario, TOML
  std::vector<RecordedInput> inputs;
  std::uint64_t seed = 0;
  std::uint64_t replications = 0;
  bool deterministic = false;
  bool interrupted = false;
  std::string path;                  // of the scenario, as the document names it
  std::vector<std::string> metrics;  // selectors, in order
  std::optional<std::string> worst;  // the metric whose worst replication is named
  RunDigests digests;
  std::uint64_t manifest_seed = 0;
  double quantile_error = 0.0;      // of trajectories, as the manifest says
  std::vector<RecordedPart> parts;  // all but the manifest and the split of the variance
  bool has_variance = false;
};

// Throws Error (run-time) naming `path` where the file cannot be read, is no document
// "railhead.run/1", or has no manifest.
RecordedRun read_run(const std::string& path);
RecordedRun parse_run(const std::string& path, std::string_view text);

// RecordedRun::parts of a document of run_document().
std::vector<RecordedPart> parts_of(std::string_view document);

}  // namespace railhead
