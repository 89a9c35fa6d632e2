// Munitions, origins, sites, lines and resources.
#include <algorithm>

#include <fmt/format.h>

#include "compilation.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMaximumPairs = 1'000'000;

void read_costs(Compilation& c) {
  c.for_each("cost", [&](Reader& reader, std::uint32_t index) {
    const auto id = reader.resolve("munition", c.names.ids("cost")[index], reader.position());
    Munition unknown;
    Munition& munition = id ? c.network.munitions[MunitionId{*id}] : unknown;
    munition.holding_per_round_day = reader.value("holding_per_round_day");
    munition.backlog_per_round_day = reader.value("backlog_per_round_day");
    munition.order_fixed = reader.value("order_fixed");
    munition.order_per_round = reader.value("order_per_round");
  });
}

void read_stock(Compilation& c, Reader& reader, std::uint32_t site) {
  const Node* stock = reader.node("stock");
  if (stock == nullptr) return;
  const auto by_munition = [&](const Node& node) {
    if (node.as<NodeTable>() != nullptr) return true;
    reader.fault_at(node.position, fmt::format("stock is a table by munition and origin, "
                                               "{{ 152mm = {{ soviet = 1000 }} }}, found {}",
                                               kind_text(node)));
    return false;
  };
  if (!by_munition(*stock)) return;
  const Field& field = *entity_kind("site")->field("stock");
  for (const Member& of_munition : *stock->as<NodeTable>()) {
    const auto munition = reader.resolve("munition", of_munition.key, of_munition.key_position);
    if (!by_munition(of_munition.node)) continue;
    for (const Member& of_origin : *of_munition.node.as<NodeTable>()) {
      const auto origin = reader.resolve("origin", of_origin.key, of_origin.key_position);
      const ValueRequest request = reader.request(field, of_munition.key + '.' + of_origin.key);
      const ValueId rounds = c.binder.value(of_origin.node, request);
      if (!munition || !origin || rounds.is_none()) continue;
      c.network.initial_stock.push_back({c.pool(site, *munition), OriginId{*origin}, rounds});
    }
  }
}

// One number for all munitions, or a table by munition.
void read_duds(Compilation& c, Reader& reader, Origin& origin) {
  origin.dud_fraction.assign(c.network.munitions.size(), ValueId{});
  const Node* node = reader.node("dud_fraction");
  if (node == nullptr) return;
  const bool by_munition = node->as<NodeTable>() != nullptr && find(*node, "dist") == nullptr &&
                           find(*node, "value") == nullptr;
  if (by_munition) {
    for (const auto& amount : reader.amounts("dud_fraction")) {
      origin.dud_fraction[MunitionId{amount.munition}] = amount.value;
    }
  } else {
    origin.dud_fraction.assign(c.network.munitions.size(), reader.value("dud_fraction"));
  }
}

std::uint8_t read_workdays(Reader& reader) {
  if (!reader.has("workdays")) return 0x7f;
  std::uint8_t days = 0;
  for (const std::uint8_t day : reader.words("workdays")) {
    days = static_cast<std::uint8_t>(days | (1U << day));
  }
  return days;
}

void read_sources(Compilation& c, Reader& reader, std::optional<std::uint32_t> site, Line& line) {
  const auto origin = reader.reference("origin");
  const auto refurbishes = reader.reference("refurbishes");
  line.yield_fraction = reader.value("yield_fraction");
  reader.exactly_one({"origin", "refurbishes"});
  if (origin) line.origin = OriginId{*origin};
  if (site && refurbishes) line.refurbishes = c.pool(*site, *refurbishes);
  if (!reader.has("refurbishes")) {
    reader.refuse_keys({"yield_fraction"}, "goes with refurbishes");
  } else if (line.yield_fraction.is_none()) {
    line.yield_fraction = c.binder.constant(1.0, reader.stream() + ".yield_fraction");
  }
  if (refurbishes && !line.pool.is_none() && line.refurbishes == line.pool) {
    reader.fault("refurbishes", "a line cannot refurbish the munition that it makes");
  }
  for (const auto& amount : reader.amounts("consumes")) {
    if (site) line.consumes.push_back({c.pool(*site, amount.munition), amount.value});
    if (site && c.pool(*site, amount.munition) == line.pool) {
      reader.fault_at(amount.position, "a line cannot consume the munition that it makes");
    }
  }
}

}  // namespace

Failure read_failure(Reader& reader) {
  Failure failure;
  if (auto table = reader.table("failure")) {
    failure.up_days = table->value("up_days");
    failure.down_days = table->value("down_days");
  }
  return failure;
}

Duration read_period(Reader& reader) {
  const double days = reader.number("period_days").value_or(1.0);
  const Duration period = duration_of_days(days);
  if (period < Duration{1})
    reader.fault("period_days", "period_days is shorter than a microsecond");
  return std::max(period, Duration{1});
}

std::int32_t read_priority(Reader& reader) {
  return static_cast<std::int32_t>(reader.integer("priority").value_or(1));
}

void compile_munitions(Compilation& c) {
  c.for_each("munition", [&](Reader& reader, std::uint32_t index) {
    Munition munition;
    munition.id = std::string(c.names.ids("munition")[index]);
    munition.mass_kg = reader.value("mass_kg");
    munition.rounds_per_container = reader.value("rounds_per_container");
    munition.rounds_per_railcar = reader.value("rounds_per_railcar");
    c.network.munitions.push_back(std::move(munition));
  });
  read_costs(c);
}

void compile_origins(Compilation& c) {
  if (c.names.ids("origin").size() * c.network.munitions.size() > kMaximumPairs) {
    c.faults.add(
        c.scenario.document.position,
        fmt::format("the scenario has more than {} pairs of origin and munition", kMaximumPairs));
    return;
  }
  c.for_each("origin", [&](Reader& reader, std::uint32_t index) {
    Origin origin;
    origin.id = std::string(c.names.ids("origin")[index]);
    read_duds(c, reader, origin);
    c.network.origins.push_back(std::move(origin));
  });
}

void compile_sites(Compilation& c) {
  const auto roles = split_words(entity_kind("site")->field("role")->words);
  c.for_each("site", [&](Reader& reader, std::uint32_t index) {
    Site site;
    site.id = std::string(c.names.ids("site")[index]);
    const std::uint8_t role = reader.word("role", 0xff);
    if (role < roles.size()) site.role = std::string(roles[role]);
    site.capacity_rounds = reader.value("capacity_rounds");
    site.keep_rounds = reader.value("keep_rounds");
    site.issue = static_cast<Issue>(reader.word("issue", 0));
    site.allocation = static_cast<Allocation>(reader.word("allocation", 0));
    read_stock(c, reader, index);
    c.network.sites.push_back(std::move(site));
  });
}

void compile_lines(Compilation& c) {
  c.for_each("line", [&](Reader& reader, std::uint32_t index) {
    Line line;
    line.id = std::string(c.names.ids("line")[index]);
    const auto site = reader.reference("site");
    const auto munition = reader.reference("munition");
    if (site && munition) line.pool = c.pool(*site, *munition);
    line.output_per_day = reader.value("output_per_day");
    line.period = read_period(reader);
    line.workdays = read_workdays(reader);
    line.failure = read_failure(reader);
    read_sources(c, reader, site, line);
    c.network.lines.push_back(std::move(line));
  });
}

void compile_resources(Compilation& c) {
  c.for_each("resource", [&](Reader& reader, std::uint32_t index) {
    Resource resource;
    resource.id = std::string(c.names.ids("resource")[index]);
    resource.units = reader.value("units");
    resource.queue = static_cast<QueueDiscipline>(reader.word("queue", 0));
    resource.failure = read_failure(reader);
    c.network.resources.push_back(std::move(resource));
  });
}

}  // namespace railhead
