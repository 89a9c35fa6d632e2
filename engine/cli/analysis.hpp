// What the verbs that analyse a scenario have in common.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "railhead/experiment/estimate.hpp"
#include "railhead/experiment/run_point.hpp"
#include "railhead/results/json.hpp"
#include "railhead/results/store_analysis.hpp"
#include "railhead/scenario/compile.hpp"

#include "verb.hpp"

namespace railhead {

// FILE and, behind the verb's own options, -n, --seed, --threads, --set, --store, --json, --quiet.
std::vector<Option> analysis_options(std::vector<Option> own);

// A scenario to analyse, as the options ask for it.
struct AnalysisSubject {
  Scenario scenario;
  Compiled compiled;
  PointRuns runs;  // range and seed as asked for, without control
};

// Throws as load() and compile() do, and Error (usage).
AnalysisSubject analysis_subject(const Arguments& arguments);

// Throws where what is found could not be kept in the store of --store, or in `otherwise`, ahead of
// long work.
void require_store(const Arguments& arguments, const std::string& otherwise);

// Keeps what a verb found in the store of --store, or in `otherwise`; nowhere where there is
// neither. The question is the command line, but for how it is run and printed.
void keep(const Arguments& arguments, const std::string& verb, const std::string& otherwise,
          const std::function<std::string()>& document,
          const std::function<std::vector<AnalysisFigure>()>& figures);

// {"value", "low", "high"}
void write_estimate(JsonWriter& json, const Estimate& estimate);
// "metric": …, "of": {…} in an open object.
void write_metric_key(JsonWriter& json, const Network& network, const Metric& metric);
// {"path", "title", "sha256"}
void write_scenario(JsonWriter& json, const Scenario& scenario, const Settings& settings);

// "0.31 (0.28 to 0.34)"
std::string estimate_text(const Estimate& estimate);

}  // namespace railhead
