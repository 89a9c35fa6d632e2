// hold: the earliest of N pending events is taken off and put back Exp(1) later; the event calendar
// against std::priority_queue over the same keys.

#include <cmath>
#include <queue>
#include <vector>

#include <benchmark/benchmark.h>

#include "railhead/kernel/calendar.hpp"
#include "railhead/random/law.hpp"

namespace {

using namespace railhead;

// Steps ahead, in microseconds, drawn beforehand.
const std::vector<Duration>& steps() {
  static const std::vector<Duration> drawn = [] {
    std::vector<double> days(1U << 16);
    fill53(prepare(LawKind::exponential, {{1.0}}), stream_key(1, "hold"), 0, 0, 1, days);
    std::vector<Duration> ticks;
    for (const double x : days) ticks.push_back(duration_of_days(x));
    return ticks;
  }();
  return drawn;
}

void hold_calendar(benchmark::State& state) {
  EventCalendar calendar;
  std::uint32_t next = 0;
  const auto key = [&](Instant from) {
    const std::uint32_t sequence = next++;
    return EventKey::make(from + steps()[sequence & 0xffffU], 1, 7, sequence);
  };
  for (std::int64_t i = 0; i < state.range(0); ++i)
    calendar.push(key(Instant{}), static_cast<std::uint32_t>(i));
  for (auto step : state) {
    (void)step;
    const EventKey top = calendar.top_key();
    calendar.replace_top(key(top.at()), calendar.top_slot());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void hold_calendar_pop_push(benchmark::State& state) {
  EventCalendar calendar;
  std::uint32_t next = 0;
  const auto key = [&](Instant from) {
    const std::uint32_t sequence = next++;
    return EventKey::make(from + steps()[sequence & 0xffffU], 1, 7, sequence);
  };
  for (std::int64_t i = 0; i < state.range(0); ++i)
    calendar.push(key(Instant{}), static_cast<std::uint32_t>(i));
  for (auto step : state) {
    (void)step;
    const EventKey top = calendar.top_key();
    const std::uint32_t slot = calendar.top_slot();
    calendar.pop();
    calendar.push(key(top.at()), slot);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

// As a textbook has it: a struct compared by time, then class, entity and sequence.
struct Event {
  Instant at;
  std::uint8_t event_class;
  std::uint32_t entity, sequence, slot;
  bool operator>(const Event& other) const {
    if (at != other.at) return at > other.at;
    if (event_class != other.event_class) return event_class > other.event_class;
    if (entity != other.entity) return entity > other.entity;
    return sequence > other.sequence;
  }
};

void hold_priority_queue(benchmark::State& state) {
  std::priority_queue<Event, std::vector<Event>, std::greater<>> queue;
  std::uint32_t next = 0;
  const auto event = [&](Instant from, std::uint32_t slot) {
    const std::uint32_t sequence = next++;
    return Event{from + steps()[sequence & 0xffffU], 1, 7, sequence, slot};
  };
  for (std::int64_t i = 0; i < state.range(0); ++i)
    queue.push(event(Instant{}, static_cast<std::uint32_t>(i)));
  for (auto step : state) {
    (void)step;
    const Event top = queue.top();
    queue.pop();
    queue.push(event(top.at, top.slot));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

BENCHMARK(hold_calendar)->Name("hold/calendar")->Arg(16)->Arg(1024)->Arg(65536);
BENCHMARK(hold_calendar_pop_push)
    ->Name("hold/calendar, pop and push")
    ->Arg(16)
    ->Arg(1024)
    ->Arg(65536);
BENCHMARK(hold_priority_queue)->Name("hold/std::priority_queue")->Arg(16)->Arg(1024)->Arg(65536);

}  // namespace
