#include <algorithm>

#include "railhead/base/unknown.hpp"
#include "railhead/scenario/provenance.hpp"

#include "report_run.hpp"

namespace railhead {
namespace {

// The number that a value is, where it is one whatever the replication and the time.
std::optional<double> constant_of(const Network& network, ValueId id) {
  if (id.is_none()) return std::nullopt;
  const Value& value = network.values[id];
  if (value.step_count != 1 || value.random || value.per_replication || value.varies)
    return std::nullopt;
  const LawTemplate& law = network.steps[value.first_step].law;
  if (law.kind != LawKind::constant || !law.a[0].expression.is_none()) return std::nullopt;
  return law.a[0].constant;
}

std::string title_or_id(const Settings& settings, const std::string& kind, const std::string& id) {
  const auto found = settings.texts.find(kind + "." + id);
  return found == settings.texts.end() || found->second.title.empty() ? kind + " " + id
                                                                      : found->second.title;
}

void add_departures(std::vector<ReportEvent>& events, const Compiled& compiled) {
  for (const Shipment& shipment : compiled.network.shipments) {
    const std::string text = title_or_id(compiled.settings, "shipment", shipment.id);
    if (const auto* dated = std::get_if<DatedDepartures>(&shipment.departures)) {
      for (const Instant at : dated->at) events.push_back({at, std::nullopt, "departure", text});
    } else if (const auto* regular = std::get_if<RegularDepartures>(&shipment.departures)) {
      events.push_back({regular->first, std::nullopt, "departures begin", text});
    }
  }
}

void add_disruptions(std::vector<ReportEvent>& events, const Compiled& compiled) {
  const Network& network = compiled.network;
  for (const Disruption& disruption : network.disruptions) {
    const auto at = constant_of(network, disruption.at);
    if (!at) continue;
    ReportEvent event{network.start + duration_of_days(*at), std::nullopt, "disruption",
                      title_or_id(compiled.settings, "disruption", disruption.id)};
    if (const auto days = constant_of(network, disruption.duration_days))
      event.until = std::min(event.from + duration_of_days(*days), network.end);
    events.push_back(std::move(event));
  }
}

void add_phases(std::vector<ReportEvent>& events, const Compiled& compiled) {
  for (const Profile& profile : compiled.network.profiles) {
    if (profile.linear || profile.step_count > 24) continue;
    for (std::uint32_t k = 0; k < profile.step_count; ++k)
      events.push_back({compiled.network.steps[profile.first_step + k].from, std::nullopt, "change",
                        title_or_id(compiled.settings, "profile", profile.id)});
  }
}

}  // namespace

std::vector<ReportEvent> events_of(const Compiled& compiled) {
  std::vector<ReportEvent> events;
  add_departures(events, compiled);
  add_disruptions(events, compiled);
  add_phases(events, compiled);
  std::erase_if(events, [&](const ReportEvent& event) {
    return event.from <= compiled.network.start || event.from >= compiled.network.end;
  });
  std::stable_sort(events.begin(), events.end(),
                   [](const ReportEvent& a, const ReportEvent& b) { return a.from < b.from; });
  return events;
}

std::vector<ReportAssumption> assumptions_of(const Scenario& scenario, const Compiled& compiled) {
  std::vector<ReportAssumption> assumptions;
  for (const FieldOrigin& origin : provenance(scenario)) {
    ReportAssumption each;
    each.path = origin.path;
    each.value = origin.value;
    each.cites = origin.cites;
    each.needs_source = origin.sourceable;
    each.place = origin.position.kind == PositionKind::kCommandLine
                     ? "command line"
                     : origin.position.file + ":" + std::to_string(origin.position.line);
    const std::size_t kind = origin.path.find('.');
    const std::size_t id = origin.path.find('.', kind + 1);
    const auto text = compiled.settings.texts.find(origin.path.substr(0, id));
    if (text != compiled.settings.texts.end()) each.title = text->second.title;
    if (each.path.starts_with("parameter."))
      for (const Parameter& parameter : compiled.network.parameters)
        if (parameter.id == origin.path.substr(kind + 1, id - kind - 1)) each.unit = parameter.unit;
    assumptions.push_back(std::move(each));
  }
  return assumptions;
}

std::vector<Metric> flow_metrics(const Network& network) {
  std::vector<Metric> metrics;
  for (const SiteId site : network.sites.ids()) {
    const bool fires = std::any_of(
        network.consumers.begin(), network.consumers.end(),
        [&](const Consumer& consumer) { return network.pools[consumer.pool].site == site; });
    if (!fires) continue;
    Metric metric{MetricName::consumed, {}};
    metric.of.site = site;
    metrics.push_back(metric);
  }
  return metrics;
}

namespace {

void add_flow(ReportRun& report, const std::string& from, const std::string& to,
              const std::string& text, const ReportFigure* figure) {
  if (figure == nullptr || figure->summary.n == 0 || figure->summary.mean <= 0) return;
  report.flows.push_back(
      {from, to, text, figure->summary.mean, figure->summary.p(0.05), figure->summary.p(0.95)});
}

// Supply without a route: what the site received, where nothing else feeds the same stock.
void add_direct_supply(ReportRun& report, const Network& network, const Replenishment& supply) {
  const Pool& pool = network.pools[supply.pool];
  const auto feeders =
      std::count_if(network.replenishments.begin(), network.replenishments.end(),
                    [&](const Replenishment& other) { return other.pool == supply.pool; });
  const bool shipped = std::any_of(
      network.shipments.begin(), network.shipments.end(), [&](const Shipment& shipment) {
        return std::any_of(shipment.cargo.begin(), shipment.cargo.end(),
                           [&](const CargoItem& item) { return item.to == supply.pool; });
      });
  if (feeders != 1 || shipped) return;
  const std::string site = network.sites[pool.site].id;
  const std::string munition = network.munitions[pool.munition].id;
  std::string from = "supplier:" + supply.id;
  if (!supply.from.is_none()) from = "site:" + network.sites[network.pools[supply.from].site].id;
  add_flow(report, from, "site:" + site, "replenishment " + supply.id,
           report.figure("received", {{"site", site}, {"munition", munition}}));
}

// What a site fires of all munitions; of a document the sum of their means, which has no range.
void add_fire(ReportRun& report, const std::string& site) {
  const std::string from = "site:" + site, to = "fire:" + site, text = "fire from " + site;
  if (const ReportFigure* figure = report.figure("consumed", {{"site", site}})) {
    add_flow(report, from, to, text, figure);
    return;
  }
  ReportFlow flow{from, to, text, 0, kUnknown, kUnknown};
  for (const ReportName& munition : report.munitions)
    if (const ReportFigure* figure =
            report.figure("consumed", {{"site", site}, {"munition", munition.id}}))
      flow.mean += figure->summary.mean;
  if (flow.mean > 0) report.flows.push_back(std::move(flow));
}

}  // namespace

void add_flows(ReportRun& report, const Network& network) {
  for (const Line& line : network.lines)
    if (line.refurbishes.is_none())
      add_flow(report, "line:" + line.id, "site:" + network.sites[network.pools[line.pool].site].id,
               "line " + line.id, report.figure("produced", {{"line", line.id}}));
  for (const Route& route : network.routes)
    add_flow(report, "site:" + network.sites[route.from].id, "site:" + network.sites[route.to].id,
             "route " + route.id, report.figure("arrived", {{"route", route.id}}));
  for (const Replenishment& supply : network.replenishments)
    if (supply.route.is_none()) add_direct_supply(report, network, supply);
  for (const Site& site : network.sites) add_fire(report, site.id);
  const auto used = [&](const std::string& id) {
    return std::any_of(report.flows.begin(), report.flows.end(),
                       [&](const ReportFlow& flow) { return flow.from == id || flow.to == id; });
  };
  const auto add_node = [&](const std::string& id, const std::string& text,
                            const std::string& role) {
    if (used(id)) report.nodes.push_back({id, text, role});
  };
  for (const Line& line : network.lines) add_node("line:" + line.id, line.id, "line");
  for (const Replenishment& supply : network.replenishments)
    add_node("supplier:" + supply.id, supply.id, "supplier");
  for (const Site& site : network.sites)
    add_node("site:" + site.id, site.id, site.role.empty() ? "site" : site.role);
  for (const Site& site : network.sites) add_node("fire:" + site.id, "fired", "fire");
}

}  // namespace railhead
