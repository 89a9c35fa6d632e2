#include <array>
#include <optional>

#include "railhead/experiment/sensitivity.hpp"
#include "railhead/experiment/study.hpp"
#include "railhead/random/simd.hpp"

#include "analysis.hpp"
#include "console.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "sensitivity_report.hpp"
#include "verbs.hpp"

namespace railhead {
namespace {

constexpr std::array kMethods = {DesignMethod::saltelli, DesignMethod::one_at_a_time,
                                 DesignMethod::latin_hypercube, DesignMethod::sobol};

Study study_to_vary(const Arguments& arguments) {
  Study study = load_study(*arguments.text("STUDY"));
  if (const auto method = arguments.text("--method"))
    for (const DesignMethod each : kMethods)
      if (to_string(each) == *method) study.method = each;
  if (const auto points = arguments.count("--points", 4)) study.points = *points;
  complete(study);
  return study;
}

ExitCode sensitivity(const Arguments& arguments) {
  if (const std::string fault = simd_fault(); !fault.empty()) throw Error(ExitCode::kUsage, fault);
  const Study study = study_to_vary(arguments);
  require_store(arguments, study.store);
  const InterruptWatch interrupt;
  std::optional<Progress> progress;
  SensitivityOptions options;
  options.threads = arguments.threads();
  options.replications = arguments.count("--replications", 1);
  options.planned = [&](std::uint64_t total) { progress.emplace(total, arguments.has("--quiet")); };
  options.control = {&interrupt.flag(), [&](std::uint64_t done) { progress->update(done); }};
  const Sensitivity found = analyse(study, options);
  progress.reset();
  print(arguments.has("--json") ? sensitivity_document(study, found)
                                : sensitivity_text(study, found));
  flush_output();
  keep(
      arguments, "sensitivity", study.store, [&] { return sensitivity_document(study, found); },
      [&] { return sensitivity_figures(study, found); });
  return ExitCode::kSuccess;
}

}  // namespace

Verb sensitivity_verb() {
  Verb verb;
  verb.name = "sensitivity";
  verb.summary = "Find out which inputs drive the outcome";
  verb.description =
      "Runs a study and takes its responses apart. Method saltelli: first and total Sobol indices "
      "with bootstrap intervals of every factor, of the study's groups, of every reference that "
      "factors rest on, and of chance; standardised regression and rank coefficients. Method "
      "one-at-a-time: what each factor moves by itself, largest first. Any other method: "
      "regression. With all but one-at-a-time, the shares of the variance that come from the "
      "factors (epistemic) and from all else (aleatory). Indices take factors as independent; "
      "those that the scenario correlates are marked. A study without factors is of all uncertain "
      "parameters of its scenario.";
  verb.options = {
      {"STUDY", "", "Study file", Completes::scenarios, {}, false, true},
      {"--method",
       "METHOD",
       "Design (default: the study's)",
       Completes::words,
       {"saltelli", "one-at-a-time", "latin-hypercube", "sobol"}},
      {"--points", "N", "Points of the design, of saltelli rows (default: the study's, or 256)"},
      {"-n,--replications", "N",
       "Replications of a point, two at least (default: the study's; else of saltelli 2, of other "
       "designs the scenario's)"},
      {"--threads", "N", "Threads (default: one a processor)"},
      {"--store", "FILE", "Keep the results there (default: the study's store)", Completes::files},
      {"--json", "", "Print one JSON document instead of tables"},
      {"--quiet", "", "No progress"},
  };
  verb.examples = {
      "railhead sensitivity scenarios/studies/what-matters-152mm.toml --points 16 -n 2",
      "railhead sensitivity scenarios/studies/what-matters-152mm.toml --method one-at-a-time -n "
      "50"};
  verb.run = sensitivity;
  return verb;
}

}  // namespace railhead
