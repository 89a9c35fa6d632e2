#include "railhead/experiment/design.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "railhead/base/error.hpp"

#include "design_rows.hpp"
#include "levels.hpp"
#include "study_reader.hpp"
#include "where.hpp"

namespace railhead {
namespace {

bool is_removal(const Factor& factor) {
  return factor.path.ends_with(".remove");
}

// `remove` set to false is the entity as it is: overrides only remove.
bool leaves_as_is(const Factor& factor, const Level& level) {
  return level.text.empty() || (is_removal(factor) && level.number == 0);
}

// The condition of a study, its faults at the character of the file where they are.
class Condition {
 public:
  explicit Condition(const Study& study) : study_(study) {}

  bool operator()(const std::vector<Level>& row) const {
    if (study_.where.empty()) return true;
    try {
      return holds(study_.where, study_.factors, row);
    } catch (const WhereFault& fault) {
      refuse_study(study_, place(fault.at), "where.expr: " + fault.what);
    }
  }

  SourcePosition place(std::size_t at) const {
    const Node* where = find(study_.file.document, "where");
    const Node* text = find(*where, "expr");
    SourcePosition position = source_position(study_.file.sources, text->position);
    const std::string_view line = study_.file.sources.front()->line(position.line);
    const std::size_t start = line.find(study_.where);  // elsewhere where it is escaped
    if (start != std::string_view::npos)
      position.column = static_cast<std::uint32_t>(start + at + 1);
    return position;
  }

 private:
  const Study& study_;
};

bool is_sampled(const Study& study) {
  return study.method == DesignMethod::latin_hypercube || study.method == DesignMethod::sobol;
}

// Points that are alike would have the same runs. Samples may hold some, where levels are few.
void refuse_repetition(const Study& study, const StudyDesign& design) {
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < design.points.size(); ++i) {
    const std::string label = label_of(study, design.points[i]);
    const auto [first, is_new] = seen.emplace(label, i);
    if (!is_new)
      refuse_study(study,
                   study.factors.empty() ? design_position(study) : study.factors[0].position,
                   "points " + std::to_string(first->second) + " and " + std::to_string(i) +
                       " of the design are the same: " + label);
  }
}

}  // namespace

DesignPoint point_with(const Study& study, std::vector<Level> levels) {
  ensure(levels.size() == study.factors.size(), "a point has one level a factor");
  DesignPoint point;
  point.scenario = study.scenario;
  std::vector<std::string> removals;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const Factor& factor = study.factors[i];
    if (!factor.scenarios.empty()) {
      if (!levels[i].text.empty()) point.scenario = resolved(study, levels[i].text);
    } else if (!leaves_as_is(factor, levels[i])) {
      point.overrides.push_back(factor.path + "=" + levels[i].text);
      if (is_removal(factor)) removals.push_back(std::move(point.overrides.back()));
      if (is_removal(factor)) point.overrides.pop_back();
    }
  }
  // At the end, so that another factor may set a field of what is removed here.
  for (std::string& removal : removals) point.overrides.push_back(std::move(removal));
  if (point.scenario.empty())
    for (const Factor& factor : study.factors)
      if (!factor.scenarios.empty()) point.scenario = resolved(study, factor.scenarios.front());
  point.levels = std::move(levels);
  return point;
}

StudyDesign make_design(const Study& study) {
  StudyDesign design;
  const Condition holds_at{study};
  for (auto& row : design_rows(study))
    if (holds_at(row)) design.points.push_back(point_with(study, std::move(row)));
  if (design.points.empty())
    refuse_study(study, holds_at.place(0), "where.expr leaves no point: " + study.where);
  if (!is_sampled(study)) refuse_repetition(study, design);
  return design;
}

Scenario scenario_at(const DesignPoint& point) {
  return load(point.scenario, point.overrides);
}

std::string label_of(const Study& study, const DesignPoint& point) {
  std::string label;
  for (std::size_t i = 0; i < point.levels.size(); ++i) {
    if (point.levels[i].text.empty()) continue;
    label += (label.empty() ? "" : ", ") + study.factors[i].name + "=" + point.levels[i].text;
  }
  return label.empty() ? "as it is" : label;
}

std::vector<std::string> labels_of(const Study& study, const StudyDesign& design) {
  std::map<std::string, std::size_t> times;
  std::vector<std::string> labels;
  for (const DesignPoint& point : design.points) {
    labels.push_back(label_of(study, point));
    const std::size_t time = ++times[labels.back()];
    if (time > 1) labels.back() += " (" + std::to_string(time) + ")";
  }
  return labels;
}

}  // namespace railhead
