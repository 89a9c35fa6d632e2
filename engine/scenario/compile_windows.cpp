// Windows and observations.
#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "compilation.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMaximumWindows = 1000;

// One window a calendar month, named 2024-01; the first and last are cut off by the run.
void add_months(Compilation& c, Reader& reader) {
  using namespace std::chrono;
  if (!c.span_known) return;
  const Instant start = c.network.start;
  const Instant end = c.network.end;
  const year_month_day first{floor<days>(start)};
  for (year_month month = first.year() / first.month(); Instant{sys_days{month / 1}} < end;
       month += months{1}) {
    if (c.network.windows.size() > kMaximumWindows) {
      return reader.fault("every", fmt::format("makes more than {} windows", kMaximumWindows));
    }
    const Instant from = std::max<Instant>(sys_days{month / 1}, start);
    const Instant until = std::min<Instant>(sys_days{(month + months{1}) / 1}, end);
    c.network.windows.push_back({fmt::format("{:04}-{:02}", static_cast<int>(month.year()),
                                             static_cast<unsigned>(month.month())),
                                 from, until});
  }
}

void read_span(Compilation& c, Reader& reader, std::uint32_t index) {
  reader.require("from", "(or every = \"month\")");
  reader.require("until", "(or every = \"month\")");
  const auto from = reader.date("from");
  const auto until = reader.date("until");
  if (!from || !until) return;
  check_in_run(c, reader, "from", *from, false);
  check_in_run(c, reader, "until", *until, true);
  if (*until <= *from) reader.fault("until", "until must come after from");
  if (c.network.windows.size() > kMaximumWindows) {
    return reader.fault_at(reader.position(),
                           fmt::format("there are more than {} windows", kMaximumWindows));
  }
  c.network.windows.push_back({std::string(c.names.ids("window")[index]), *from, *until});
}

// A metric selector at a node that holds a string; a fault where it is none.
std::optional<Metric> read_metric(Compilation& c, Reader& reader, std::string_view key) {
  const std::string text = reader.text(key);
  if (text.empty()) return std::nullopt;
  try {
    return parse_metric(c.network, text);
  } catch (const Error& error) {
    reader.fault_at(reader.node(key)->position, error.what());
    return std::nullopt;
  }
}

Instant end_of(const Compilation& c, const Metric& metric) {
  if (metric.of.window < 0) return c.network.end;
  return c.network.windows[static_cast<std::size_t>(metric.of.window)].until;
}

std::vector<std::string> cites_of(Reader& reader) {
  std::vector<std::string> cites;
  const Node* cite = reader.node("cite");
  if (cite == nullptr) return cites;
  const auto add = [&](const Node& node) {
    const auto* id = node.as<std::string>();
    if (id != nullptr && std::find(cites.begin(), cites.end(), *id) == cites.end()) {
      cites.push_back(*id);
    }
  };
  const auto add_list = [&](const Node& node) {
    add(node);
    if (const auto* list = node.as<NodeArray>()) std::for_each(list->begin(), list->end(), add);
  };
  add_list(*cite);
  if (const auto* table = cite->as<NodeTable>()) {
    for (const Member& member : *table) add_list(member.node);
  }
  return cites;
}

}  // namespace

void compile_windows(Compilation& c) {
  c.for_each("window", [&](Reader& reader, std::uint32_t index) {
    if (reader.has("every")) {
      const std::size_t before = c.faults.count();
      reader.word("every", 0);
      reader.refuse_keys({"from", "until"}, "does not go with every");
      if (c.faults.count() == before) add_months(c, reader);
    } else {
      read_span(c, reader, index);
    }
  });
  auto& windows = c.network.windows;
  std::sort(windows.begin(), windows.end(),
            [](const Window& a, const Window& b) { return a.id < b.id; });
  const auto same = std::adjacent_find(windows.begin(), windows.end(),
                                       [](const auto& a, const auto& b) { return a.id == b.id; });
  if (same != windows.end()) {
    c.faults.add(find_member(c.scenario.document, "window")->key_position,
                 fmt::format("there are two windows \"{}\"", same->id));
  }
}

void compile_observations(Compilation& c) {
  c.for_each("observation", [&](Reader& reader, std::uint32_t index) {
    Observation observation;
    observation.id = std::string(c.names.ids("observation")[index]);
    const auto metric = read_metric(c, reader, "metric");
    const auto at = reader.date("at");
    observation.value = reader.moment_or_number("value").value_or(0.0);
    observation.low = reader.moment_or_number("low");
    observation.high = reader.moment_or_number("high");
    observation.kind = static_cast<ObservationKind>(reader.word("kind", 0));
    observation.cites = cites_of(reader);
    if (metric) observation.metric = *metric;
    observation.at = at ? *at : metric ? end_of(c, *metric) : c.network.end;
    if (at) check_in_run(c, reader, "at", *at, true);
    const double low = observation.low.value_or(observation.value);
    const double high = observation.high.value_or(observation.value);
    if (low > observation.value || high < observation.value) {
      reader.fault("value", "value must lie between low and high");
    }
    c.settings.observations.push_back(std::move(observation));
  });
}

}  // namespace railhead
