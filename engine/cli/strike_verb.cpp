#include <algorithm>
#include <charconv>
#include <optional>

#include "console.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "strike_report.hpp"
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
    alternatives.push_back({text.substr(0, equals), text.substr(equals + 1)});
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
  const StrikeOutcome outcome{subject, factor, responses, strikes};
  print(arguments.has("--json") ? strike_document(outcome) : strike_text(outcome));
  flush_output();
  keep(
      arguments, "strike", {}, [&] { return strike_document(outcome); },
      [&] { return strike_figures(outcome); });
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
      "random numbers. Then widens them: all are multiplied by one unknown factor between the two, "
      "or lie anywhere between what is stated and the alternative. Without --reference all "
      "sources, the one that moves the first metric most first. The worth of a source is the "
      "share of a metric's variance that knowing its parameters would take away, by regression "
      "over the replications (Strong, Oakley, Brennan 2014); before a --decision also the gain "
      "in the first metric.";
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
