// Consumers and replenishments.
#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "compilation.hpp"

namespace railhead {
namespace {

Mission read_mission(Reader& reader) {
  Mission mission;
  if (auto table = reader.table("mission")) {
    table->exactly_one({"interval_days", "rate_per_day"});
    mission.interval_days = table->value("interval_days");
    mission.rate_per_day = table->value("rate_per_day");
    mission.rounds = table->value("rounds");
    reader.refuse_keys({"period_days"}, "goes with demand_per_day");
  }
  return mission;
}

void read_rations(Reader& reader, Consumer& consumer) {
  for (Reader& rule : reader.tables("ration", "ration")) {
    consumer.ration.push_back({rule.value("below_days"), rule.value("fraction")});
  }
}

void read_substitutes(Compilation& c, Reader& reader, std::optional<std::uint32_t> site,
                      std::optional<std::uint32_t> munition, Consumer& consumer) {
  for (const std::uint32_t other : reader.references("substitute")) {
    if (munition && other == *munition) {
      reader.fault("substitute", "a munition cannot stand in for itself");
    } else if (site) {
      consumer.substitutes.push_back(c.pool(*site, other));
    }
  }
}

// Consumers of one site, munition and priority must have one reserve.
class Reserves {
 public:
  void check(Reader& reader, std::optional<std::uint32_t> site,
             std::optional<std::uint32_t> munition, std::int32_t priority) {
    if (!site || !munition) return;
    const Node* own = reader.node("reserve_rounds");
    const auto [first, fresh] =
        seen_.try_emplace({*site, *munition, priority}, First{own, reader.subject()});
    if (fresh || same(first->second.reserve, own)) return;
    reader.fault(
        "reserve_rounds",
        fmt::format("reserve_rounds differs from that of {}, which fires the same munition "
                    "at the same site and priority",
                    first->second.subject));
  }

 private:
  struct First {
    const Node* reserve;
    std::string subject;
  };
  static bool same(const Node* a, const Node* b) {
    static const Node kZero{std::int64_t{0}, {}};
    return same_value(a == nullptr ? kZero : *a, b == nullptr ? kZero : *b);
  }
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::int32_t>, First> seen_;
};

// ---- replenishment ----

constexpr std::string_view kPolicies[] = {"order-up-to", "fixed-quantity", "base-stock",
                                          "days-of-supply", "push"};
struct PolicyKeys {
  std::string_view target;   // required, but for push
  std::string_view reorder;  // empty: none
};
constexpr PolicyKeys kPolicyKeys[] = {{"order_up_to", "reorder_point"},
                                      {"order_quantity", "reorder_point"},
                                      {"base_stock", ""},
                                      {"target_days", "reorder_days"},
                                      {"", ""}};

void read_levels(Compilation& c, Reader& reader, Replenishment& order) {
  const auto policy = static_cast<std::size_t>(order.policy);
  const std::string_view name = kPolicies[policy];
  const PolicyKeys& keys = kPolicyKeys[policy];
  const auto own = [&](std::string_view key) { return key == keys.target || key == keys.reorder; };
  for (const std::string_view key : {"reorder_point", "order_up_to", "order_quantity", "base_stock",
                                     "target_days", "reorder_days"}) {
    const ValueId value = reader.value(key);
    if (own(key)) {
      (key == keys.target ? order.target : order.reorder_point) = value;
    } else if (reader.has(key)) {
      reader.fault(key, fmt::format("{} does not go with the policy {}", key, name));
    }
  }
  if (!keys.target.empty()) reader.require(keys.target, fmt::format("(policy {})", name));
  if (order.policy == Policy::days_of_supply) {
    if (!reader.has("reorder_days")) order.reorder_point = order.target;
  } else if (!keys.reorder.empty()) {
    reader.require(keys.reorder, fmt::format("(policy {})", name));
  }
  if (order.policy == Policy::base_stock || order.policy == Policy::push) {
    reader.refuse_keys({"below"}, fmt::format("does not go with the policy {}", name));
  }
  const auto low = constant_of(c.network, order.reorder_point);
  const auto high = constant_of(c.network, order.target);
  const bool levels = order.policy == Policy::order_up_to || order.policy == Policy::days_of_supply;
  if (levels && low && high && *low > *high) {
    reader.fault(keys.reorder,
                 fmt::format("{} = {} is above {} = {}", keys.reorder, *low, keys.target, *high));
  }
}

void read_push(Reader& reader, Replenishment& order) {
  order.max_rounds = reader.value("max_rounds");
  if (order.policy != Policy::push) {
    reader.refuse_keys({"max_rounds"}, "goes with the policy push");
    return;
  }
  if (reader.is_also("from"))
    reader.require("max_rounds", "(an external supplier has no end of rounds)");
}

void read_way(Compilation& c, Reader& reader, std::optional<std::uint32_t> site,
              std::optional<std::uint32_t> from, std::optional<std::uint32_t> munition,
              Replenishment& order) {
  reader.exactly_one({"route", "lead_time_days"});
  order.lead_time_days = reader.value("lead_time_days");
  const auto way = reader.reference("route");
  if (!way) return;
  order.route = RouteId{*way};
  const Route& route = c.network.routes[order.route];
  const auto check = [&](SiteId end, std::optional<std::uint32_t> wanted, std::string_view verb) {
    if (end.is_none() || !wanted || end.index() == *wanted) return;
    reader.fault("route",
                 fmt::format("route \"{}\" {} at \"{}\", not at \"{}\"", route.id, verb,
                             c.network.sites[end].id, c.network.sites[SiteId{*wanted}].id));
  };
  check(route.to, site, "ends");
  check(route.from, from, "starts");
  if (munition) check_factors(c, reader, route, {*munition});
  order.step_keys = step_keys(c, reader, route);
}

}  // namespace

void compile_consumers(Compilation& c) {
  Reserves reserves;
  c.for_each("consumer", [&](Reader& reader, std::uint32_t index) {
    Consumer consumer;
    consumer.id = std::string(c.names.ids("consumer")[index]);
    const auto site = reader.reference("site");
    const auto munition = reader.reference("munition");
    if (site && munition) consumer.pool = c.pool(*site, *munition);
    reader.exactly_one({"demand_per_day", "mission"});
    consumer.demand_per_day = reader.value("demand_per_day");
    consumer.period = read_period(reader);
    consumer.mission = read_mission(reader);
    consumer.unmet = static_cast<Unmet>(reader.word("unmet", 0));
    consumer.priority = read_priority(reader);
    consumer.counts = static_cast<Counts>(reader.word("counts", 0));
    read_rations(reader, consumer);
    consumer.reserve_rounds = reader.value("reserve_rounds");
    reserves.check(reader, site, munition, consumer.priority);
    read_substitutes(c, reader, site, munition, consumer);
    c.network.consumers.push_back(std::move(consumer));
  });
}

void compile_replenishments(Compilation& c) {
  c.for_each("replenishment", [&](Reader& reader, std::uint32_t index) {
    Replenishment order;
    order.id = std::string(c.names.ids("replenishment")[index]);
    const auto site = reader.reference("site");
    const auto munition = reader.reference("munition");
    const auto from = reader.reference("from");
    if (site && munition) order.pool = c.pool(*site, *munition);
    if (from && munition) order.from = c.pool(*from, *munition);
    if (from && site && *from == *site) reader.fault("from", "a site cannot supply itself");
    if (const auto origin = reader.reference("origin")) order.origin = OriginId{*origin};
    if (reader.is_also("from"))
      reader.require("origin", "(whose rounds the external supplier sends)");
    read_way(c, reader, site, from, munition, order);
    order.policy = static_cast<Policy>(reader.word("policy", 0));
    if (reader.has("policy")) read_levels(c, reader, order);
    read_push(reader, order);
    order.strictly_below = reader.boolean("below").value_or(false);
    order.review_days = reader.value("review_days");
    if (!reader.has("review_days")) {
      order.review_days = c.binder.constant(1.0, reader.stream() + ".review_days");
    }
    if (order.policy == Policy::push && constant_of(c.network, order.review_days) == 0.0) {
      reader.fault("review_days", "the policy push needs a review_days greater than 0");
    }
    order.if_short = static_cast<IfShort>(reader.word("if_short", 0));
    order.minimum_order = reader.value("minimum_order");
    order.priority = read_priority(reader);
    c.network.replenishments.push_back(std::move(order));
  });
}

}  // namespace railhead
