// What a report is made from that was run before: documents and stores.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "railhead/report/input.hpp"
#include "railhead/scenario/compile.hpp"

namespace railhead {

enum class SourceKind { scenario, store, run, sensitivity, solution };

// By what the file holds: SQLite's mark, a JSON document's format, or else TOML. Throws Error
// (run-time) where it cannot be read, Error (usage) where it is nothing that a report is made from.
SourceKind source_kind(const std::string& path);

// A run.json, with what its manifest says of the scenario and, where it lies beside, the
// trajectories.csv of the same run. All of these throw Error (run-time) where
// something is missing.
ReportRun run_of_document(const std::string& path);
ReportSensitivity sensitivity_of(const boost::json::object& document, const std::string& path);
ReportSolution solution_of(const boost::json::object& document, const std::string& path);

// Adds what a store holds: its sweep, and the analyses that were kept in it.
void add_store(ReportInput& input, const std::string& path);

// Adds the bands that a report shows of the trajectories.csv of `run --out`, on all of its grid,
// which is set. Throws Error (run-time).
void read_trajectories(ReportRun& report, const std::string& path);

// Parts of these. A member that is not there, or of another kind, is empty or 0.
std::string text_of(const boost::json::object& of, std::string_view key);
std::uint64_t count_of(const boost::json::object& of, std::string_view key);
std::string text_of_file(const std::string& path);
// Throws Error (run-time) naming the file and the place.
boost::json::value json_of_file(const std::string& path);
// The member "format", nothing where there is none.
std::string format_of(const boost::json::value& document);
MetricSummary summary_of(const boost::json::object& figure, FigureKind kind);
// Kind and unit of the metric of a selector; an amount without unit where there is no such metric.
ReportResponse response_of(const std::string& selector);
std::vector<ReportSource> sources_of(const Settings& settings);
// Every how manyth instant of a grid a chart shows.
std::size_t chart_stride(std::size_t instants);

}  // namespace railhead
