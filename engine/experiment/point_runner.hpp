#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "railhead/experiment/design.hpp"
#include "railhead/experiment/executor.hpp"

namespace railhead {

// Some replications of one point.
struct PointTask {
  DesignPoint point;
  RunRange range;
};

// Runs many points of few replications each, several points at once. Where only parameters are set,
// to numbers, the network is not compiled anew but its parameters are pinned.
class PointRunner {
 public:
  // Throws as load(), compile() and parse_metric() do.
  PointRunner(const Study& study, std::size_t threads);

  // By task: replication after replication the responses of the study; NaN where a metric does not
  // occur. `control.progress` is told of replications. Throws Error (interrupted) where cancelled.
  std::vector<std::vector<double>> run(const std::vector<PointTask>& tasks,
                                       const RunControl& control) const;

  // Of the study's scenario as it is.
  const Scenario& scenario() const { return scenario_; }
  const Compiled& compiled() const { return compiled_; }
  const std::vector<Metric>& metrics() const { return metrics_; }
  // The parameter that a factor sets; none where it sets something else.
  ParameterId parameter(std::size_t factor) const { return parameters_[factor]; }

 private:
  Network network_at(const DesignPoint& point) const;
  // Faults are told with the point where they are met.
  std::vector<double> run_task(const PointTask& task) const;
  std::vector<double> run_point(const PointTask& task) const;

  const Study& study_;
  std::size_t threads_;
  Scenario scenario_;
  Compiled compiled_;
  std::vector<Metric> metrics_;
  std::vector<ParameterId> parameters_;
};

}  // namespace railhead
