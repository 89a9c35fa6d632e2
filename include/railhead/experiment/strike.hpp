#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "railhead/experiment/estimate.hpp"
#include "railhead/experiment/executor.hpp"
#include "railhead/scenario/compile.hpp"

// What if a source is wrong.
namespace railhead {

// Another value for a field or a parameter, "PATH=VALUE" as for --set.
struct Alternative {
  std::string path, value;
};

struct StrikeOptions {
  double factor = 1.25;                   // numbers go to value / factor and value * factor
  std::vector<Alternative> alternatives;  // instead of the factor, for fields that have one
  // Choices that stand beside the scenario as it is, "PATH=VALUE" each: what knowing a source is
  // worth to whoever takes the one that is best by the first response.
  std::vector<std::string> decisions;
  std::size_t threads = 0;
  std::optional<std::uint64_t> seed;
  RunRange range;
  std::function<void(std::uint64_t total)> planned;  // how many replications will be run
  RunControl control;
};

// A response under a changed source less that of the scenario as it is, on common random numbers.
struct StruckResponse {
  double base = 0.0, sd = 0.0;  // mean and standard deviation of the scenario as it is
  Estimate lower, higher;       // differences, with numbers divided and multiplied
  Estimate widened;             // difference, with the factor unknown between the two
  double widened_sd = 0.0;      // standard deviation then
  Estimate share;  // of the response's variance that knowing the source's parameters takes away
};

// One source and all that rests on it.
struct Strike {
  std::string reference, title;
  std::vector<std::string> moved;  // paths of the fields that were changed
  std::vector<std::string> fixed;  // of those that cannot be: dates, and what the change makes
                                   // impossible
  std::vector<StruckResponse> responses;
  // Expected gain in the first response, in its unit, of knowing the source's parameters before
  // choosing between the decisions.
  std::optional<Estimate> worth_to_decision;
  std::string fault;   // why there is no difference: numbers that are impossible when moved
  double reach = 0.0;  // largest difference of the first response, in its standard deviations
};

// Every number that cites the reference goes down, then up, by the factor (shares and probabilities
// to 1 at most; the arguments of a law and the bounds of an uncertainty with it), or to its stated
// alternative (both times). Then it is widened: all of them are multiplied by one unknown factor,
// drawn once per replication, log-uniform between the two, or lie uniformly between what is stated
// and the alternative, as far as their fields take expressions. Value of information by regression
// over the replications of the scenario as it is (see voi.hpp), on the parameters that cite the
// reference. `references`: those to strike; all that some field cites where it is empty. Most
// moving first. Throws Error (usage) for a reference that is not defined or that no number cites,
// and for an alternative to no number that rests on them.
std::vector<Strike> strike(const Scenario& scenario, const std::vector<std::string>& references,
                           const std::vector<std::string>& responses, const StrikeOptions& options);

}  // namespace railhead
