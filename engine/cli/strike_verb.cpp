#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "railhead/experiment/strike.hpp"

#include "analysis.hpp"
#include "console.hpp"
#include "figures.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

double factor_of(const Arguments& arguments) {
  const auto given = arguments.text("--factor");
  if (!given) return StrikeOptions{}.factor;
  double factor = 0;
  const auto [end, fault] = std::from_chars(given->data(), given->data() + given->size(), factor);
  if (fault != std::errc{} || end != given->data() + given->size() || !(factor > 1))
    throw Error(ExitCode::kUsage, "--factor: expected a number above 1, found \"" + *given + "\"");
  return factor;
}

std::vector<Alternative> alternatives_of(const Arguments& arguments) {
  std::vector<Alternative> alternatives;
  for (const std::string& text : arguments.all("--alternative")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
      throw Error(ExitCode::kUsage, "--alternative: expected PATH=VALUE, found \"" + text + "\"");
    alternatives.push_back({text.substr(0, equals), text});
  }
  return alternatives;
}

// Those asked for; else the stock at the end and what was missing, of each munition.
std::vector<std::string> responses_of(const Arguments& arguments, const Network& network) {
  std::vector<std::string> responses = arguments.all("--metric");
  if (!responses.empty()) return responses;
  for (const char* name : {"stock_end", "unmet"})
    for (const Munition& munition : network.munitions) {
      const std::string selector = std::string{name} + "{munition=" + munition.id + "}";
      const std::vector<Metric> all = default_metrics(network);
      if (std::find(all.begin(), all.end(), parse_metric(network, selector)) != all.end())
        responses.push_back(selector);
    }
  return responses;
}

void write_strike(JsonWriter& json, const Network& network,
                  const std::vector<std::string>& responses, const Strike& found) {
  json.begin_object().member("reference", found.reference).member("title", found.title);
  json.member("reach", found.reach);
  if (!found.fault.empty()) json.member("fault", found.fault);
  if (found.worth_to_decision)
    write_estimate(json.key("worth_to_decision"), *found.worth_to_decision);
  for (const auto& [key, paths] :
       {std::pair{"moved", &found.moved}, std::pair{"fixed", &found.fixed}}) {
    json.key(key).begin_array();
    for (const std::string& path : *paths) json.value(path);
    json.end_array();
  }
  json.key("responses").begin_array();
  for (std::size_t r = 0; r < responses.size(); ++r) {
    const StruckResponse& response = found.responses[r];
    json.begin_object();
    write_metric_key(json, network, parse_metric(network, responses[r]));
    json.member("base", response.base);
    write_estimate(json.key("lower"), response.lower);
    write_estimate(json.key("higher"), response.higher);
    write_estimate(json.key("value_of_information"), response.share);
    json.end_object();
  }
  json.end_array().end_object();
}

std::string document(const AnalysisSubject& subject, double factor,
                     const std::vector<std::string>& responses,
                     const std::vector<Strike>& strikes) {
  JsonWriter json;
  json.begin_object().member("format", "railhead.strike/1");
  write_scenario(json, subject.scenario, subject.compiled.settings);
  json.member("seed", subject.compiled.network.seed);
  json.member("replications", subject.runs.range.count).member("factor", factor);
  json.key("strikes").begin_array();
  for (const Strike& found : strikes)
    write_strike(json, subject.compiled.network, responses, found);
  json.end_array().end_object();
  return json.take() + "\n";
}

std::string change(const Estimate& difference) {
  return fmt::format("{} ({} to {})", compact(difference.value), compact(difference.low),
                     compact(difference.high));
}

std::string table(const AnalysisSubject& subject, double factor,
                  const std::vector<std::string>& responses, const std::vector<Strike>& strikes) {
  std::string text;
  const Settings& settings = subject.compiled.settings;
  if (!settings.title.empty()) text += bold(settings.title) + "\n";
  text += fmt::format("What rests on a source, divided and multiplied by {:g}; {} replications\n",
                      factor, subject.runs.range.count);
  for (std::size_t r = 0; r < responses.size(); ++r) {
    text += "\n" +
            bold(fmt::format("{}, {} as it is", responses[r],
                             strikes.empty() ? "-" : compact(strikes[0].responses[r].base))) +
            "\n" +
            bold(left("source", 24) + right("numbers", 8) + "  " + left("divided", 26) +
                 left("multiplied", 26) + "worth") +
            "\n";
    for (const Strike& found : strikes) {
      const StruckResponse& response = found.responses[r];
      text += left(found.reference, 24) + right(std::to_string(found.moved.size()), 8) + "  " +
              left(change(response.lower), 26) + left(change(response.higher), 26) +
              percent(response.share.value) + "\n";
    }
  }
  if (strikes.size() == 1 && !strikes[0].fixed.empty()) {
    text += "\nleft as they are:\n";
    for (const std::string& path : strikes[0].fixed) text += "  " + path + "\n";
  }
  return text +
         "changes of the mean with 95 % intervals; worth: share of the variance that knowing "
         "the source's\nparameters takes away\n";
}

ExitCode strike_source(const Arguments& arguments) {
  const double factor = factor_of(arguments);
  const AnalysisSubject subject = analysis_subject(arguments);
  const auto responses = responses_of(arguments, subject.compiled.network);
  for (const std::string& selector : responses) parse_metric(subject.compiled.network, selector);
  const InterruptWatch interrupt;
  std::optional<Progress> progress;
  StrikeOptions options;
  options.factor = factor;
  options.alternatives = alternatives_of(arguments);
  options.decisions = arguments.all("--decision");
  options.threads = subject.runs.threads;
  options.seed = subject.runs.seed;
  options.range = subject.runs.range;
  options.planned = [&](std::uint64_t total) { progress.emplace(total, arguments.has("--quiet")); };
  options.control = {&interrupt.flag(), [&](std::uint64_t done) { progress->update(done); }};
  const auto strikes = strike(subject.scenario, arguments.all("--reference"), responses, options);
  progress.reset();
  print(arguments.has("--json") ? document(subject, factor, responses, strikes)
                                : table(subject, factor, responses, strikes));
  return ExitCode::kSuccess;
}

}  // namespace

Verb strike_verb() {
  Verb verb;
  verb.name = "strike";
  verb.summary = "See what changes if a source is wrong";
  verb.description =
      "Moves every number that cites a reference down and up by a factor, laws and uncertainties "
      "with them, or to a stated alternative, and compares with the scenario as it is on the same "
      "random numbers. Without --reference all sources, the one that moves the first metric most "
      "first. The worth of a source is the share of a metric's variance that knowing its "
      "parameters would take away, by regression over the replications.";
  verb.options = analysis_options({
      {"--reference",
       "ID",
       "Source to strike (default: all); may be repeated",
       Completes::nothing,
       {},
       true},
      {"--factor", "F", "How far its numbers move (default: 1.25)"},
      {"--alternative",
       "PATH=VALUE",
       "What a number is if the source is wrong, instead of the factor; may be repeated",
       Completes::nothing,
       {},
       true},
      {"--decision",
       "PATH=VALUE",
       "A choice beside the scenario as it is: also what knowing each source first would gain in "
       "the first metric; may be repeated",
       Completes::nothing,
       {},
       true},
      {"--metric",
       "METRIC",
       "Response (default: stock_end and unmet of each munition); may be repeated",
       Completes::nothing,
       {},
       true},
  });
  verb.examples = {
      "railhead strike scenarios/dprk-2023.toml --reference rusi-2024-02 -n 50",
      "railhead strike scenarios/dprk-2023.toml --metric 'stock_end{munition=152mm}' -n 20"};
  verb.run = strike_source;
  return verb;
}

}  // namespace railhead
