// Results that are kept: one SQLite file, written while a sweep runs, read by anybody.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "railhead/model/network.hpp"
#include "railhead/results/ensemble.hpp"
#include "railhead/results/trajectories.hpp"

namespace railhead {

inline constexpr std::int64_t kStoreApplication = 0x5241494C;  // "RAIL"
inline constexpr std::int64_t kStoreVersion = 2;

struct StoreFactor {
  std::string name, path;
  bool operator==(const StoreFactor&) const = default;
};

// A response: a column of `runs`.
struct StoreResponse {
  std::string metric;  // selector
  std::string unit;
  bool whole = false;  // counts, rounds and instants are integers
  bool operator==(const StoreResponse&) const = default;
};

struct StoreScenario {
  std::string sha256;  // of `toml`
  std::string path;    // relative to the study
  std::string toml;    // effective document, overrides of the points not laid on
};

struct StoreInput {
  std::string path, sha256;
};

// What a sweep is of: written once, compared when the store is opened again.
struct StoreHead {
  std::string engine;  // its version
  std::string study;   // the text of the study file
  std::string method, keep;
  std::vector<StoreFactor> factors;
  std::vector<StoreResponse> responses;
  std::vector<StoreScenario> scenarios;
  std::vector<StoreInput> inputs;  // every file read, in order of path
};

struct StorePoint {
  std::string label;     // "fire_rate=12000, sea=false": what tells it from the others
  std::string scenario;  // sha256
  std::vector<std::pair<std::string, double>> levels;  // one a factor: TOML text and number
};

// A point that a store has.
struct KeptPoint {
  std::string label, scenario;  // sha256
};

// The key of a point in all tables: a hash of its label, so that it stays when points are added.
std::int64_t point_key(const std::string& label);

// Likewise that of a series.
std::int64_t series_key(const Network& network, const Series& series);

// Whether the values of a metric are whole numbers.
bool is_whole(const MetricInfo& metric);

struct StorePointState {
  std::uint64_t runs = 0;   // replications kept: 0 to runs - 1
  std::uint64_t ended = 0;  // replications that its summaries are of; 0: none yet
};

// One writer. Holds the store against other writers while it lives. What is given to it is
// committed within half a second, also while nothing more comes; what was not is lost if the
// process is killed, and nothing else.
class ResultStore {
 public:
  // Opens or makes a store. Where another process writes it, waits up to `patience_seconds` and
  // then throws Error (run-time), as for a file that is no store or is of another version.
  explicit ResultStore(const std::string& path, double patience_seconds = 5.0);
  ~ResultStore();
  ResultStore(const ResultStore&) = delete;
  ResultStore& operator=(const ResultStore&) = delete;

  // Nothing in a store that is new.
  std::optional<StoreHead> head() const;
  std::vector<KeptPoint> points() const;  // in order
  // Writes what a sweep is of, or brings it up to date: factors and responses must be those of the
  // store. Points that are new are added, all are numbered in the order given. Committed.
  void write_head(const StoreHead& head, const std::vector<StorePoint>& points);

  StorePointState state(std::int64_t point) const;
  // The responses of replications first … first + count - 1, in order. Requires: they are kept.
  void read_runs(std::int64_t point, std::uint64_t first, std::uint64_t count,
                 const std::function<void(const RunRecord&)>& use) const;
  // Keeps the first `responses` metrics of each record; replications that are kept already are left
  // as they are.
  void add_runs(std::int64_t point, std::span<const RunRecord> records);
  // Summaries of all metrics of the ensemble and, where given, of trajectories; replaces earlier
  // ones.
  void end_point(std::int64_t point, const Network& network, const MetricEnsemble& metrics,
                 const TrajectoryEnsemble* trajectories);
  void commit();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace railhead
