#include <algorithm>
#include <set>

#include "railhead/experiment/sweep.hpp"

#include "levels.hpp"
#include "study_reader.hpp"

namespace railhead {
namespace {

constexpr std::size_t kMostChecked = 500;  // points; about 2 ms each
constexpr std::size_t kMostFaults = 20;

std::string sets_nothing(const std::string& factor, const std::string& parameter) {
  return "factor \"" + factor + "\": " + parameter +
         " is drawn by its uncertainty, whatever its central value; path = \"" + parameter +
         "\" pins it";
}

// All points of a small design. Of a large one those that have a level none before has, and then
// some spread over the rest.
std::vector<std::size_t> points_to_check(const StudyDesign& design) {
  std::vector<std::size_t> chosen;
  if (design.points.size() <= kMostChecked) {
    for (std::size_t i = 0; i < design.points.size(); ++i) chosen.push_back(i);
    return chosen;
  }
  std::set<std::pair<std::size_t, std::string>> seen;
  for (std::size_t i = 0; i < design.points.size() && chosen.size() < kMostChecked / 2; ++i) {
    bool is_new = false;
    const auto& levels = design.points[i].levels;
    for (std::size_t factor = 0; factor < levels.size(); ++factor)
      is_new |= seen.emplace(factor, levels[factor].text).second;
    if (is_new) chosen.push_back(i);
  }
  const std::size_t rest = kMostChecked - chosen.size();
  for (std::size_t i = 0; i < rest; ++i) chosen.push_back(i * design.points.size() / rest);
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

// Where the study gives a factor this level.
SourcePosition level_position(const Study& study, const Factor& factor, const Level& level) {
  for (const Node& value : factor.values)
    if (level_of(value).text == level.text)
      return source_position(study.file.sources, value.position);
  return factor.position;
}

class Checker {
 public:
  Checker(const Study& study, const StudyDesign& design) : study_(study), design_(design) {}

  void check(PointCompiler& compiler, std::size_t index) {
    const DesignPoint& point = design_.points[index];
    try {
      const Compiled compiled = compile(with_overrides(compiler.base(index), point.overrides));
      check_responses(compiled.network, point);
    } catch (const DiagnosticError& error) {
      const std::vector<Diagnostic> own = faults_of(compiler.base(index));
      for (const Diagnostic& each : error.diagnostics()) {
        const bool of_base = std::find(own.begin(), own.end(), each) != own.end();
        add(of_base ? each : told(each, point));
      }
    }
    sort_by_position(faults_);
  }

  // The central value of an uncertain parameter changes no replication: it is drawn.
  void check_central_values(const Scenario& base) {
    constexpr std::string_view kKind = "parameter.", kField = ".value";
    const Node* parameters = find(base.document, "parameter");
    for (const Factor& factor : study_.factors) {
      const std::string& path = factor.path;
      if (parameters == nullptr || !path.starts_with(kKind) || !path.ends_with(kField)) continue;
      const std::string whole = path.substr(0, path.size() - kField.size());
      const Node* parameter = find(*parameters, whole.substr(kKind.size()));
      if (parameter != nullptr && find(*parameter, "uncertainty") != nullptr)
        add(study_fault(study_, factor.position, sets_nothing(factor.name, whole)));
    }
  }

  bool enough() const { return faults_.size() >= kMostFaults; }

  void throw_if_any() {
    if (!faults_.empty()) throw DiagnosticError(std::move(faults_));
  }

 private:
  static std::vector<Diagnostic> faults_of(const Scenario& scenario) {
    try {
      compile(scenario);
    } catch (const DiagnosticError& error) {
      return error.diagnostics();
    }
    return {};
  }

  std::string at(const DesignPoint& point) const {
    return point.overrides.empty() ? "" : " (at the point " + label_of(study_, point) + ")";
  }

  // A fault of a level stands where the study gives the level; another one in the scenario's file.
  Diagnostic told(Diagnostic fault, const DesignPoint& point) const {
    if (fault.position.kind == PositionKind::kFile) {
      fault.message += at(point);
      return fault;
    }
    for (std::size_t i = 0; i < point.levels.size(); ++i) {
      const Factor& factor = study_.factors[i];
      const Level& level = point.levels[i];
      if (factor.path + "=" + level.text == fault.source_line)
        return study_fault(
            study_, level_position(study_, factor, level),
            "factor \"" + factor.name + "\" at " + level.text + ": " + fault.message);
    }
    return fault;
  }

  void check_responses(const Network& network, const DesignPoint& point) {
    const Node* list = find(study_.file.document, "response");
    for (std::size_t i = 0; list != nullptr && i < study_.responses.size(); ++i)
      check_metric(network, point, study_.responses[i], (*list->as<NodeArray>())[i].position);
    if (study_.replicate.until_metric.empty()) return;
    const Node* until = find(*find(study_.file.document, "replicate"), "until");
    const std::string& name = study_.replicate.until_metric;
    const auto metric = check_metric(network, point, name, until->position);
    if (metric && info(metric->name).kind == MetricKind::instant)
      add(study_fault(study_, until->position, "a date has no mean to stop at: " + name));
  }

  std::optional<Metric> check_metric(const Network& network, const DesignPoint& point,
                                     const std::string& selector, Position position) {
    try {
      return parse_metric(network, selector);
    } catch (const Error& error) {
      add(study_fault(study_, position, error.what() + at(point)));
    }
    return std::nullopt;
  }

  // Once a place: the points that follow have the same to say.
  void add(const Diagnostic& fault) {
    const bool known = std::any_of(faults_.begin(), faults_.end(), [&](const Diagnostic& each) {
      return each.position == fault.position;
    });
    if (!known) faults_.push_back(fault);
  }

  const Study& study_;
  const StudyDesign& design_;
  std::vector<Diagnostic> faults_;
};

}  // namespace

void check_study(const Study& study, const StudyDesign& design) {
  PointCompiler compiler{study, design};
  Checker checker{study, design};
  checker.check_central_values(compiler.base(0));
  for (const std::size_t index : points_to_check(design)) {
    if (checker.enough()) break;
    checker.check(compiler, index);
  }
  checker.throw_if_any();
}

}  // namespace railhead
