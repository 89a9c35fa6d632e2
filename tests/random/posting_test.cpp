// Many flows posted side by side are posted as each would be alone.
#include "railhead/random/posting.hpp"

#include <limits>
#include <vector>

#include "railhead/base/error.hpp"
#include "railhead/random/law.hpp"
#include "railhead/random/simd.hpp"

#include "tests/support/catch.hpp"

using namespace railhead;

namespace {

struct Flows {
  explicit Flows(std::size_t flows, std::size_t periods)
      : carried(flows, 0.0), amounts(periods * kFlowsSideBySide), rounds(periods * flows) {}
  PostingBlock block() {
    const std::size_t flows = carried.size();
    return {flows, rounds.size() / flows, carried.data(), amounts.data(), rounds.data(), flows};
  }
  std::vector<double> carried, amounts;
  std::vector<Rounds> rounds;
};

// By Remainder, flow by flow.
void check(Flows flows) {
  Flows alone = flows;
  post(flows.block());
  const std::size_t width = flows.carried.size();
  for (std::size_t i = 0; i < width; ++i) {
    Remainder remainder{alone.carried[i]};
    for (std::size_t k = 0; k * width < flows.rounds.size(); ++k)
      REQUIRE(flows.rounds[k * width + i] ==
              remainder.post(alone.amounts[k * kFlowsSideBySide + i]));
    REQUIRE(flows.carried[i] == remainder.carried);
  }
}

template <class Check>
void on_every_target(Check&& each) {
  const SimdTarget before = simd_target();
  for (const SimdTarget target : available_simd_targets()) {
    REQUIRE(use_simd_target(target));
    each();
  }
  use_simd_target(before);
}

}  // namespace

TEST_CASE("flows posted side by side equal each posted alone to the bit, on every SIMD target") {
  on_every_target([] {
    for (const std::size_t width : {kFlowsPerLane, kFlowsSideBySide}) {
      for (const double scale : {0.1, 1.0, 1250.0, 1e9, 1e15}) {
        Flows flows(width, 32);
        fill_uniform53(stream_key(1, "posting"), 0, 0, 1, flows.amounts);
        for (double& amount : flows.amounts) amount *= scale;
        check(flows);
      }
    }
  });
}

TEST_CASE("halves, tenths and nothing at all are posted side by side as alone") {
  on_every_target([] {
    for (const double amount : {0.0, 0.1, 0.4, 0.5, 0.49999999999999994, 1.5, 2.5}) {
      Flows flows(kFlowsSideBySide, 32);
      flows.amounts.assign(flows.amounts.size(), amount);
      check(flows);
    }
  });
}

TEST_CASE("negative amounts are posted one by one, and those that are too large are refused") {
  on_every_target([] {
    Flows negative(kFlowsPerLane, 4);
    negative.amounts.assign(negative.amounts.size(), -1.3);
    check(negative);
    for (const double amount : {kMostRounds, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
      Flows large(kFlowsPerLane, 4);
      large.amounts[kFlowsSideBySide + 3] = amount;
      CHECK_THROWS_AS(post(large.block()), Error);
    }
  });
}
