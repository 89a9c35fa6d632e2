#include "point_runner.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>

#include "railhead/base/error.hpp"

#include "threads.hpp"

namespace railhead {
namespace {

std::string base_scenario(const Study& study) {
  if (!study.scenario.empty()) return study.scenario;
  for (const Factor& factor : study.factors)
    if (!factor.scenarios.empty()) return resolved(study, factor.scenarios.front());
  return {};
}

ParameterId parameter_named(const Network& network, const std::string& path) {
  for (const ParameterId id : network.parameters.ids())
    if ("parameter." + network.parameters[id].id == path) return id;
  return {};
}

}  // namespace

PointRunner::PointRunner(const Study& study, std::size_t threads)
    : study_(study),
      threads_(ThreadExecutor{threads}.threads()),
      scenario_(load(base_scenario(study))),
      compiled_(compile(scenario_)) {
  for (const std::string& selector : study.responses)
    metrics_.push_back(parse_metric(compiled_.network, selector));
  for (const Factor& factor : study.factors)
    parameters_.push_back(parameter_named(compiled_.network, factor.path));
}

Network PointRunner::network_at(const DesignPoint& point) const {
  bool pins_alone = point.scenario == scenario_.path;
  for (std::size_t i = 0; i < point.levels.size(); ++i) {
    const Level& level = point.levels[i];
    pins_alone = pins_alone &&
                 (level.text.empty() || (!parameters_[i].is_none() && !std::isnan(level.number)));
  }
  if (!pins_alone) return compile(scenario_at(point)).network;
  Network network = compiled_.network;
  for (std::size_t i = 0; i < point.levels.size(); ++i) {
    if (point.levels[i].text.empty()) continue;
    Parameter& parameter = network.parameters[parameters_[i]];
    parameter.uncertain = false;
    parameter.central = {point.levels[i].number, {}};
  }
  return network;
}

std::vector<double> PointRunner::run_task(const PointTask& task) const {
  const auto at = [&] { return study_.path + ", point " + label_of(study_, task.point) + ": "; };
  try {
    return run_point(task);
  } catch (const DiagnosticError& error) {
    throw Error(error.code(), at() + "\n" + error.what());
  } catch (const Error& error) {
    throw Error(error.code(), at() + error.what());
  }
}

std::vector<double> PointRunner::run_point(const PointTask& task) const {
  const Network network = network_at(task.point);
  RunRequest request;
  for (const std::string& selector : study_.responses)
    request.metrics.push_back(parse_metric(network, selector));
  Workspace workspace{network, request};
  RunRecord record;
  std::vector<double> values;
  for (std::uint64_t k = 0; k < task.range.count; ++k) {
    simulate(workspace, task.range.first + k, record);
    values.insert(values.end(), record.metrics.begin(), record.metrics.end());
  }
  return values;
}

std::vector<std::vector<double>> PointRunner::run(const std::vector<PointTask>& tasks,
                                                  const RunControl& control) const {
  std::vector<std::vector<double>> values(tasks.size());
  std::mutex mutex;
  std::uint64_t done = 0;
  const auto cancelled = [&] { return control.cancel != nullptr && *control.cancel; };
  // Whatever the threads: of several faults the first in order is told.
  std::atomic<std::size_t> failed = tasks.size();
  std::exception_ptr fault;
  const auto one = [&](std::size_t i) {
    if (cancelled() || i > failed) return;
    try {
      values[i] = run_task(tasks[i]);
    } catch (...) {
      const std::scoped_lock lock{mutex};
      if (i < failed) fault = std::current_exception();
      failed = std::min(i, failed.load());
      return;
    }
    const std::scoped_lock lock{mutex};
    done += tasks[i].range.count;
    if (control.progress) control.progress(done);
  };
  on_threads(threads_, [&] { for_each_index(tasks.size(), one); });
  if (cancelled()) throw Error(ExitCode::kInterrupted, "interrupted");
  if (fault) std::rethrow_exception(fault);
  return values;
}

}  // namespace railhead
