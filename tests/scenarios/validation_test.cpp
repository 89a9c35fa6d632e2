// Every case of scenarios/validation/cases.csv against its truth.
#include <bit>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "railhead/base/time.hpp"
#include "railhead/stats/intervals.hpp"

#include "runs.hpp"
#include "tests/support/catch.hpp"

using namespace railhead;
using namespace railhead::tests;

namespace {

// Probability that a correct engine fails any statistical case of the suite.
constexpr double kSuiteFailure = 1e-6;
// A fault of this size must show: tolerances above it are refused.
constexpr double kFaultToSee = 0.02;

struct Case {
  std::string file, metric, statistic, truth, kind, tolerance;
};

// One line of RFC 4180 without line breaks in fields.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

std::vector<Case> read_cases() {
  std::ifstream file(scenario_path("validation/cases.csv"));
  std::string line;
  std::getline(file, line);
  std::vector<Case> cases;
  while (std::getline(file, line)) {
    const auto f = fields_of(line);
    REQUIRE(f.size() == 6);
    cases.push_back({f[0], f[1], f[2], f[3], f[4], f[5]});
  }
  return cases;
}

double number(const std::string& text) {
  return std::strtod(text.c_str(), nullptr);
}

// A truth as metrics give it: dates are microseconds since 1970.
double exact_truth(const std::string& text) {
  if (text.find('T') == std::string::npos) return number(text);
  return static_cast<double>(from_iso(text)->time_since_epoch().count());
}

void check_statistical(const Case& row, const Values& values, double alpha) {
  const Estimate estimate = row.statistic == "sd" ? sd_estimate(values) : mean_estimate(values);
  const double degrees = static_cast<double>(values.size() - 1);
  const double tolerance = student_quantile(degrees, 1 - alpha / 2) * estimate.standard_error;
  const double truth = number(row.truth);
  CAPTURE(row.metric, row.statistic, truth, estimate.value, estimate.standard_error, tolerance);
  CHECK(std::abs(estimate.value - truth) <= tolerance + number(row.tolerance));
  CHECK(tolerance <= kFaultToSee * std::abs(truth));
}

void check_exact(const Case& row, const Values& values) {
  const double truth = exact_truth(row.truth);
  CAPTURE(row.metric, truth);
  for (const double value : values) CHECK(value == Approx(truth).epsilon(1e-8));
}

void check_same(const Case& row, const Values& values) {
  const auto other = run_metrics(compile_file("validation/" + row.truth), {row.metric});
  CAPTURE(row.metric);
  REQUIRE(values.size() == other[0].size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    different +=
        std::bit_cast<std::uint64_t>(values[i]) != std::bit_cast<std::uint64_t>(other[0][i]);
  CHECK(different == 0);
}

}  // namespace

TEST_CASE("queues, pipelines, inventories and hand-worked supply agree with their known answers") {
  const std::vector<Case> cases = read_cases();
  std::map<std::string, std::vector<Case>> by_file;
  std::size_t statistical = 0;
  for (const Case& row : cases) {
    by_file[row.file].push_back(row);
    statistical += row.kind == "statistical";
  }
  const double alpha = kSuiteFailure / static_cast<double>(statistical);
  for (const auto& [file, rows] : by_file) {
    CAPTURE(file);
    std::vector<std::string> selectors;
    for (const Case& row : rows) selectors.push_back(row.metric);
    const auto values = run_metrics(compile_file("validation/" + file), selectors);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].kind == "statistical")
        check_statistical(rows[i], values[i], alpha);
      else if (rows[i].kind == "same")
        check_same(rows[i], values[i]);
      else
        check_exact(rows[i], values[i]);
    }
  }
}

TEST_CASE("every validation scenario has a known answer") {
  std::map<std::string, int> rows;
  for (const Case& row : read_cases()) ++rows["validation/" + row.file];
  for (const std::string& file : scenario_files("validation")) {
    CAPTURE(file);
    CHECK(rows[file] > 0);
  }
}
