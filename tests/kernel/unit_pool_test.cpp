#include "railhead/kernel/unit_pool.hpp"

#include "tests/support/catch.hpp"

namespace railhead {
namespace {

TEST_CASE("the head of a queue waits for all the units it needs and nobody overtakes it") {
  UnitPool crane;
  crane.reset(1);
  crane.set_units(3);
  crane.hold(2);
  crane.enqueue(7, 2, 0);
  crane.enqueue(8, 1, 0);
  CHECK(crane.start_head() == nullptr);
  crane.release(1);
  const UnitPool::Waiting* head = crane.start_head();
  REQUIRE(head != nullptr);
  CHECK(head->token == 7);
  CHECK(crane.waiting() == 1);
}

TEST_CASE("a smaller priority number is served first, then first come first served") {
  UnitPool dock;
  dock.reset(2);
  dock.enqueue(1, 1, 1);
  dock.enqueue(2, 1, 0);
  dock.enqueue(3, 1, 0);
  dock.set_units(1);
  for (std::uint32_t expected : {2U, 3U, 1U}) {
    const UnitPool::Waiting* head = dock.start_head();
    REQUIRE(head != nullptr);
    CHECK(head->token == expected);
  }
}

TEST_CASE("units on outage stop what runs beyond the rest, and nothing starts meanwhile") {
  UnitPool dock;
  dock.reset(1);
  dock.set_units(2);
  dock.hold(2);
  dock.set_outage(1);
  CHECK(dock.able() == 1);
  dock.stop(1);
  CHECK(dock.held() == 2);
  CHECK_FALSE(dock.can_start(1));
  dock.set_outage(0);
  CHECK(dock.able() == 2);
  dock.resume(1);
  CHECK(dock.running() == 2);
}

TEST_CASE("units that a step in time takes away finish the service in hand") {
  UnitPool dock;
  dock.reset(1);
  dock.set_units(3);
  dock.hold(3);
  dock.set_units(1);
  CHECK(dock.able() == 3);
  dock.release(2);
  CHECK_FALSE(dock.can_start(1));
}

}  // namespace
}  // namespace railhead
