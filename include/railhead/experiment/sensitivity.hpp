#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "railhead/experiment/design.hpp"
#include "railhead/experiment/executor.hpp"
#include "railhead/experiment/regression.hpp"
#include "railhead/experiment/sobol_indices.hpp"
#include "railhead/experiment/variance_split.hpp"

// Which inputs of a study drive its responses.
namespace railhead {

// What a factor moves by itself: the response at one of its levels less that of the scenario as it
// is, on common random numbers, with the 95 % interval of the mean difference.
struct Swing {
  std::size_t factor = 0;
  std::string level;  // in TOML syntax
  double mean = 0.0;  // of the response there
  Estimate difference;
};

// A set of factors with a name: one factor, a group of the study, or all factors whose value or
// uncertainty cites a reference.
struct FactorSet {
  enum class Kind : std::uint8_t { factor, group, reference, chance };
  Kind kind = Kind::factor;
  std::string name;
  std::vector<std::size_t> factors;
  // A member is a parameter that the scenario correlates with another. Indices take it as
  // independent.
  bool correlated = false;
};

struct ResponseSensitivity {
  Metric metric;
  double mean = 0.0, sd = 0.0;      // over points and replications; of swings: of the scenario
  std::vector<SobolIndex> indices;  // one a set; none without a Saltelli design
  Regression linear, rank;          // on columns; empty with too few points
  VarianceSplit split;              // of the factors against all else
  std::vector<Swing> swings;        // one-at-a-time
};

struct Sensitivity {
  Network network;                   // of the scenario as it is
  std::vector<FactorSet> sets;       // factors in the study's order, groups, references, chance
  std::vector<std::size_t> columns;  // factors that are numbers, the columns of the regressions
  std::vector<std::string> others;   // uncertain parameters that are no factor, and count as chance
  std::vector<ResponseSensitivity> responses;
  std::size_t points = 0;          // different ones that were run
  std::uint64_t replications = 0;  // of each
  std::uint64_t runs = 0;
};

// Gives a study without responses the usual ones, and one without factors those of all uncertain
// parameters of its scenario, each by its law. Throws as load() and compile() do.
void complete(Study& study);

struct SensitivityOptions {
  std::size_t threads = 0;
  // Of a point, instead of the study's; else of "saltelli" 2, of other designs the scenario's.
  std::optional<std::uint64_t> replications;
  // Told how many replications will be run, before they are.
  std::function<void(std::uint64_t total)> planned;
  RunControl control;
};

// Runs the study's design and takes it apart. Method "saltelli": `points` rows (256 unless given)
// of Saltelli's design over the factors, all independent of each other. Indices are of the variance
// of a single run, whatever the replications of a point. Chance, with all parameters that are no
// factor, is an input of its own: the rows of A and B have random numbers of their own, which a
// block keeps from A unless it is that of chance. "one-at-a-time": swings, over a factor's values,
// the ends of its range, or the 5 % and 95 % quantiles of its law. Any other method: regressions
// over its points. The variance split needs two replications a point, which is also the least that
// is run (of "one-at-a-time" it is none). Throws as load(), compile(), parse_metric() and
// simulate() do, Error (interrupted) where cancelled.
Sensitivity analyse(const Study& study, const SensitivityOptions& options);

}  // namespace railhead
