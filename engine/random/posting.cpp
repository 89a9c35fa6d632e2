#include "railhead/random/posting.hpp"

#include "kernel_table.hpp"

namespace railhead {

void post(const PostingBlock& block) {
  if (kernels().post(block)) return;
  for (std::size_t i = 0; i < block.flows; ++i) {
    Remainder remainder{block.carried[i]};
    for (std::size_t k = 0; k < block.periods; ++k)
      block.rounds[i * kPeriodsApart + k] = remainder.post(block.amounts[i][k] * block.factors[i]);
    block.carried[i] = remainder.carried;
  }
}

bool add_flows(const Rounds* rounds, std::size_t flows, Rounds* sums) {
  return kernels().add(rounds, flows, sums);
}

}  // namespace railhead
