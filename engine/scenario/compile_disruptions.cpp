// Disruptions: what goes wrong, where and when.
#include <algorithm>

#include <fmt/format.h>

#include "railhead/base/suggest.hpp"

#include "compilation.hpp"

namespace railhead {
namespace {

constexpr std::string_view kKinds[] = {"stock-loss",      "route-closure",    "line-outage",
                                       "resource-outage", "shipment-embargo", "demand-surge"};
constexpr std::string_view kTargets[] = {"site",     "route",    "line",
                                         "resource", "shipment", "consumer"};

constexpr std::size_t kMaximumTargets = 1'000'000;

// A target site of a surge stands for all its consumers.
bool add_consumers_of(Compilation& c, std::string_view id, std::vector<std::uint32_t>& targets) {
  const auto site = c.names.find("site", id);
  if (!site) return false;
  for (const ConsumerId consumer : c.network.consumers.ids()) {
    const PoolId pool = c.network.consumers[consumer].pool;
    if (!pool.is_none() && c.site_of(pool) == *site) targets.push_back(consumer.index());
  }
  return true;
}

void add_target(Compilation& c, Reader& reader, DisruptionKind kind, const Node& node,
                std::vector<std::uint32_t>& targets) {
  const std::string_view wanted = kTargets[static_cast<std::size_t>(kind)];
  const auto* id = node.as<std::string>();
  if (id == nullptr) {
    reader.fault_at(node.position, fmt::format("target must be the id of a {} or a list of them, "
                                               "found {}",
                                               wanted, kind_text(node)));
    return;
  }
  if (const auto found = c.names.find(wanted, *id)) {
    targets.push_back(*found);
  } else if (kind != DisruptionKind::demand_surge || !add_consumers_of(c, *id, targets)) {
    const bool surge = kind == DisruptionKind::demand_surge;
    reader.fault_at(node.position, fmt::format("{} hits a {}{}, and {} \"{}\" is not defined{}",
                                               kKinds[static_cast<std::size_t>(kind)], wanted,
                                               surge ? " or a site" : "", wanted, *id,
                                               did_you_mean(*id, c.names.ids(wanted))));
  }
}

std::vector<std::uint32_t> read_targets(Compilation& c, Reader& reader, DisruptionKind kind) {
  std::vector<std::uint32_t> targets;
  const Node* node = reader.node("target");
  if (node == nullptr) return targets;
  if (const auto* list = node->as<NodeArray>()) {
    for (const Node& element : *list) add_target(c, reader, kind, element, targets);
    if (list->empty()) reader.fault("target", "target is an empty list");
  } else {
    add_target(c, reader, kind, *node, targets);
  }
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  return targets;
}

void read_occurrence(Compilation& c, Reader& reader, Disruption& disruption) {
  reader.exactly_one({"at", "interval_days"});
  disruption.at = reader.value("at");
  disruption.interval_days = reader.value("interval_days");
  disruption.from = reader.date("from").value_or(c.network.start);
  if (const auto until = reader.date("until")) disruption.until = *until;
  disruption.count = read_count(reader);
  if (!reader.has("interval_days")) {
    reader.refuse_keys({"from", "until", "count"}, "goes with interval_days");
  } else {
    check_in_run(c, reader, "from", std::max(disruption.from, c.network.start), false);
    if (reader.has("until") && disruption.until <= disruption.from) {
      reader.fault("until", "until must come after from");
    }
  }
  if (const auto day = constant_of(c.network, disruption.at)) {
    check_in_run(c, reader, "at", c.network.start + duration_of_days(*day), false);
  }
}

void read_effect(Compilation& c, Reader& reader, Disruption& disruption) {
  const DisruptionKind kind = disruption.kind;
  const std::string_view name = kKinds[static_cast<std::size_t>(kind)];
  const auto only = [&](std::string_view key, std::initializer_list<DisruptionKind> kinds) {
    if (!reader.has(key) || std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) return;
    reader.fault(key, fmt::format("{} does not go with {}", key, name));
  };
  using enum DisruptionKind;
  only("duration_days",
       {route_closure, line_outage, resource_outage, shipment_embargo, demand_surge});
  only("fraction", {stock_loss, line_outage});
  only("rounds", {stock_loss});
  only("tonnes", {stock_loss});
  only("units", {resource_outage});
  only("factor", {demand_surge});
  only("hold", {shipment_embargo});
  disruption.duration_days = reader.value("duration_days");
  disruption.fraction = reader.value("fraction");
  disruption.rounds = reader.value("rounds");
  disruption.tonnes = reader.value("tonnes");
  disruption.units = reader.value("units");
  disruption.factor = reader.value("factor");
  disruption.hold = reader.boolean("hold").value_or(false);
  disruption.probability = reader.value("probability");
  disruption.probability_key = c.binder.stream(reader.stream() + ".occurs", reader.position());
  if (kind == demand_surge) reader.require("factor", "(a demand-surge multiplies demand by it)");
  if (kind != stock_loss) {
    reader.require("duration_days", fmt::format("({} lasts for some time)", name));
  } else if (reader.has("fraction") + reader.has("rounds") + reader.has("tonnes") > 1) {
    reader.fault_at(reader.position(), "give one of fraction, rounds, tonnes");
  }
}

void check_masses(Compilation& c, Reader& reader, const Disruption& disruption) {
  if (disruption.tonnes.is_none() || disruption.kind != DisruptionKind::stock_loss) return;
  for (const std::uint32_t site : disruption.targets) {
    for (auto pool = c.pools.lower_bound({site, 0}); pool != c.pools.end(); ++pool) {
      if (pool->first.first != site) break;
      const Munition& munition = c.network.munitions[MunitionId{pool->first.second}];
      if (!munition.mass_kg.is_none()) continue;
      reader.fault("tonnes",
                   fmt::format("munition \"{}\", which site \"{}\" may hold, has no mass_kg",
                               munition.id, c.network.sites[SiteId{site}].id));
    }
  }
}

}  // namespace

void compile_disruptions(Compilation& c) {
  std::size_t targets = 0;
  c.for_each("disruption", [&](Reader& reader, std::uint32_t index) {
    Disruption disruption;
    disruption.id = std::string(c.names.ids("disruption")[index]);
    const std::uint8_t kind = reader.word("kind", 0xff);
    read_occurrence(c, reader, disruption);
    if (kind < std::size(kKinds) && reader.has("kind")) {
      disruption.kind = static_cast<DisruptionKind>(kind);
      if (targets <= kMaximumTargets) disruption.targets = read_targets(c, reader, disruption.kind);
      targets += disruption.targets.size();
      if (targets > kMaximumTargets) {
        reader.fault("target", fmt::format("the disruptions hit more than {} targets in all",
                                           kMaximumTargets));
      }
      read_effect(c, reader, disruption);
      check_masses(c, reader, disruption);
    }
    c.network.disruptions.push_back(std::move(disruption));
  });
}

}  // namespace railhead
