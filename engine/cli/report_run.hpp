// From scenarios to what a report is made from.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "railhead/experiment/executor.hpp"
#include "railhead/report/input.hpp"
#include "railhead/results/replications.hpp"
#include "railhead/results/trajectories.hpp"
#include "railhead/scenario/compile.hpp"

namespace railhead {

// Keeps the trajectories of the first runs of all.
class KeptRuns final : public RecordSink {
 public:
  explicit KeptRuns(std::size_t most) : most_(most) {}
  std::size_t parts() const override { return 1; }
  void add(std::size_t part, std::span<const RunRecord> records) override;
  std::size_t runs() const { return runs_.size(); }
  double value(std::size_t run, std::size_t cell) const { return runs_[run][cell]; }

 private:
  std::size_t most_;
  std::vector<std::vector<double>> runs_;
};

// A scenario that was run for a report, with what a comparison needs of each replication.
struct ReportedRun {
  Scenario scenario;
  Compiled compiled;  // on the report's grid, with a window for each sighting's date
  std::vector<Metric> sighting_metrics;  // one for each observation
  RunRequest request;
  MetricEnsemble metrics;
  TrajectoryEnsemble trajectories;
  ReplicationTable responses;
  KeptRuns kept;
  std::uint64_t replications = 0;

  ReportedRun(Scenario from, const CompileOptions& options, bool compared);
};

// Runs the replications. Throws Error (interrupted) when `cancel` stopped it.
void run_for_report(ReportedRun& run, Executor& executor, const RunControl& control);

ReportRun report_of(const ReportedRun& run);

// Requires: both were made to be compared.
ReportComparison comparison_of(const ReportedRun& baseline, const ReportedRun& variant);

// From summaries alone: the half-width of a difference is that of independent runs.
ReportComparison comparison_of(const ReportRun& baseline, const ReportRun& variant);

// More instants than a chart can show.
inline constexpr std::size_t kChartInstants = 125;

// Parts of report_of(), which documents share.
FigureKind figure_kind(MetricKind kind);
// What is known before a run: names, events, assumptions, sources.
ReportRun frame_of(const Scenario& scenario, const Compiled& compiled);
// What the runs say of the same figure at the same date.
using SeenIn = std::function<MetricSummary(std::size_t observation, const ReportSighting& seen)>;
void add_sightings(ReportRun& report, const Compiled& compiled, const SeenIn& seen_in);
// Keeps every `stride`th instant and the last one.
void thin(std::vector<Instant>& grid, std::vector<ReportBands>& bands, std::size_t stride);
Labels labels_of(const Network& network, const Dimensions& of);
std::vector<ReportEvent> events_of(const Compiled& compiled);
std::vector<ReportAssumption> assumptions_of(const Scenario& scenario, const Compiled& compiled);
void add_flows(ReportRun& report, const Network& network);
// Fire of a site, all munitions together, for the network's diagram.
std::vector<Metric> flow_metrics(const Network& network);

}  // namespace railhead
