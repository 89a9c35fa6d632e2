#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "railhead/model/network.hpp"
#include "railhead/results/ensemble.hpp"

namespace railhead {

// A condition of the scenario, held against the replications.
struct CheckFigure {
  std::string name;  // "min(stock_min{…})"
  double value = 0.0;
  bool is_date = false;  // an instant; infinite where it occurs in no replication
};
struct CheckOutcome {
  std::string id, text;
  bool passed = false;
  std::vector<CheckFigure> figures;
};

// What was run, for the head of a document.
struct RunIdentity {
  std::string path, title, question;
  std::string sha256;  // of the scenario file's bytes
  std::uint64_t seed = 0;
  bool deterministic = false;
  bool interrupted = false;  // fewer replications than were asked for
};

// The replication in which a metric is worst.
struct WorstReplication {
  Metric metric;
  std::uint64_t replication = 0;
  double value = 0.0;
};

// What a document may hold beside its figures.
struct RunExtras {
  std::optional<WorstReplication> worst = {};
  std::string variance = {};  // a JSON value; empty: none
  std::string manifest = {};  // the same
};

// The document "railhead.run/1" on one run: identity, digest, the summary of every metric, checks.
// Metrics that occur in no replication have n = 0 and no figures.
std::string run_document(const RunIdentity& identity, const Network& network,
                         const MetricEnsemble& ensemble, const std::vector<CheckOutcome>& checks,
                         const RunExtras& extras = {});

}  // namespace railhead
