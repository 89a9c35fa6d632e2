#include "railhead/random/posting.hpp"

#include "kernel_table.hpp"

namespace railhead {

void post(const PostingBlock& block) {
  if (kernels().post(block)) return;
  for (std::size_t i = 0; i < block.flows; ++i) {
    Remainder remainder{block.carried[i]};
    for (std::size_t k = 0; k < block.periods; ++k)
      block.rounds[k * block.width + i] = remainder.post(block.amounts[k * kFlowsSideBySide + i]);
    block.carried[i] = remainder.carried;
  }
}

}  // namespace railhead
