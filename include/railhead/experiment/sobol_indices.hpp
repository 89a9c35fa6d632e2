#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "railhead/experiment/estimate.hpp"
#include "railhead/random/lowdiscrepancy.hpp"

// Which input drives a response: shares of its variance.
namespace railhead {

// Saltelli's design (Saltelli, A. et al. (2010), Comput. Phys. Commun. 181, 259-270): two
// independent samples A and B of `rows` points each, and for every set of inputs one block that is
// A with the inputs of the set taken from B. Blocks: 0 is A, 1 is B, 2 + s belongs to set s. The
// points are Sobol's, so that a power of two of rows fills the cube best.
class SaltelliDesign {
 public:
  // Requires: rows >= 2; members of the sets are below `inputs`, of which there are at most
  // kMaxSobolDimensions / 2.
  SaltelliDesign(std::size_t rows, std::size_t inputs, std::vector<std::vector<std::size_t>> sets,
                 std::uint64_t seed);

  std::size_t rows() const { return rows_; }
  std::size_t inputs() const { return inputs_; }
  std::size_t blocks() const { return 2 + sets_.size(); }
  const std::vector<std::vector<std::size_t>>& sets() const { return sets_; }
  // Whether a block takes an input from B.
  bool from_b(std::size_t block, std::size_t input) const;
  // In (0, 1).
  double at(std::size_t block, std::size_t row, std::size_t input) const;

 private:
  std::size_t rows_;
  std::size_t inputs_;
  std::vector<std::vector<std::size_t>> sets_;
  Design cube_;  // inputs of A, then of B
};

// Shares of the variance of a single run. First: what knowing the set alone would take away. Total:
// what would be left if all but the set were known; 1 - total is what knowing all but the set would
// take away.
struct SobolIndex {
  Estimate first, total;
};

struct Bootstrap {
  std::size_t resamples = 500;  // two at least
  std::uint64_t seed = 1;
  double level = 0.95;
};

// One index a set, by Jansen's estimators (Jansen, M. J. W. (1999), Comput. Phys. Commun. 117,
// 35-43), the first index less the correlation that A and B have by chance (Glen, G., Isaacs, K.
// (2012), Environ. Model. Softw. 37, 157-166), over `responses` of blocks x rows x replications, in
// this order; replication k of a row has the same chance in all blocks that take chance from the
// same sample, and so stands for a row of its own, but for the bootstrap, which keeps the
// replications of a row together. The intervals are the estimate -/+ Student's quantile times the
// standard deviation over bootstrap samples of rows (Archer, G. E. B., Saltelli, A., Sobol, I. M.
// (1997), J. Stat. Comput. Simul. 58, 99-120): right for random rows, wide for Sobol's, which are
// more even. Replications that hold a NaN in any block are left out. All 0 where the response does
// not vary.
std::vector<SobolIndex> sobol_indices(std::span<const double> responses, std::size_t rows,
                                      std::size_t replications, std::size_t sets,
                                      const Bootstrap& bootstrap = {});

}  // namespace railhead
