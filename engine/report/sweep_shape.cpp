#include "sweep_shape.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace railhead {
namespace {

bool is_number(const ReportLevel& level) {
  return level.number == level.number;
}

SweepAxis axis_of(const ReportSweep& sweep, std::size_t factor) {
  SweepAxis axis{factor, {}, true, true};
  std::map<std::string, double> numbers;
  for (const ReportPoint& point : sweep.points) {
    const ReportLevel& level = point.levels[factor];
    axis.numbers = axis.numbers && is_number(level);
    axis.dates = axis.dates && level.date;
    if (numbers.emplace(level.text, level.number).second) axis.levels.push_back(level.text);
  }
  if (axis.numbers)
    std::stable_sort(
        axis.levels.begin(), axis.levels.end(),
        [&](const std::string& a, const std::string& b) { return numbers[a] < numbers[b]; });
  return axis;
}

// Whether the level of one factor tells that of the other, and the other way round.
bool go_together(const ReportSweep& sweep, std::size_t a, std::size_t b) {
  std::map<std::string, std::string> forth, back;
  for (const ReportPoint& point : sweep.points) {
    const std::string& one = point.levels[a].text;
    const std::string& other = point.levels[b].text;
    if (forth.emplace(one, other).first->second != other) return false;
    if (back.emplace(other, one).first->second != one) return false;
  }
  return true;
}

}  // namespace

std::vector<SweepAxis> varying_axes(const ReportSweep& sweep) {
  std::vector<SweepAxis> axes;
  for (std::size_t factor = 0; factor < sweep.factors.size(); ++factor) {
    SweepAxis axis = axis_of(sweep, factor);
    const bool follows = std::any_of(axes.begin(), axes.end(), [&](const SweepAxis& earlier) {
      return go_together(sweep, earlier.factor, factor);
    });
    if (axis.levels.size() > 1 && !follows) axes.push_back(std::move(axis));
  }
  return axes;
}

bool is_grid(const ReportSweep& sweep, const SweepAxis& a, const SweepAxis& b) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const ReportPoint& point : sweep.points)
    pairs.emplace(point.levels[a.factor].text, point.levels[b.factor].text);
  return pairs.size() == sweep.points.size() && pairs.size() == a.levels.size() * b.levels.size();
}

}  // namespace railhead
