// Programmes of shipments: what departs when.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compilation.hpp"

namespace railhead {
namespace {

// ---- departures ----

constexpr std::string_view kWithProcess = "goes with interval_days or rate_per_day";

Departures read_dated(Compilation& c, Reader& reader) {
  reader.refuse_keys({"every_days", "jitter_days", "from", "until", "count"},
                     "does not go with departures, which lists every date");
  DatedDepartures dated{reader.dates("departures")};
  for (std::size_t i = 0; i < dated.at.size(); ++i) {
    const Position at = reader.node("departures")->as<NodeArray>()->size() == dated.at.size()
                            ? (*reader.node("departures")->as<NodeArray>())[i].position
                            : reader.position();
    if (c.span_known && dated.at[i] >= c.network.end) {
      reader.fault_at(at, fmt::format("the departure on {} is not before the end of the run on {}",
                                      to_iso_date(dated.at[i]), to_iso_date(c.network.end)));
    }
    if (i > 0 && dated.at[i] < dated.at[i - 1]) {
      reader.fault_at(at, fmt::format("departures must be in order of time; {} comes after {}",
                                      to_iso_date(dated.at[i]), to_iso_date(dated.at[i - 1])));
    }
  }
  return dated;
}

Departures read_regular(Compilation& c, Reader& reader) {
  reader.refuse_keys({"from"}, kWithProcess);
  reader.require("every_days", "(regular departures need it)");
  RegularDepartures regular;
  regular.first = reader.date("first").value_or(c.network.start);
  regular.every_days = reader.value("every_days");
  regular.count = read_count(reader);
  regular.jitter_days = reader.value("jitter_days");
  if (const auto until = reader.date("until")) regular.until = *until;
  check_in_run(c, reader, "first", std::max(regular.first, c.network.start), false);
  if (reader.has("until") && regular.until <= regular.first) {
    reader.fault("until", "until must come after first");
  }
  return regular;
}

template <class Process>
Departures read_process(Compilation& c, Reader& reader, ValueId Process::*pace,
                        std::string_view key) {
  reader.refuse_keys({"every_days", "jitter_days"}, "goes with first");
  Process process;
  process.*pace = reader.value(key);
  process.from = reader.date("from").value_or(c.network.start);
  process.count = read_count(reader);
  if (const auto until = reader.date("until")) process.until = *until;
  check_in_run(c, reader, "from", std::max(process.from, c.network.start), false);
  if (reader.has("until") && process.until <= process.from) {
    reader.fault("until", "until must come after from");
  }
  return process;
}

Departures read_departures(Compilation& c, Reader& reader) {
  if (!reader.exactly_one({"departures", "first", "interval_days", "rate_per_day"})) {
    return DatedDepartures{};
  }
  if (reader.has("departures")) return read_dated(c, reader);
  if (reader.has("first")) return read_regular(c, reader);
  if (reader.has("interval_days")) {
    return read_process(c, reader, &RenewalDepartures::interval_days, "interval_days");
  }
  return read_process(c, reader, &PoissonDepartures::rate_per_day, "rate_per_day");
}

// ---- cargo ----

struct Cargo {
  std::vector<Reader::Amount> items;
  CargoUnit unit = CargoUnit::rounds;
  ValueId count;
};

void check_mix(Compilation& c, Reader& reader, const Cargo& cargo) {
  double sum = 0.0;
  for (const auto& item : cargo.items) {
    const auto share = constant_of(c.network, item.value);
    if (!share) return;  // known at run time only
    sum += *share;
  }
  if (std::abs(sum - 1.0) > 1e-6) {
    reader.fault("mix", fmt::format("the shares of mix must sum to 1, they sum to {:.6g}", sum));
  }
}

Cargo read_cargo(Compilation& c, Reader& reader) {
  Cargo cargo;
  constexpr std::pair<std::string_view, CargoUnit> kUnits[] = {
      {"containers", CargoUnit::containers},
      {"railcars", CargoUnit::railcars},
      {"tonnes", CargoUnit::tonnes}};
  if (!reader.exactly_one({"cargo", "containers", "railcars", "tonnes"})) return cargo;
  if (reader.has("cargo")) {
    reader.refuse_keys({"mix"}, "goes with containers, railcars or tonnes");
    cargo.items = reader.amounts("cargo");
    if (reader.node("cargo")->as<NodeTable>() != nullptr &&
        reader.node("cargo")->as<NodeTable>()->empty()) {
      reader.fault("cargo", "cargo is empty");
    }
    return cargo;
  }
  for (const auto& [key, unit] : kUnits) {
    if (!reader.has(key)) continue;
    cargo.unit = unit;
    cargo.count = reader.value(key);
    reader.require("mix", fmt::format("(shares of the {} by munition)", key));
  }
  cargo.items = reader.amounts("mix");
  if (reader.has("mix")) check_mix(c, reader, cargo);
  return cargo;
}

void check_cargo_factors(Compilation& c, Reader& reader, const Cargo& cargo) {
  if (cargo.unit == CargoUnit::rounds) return;
  constexpr std::string_view kKeys[] = {"", "rounds_per_container", "rounds_per_railcar",
                                        "mass_kg"};
  const std::string_view key = kKeys[static_cast<std::size_t>(cargo.unit)];
  for (const auto& item : cargo.items) {
    const std::string& id = c.network.munitions[MunitionId{item.munition}].id;
    if (find(*find(*find(c.scenario.document, "munition"), id), key) != nullptr) continue;
    reader.fault_at(item.position, fmt::format("munition \"{}\" has no {}", id, key));
  }
}

void place_cargo(Compilation& c, const Cargo& cargo, Shipment& shipment) {
  shipment.cargo_unit = cargo.unit;
  shipment.cargo_count = cargo.count;
  for (const auto& item : cargo.items) {
    CargoItem placed{MunitionId{item.munition}, item.value, {}, {}};
    if (!shipment.route.is_none()) {
      const Route& route = c.network.routes[shipment.route];
      if (!route.to.is_none()) placed.to = c.pool(route.to.index(), item.munition);
      if (!route.from.is_none() && shipment.draw_from == DrawFrom::stock) {
        placed.from = c.pool(route.from.index(), item.munition);
      }
    }
    shipment.cargo.push_back(placed);
  }
}

void read_supply(Reader& reader, Shipment& shipment) {
  if (const auto origin = reader.reference("origin")) shipment.origin = OriginId{*origin};
  shipment.draw_from = static_cast<DrawFrom>(reader.word("draw_from", 0));
  shipment.if_short = static_cast<IfShort>(reader.word("if_short", 0));
  if (shipment.draw_from == DrawFrom::external) {
    reader.require("origin", "(whose rounds an external load is)");
  }
}

}  // namespace

std::uint64_t read_count(Reader& reader) {
  const auto count = reader.integer("count");
  return count ? static_cast<std::uint64_t>(*count) : std::numeric_limits<std::uint64_t>::max();
}

void check_in_run(Compilation& c, Reader& reader, std::string_view key, Instant at, bool is_end) {
  if (!c.span_known || !reader.has(key)) return;
  const bool good = is_end ? at > c.network.start && at <= c.network.end
                           : at >= c.network.start && at < c.network.end;
  if (good) return;
  reader.fault(key, fmt::format("{} is outside the run, which goes from {} to {}", to_iso_date(at),
                                to_iso_date(c.network.start), to_iso_date(c.network.end)));
}

void compile_shipments(Compilation& c) {
  c.for_each("shipment", [&](Reader& reader, std::uint32_t index) {
    Shipment shipment;
    shipment.id = std::string(c.names.ids("shipment")[index]);
    read_supply(reader, shipment);
    shipment.priority = read_priority(reader);
    shipment.loss_probability = reader.value("loss_probability");
    shipment.loss_key = c.binder.stream(reader.stream() + ".loss", reader.position());
    shipment.departures = read_departures(c, reader);
    const Cargo cargo = read_cargo(c, reader);
    check_cargo_factors(c, reader, cargo);
    if (const auto route = reader.reference("route")) {
      shipment.route = RouteId{*route};
      const Route& way = c.network.routes[shipment.route];
      shipment.step_keys = step_keys(c, reader, way);
      std::vector<std::uint32_t> munitions;
      for (const auto& item : cargo.items) munitions.push_back(item.munition);
      check_factors(c, reader, way, munitions);
    }
    place_cargo(c, cargo, shipment);
    c.network.shipments.push_back(std::move(shipment));
  });
}

}  // namespace railhead
