#include "strike_report.hpp"

#include <cmath>

#include <fmt/format.h>

#include "console.hpp"
#include "figures.hpp"

namespace railhead {
namespace {

Metric metric_of(const StrikeOutcome& outcome, std::size_t response) {
  return parse_metric(outcome.subject.compiled.network, outcome.responses[response]);
}

bool is_date(const StrikeOutcome& outcome, std::size_t response) {
  return info(metric_of(outcome, response).name).kind == MetricKind::instant;
}

Estimate scaled(Estimate estimate, double by) {
  return {estimate.value * by, estimate.low * by, estimate.high * by};
}

// Differences and spreads of dates in days.
StruckResponse in_days(const StrikeOutcome& outcome, const Strike& found, std::size_t r) {
  StruckResponse response = found.responses[r];
  if (!is_date(outcome, r)) return response;
  constexpr double kDays = 1 / 86'400e6;
  response.sd *= kDays;
  response.widened_sd *= kDays;
  for (Estimate* each : {&response.lower, &response.higher, &response.widened})
    *each = scaled(*each, kDays);
  return response;
}

void write_paths(JsonWriter& json, const std::vector<std::string>& paths) {
  json.begin_array();
  for (const std::string& path : paths) json.value(path);
  json.end_array();
}

void write_response(JsonWriter& json, const StrikeOutcome& outcome, const Strike& found,
                    std::size_t r) {
  const StruckResponse response = in_days(outcome, found, r);
  json.begin_object();
  write_metric_key(json, outcome.subject.compiled.network, metric_of(outcome, r));
  json.key("base");
  if (is_date(outcome, r) && std::isfinite(response.base))
    json.value(to_iso(Instant{Duration{std::llround(response.base)}}));
  else
    json.value(response.base);
  json.member("sd", response.sd);
  write_estimate(json.key("lower"), response.lower);
  write_estimate(json.key("higher"), response.higher);
  write_estimate(json.key("widened"), response.widened);
  json.member("widened_sd", response.widened_sd);
  write_estimate(json.key("value_of_information"), response.share);
  json.end_object();
}

void write_strike(JsonWriter& json, const StrikeOutcome& outcome, const Strike& found) {
  json.begin_object().member("reference", found.reference).member("title", found.title);
  json.member("reach", found.reach);
  if (!found.fault.empty()) json.member("fault", found.fault);
  if (found.worth_to_decision)
    write_estimate(json.key("worth_to_decision"), *found.worth_to_decision);
  write_paths(json.key("moved"), found.moved);
  write_paths(json.key("fixed"), found.fixed);
  json.key("responses").begin_array();
  for (std::size_t r = 0; r < outcome.responses.size(); ++r)
    write_response(json, outcome, found, r);
  json.end_array().end_object();
}

std::string share_text(const Estimate& share) {
  if (std::isnan(share.value)) return "-";
  return fmt::format("{:.0f} % ({:.0f} - {:.0f})", 100 * share.value, 100 * share.low,
                     100 * share.high);
}

std::string spread_text(const StruckResponse& response) {
  return response.sd > 0 && !std::isnan(response.widened_sd)
             ? fmt::format("x{:.2f}", response.widened_sd / response.sd)
             : "-";
}

// A row of the table, folded to the terminal.
std::vector<std::string> row(const std::string& source, const std::string& numbers,
                             const std::string& divided, const std::string& multiplied,
                             const std::string& widened, const std::string& spread,
                             const std::string& worth, const std::string& gain) {
  return folded(
      {left(source, 24), right(numbers, 8), "  " + left(divided, 26), left(multiplied, 26),
       right(widened, 9), right(spread, 8), "  " + left(worth, 19), left(gain, 26)},
      output_width());
}

std::string line(const StrikeOutcome& outcome, const Strike& found, std::size_t r) {
  const StruckResponse response = in_days(outcome, found, r);
  const bool decides = r == 0 && found.worth_to_decision;
  std::string text;
  for (const std::string& line :
       row(found.reference, std::to_string(found.moved.size()), estimate_text(response.lower),
           estimate_text(response.higher), compact(response.widened.value), spread_text(response),
           share_text(response.share), decides ? estimate_text(*found.worth_to_decision) : ""))
    text += line + "\n";
  return text;
}

std::string heading(const StrikeOutcome& outcome, std::size_t r) {
  std::string base = "-";
  if (!outcome.strikes.empty()) {
    const double mean = outcome.strikes[0].responses[r].base;
    base = is_date(outcome, r) ? date_text(mean) : compact(mean);
  }
  const bool decides = r == 0 && !outcome.strikes.empty() && outcome.strikes[0].worth_to_decision;
  std::string text = "\n";
  for (const std::string& line : wrap(fmt::format("{}, {} as it is{}", outcome.responses[r], base,
                                                  is_date(outcome, r) ? "; changes in days" : ""),
                                      output_width()))
    text += bold(line) + "\n";
  for (const std::string& line : row("source", "numbers", "divided", "multiplied", "widened",
                                     "spread", "worth", decides ? "gain before the choice" : ""))
    text += bold(line) + "\n";
  return text;
}

}  // namespace

std::string strike_document(const StrikeOutcome& outcome) {
  const AnalysisSubject& subject = outcome.subject;
  JsonWriter json;
  json.begin_object().member("format", "railhead.strike/1");
  write_scenario(json, subject.scenario, subject.compiled.settings);
  json.member("seed", subject.compiled.network.seed);
  json.member("replications", subject.runs.range.count).member("factor", outcome.factor);
  json.key("strikes").begin_array();
  for (const Strike& found : outcome.strikes) write_strike(json, outcome, found);
  json.end_array().end_object();
  return json.take() + "\n";
}

std::string strike_text(const StrikeOutcome& outcome) {
  std::string text;
  const Settings& settings = outcome.subject.compiled.settings;
  if (!settings.title.empty()) text += bold(settings.title) + "\n";
  text += fmt::format("What rests on a source, divided and multiplied by {:g}; {} replications\n",
                      outcome.factor, outcome.subject.runs.range.count);
  for (std::size_t r = 0; r < outcome.responses.size(); ++r) {
    text += heading(outcome, r);
    for (const Strike& found : outcome.strikes) text += line(outcome, found, r);
  }
  if (outcome.strikes.size() == 1 && !outcome.strikes[0].fixed.empty()) {
    text += "\nleft as they are:\n";
    for (const std::string& path : outcome.strikes[0].fixed) text += "  " + path + "\n";
  }
  for (const Strike& found : outcome.strikes)
    if (!found.fault.empty()) text += "\n" + found.reference + ": " + found.fault + "\n";
  return text + wrapped(
                    "changes of the mean with 95 % intervals; widened: change where the factor is "
                    "unknown between the two, spread: the standard deviation then; worth: share of "
                    "the variance that knowing the source's parameters takes away",
                    output_width());
}

std::vector<AnalysisFigure> strike_figures(const StrikeOutcome& outcome) {
  std::vector<AnalysisFigure> figures;
  for (const Strike& found : outcome.strikes) {
    const auto add = [&](std::size_t r, const char* name, const Estimate& estimate) {
      figures.push_back({outcome.responses[r], "reference", found.reference, name, estimate.value,
                         estimate.low, estimate.high});
    };
    for (std::size_t r = 0; r < outcome.responses.size(); ++r) {
      const StruckResponse response = in_days(outcome, found, r);
      add(r, "divided", response.lower);
      add(r, "multiplied", response.higher);
      add(r, "widened", response.widened);
      add(r, "worth", response.share);
    }
    if (found.worth_to_decision) add(0, "worth_to_decision", *found.worth_to_decision);
  }
  return figures;
}

}  // namespace railhead
