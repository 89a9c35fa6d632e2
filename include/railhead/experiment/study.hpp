// A study file: which inputs of a scenario vary, in which combinations, how often each point is
// run, what is measured and where it is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "railhead/base/diagnostics.hpp"
#include "railhead/scenario/scenario.hpp"

namespace railhead {

enum class DesignMethod : std::uint8_t {
  grid,             // every combination
  list,             // the points of [design] points, or the factors' values side by side
  zip,              // the factors' values side by side
  one_at_a_time,    // the scenario as it is, then each level of each factor by itself
  latin_hypercube,  // `points` points, each factor's range cut into as many cells
  sobol,            // the first `points` points of a Sobol sequence
  saltelli,         // sensitivity: the pairs of points of Saltelli's scheme over Sobol points
};

// An input that varies. Its levels are `values`; or lie between `low` and `high`; or are those of
// `scenarios`; or follow the uncertainty of the parameter that `path` names.
struct Factor {
  std::string name;
  std::string path;                    // as for --set; empty where the levels are scenario files
  std::vector<Node> values;            // TOML values
  std::vector<std::string> scenarios;  // files, as the study names them
  std::optional<Node> low, high;       // two numbers or two dates
  bool whole = false;                  // levels between low and high are whole numbers
  std::string group;                   // of factors that sensitivity takes together; may be empty
  SourcePosition position;
};

// How many replications a point gets: a number, or from `min` on until a half-width is reached.
struct ReplicationRule {
  std::optional<std::uint64_t> replications;  // nothing: the scenario's, unless `until` is given
  std::uint64_t min = 256;
  std::uint64_t max = std::uint64_t{1} << 20;
  std::string until_metric;  // empty: no stopping rule
  double until_half_width = 0.0;
};

enum class Keep : std::uint8_t { responses, summaries, trajectories };

struct Study {
  std::string path, title;
  std::string scenario;  // path of the base file, resolved; empty where a factor gives the files
  DesignMethod method = DesignMethod::grid;
  std::uint64_t points = 0;         // 0: not given
  std::vector<Node> listed_points;  // of [design] points where it is a list
  std::uint64_t seed = 1;           // of the design, not of the runs
  std::vector<Factor> factors;      // in the order of the file
  std::string where;                // condition on the points; empty: none
  ReplicationRule replicate;
  std::vector<std::string> responses;  // metric selectors
  std::string store;                   // path, resolved; empty: nothing is kept
  Keep keep = Keep::responses;
  Scenario file;  // the study as read, for its text, hashes and positions
};

// A path as the study names it, resolved against the study's folder.
std::string resolved(const Study& study, const std::string& path);

// Reads a study. Paths in it are relative to its folder. Throws DiagnosticError with all faults of
// the file, each at its place; what it says about the scenario is not looked at yet.
Study load_study(const std::string& path);

// Its responses, or what is usually asked where it declares none.
std::vector<std::string> responses_of(const Study& study);

// "grid", "one-at-a-time", …
std::string_view to_string(DesignMethod method);

}  // namespace railhead
