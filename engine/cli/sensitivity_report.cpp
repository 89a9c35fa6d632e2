#include "sensitivity_report.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "console.hpp"
#include "figures.hpp"
#include "variance.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

using Kind = FactorSet::Kind;

constexpr std::size_t kName = 26;
constexpr std::size_t kBar = 20;
constexpr std::size_t kIndices = kName + 1 + 25 + 1 + 25;  // columns of their table
constexpr std::size_t kSwing = kName + 1 + 14 + 9 + 20 + 2;
constexpr std::size_t kCoefficients = 16;

// Beside the indices where there is room; else in a table of their own.
bool coefficients_fit() {
  return output_width() >= kIndices + kCoefficients;
}

std::vector<std::size_t> sets_of(const Sensitivity& found, Kind kind) {
  std::vector<std::size_t> sets;
  for (std::size_t s = 0; s < found.sets.size(); ++s)
    if (found.sets[s].kind == kind) sets.push_back(s);
  return sets;
}

bool is_date(const ResponseSensitivity& response) {
  return info(response.metric.name).kind == MetricKind::instant;
}

// Differences and spreads of dates are in days.
double in_days(const ResponseSensitivity& response, double figure) {
  return is_date(response) ? figure / 86'400e6 : figure;
}
Estimate in_days(const ResponseSensitivity& response, const Estimate& estimate) {
  return {in_days(response, estimate.value), in_days(response, estimate.low),
          in_days(response, estimate.high)};
}

void write_mean(JsonWriter& json, const ResponseSensitivity& response, double mean) {
  json.key("mean");
  if (is_date(response) && std::isfinite(mean))
    json.value(to_iso(Instant{Duration{std::llround(mean)}}));
  else
    json.value(mean);
}

void write_index(JsonWriter& json, const SobolIndex& index) {
  write_estimate(json.key("first"), index.first);
  write_estimate(json.key("total"), index.total);
}

void write_sets(JsonWriter& json, const Study& study, const Sensitivity& found,
                const ResponseSensitivity& response, Kind kind) {
  json.begin_array();
  for (const std::size_t s : sets_of(found, kind)) {
    const FactorSet& set = found.sets[s];
    const char* key = kind == Kind::factor ? "factor" : kind == Kind::group ? "group" : "reference";
    json.begin_object().member(key, set.name);
    if (kind != Kind::factor) {
      json.key("factors").begin_array();
      for (const std::size_t factor : set.factors) json.value(study.factors[factor].name);
      json.end_array();
    }
    write_index(json, response.indices[s]);
    if (set.correlated) json.member("correlated", true);
    json.end_object();
  }
  json.end_array();
}

void write_regression(JsonWriter& json, const Study& study, const Sensitivity& found,
                      const Regression& regression) {
  json.begin_object().member("r2", regression.r2).member("adjusted_r2", regression.adjusted_r2);
  json.member("rows", regression.rows).key("coefficients").begin_array();
  for (std::size_t i = 0; i < regression.coefficients.size(); ++i) {
    const Estimate& estimate = regression.coefficients[i];
    json.begin_object().member("factor", study.factors[found.columns[i]].name);
    json.member("value", estimate.value);
    if (std::isfinite(estimate.low)) json.member("low", estimate.low).member("high", estimate.high);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_swings(JsonWriter& json, const Study& study, const ResponseSensitivity& response) {
  json.begin_array();
  for (const Swing& swing : response.swings) {
    json.begin_object().member("factor", study.factors[swing.factor].name);
    json.member("level", swing.level);
    write_mean(json, response, swing.mean);
    write_estimate(json.key("difference"), in_days(response, swing.difference));
    json.end_object();
  }
  json.end_array();
}

void write_response(JsonWriter& json, const Study& study, const Network& network,
                    const Sensitivity& found, const ResponseSensitivity& response) {
  json.begin_object();
  write_metric_key(json, network, response.metric);
  write_mean(json, response, response.mean);
  json.member("sd", in_days(response, response.sd));
  if (!response.indices.empty()) {
    write_sets(json.key("indices"), study, found, response, Kind::factor);
    write_sets(json.key("groups"), study, found, response, Kind::group);
    write_sets(json.key("references"), study, found, response, Kind::reference);
    json.key("chance").begin_object();
    write_index(json, response.indices.back());
    json.end_object();
  }
  if (!response.linear.coefficients.empty()) {
    write_regression(json.key("regression"), study, found, response.linear);
    write_regression(json.key("rank_regression"), study, found, response.rank);
  }
  if (!response.swings.empty()) write_swings(json.key("swings"), study, response);
  json.end_object();
}

std::string share(const Estimate& estimate) {
  return fmt::format("{:6.3f} ({:6.3f} to {:6.3f})", estimate.value, estimate.low, estimate.high);
}

// The coefficient of a factor, blank where it has none.
std::string coefficient(const Sensitivity& found, const Regression& regression,
                        std::size_t factor) {
  const auto column = std::find(found.columns.begin(), found.columns.end(), factor);
  if (column == found.columns.end() || regression.coefficients.empty()) return "       -";
  const auto index = static_cast<std::size_t>(column - found.columns.begin());
  return fmt::format("{:8.3f}", regression.coefficients[index].value);
}

std::string index_table(const Sensitivity& found, const ResponseSensitivity& response, Kind kind,
                        std::string_view title) {
  std::vector<std::size_t> sets = sets_of(found, kind);
  if (sets.empty()) return {};
  std::stable_sort(sets.begin(), sets.end(), [&](std::size_t a, std::size_t b) {
    return response.indices[a].total.value > response.indices[b].total.value;
  });
  const bool coefficients = kind == Kind::factor && coefficients_fit();
  std::string text = bold(left(title, kName) + " " + left(" first", 26) + left(" total", 25) +
                          (coefficients ? "    line    rank" : "")) +
                     "\n";
  for (const std::size_t s : sets) {
    const FactorSet& set = found.sets[s];
    text += left(set.name + (set.correlated ? " *" : ""), kName) + " " +
            share(response.indices[s].first) + " " + share(response.indices[s].total);
    if (coefficients)
      text += coefficient(found, response.linear, set.factors.front()) +
              coefficient(found, response.rank, set.factors.front());
    text += "\n";
  }
  return text;
}

std::string coefficient_table(const Study& study, const Sensitivity& found,
                              const ResponseSensitivity& response) {
  std::string text = bold(left("factor", kName) + "    line    rank") + "\n";
  for (const std::size_t factor : found.columns)
    text += left(study.factors[factor].name, kName) + coefficient(found, response.linear, factor) +
            coefficient(found, response.rank, factor) + "\n";
  return text;
}

// Numbers with five digits.
std::string level_text(const std::string& level) {
  double number = 0;
  const char* last = level.data() + level.size();
  const auto [end, fault] = std::from_chars(level.data(), last, number);
  return fault == std::errc{} && end == last ? fmt::format("{:.5g}", number) : level;
}

// A tornado: factors by the largest difference, each level with its bar.
std::string tornado(const Study& study, const ResponseSensitivity& response) {
  std::vector<double> reach(study.factors.size(), 0.0);
  for (const Swing& swing : response.swings)
    reach[swing.factor] = std::max(reach[swing.factor], std::abs(swing.difference.value));
  const double most = *std::max_element(reach.begin(), reach.end());
  std::vector<Swing> swings = response.swings;
  std::stable_sort(swings.begin(), swings.end(), [&](const Swing& a, const Swing& b) {
    return reach[a.factor] > reach[b.factor];
  });
  const std::size_t bar = output_width() > kSwing ? std::min(kBar, output_width() - kSwing) : 0;
  std::string text = bold(left("factor", kName) + " " + left("level", 14) + right("change", 9) +
                          right("95 % interval", 20)) +
                     "\n";
  for (Swing& swing : swings) {
    const double share_of_most = most > 0 ? std::abs(swing.difference.value) / most : 0;
    const auto length =
        static_cast<std::size_t>(std::lround(share_of_most * static_cast<double>(bar)));
    swing.difference = in_days(response, swing.difference);
    text += left(study.factors[swing.factor].name, kName) + " " +
            left(level_text(swing.level), 14) + right(compact(swing.difference.value), 9) +
            right(compact(swing.difference.low) + " to " + compact(swing.difference.high), 20) +
            "  " + std::string(length, swing.difference.value < 0 ? '-' : '+') + "\n";
  }
  return text;
}

std::string response_text(const Study& study, const Network& network, const Sensitivity& found,
                          const ResponseSensitivity& response) {
  std::string text =
      "\n" + bold(to_string(network, response.metric)) +
      fmt::format(": mean {}, standard deviation {}{}\n",
                  is_date(response) ? date_text(response.mean) : compact(response.mean),
                  compact(in_days(response, response.sd)), is_date(response) ? " days" : "");
  if (!response.swings.empty()) return text + tornado(study, response);
  if (!response.indices.empty()) {
    text += index_table(found, response, Kind::factor, "factor");
    text += index_table(found, response, Kind::group, "group");
    text += index_table(found, response, Kind::reference, "reference");
    text += index_table(found, response, Kind::chance, "");
    if (!coefficients_fit() && !response.linear.coefficients.empty())
      text += coefficient_table(study, found, response);
  } else if (response.linear.coefficients.empty()) {
    text += "too few points, or no factor that is a number, for a regression\n";
  } else {
    text += coefficient_table(study, found, response);
  }
  if (!response.linear.coefficients.empty())
    text += fmt::format("lines explain {:.1f} % of the points' variance, of ranks {:.1f} %\n",
                        100 * response.linear.r2, 100 * response.rank.r2);
  return text;
}

std::pair<std::vector<Metric>, std::vector<VarianceSplit>> splits_of(const Sensitivity& found) {
  std::vector<Metric> metrics;
  std::vector<VarianceSplit> splits;
  for (const ResponseSensitivity& response : found.responses) {
    metrics.push_back(response.metric);
    splits.push_back(response.split);
  }
  return {metrics, splits};
}

}  // namespace

std::string sensitivity_document(const Study& study, const Sensitivity& found) {
  JsonWriter json;
  json.begin_object().member("format", "railhead.sensitivity/1");
  json.member("version", program_version()).member("study", study.path);
  if (!study.title.empty()) json.member("title", study.title);
  json.member("scenario", study.scenario);
  if (!study.scenario.empty())
    json.member("scenario_sha256", load(study.scenario).sources.front()->sha256);
  json.member("method", to_string(study.method));
  json.member("design_seed", study.seed).member("seed", found.network.seed);
  json.member("points", found.points).member("replications", found.replications);
  json.member("runs", found.runs).key("other_parameters").begin_array();
  for (const std::string& parameter : found.others) json.value(parameter);
  json.end_array().key("responses").begin_array();
  for (const ResponseSensitivity& response : found.responses)
    write_response(json, study, found.network, found, response);
  json.end_array();
  const auto [metrics, splits] = splits_of(found);
  write_variance(json.key("variance"), found.network, metrics, splits);
  json.end_object();
  return json.take() + "\n";
}

std::string sensitivity_text(const Study& study, const Sensitivity& found) {
  std::string text;
  const std::size_t width = output_width();
  for (const std::string& line : wrap(study.title, width)) text += bold(line) + "\n";
  text += wrapped(fmt::format("{}, {}: {} points, {} replications each", study.path,
                              to_string(study.method), found.points, found.replications),
                  width);
  for (const ResponseSensitivity& response : found.responses)
    text += response_text(study, found.network, found, response);
  if (found.responses.front().swings.empty()) {
    const auto [metrics, splits] = splits_of(found);
    text += "\n" + variance_table(found.network, metrics, splits, found.others);
  }
  const bool indices = !found.responses.front().indices.empty();
  const bool correlated = std::any_of(found.sets.begin(), found.sets.end(),
                                      [](const FactorSet& set) { return set.correlated; });
  if (indices)
    text += wrapped(
        "first: share of the variance that knowing it takes away; total: share left when all else "
        "is known",
        width);
  if (indices && correlated)
    text += "* correlated in the scenario; the indices take it as independent\n";
  return text;
}

}  // namespace railhead
