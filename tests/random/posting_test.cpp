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
  Flows(std::size_t flows, std::size_t count)
      : periods(count),
        carried(flows, 0.0),
        factors(flows, 1.0),
        amounts(flows * kPeriodsApart),
        rounds(flows * kPeriodsApart) {}
  PostingBlock block() {
    of_flow.clear();
    for (std::size_t i = 0; i < carried.size(); ++i) of_flow.push_back(&amounts[i * kPeriodsApart]);
    return {carried.size(), periods, carried.data(), of_flow.data(), factors.data(), rounds.data()};
  }
  std::size_t periods;
  std::vector<double> carried, factors, amounts;
  std::vector<const double*> of_flow;
  std::vector<Rounds> rounds;
};

// By Remainder, flow by flow.
void check(Flows flows) {
  const Flows alone = flows;
  post(flows.block());
  for (std::size_t i = 0; i < flows.carried.size(); ++i) {
    Remainder remainder{alone.carried[i]};
    for (std::size_t k = 0; k < flows.periods; ++k)
      REQUIRE(flows.rounds[i * kPeriodsApart + k] ==
              remainder.post(alone.amounts[i * kPeriodsApart + k] * alone.factors[i]));
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
        Flows flows(width, kPeriodsApart);
        fill_uniform53(stream_key(1, "posting"), 0, 0, 1, flows.amounts);
        for (double& amount : flows.amounts) amount *= scale;
        flows.factors[3] = scale < 1e15 ? 7.0 : 1.0;
        flows.factors[5] = 1.0 / 24;
        check(flows);
      }
    }
  });
}

TEST_CASE("halves, tenths and nothing at all are posted side by side as alone") {
  on_every_target([] {
    for (const double amount : {0.0, 0.1, 0.4, 0.5, 0.49999999999999994, 1.5, 2.5}) {
      Flows flows(kFlowsSideBySide, 8);
      flows.amounts.assign(flows.amounts.size(), amount);
      check(flows);
    }
  });
}

TEST_CASE("negative amounts are posted one by one, and those that are too large are refused") {
  on_every_target([] {
    Flows negative(kFlowsPerLane, 8);
    negative.amounts.assign(negative.amounts.size(), -1.3);
    check(negative);
    for (const double amount : {kMostRounds, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
      Flows large(kFlowsPerLane, 8);
      large.amounts[3 * kPeriodsApart + 1] = amount;
      CHECK_THROWS_AS(post(large.block()), Error);
    }
  });
}

TEST_CASE(
    "flows are added up by period, and sums that are too large are told, on every SIMD target") {
  on_every_target([] {
    for (const std::size_t flows : {0U, 1U, 7U, 40U}) {
      std::vector<Rounds> rounds(flows * kPeriodsApart);
      for (std::size_t i = 0; i < rounds.size(); ++i) rounds[i] = static_cast<Rounds>(i * i);
      std::vector<Rounds> sums(kPeriodsApart, -1);
      REQUIRE(add_flows(rounds.data(), flows, sums.data()));
      for (std::size_t k = 0; k < kPeriodsApart; ++k) {
        Rounds sum = 0;
        for (std::size_t i = 0; i < flows; ++i) sum += rounds[i * kPeriodsApart + k];
        REQUIRE(sums[k] == sum);
      }
    }
    for (const std::size_t flows : {17U, 5000U}) {
      std::vector<Rounds> rounds(flows * kPeriodsApart);
      std::vector<Rounds> sums(kPeriodsApart);
      for (std::size_t i = 0; i < flows; ++i)
        rounds[i * kPeriodsApart + 31] = Rounds{1} << 52;  // 5,000 of them wrap around
      CHECK_FALSE(add_flows(rounds.data(), flows, sums.data()));
    }
  });
}
