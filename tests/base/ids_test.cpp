#include "railhead/base/ids.hpp"

#include <string>
#include <type_traits>
#include <unordered_set>

#include "tests/support/catch.hpp"

using railhead::Id;
using railhead::IdMap;

namespace {
using DepotId = Id<struct DepotTag>;
using TrainId = Id<struct TrainTag>;
}  // namespace

TEST_CASE("a depot's id is not a train's id, nor a number") {
  STATIC_REQUIRE_FALSE(std::is_convertible_v<DepotId, TrainId>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<int, DepotId>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<DepotId, std::uint32_t>);
  STATIC_REQUIRE(sizeof(DepotId) == 4);
}

TEST_CASE("ids are ordered by index and none comes last") {
  CHECK(DepotId{1} < DepotId{2});
  CHECK(DepotId{2} == DepotId{2});
  CHECK(DepotId{}.is_none());
  CHECK_FALSE(DepotId{0}.is_none());
  CHECK(DepotId{0xFFFF'FFFEU} < DepotId{});
}

TEST_CASE("a column is filled and walked by its ids") {
  IdMap<DepotId, std::string> names;
  CHECK(names.empty());
  const DepotId north = names.push_back("north");
  const DepotId south = names.push_back("south");
  CHECK(names[north] == "north");
  names[south] += "-east";
  std::string all;
  for (const DepotId id : names.ids()) all += names[id] + " ";
  CHECK(all == "north south-east ");
  CHECK(IdMap<DepotId, int>(3, 7)[DepotId{2}] == 7);
}

TEST_CASE("ids can be kept in a hash set") {
  const std::unordered_set<DepotId> seen{DepotId{3}, DepotId{5}, DepotId{3}};
  CHECK(seen.size() == 2);
  CHECK(seen.contains(DepotId{5}));
}
