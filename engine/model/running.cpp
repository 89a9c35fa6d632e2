// What messages say of the event in hand.
#include <algorithm>
#include <array>
#include <string>

#include "railhead/base/error.hpp"

#include "bounds.hpp"
#include "state.hpp"

namespace railhead {
namespace {

template <class Id, class T>
std::string named(const char* kind, const IdMap<Id, T>& all, std::uint32_t index) {
  return index < all.size() ? std::string{kind} + all[Id{index}].id : std::string{};
}

std::string change_text(const State& s, std::uint32_t rank) {
  std::string of;
  switch (static_cast<EventKind>(s.running.entity() >> kRankBits)) {
    case EventKind::disruption_start:
    case EventKind::disruption_end: of = named("disruption.", s.network.disruptions, rank); break;
    case EventKind::keep_step: of = named("site.", s.network.sites, rank); break;
    default: of = named("resource.", s.network.resources, rank); break;
  }
  return "a change of state" + (of.empty() ? of : " of " + of);
}

// That of the shortest period, of those that are treated together; the first of them.
template <class Entities, class Period>
std::string most_often(const char* kind, const Entities& all, const Period& period_of) {
  std::string name;
  Duration least = Duration::max();
  for (const auto id : all.ids())
    if (const Duration period = period_of(id); period > Duration{0} && period < least) {
      least = period;
      name = kind + all[id].id;
    }
  return name.empty() ? name : ", most often of " + name;
}

std::string running_text(const State& s) {
  const std::uint32_t rank = s.running.entity() & ((1U << kRankBits) - 1);
  const Network& net = s.network;
  switch (static_cast<EventClass>(s.running.event_class())) {
    case EventClass::change: return change_text(s, rank);
    case EventClass::movement: return "a movement of " + programme_name(s, ProgrammeId{rank});
    case EventClass::output:
      return "output" +
             most_often("line.", net.lines, [&](LineId id) { return net.lines[id].period; });
    case EventClass::departure: return "a departure of " + programme_name(s, ProgrammeId{rank});
    case EventClass::review:
      return "a review" + most_often("replenishment.", net.replenishments, [&](ReplenishmentId id) {
               return s.supplies[id.index()].review_every;
             });
    case EventClass::demand:
      return s.ticking
                 ? "demand" + most_often("consumer.", net.consumers,
                                         [&](ConsumerId id) {
                                           const Consumer& each = net.consumers[id];
                                           return each.mission.active() ? Duration{0} : each.period;
                                         })
                 : "a mission of consumer." + net.consumers[ConsumerId{rank}].id;
    default: return "a record";
  }
}

// Where the most of the rounds comes from that are counted at the event in hand.
std::string source_of_rounds(const State& s) {
  const Network& net = s.network;
  const auto value_text = [&](ValueId id) {
    if (id.is_none()) return std::string{};
    const Value& value = net.values[id];
    return ", the most by " + value.name + (value.place.empty() ? "" : " (" + value.place + ")");
  };
  if (s.events == 0) return "what is there at the start";
  switch (static_cast<EventClass>(s.running.event_class())) {
    case EventClass::output: return "output" + value_text(s.flows.largest(true));
    case EventClass::demand:
      if (s.ticking) return "demand" + value_text(s.flows.largest(false));
      break;
    case EventClass::review: {
      const auto asks_less = [](const SupplyState& a, const SupplyState& b) {
        return a.asked < b.asked;
      };
      const auto most = std::max_element(s.supplies.begin(), s.supplies.end(), asks_less);
      if (most == s.supplies.end()) break;
      return named("a review, the most for replenishment.", net.replenishments,
                   static_cast<std::uint32_t>(most - s.supplies.begin()));
    }
    default: break;
  }
  return running_text(s);
}

}  // namespace

void refuse_work(const State& s) {
  refuse_events(s.network, running_text(s));
}

void refuse_events(const Network& network, const std::string& last) {
  throw Error(ExitCode::kRuntime,
              "more than " + std::to_string(network.max_events) + " events, the last one " + last +
                  "; an interval may be too short, else --max-events allows more");
}

std::string rounds_fault(const State& s, const std::string& what) {
  return what + "; it came with " + source_of_rounds(s);
}

}  // namespace railhead
