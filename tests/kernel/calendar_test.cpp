#include "railhead/kernel/calendar.hpp"

#include <queue>
#include <random>

#include "tests/support/catch.hpp"

namespace railhead {
namespace {

Instant at(std::int64_t ticks) {
  return Instant{Duration{ticks}};
}

TEST_CASE("events come up by time, then class, then entity, then first scheduled first") {
  EventCalendar calendar;
  const EventKey keys[] = {EventKey::make(at(5), 0, 0, 9), EventKey::make(at(-3), 7, 0, 8),
                           EventKey::make(at(5), 1, 0, 1), EventKey::make(at(5), 0, 2, 2),
                           EventKey::make(at(5), 0, 2, 1), EventKey::make(at(4), 6, 9, 0)};
  for (std::uint32_t i = 0; i < 6; ++i) calendar.push(keys[i], i);
  std::vector<std::uint32_t> order;
  while (!calendar.empty()) {
    order.push_back(calendar.top_slot());
    calendar.pop();
  }
  CHECK(order == std::vector<std::uint32_t>{1, 5, 0, 4, 3, 2});
  CHECK(calendar.top_key() == EventKey::last());
}

TEST_CASE("a key gives back what it was made of") {
  const EventKey key = EventKey::make(at(-1'234'567), 5, 0xabcdef, 0xfedcba98);
  CHECK(key.at() == at(-1'234'567));
  CHECK(key.event_class() == 5);
  CHECK(key.entity() == 0xabcdef);
  CHECK(key.sequence() == 0xfedcba98);
}

TEST_CASE("the calendar agrees with a naive one through a hundred thousand operations") {
  using Naive = std::priority_queue<std::pair<Uint128, std::uint32_t>,
                                    std::vector<std::pair<Uint128, std::uint32_t>>, std::greater<>>;
  std::mt19937 random(1);
  EventCalendar calendar;
  Naive naive;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    const auto draw = static_cast<std::uint32_t>(random());
    const EventKey key = EventKey::make(at(static_cast<std::int64_t>(random() % 1000) - 500),
                                        static_cast<std::uint8_t>(draw % 8), draw % 100, i);
    if (naive.empty() || draw % 16 < 7) {
      calendar.push(key, i);
      naive.emplace(key.bits, i);
    } else if (draw % 16 < 11) {
      calendar.replace_top(key, i);
      naive.pop();
      naive.emplace(key.bits, i);
    } else {
      calendar.pop();
      naive.pop();
    }
    REQUIRE(calendar.size() == naive.size());
    if (naive.empty()) continue;
    REQUIRE(calendar.top_key().bits == naive.top().first);
    REQUIRE(calendar.top_slot() == naive.top().second);
  }
  calendar.clear();
  CHECK(calendar.empty());
  CHECK(calendar.top_key() == EventKey::last());
}

}  // namespace
}  // namespace railhead
