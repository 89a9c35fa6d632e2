#include "railhead/experiment/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "railhead/base/error.hpp"
#include "railhead/base/unknown.hpp"
#include "railhead/stats/paired.hpp"

#include "factor_sets.hpp"
#include "point_runner.hpp"
#include "where.hpp"

namespace railhead {
namespace {

constexpr std::uint64_t kDefaultRows = 256;
constexpr double kTail = 0.05;  // of a law, where a swing begins and ends

// NaN of what never occurs.
double mean_of(const Moments& moments) {
  return moments.count() > 0 ? moments.mean() : kUnknown;
}

using Values = std::vector<std::vector<double>>;  // by task, replication after replication

class Analysis {
 public:
  Analysis(const Study& study, const SensitivityOptions& options)
      : study_(study), options_(options), runner_(study, options.threads), sampler_(study) {
    if (study.responses.empty())
      throw Error(ExitCode::kScenario, study.path + ": a sensitivity analysis needs a response");
    result_.network = runner_.compiled().network;
    result_.sets = factor_sets(study, runner_);
    const std::uint64_t usual =
        study.method == DesignMethod::saltelli ? 2 : runner_.compiled().settings.replications;
    const std::uint64_t asked =
        options.replications.value_or(study.replicate.replications.value_or(usual));
    if (asked < 2)
      throw Error(ExitCode::kUsage,
                  "two replications of a point at least: chance is what they differ by");
    result_.replications = asked;
    name_others();
    for (const Metric& metric : runner_.metrics()) {
      ResponseSensitivity response;
      response.metric = metric;
      result_.responses.push_back(response);
    }
  }

  Sensitivity run() {
    if (study_.method == DesignMethod::saltelli)
      saltelli();
    else if (study_.method == DesignMethod::one_at_a_time)
      one_at_a_time();
    else
      points();
    return std::move(result_);
  }

 private:
  void name_others() {
    const Network& network = result_.network;
    for (const ParameterId id : network.parameters.ids()) {
      bool is_factor = false;
      for (std::size_t i = 0; i < study_.factors.size(); ++i)
        is_factor = is_factor || runner_.parameter(i) == id;
      if (network.parameters[id].uncertain && !is_factor)
        result_.others.push_back(network.parameters[id].id);
    }
  }

  Values run_tasks(const std::vector<PointTask>& tasks) {
    result_.points = tasks.size();
    for (const PointTask& task : tasks) result_.runs += task.range.count;
    if (options_.planned) options_.planned(result_.runs);
    return runner_.run(tasks, options_.control);
  }

  // The replications of one response in a task.
  std::vector<double> replications(const std::vector<double>& task, std::size_t response) const {
    std::vector<double> values;
    for (std::size_t i = response; i < task.size(); i += study_.responses.size())
      values.push_back(task[i]);
    return values;
  }

  // NaN where a replication has no value.
  double mean(const std::vector<double>& task, std::size_t response) const {
    double sum = 0;
    for (const double y : replications(task, response)) sum += y;
    return sum / static_cast<double>(result_.replications);
  }

  void saltelli() {
    const std::size_t factors = study_.factors.size();
    const std::size_t rows =
        static_cast<std::size_t>(study_.points > 0 ? study_.points : kDefaultRows);
    if (!study_.where.empty())
      throw Error(ExitCode::kScenario,
                  study_.path + ": method \"saltelli\" takes no where: its points belong together");
    if (rows < 4) throw Error(ExitCode::kScenario, study_.path + ": points must be at least 4");
    // Chance is the input behind the factors. Sets of the same factors share a block.
    std::vector<std::vector<std::size_t>> blocks;
    std::vector<std::size_t> block_of;
    for (const FactorSet& set : result_.sets) {
      const std::vector<std::size_t> members =
          set.kind == FactorSet::Kind::chance ? std::vector<std::size_t>{factors} : set.factors;
      const auto known = std::find(blocks.begin(), blocks.end(), members);
      block_of.push_back(static_cast<std::size_t>(known - blocks.begin()));
      if (known == blocks.end()) blocks.push_back(members);
    }
    const SaltelliDesign design{rows, factors + 1, blocks, study_.seed};
    std::vector<PointTask> tasks;
    for (std::size_t block = 0; block < design.blocks(); ++block)
      for (std::size_t row = 0; row < rows; ++row) tasks.push_back(task_at(design, block, row));
    const Values values = run_tasks(tasks);

    for (std::size_t r = 0; r < result_.responses.size(); ++r) {
      std::vector<double> all;
      for (const auto& task : values) {
        const std::vector<double> runs = replications(task, r);
        all.insert(all.end(), runs.begin(), runs.end());
      }
      const auto indices = sobol_indices(all, rows, result_.replications, blocks.size());
      for (const std::size_t block : block_of)
        result_.responses[r].indices.push_back(indices[block]);
    }
    tasks.resize(2 * rows);
    summarise(tasks, values);
  }

  PointTask task_at(const SaltelliDesign& design, std::size_t block, std::size_t row) const {
    std::vector<Level> levels;
    for (std::size_t i = 0; i < study_.factors.size(); ++i)
      levels.push_back(sampler_.level(i, design.at(block, row, i)));
    const bool other_chance = design.from_b(block, study_.factors.size());
    const std::uint64_t number = other_chance ? design.rows() + row : row;
    return {point_with(study_, std::move(levels)),
            {number * result_.replications, result_.replications}};
  }

  // A design of the study's own; every point has random numbers of its own, so that chance averages
  // out over the points.
  void points() {
    std::vector<PointTask> tasks;
    for (const DesignPoint& point : make_design(study_).points)
      tasks.push_back({point, {tasks.size() * result_.replications, result_.replications}});
    summarise(tasks, run_tasks(tasks));
  }

  // Moments, regressions and the variance split over the tasks, the first of `values`.
  void summarise(const std::vector<PointTask>& tasks, const Values& values) {
    for (std::size_t i = 0; i < study_.factors.size(); ++i)
      if (std::all_of(tasks.begin(), tasks.end(), [i](const PointTask& task) {
            return !std::isnan(task.point.levels[i].number);
          }))
        result_.columns.push_back(i);
    Inputs inputs{result_.columns.size(), {}};
    for (const PointTask& task : tasks)
      for (const std::size_t i : result_.columns)
        inputs.values.push_back(task.point.levels[i].number);
    for (std::size_t r = 0; r < result_.responses.size(); ++r) {
      ResponseSensitivity& response = result_.responses[r];
      std::vector<double> means;
      Moments all;
      SplitTally tally;
      for (std::size_t t = 0; t < tasks.size(); ++t) {
        const std::vector<double> runs = replications(values[t], r);
        for (const double y : runs)
          if (!std::isnan(y)) all.add(y);
        means.push_back(mean(values[t], r));
        tally.add(runs);
      }
      response.mean = mean_of(all);
      response.sd = all.sd();
      response.split = tally.split();
      // Fewer points than that fit any line.
      if (inputs.columns == 0 || tasks.size() < inputs.columns + 2) continue;
      response.linear = standardised_regression(inputs, means);
      response.rank = rank_regression(inputs, means);
    }
  }

  std::vector<Level> swing_levels(std::size_t factor) const {
    const Factor& about = study_.factors[factor];
    if (!about.values.empty() || !about.scenarios.empty() || about.low)
      return sampler_.levels(factor, 2);
    return {sampler_.level(factor, kTail), sampler_.level(factor, 1 - kTail)};
  }

  bool is_wanted(const std::vector<Level>& levels) const {
    try {
      return study_.where.empty() || holds(study_.where, study_.factors, levels);
    } catch (const WhereFault& fault) {
      throw Error(ExitCode::kScenario, study_.path + ": where.expr: " + fault.what);
    }
  }

  void one_at_a_time() {
    const Level as_it_is{{}, kUnknown};
    const std::vector<Level> none(study_.factors.size(), as_it_is);
    const RunRange range{0, result_.replications};
    std::vector<PointTask> tasks = {{point_with(study_, none), range}};
    std::vector<Swing> swings;
    for (std::size_t i = 0; i < study_.factors.size(); ++i)
      for (const Level& level : swing_levels(i)) {
        std::vector<Level> levels = none;
        levels[i] = level;
        if (!is_wanted(levels)) continue;
        tasks.push_back({point_with(study_, std::move(levels)), range});
        Swing swing;
        swing.factor = i;
        swing.level = level.text;
        swings.push_back(swing);
      }
    if (swings.empty())
      throw Error(ExitCode::kScenario, study_.path + ": the study leaves no level to swing to");
    const Values values = run_tasks(tasks);
    for (std::size_t r = 0; r < result_.responses.size(); ++r) {
      const std::vector<double> base = replications(values[0], r);
      Moments moments;
      for (const double y : base)
        if (!std::isnan(y)) moments.add(y);
      result_.responses[r].mean = mean_of(moments);
      result_.responses[r].sd = moments.sd();
      for (std::size_t s = 0; s < swings.size(); ++s)
        result_.responses[r].swings.push_back(
            measured(swings[s], base, replications(values[s + 1], r)));
    }
  }

  // Replications in which either has no value are left out.
  static Swing measured(Swing swing, const std::vector<double>& base,
                        const std::vector<double>& moved) {
    PairedDifference difference;
    Moments there;
    for (std::size_t k = 0; k < base.size(); ++k) {
      if (!std::isnan(moved[k])) there.add(moved[k]);
      if (!std::isnan(base[k]) && !std::isnan(moved[k])) difference.add(base[k], moved[k]);
    }
    const double reach = difference.half_width();
    swing.mean = mean_of(there);
    const double mean = difference.count() > 0 ? difference.mean() : kUnknown;
    swing.difference = {mean, mean - reach, mean + reach};
    return swing;
  }

  const Study& study_;
  const SensitivityOptions& options_;
  PointRunner runner_;
  LevelSampler sampler_;
  Sensitivity result_;
};

}  // namespace

void complete(Study& study) {
  study.responses = responses_of(study);
  if (!study.factors.empty()) return;
  const Network network = compile(load(study.scenario)).network;
  for (const Parameter& parameter : network.parameters)
    if (parameter.uncertain) {
      Factor factor;
      factor.name = parameter.id;
      factor.path = "parameter." + parameter.id;
      study.factors.push_back(factor);
    }
}

Sensitivity analyse(const Study& study, const SensitivityOptions& options) {
  return Analysis{study, options}.run();
}

}  // namespace railhead
