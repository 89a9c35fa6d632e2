// Studies of a scenario as a report shows them: sweeps, sensitivity analyses, solutions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "railhead/base/unknown.hpp"
#include "railhead/report/run.hpp"

namespace railhead {

// What was studied and how, for captions and for the head of a page.
struct StudyIdentity {
  std::string path;   // of what was read
  std::string title;  // of the study or, where it has none, of its scenario
  std::string scenario, question, sha256, version;
  std::optional<std::uint64_t> seed;
  std::uint64_t replications = 0;  // of a point, the most where they differ
};

struct ReportResponse {
  std::string metric;  // selector
  std::string unit;
  FigureKind kind = FigureKind::amount;
};

// A value of an input: as written and, where it is one, as a number (dates in microseconds since
// 1970 UTC).
struct ReportLevel {
  std::string text;
  double number = kUnknown;
  bool date = false;
};

struct ReportFactor {
  std::string name, path;
};

struct ReportPoint {
  std::string label;
  std::vector<ReportLevel> levels;  // one a factor
  std::uint64_t replications = 0;
  std::vector<MetricSummary> outcomes;  // one a response
  std::vector<ReportBands> bands;       // stocks over all sites, where the store keeps trajectories
};

struct ReportSweep {
  StudyIdentity of;
  std::string method;
  std::vector<ReportFactor> factors;
  std::vector<ReportResponse> responses;
  std::vector<ReportPoint> points;  // those that are done
  std::size_t unfinished = 0;       // points
  std::vector<Instant> grid;        // of the bands
};

struct ReportEstimate {
  double value = 0, low = 0, high = 0;  // with its 95 % interval
};

// Shares of a response's variance that a set of inputs stands for.
struct ReportIndex {
  std::string name;
  ReportEstimate first, total;
  bool correlated = false;
};

struct ReportCoefficient {
  std::string factor;
  ReportEstimate linear, rank;
};

struct ReportSwing {
  std::string factor, level;
  double mean = 0;
  ReportEstimate difference;
};

struct ReportDrivers {
  ReportResponse response;
  double mean = 0, sd = 0;
  std::vector<ReportIndex> factors, groups, references;  // chance is the last of the factors
  std::vector<ReportCoefficient> coefficients;
  double linear_r2 = 0, rank_r2 = 0;
  std::vector<ReportSwing> swings;
  std::optional<ReportEstimate> epistemic;  // share of the variance
};

struct ReportSensitivity {
  StudyIdentity of;
  std::string method;
  std::uint64_t points = 0;
  std::vector<ReportDrivers> drivers;  // one a response
  std::vector<ReportSource> sources;
};

struct ReportRoot {
  ReportLevel value, low, high;
  bool open_low = false, open_high = false;  // that end lies beyond what was searched
};

struct ReportCurvePoint {
  ReportLevel input;
  double mean = 0, half_width = 0;
};

struct ReportSolution {
  StudyIdentity of;
  std::string vary;
  ReportResponse response;
  double target = 0;
  std::vector<ReportCurvePoint> curve;
  std::vector<ReportRoot> roots;
  std::string answer;  // one sentence
};

}  // namespace railhead
