#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "railhead/experiment/estimate.hpp"
#include "railhead/experiment/executor.hpp"
#include "railhead/model/network.hpp"
#include "railhead/model/simulate.hpp"

// How much of a response's spread is ignorance of the parameters (epistemic) and how much chance
// (aleatory): Var E[Y | parameters] and E Var[Y | parameters] as shares of Var Y.
namespace railhead {

struct VarianceSplit {
  Estimate epistemic, aleatory;  // shares of the variance, in [0, 1]; each 1 less the other
  double variance = 0.0;         // epistemic and aleatory together; 0: does not vary, no shares
  std::uint64_t draws = 0;       // of the parameters, those with a NaN left out
};

// A nested design: for each draw of the parameters the same number of replications, independent
// given the parameters. Components by the unbiased estimators of the one-way analysis of variance
// (Searle, S. R., Casella, G., McCulloch, C. E. (1992), Variance Components, chapter 3). The
// interval inverts Fisher's F of the mean squares, exact where effects and chance are normal; its
// degrees of freedom are divided by how much more (or less) the mean squares vary than normal ones
// would, as their draws show (delta method), so that it stays right for other laws and where chance
// grows with the parameters. With few draws normal laws are leaned on: of 20 draws half.
class SplitTally {
 public:
  // The replications of one draw; at least two, of each draw as many.
  void add(std::span<const double> replications);
  VarianceSplit split(double level = 0.95) const;

 private:
  std::uint64_t draws_ = 0;
  std::size_t replications_ = 0;
  double shift_ = 0.0;       // the first mean, so that sums lose no digits
  double means_[4] = {};     // sums of powers of the means less the shift
  double within_[2] = {};    // of the variances within
  double products_[2] = {};  // of the variances within times the first powers of the means
};

// A network whose replication k has the parameters of `network`'s replication k and is otherwise
// drawn afresh: `other`, the same scenario compiled with another seed, with the streams of the
// parameters taken over.
Network with_parameters_of(Network other, const Network& network);

// The split of every metric of the request. Networks: two or more made by with_parameters_of (the
// first may be the original). Replications of the range stand for the draws of the parameters.
// Without an uncertain parameter all is chance, exactly.
// Fewer are used where it is cancelled.
std::vector<VarianceSplit> split_variance(Executor& executor, std::span<const Network> networks,
                                          const RunRequest& request, RunRange range,
                                          const RunControl& control);

}  // namespace railhead
