#include <algorithm>

#include "railhead/base/error.hpp"
#include "railhead/experiment/sweep.hpp"

namespace railhead {
namespace {

std::size_t index_of(RunRequest& request, const Metric& metric) {
  const auto found = std::find(request.metrics.begin(), request.metrics.end(), metric);
  const auto index = static_cast<std::size_t>(found - request.metrics.begin());
  if (found == request.metrics.end()) request.metrics.push_back(metric);
  return index;
}

RunRequest request_of(const Study& study, const Network& network, std::size_t& responses) {
  RunRequest request;
  for (const std::string& selector : responses_of(study))
    index_of(request, parse_metric(network, selector));
  responses = request.metrics.size();
  if (!study.replicate.until_metric.empty()) {
    // A column like the others, so that a sweep that goes on knows what it was.
    index_of(request, parse_metric(network, study.replicate.until_metric));
    responses = request.metrics.size();
  }
  if (study.keep != Keep::responses)
    for (const Metric& metric : default_metrics(network)) index_of(request, metric);
  if (study.keep == Keep::trajectories) request.series = default_series(network);
  return request;
}

}  // namespace

PointCompiler::PointCompiler(const Study& study, const StudyDesign& design)
    : study_(study), design_(design) {}

const Scenario& PointCompiler::file(const std::string& path) {
  const auto found = files_.find(path);
  return found != files_.end() ? found->second : files_.emplace(path, load(path)).first->second;
}

const Scenario& PointCompiler::base(std::size_t point) {
  return file(design_.points[point].scenario);
}

std::shared_ptr<const CompiledPoint> PointCompiler::compile_point(std::size_t index) {
  if (index == cached_point_) return cached_;
  const bool own_seed = std::any_of(study_.factors.begin(), study_.factors.end(),
                                    [](const Factor& f) { return f.path == "scenario.seed"; });
  const DesignPoint& point = design_.points[index];
  const std::string where = study_.path + ", point " + label_of(study_, point) + ":";
  try {
    if (!own_seed && !seed_) seed_ = compile(base(0)).network.seed;
    CompileOptions options;
    options.seed = seed_;
    auto made = std::make_shared<CompiledPoint>();
    made->compiled = compile(with_overrides(base(index), point.overrides), options);
    made->request = request_of(study_, made->compiled.network, made->responses);
    made->replications = made->compiled.settings.replications;
    cached_ = std::move(made);
  } catch (const DiagnosticError& error) {
    throw Error(error.code(), where + "\n" + error.what());
  } catch (const Error& error) {
    throw Error(error.code(), where + " " + error.what());
  }
  cached_point_ = index;
  return cached_;
}

}  // namespace railhead
