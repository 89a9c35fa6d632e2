#include "known_answers.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "railhead/base/error.hpp"
#include "railhead/base/time.hpp"
#include "railhead/stats/intervals.hpp"

#include "tests/support/sanitized.hpp"

namespace railhead::tests {
namespace {

constexpr std::uint64_t kShareOfReplications = kSanitized ? 20 : 1;

// Fields of one line of RFC 4180 without line breaks inside.
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

double number(const std::string& text) {
  return std::strtod(text.c_str(), nullptr);
}

// A truth as metrics give it: instants are microseconds since 1970.
double exact_truth(const std::string& text) {
  const auto instant = text.find('T') == std::string::npos ? std::nullopt : from_iso(text);
  return instant ? static_cast<double>(instant->time_since_epoch().count()) : number(text);
}

std::uint64_t replications_of(const Compiled& compiled) {
  const std::uint64_t all = compiled.settings.replications;
  return std::max(std::min<std::uint64_t>(all, 20), all / kShareOfReplications);
}

std::vector<Values> run_file(const std::string& file, const std::vector<std::string>& selectors) {
  const Compiled compiled = compile_file("validation/" + file);
  return run_metrics(compiled, selectors, replications_of(compiled));
}

Outcome statistical(const Case& row, const Values& values) {
  const Estimate estimate = row.statistic == "sd" ? sd_estimate(values) : mean_estimate(values);
  Outcome outcome{number(row.truth), estimate.value, estimate.standard_error, 0, false};
  const double degrees = static_cast<double>(values.size() - 1);
  outcome.tolerance =
      student_quantile(degrees, 1 - failure_probability() / 2) * estimate.standard_error;
  outcome.agrees = std::abs(outcome.estimate - outcome.truth) <= outcome.tolerance + row.inaccuracy;
  return outcome;
}

// The truth is written with nine digits.
Outcome exact(const Case& row, const Values& values) {
  const double truth = exact_truth(row.truth);
  const bool agrees = std::all_of(values.begin(), values.end(), [&](double value) {
    return std::abs(value - truth) <= 1e-8 * std::abs(truth);
  });
  return {truth, mean(values), 0, 0, agrees};
}

Outcome same(const Case& row, const Values& values) {
  const Values other = run_file(row.truth, {row.metric})[0];
  ensure(other.size() == values.size(), "as many replications");
  double different = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
    if (bits(values[i]) != bits(other[i])) ++different;
  }
  return {0, different, 0, 0, different == 0};
}

}  // namespace

std::vector<Case> read_cases() {
  std::ifstream file(scenario_path("validation/cases.csv"));
  std::string line;
  std::getline(file, line);
  std::vector<Case> cases;
  while (std::getline(file, line)) {
    const auto f = fields_of(line);
    ensure(f.size() == 7, "seven columns: " + line);
    cases.push_back({f[0], f[1], f[2], f[3], f[4], number(f[5]), f[6]});
  }
  return cases;
}

std::vector<std::vector<Case>> cases_by_file(const std::string& family) {
  std::vector<std::vector<Case>> files;
  for (const Case& row : read_cases()) {
    if (!family.empty() && row.family != family) continue;
    if (files.empty() || files.back().front().file != row.file) files.emplace_back();
    files.back().push_back(row);
  }
  return files;
}

double failure_probability() {
  static const double probability = [] {
    const auto cases = read_cases();
    const auto rows = std::count_if(cases.begin(), cases.end(),
                                    [](const Case& row) { return row.kind == "statistical"; });
    return 1e-6 / static_cast<double>(rows);
  }();
  return probability;
}

std::vector<Outcome> outcomes_of(const std::vector<Case>& rows) {
  std::vector<std::string> selectors;
  for (const Case& row : rows) selectors.push_back(row.metric);
  const std::vector<Values> values = run_file(rows.front().file, selectors);
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto judge = rows[i].kind == "statistical" ? statistical
                       : rows[i].kind == "same"      ? same
                                                     : exact;
    outcomes.push_back(judge(rows[i], values[i]));
  }
  return outcomes;
}

}  // namespace railhead::tests
