// The [scenario] table, and what concerns the document as a whole.
#include <algorithm>

#include <fmt/format.h>

#include "railhead/base/suggest.hpp"

#include "compilation.hpp"
#include "expression_parser.hpp"

namespace railhead {
namespace {

constexpr double kMaximumGrid = 1'000'000;  // instants on which trajectories are recorded

void check_root(Compilation& c) {
  std::vector<std::string_view> kinds{"schema"};
  for (const TableForm& kind : entity_kinds()) kinds.push_back(kind.name);
  for (const Member& member : *c.scenario.document.as<NodeTable>()) {
    if (member.key == "schema") continue;
    if (entity_kind(member.key) == nullptr) {
      c.faults.add(member.key_position, fmt::format("there is no table \"{}\"{}", member.key,
                                                    did_you_mean(member.key, kinds)));
    } else if (member.node.as<NodeTable>() == nullptr) {
      c.faults.add(member.node.position,
                   fmt::format("{} must be a table, found {}", member.key, kind_text(member.node)));
    }
  }
}

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= 200 && std::all_of(id.begin(), id.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte > 0x20 && byte < 0x7F &&
                            std::string_view{"{}[],=.\"'\\|"}.find(c) == std::string_view::npos);
  });
}

void check_ids(Compilation& c) {
  for (const Member& kind : *c.scenario.document.as<NodeTable>()) {
    const auto* entities = kind.node.as<NodeTable>();
    if (entities == nullptr || kind.key == "scenario" || entity_kind(kind.key) == nullptr) continue;
    const bool named = kind.key == "parameter" || kind.key == "profile";
    for (const Member& entity : *entities) {
      if (named && !is_expression_name(entity.key)) {
        c.faults.add(entity.key_position,
                     fmt::format("{} \"{}\": expressions use it by name, which must match "
                                 "[a-z_][a-z0-9_]* and be neither min nor max",
                                 kind.key, entity.key));
      } else if (!is_id(entity.key)) {
        c.faults.add(entity.key_position,
                     fmt::format("{} \"{}\": an id has 1 to 200 characters, no spaces and none of "
                                 "{{ }} [ ] , = . | \\ or quotes",
                                 kind.key, entity.key));
      }
    }
  }
}

void read_end(Compilation& c, Reader& reader) {
  const auto end = reader.date("end");
  const auto horizon = reader.number("horizon_days");
  if (!reader.exactly_one({"end", "horizon_days"})) return;
  Network& network = c.network;
  if (end) network.end = *end;
  if (horizon) {
    if (*horizon > days_of(kLongestDuration)) {
      return reader.fault("horizon_days", "horizon_days is longer than 100,000 years");
    }
    network.end = network.start + duration_of_days(*horizon);
  }
  if ((!end && !horizon) || !reader.has("start")) return;
  if (network.end <= network.start) {
    return reader.fault(end ? "end" : "horizon_days",
                        fmt::format("the scenario ends on {}, not after its start on {}",
                                    to_iso_date(network.end), to_iso_date(network.start)));
  }
  c.span_known = true;
}

void read_grid(Compilation& c, Reader& reader) {
  Network& network = c.network;
  const double warmup = reader.number("warmup_days").value_or(0.0);
  network.statistics_from = network.start + duration_of_days(warmup);
  const double every = reader.number("record_every_days").value_or(1.0);
  network.record_every = std::max(duration_of_days(every), Duration{1});
  if (!c.span_known) return;
  if (network.statistics_from >= network.end) {
    reader.fault("warmup_days", fmt::format("warmup_days leaves nothing of a run of {} days",
                                            days_of(network.end - network.start)));
  }
  if (days_of(network.end - network.start) / days_of(network.record_every) > kMaximumGrid) {
    reader.fault("record_every_days",
                 fmt::format("record_every_days makes more than {} points", kMaximumGrid));
  }
}

void read_texts(Compilation& c) {
  for (const Member& kind : *c.scenario.document.as<NodeTable>()) {
    if (kind.key == "scenario" || kind.node.as<NodeTable>() == nullptr) continue;
    for (const Member& entity : *kind.node.as<NodeTable>()) {
      EntityText text;
      const auto read = [&](std::string_view key, std::string& into) {
        const Node* found = find(entity.node, key);
        if (found != nullptr && found->as<std::string>() != nullptr)
          into = *found->as<std::string>();
      };
      read("title", text.title);
      read("note", text.note);
      if (text.title.empty() && text.note.empty()) continue;
      c.settings.texts.emplace(kind.key + '.' + entity.key, std::move(text));
    }
  }
}

}  // namespace

void compile_scenario(Compilation& c) {
  check_root(c);
  check_ids(c);
  read_texts(c);
  Network& network = c.network;
  network.deterministic = c.options.deterministic;
  const Member* member = find_member(c.scenario.document, "scenario");
  if (member == nullptr) {
    network.seed = c.options.seed.value_or(1);
    c.faults.add(c.scenario.document.position, "the table [scenario] is missing");
    return;
  }
  Reader reader{c.context,  member->node, *entity_kind("scenario"), false,
                "scenario", "scenario",   member->key_position};
  c.settings.title = reader.text("title");
  c.settings.question = reader.text("question");
  const auto start = reader.date("start");
  if (start) network.start = *start;
  const auto seed = static_cast<std::uint64_t>(reader.integer("seed").value_or(1));
  network.seed = c.options.seed.value_or(seed);
  const auto replications =
      static_cast<std::uint64_t>(reader.integer("replications").value_or(1000));
  c.settings.replications =
      c.options.deterministic ? 1 : c.options.replications.value_or(replications);
  if (const auto most = reader.integer("max_events"))
    network.max_events = static_cast<std::uint64_t>(*most);
  read_end(c, reader);
  c.span_known = c.span_known && start.has_value();
  read_grid(c, reader);
}

void compile_references(Compilation& c) {
  c.for_each("reference", [&](Reader& reader, std::uint32_t index) {
    Reference reference;
    reference.id = std::string(c.names.ids("reference")[index]);
    reference.title = reader.text("title");
    reference.author = reader.text("author");
    if (const auto date = reader.date("date")) reference.date = to_iso_date(*date);
    reference.url = reader.text("url");
    reference.grade = reader.text("grade");
    const std::string& grade = reference.grade;
    const bool good = grade.size() == 2 && grade[0] >= 'A' && grade[0] <= 'F' && grade[1] >= '1' &&
                      grade[1] <= '6';
    if (!grade.empty() && !good) {
      reader.fault("grade", fmt::format("grade must be a letter A-F and a digit 1-6, such as B2, "
                                        "found \"{}\"",
                                        grade));
    }
    c.settings.references.push_back(std::move(reference));
  });
}

}  // namespace railhead
