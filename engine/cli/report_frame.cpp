// What a report says of a scenario before anything is run.
#include <algorithm>

#include "report_run.hpp"
#include "report_sources.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

template <class Entities>
std::vector<ReportName> names_of(const Entities& entities, const char* kind,
                                 const Settings& settings) {
  std::vector<ReportName> names;
  for (const auto& entity : entities) {
    const auto found = settings.texts.find(std::string{kind} + "." + entity.id);
    names.push_back({entity.id, found == settings.texts.end() ? "" : found->second.title});
  }
  return names;
}

std::string_view name_of(ObservationKind kind) {
  switch (kind) {
    case ObservationKind::point: return "point";
    case ObservationKind::floor: return "floor";
    case ObservationKind::ceiling: return "ceiling";
  }
  return "point";
}

template <class T>
void keep_every(std::vector<T>& values, std::size_t stride) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (i % stride == 0 || i + 1 == values.size()) values[kept++] = values[i];
  values.resize(kept);
}

}  // namespace

FigureKind figure_kind(MetricKind kind) {
  switch (kind) {
    case MetricKind::amount: return FigureKind::amount;
    case MetricKind::ratio: return FigureKind::ratio;
    case MetricKind::flag: return FigureKind::flag;
    case MetricKind::instant: return FigureKind::instant;
  }
  return FigureKind::amount;
}

ReportRun frame_of(const Scenario& scenario, const Compiled& compiled) {
  const Network& network = compiled.network;
  const Settings& settings = compiled.settings;
  ReportRun report;
  report.path = scenario.path;
  report.title = settings.title;
  report.question = settings.question;
  report.sha256 = scenario.sources.front()->sha256;
  report.version = program_version();
  report.seed = network.seed;
  report.deterministic = network.deterministic;
  report.start = network.start;
  report.end = network.end;
  report.munitions = names_of(network.munitions, "munition", settings);
  report.origins = names_of(network.origins, "origin", settings);
  report.sites = names_of(network.sites, "site", settings);
  report.resources = names_of(network.resources, "resource", settings);
  report.events = events_of(compiled);
  report.assumptions = assumptions_of(scenario, compiled);
  report.sources = sources_of(settings);
  return report;
}

void add_sightings(ReportRun& report, const Compiled& compiled, const SeenIn& seen_in) {
  const Settings& settings = compiled.settings;
  for (std::size_t i = 0; i < settings.observations.size(); ++i) {
    const Observation& seen = settings.observations[i];
    ReportSighting sighting;
    sighting.id = seen.id;
    const auto text = settings.texts.find("observation." + seen.id);
    sighting.title =
        text != settings.texts.end() && !text->second.title.empty() ? text->second.title : seen.id;
    sighting.metric = info(seen.metric.name).text;
    sighting.of = labels_of(compiled.network, seen.metric.of);
    sighting.selector = to_string(compiled.network, seen.metric);
    sighting.at = seen.at;
    sighting.value = seen.value;
    sighting.low = seen.low;
    sighting.high = seen.high;
    sighting.kind = name_of(seen.kind);
    sighting.cites = seen.cites;
    sighting.simulated = seen_in(i, sighting);
    report.sightings.push_back(std::move(sighting));
  }
}

void thin(std::vector<Instant>& grid, std::vector<ReportBands>& bands, std::size_t stride) {
  keep_every(grid, stride);
  for (ReportBands& each : bands) {
    keep_every(each.mean, stride);
    keep_every(each.quantiles, stride);
  }
}

}  // namespace railhead
