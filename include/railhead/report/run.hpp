// Runs and their comparison as a report shows them: plain values, named by the ids and texts of the
// scenario.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "railhead/base/time.hpp"
#include "railhead/results/ensemble.hpp"

namespace railhead {

// The dimensions that a figure is of: {"site", "tikhoretsk"}, {"munition", "152mm"}.
using Labels = std::map<std::string, std::string>;

enum class FigureKind : std::uint8_t { amount, ratio, flag, instant };

// One metric over the replications, as run.json has it.
struct ReportFigure {
  std::string metric;
  Labels of;
  std::string unit;
  FigureKind kind = FigureKind::amount;
  MetricSummary summary;
};

// A series over the replications, on ReportRun::grid. Quantiles at kQuantileLevels.
struct ReportBands {
  std::string series;
  Labels of;
  std::vector<double> mean;
  std::vector<std::array<double, 7>> quantiles;
  std::vector<std::vector<double>> runs;  // a few single replications
};

// Something dated that a reader wants to see on the time axis.
struct ReportEvent {
  Instant from;
  std::optional<Instant> until;
  std::string kind;  // "departures", "disruption", "change"
  std::string text;
};

// What was seen, beside what the replications say of the same thing at the same time.
struct ReportSighting {
  std::string id, title, metric;
  Labels of;
  std::string selector;
  Instant at;
  double value = 0;
  std::optional<double> low, high;
  std::string kind;  // "point", "floor", "ceiling"
  std::vector<std::string> cites;
  MetricSummary simulated;
};

// A value of the scenario and where it comes from.
struct ReportAssumption {
  std::string path, title, value, unit, place;
  std::vector<std::string> cites;
  bool needs_source = false;
};

struct ReportSource {
  std::string id, title, author, date, url, grade;
};

struct ReportNode {
  std::string id, text, role;
};

// Rounds that went from one node to another, over all munitions; mean and central 90 % of runs.
struct ReportFlow {
  std::string from, to, text;
  double mean = 0, low = 0, high = 0;
};

struct ReportName {
  std::string id, title;
  // Place in the palette; without one, that in the list.
  std::optional<std::size_t> colour = {};
};

// One scenario and its outcome.
struct ReportRun {
  std::string path, title, question, sha256, version, digest;
  std::uint64_t seed = 0, replications = 0;
  bool deterministic = false;
  bool summaries = false;  // read from a document, without the values of single runs
  Instant start, end;
  std::vector<ReportName> munitions, origins, sites, resources;
  std::vector<ReportFigure> figures;
  std::vector<Instant> grid;
  std::vector<ReportBands> bands;
  // By munition that is fired: the dates of the first shortage of the replications that have one,
  // ascending, in microseconds since 1970 UTC. Empty where only summaries are at hand.
  std::map<std::string, std::vector<double>> shortages;
  std::vector<ReportEvent> events;
  std::vector<ReportSighting> sightings;
  std::vector<ReportAssumption> assumptions;
  std::vector<ReportSource> sources;
  std::vector<ReportNode> nodes;
  std::vector<ReportFlow> flows;

  // Nothing where there is none.
  const ReportFigure* figure(const std::string& metric, const Labels& of) const;
  const ReportBands* series(const std::string& name, const Labels& of) const;
};

// A field in which a variant differs from the baseline; at least one side is there.
struct ReportChange {
  std::string path;
  std::optional<std::string> before, after;
};

// A metric of a variant less the same of the baseline, replication by replication.
struct ReportDifference {
  std::string metric;
  Labels of;
  std::string unit;
  FigureKind kind = FigureKind::amount;
  double baseline = 0, variant = 0;  // means
  double mean = 0, half_width = 0;   // of the difference, 95 %
  double low = 0, high = 0;          // central 90 % of runs
  std::uint64_t pairs = 0;
};

struct ReportComparison {
  std::size_t variant = 0;  // index into ReportInput::runs
  bool paired = true;       // replication by replication; else from summaries, without a range
  std::vector<ReportChange> changes;
  std::vector<ReportDifference> differences;
  std::vector<ReportBands> bands;  // of the difference, on the baseline's grid
};

}  // namespace railhead
