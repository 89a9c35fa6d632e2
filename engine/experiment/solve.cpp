#include "railhead/experiment/solve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "railhead/base/error.hpp"
#include "railhead/stats/intervals.hpp"

namespace railhead {
namespace {

constexpr double kPrecision = 1e-6;  // of the range
// Ends of an interval need not be known better than to this share of their distance to the root.
constexpr double kEndPrecision = 0.01;
// A bracket over which the mean moves by less than this share of its half-width is narrow enough.
constexpr double kNoisePrecision = 0.01;
// Half-width of the narrowest interval, as a share of the input or of the range.
constexpr double kFinest = 1e-5;

struct Bracket {
  double low, high;
};

class Solver {
 public:
  Solver(const RootQuestion& question, const std::function<CurvePoint(double)>& evaluate)
      : question_(question), evaluate_(evaluate) {}

  Solution run() {
    Solution solution;
    for (const double x : grid()) solution.curve.push_back(at(x));
    std::size_t met = 0;
    for (const CurvePoint& point : solution.curve) met += meets(point) ? 1U : 0U;
    solution.met_share = static_cast<double>(met) / static_cast<double>(solution.curve.size());
    // Where nothing lies above the target, reaching it is what counts.
    strict_ = std::any_of(solution.curve.begin(), solution.curve.end(),
                          [&](const CurvePoint& point) { return point.mean > question_.target; });
    for (std::size_t i = 0; i + 1 < solution.curve.size(); ++i)
      if (above(solution.curve[i], 0) != above(solution.curve[i + 1], 0))
        add(solution, root_between(solution.curve, i));
    if (question_.whole && met == solution.curve.size()) {
      const double least = solution.curve.front().at;
      solution.roots = {{{least, least, least}, true, false, false, true}};
    }
    return solution;
  }

 private:
  std::vector<double> grid() const {
    std::vector<double> grid;
    const double last = static_cast<double>(question_.points - 1);
    for (std::size_t i = 0; i < question_.points; ++i) {
      const double share = static_cast<double>(i) / last;
      double x = question_.from + share * (question_.to - question_.from);
      if (question_.whole) x = std::round(x);
      if (grid.empty() || x > grid.back()) grid.push_back(x);
    }
    return grid;
  }

  const CurvePoint& at(double x) {
    const auto known = known_.find(x);
    return known != known_.end() ? known->second : known_.emplace(x, evaluate_(x)).first->second;
  }

  bool meets(const CurvePoint& point) const {
    return question_.at_most ? point.mean <= question_.target : point.mean >= question_.target;
  }

  // The mean (0), or how far below (-1) or above (+1) it the truth may be; a whole input has no
  // fraction of a round to find.
  double at_margin(const CurvePoint& point, int margins) const {
    const double more = question_.whole ? 0.0 : question_.resolution;
    if (margins == 0) return point.mean;
    return margins < 0 ? point.low - more : point.high + more;
  }

  // Whether the mean, or the end of its interval, lies above the target.
  bool above(const CurvePoint& point, int margins) const {
    const double y = at_margin(point, margins);
    if (question_.whole && margins == 0)
      return question_.at_most ? y > question_.target : y >= question_.target;
    return strict_ ? y > question_.target : y >= question_.target;
  }

  // Narrows a bracket whose ends differ in above(…, margins); where an origin is given, no further
  // than to a share of the distance from it.
  Bracket bisect(Bracket bracket, int margins, std::optional<double> origin = {}) {
    const bool low_above = above(at(bracket.low), margins);
    const auto narrow = [&] {
      const double width = bracket.high - bracket.low;
      if (width <= (question_.whole ? 1.0 : kPrecision * (question_.to - question_.from)))
        return true;
      const CurvePoint& low = at(bracket.low);
      const CurvePoint& high = at(bracket.high);
      const double noise = kNoisePrecision / 2 * std::min(low.high - low.low, high.high - high.low);
      if (!question_.whole && low.mean != high.mean && std::abs(high.mean - low.mean) < noise)
        return true;
      return origin && !question_.whole &&
             width <= kEndPrecision * std::min(std::abs(bracket.low - *origin),
                                               std::abs(bracket.high - *origin));
    };
    while (!narrow()) {
      double middle = bracket.low + (bracket.high - bracket.low) / 2;
      if (question_.whole) middle = std::floor(middle);
      if (middle <= bracket.low || middle >= bracket.high) break;
      (above(at(middle), margins) == low_above ? bracket.low : bracket.high) = middle;
    }
    return bracket;
  }

  double value_in(const Bracket& bracket) {
    const CurvePoint& low = at(bracket.low);
    const CurvePoint& high = at(bracket.high);
    if (question_.whole) return meets(low) ? bracket.low : bracket.high;
    if (low.mean == question_.target) return bracket.low;
    if (high.mean == question_.target) return bracket.high;
    if (std::isinf(low.mean)) return bracket.high;
    const double share = (question_.target - low.mean) / (high.mean - low.mean);
    return bracket.low + std::clamp(share, 0.0, 1.0) * (bracket.high - bracket.low);
  }

  Root root_between(const std::vector<CurvePoint>& curve, std::size_t i) {
    const Bracket bracket = bisect({curve[i].at, curve[i + 1].at}, 0);
    Root root;
    root.at.value = value_in(bracket);
    const bool rises = !above(curve[i], 0);
    const auto low = end(curve, bracket.low, i + 1, true, rises ? +1 : -1);
    const auto high = end(curve, bracket.high, i, false, rises ? -1 : +1);
    root.at.low = low.value_or(question_.from);
    root.at.high = high.value_or(question_.to);
    root.met_above = rises != question_.at_most;
    root.open_low = !low;
    root.open_high = !high;
    mirror(curve, root);
    if (!question_.whole) widen(root.at);
    return root;
  }

  // The end of the interval on one side of the root: where the interval of the mean ceases to hold
  // the target, going away from `start`. Nothing where it holds it to the end of the range.
  std::optional<double> end(const std::vector<CurvePoint>& curve, double start, std::size_t next,
                            bool downwards, int margins) {
    const bool beyond = margins < 0;  // what above() becomes once the target is left behind
    if (above(at(start), margins) == beyond)
      return answer(start, downwards ? start + 1 : start - 1);
    double inside = start;
    while (downwards ? next-- > 0 : ++next < curve.size()) {
      const CurvePoint& point = curve[next];
      if (downwards ? point.at >= inside : point.at <= inside) continue;
      if (above(point, margins) == beyond) {
        const Bracket edge = downwards ? bisect({point.at, inside}, margins, start)
                                       : bisect({inside, point.at}, margins, start);
        return downwards ? answer(edge.low, edge.high) : answer(edge.high, edge.low);
      }
      inside = point.at;
    }
    return std::nullopt;
  }

  // The end of an interval next to an input that is clearly on one side: that input itself, or for
  // whole numbers its neighbour where it does not meet the target.
  double answer(double clear, double neighbour) {
    return question_.whole && !meets(at(clear)) ? neighbour : clear;
  }

  void widen(Estimate& at) const {
    const double least = kFinest * std::max(std::abs(at.value), question_.to - question_.from);
    at.low = std::min(at.low, std::max(question_.from, at.value - least));
    at.high = std::max(at.high, std::min(question_.to, at.value + least));
  }

  // A response that stands exactly at the target bounds nothing.
  void mirror(const std::vector<CurvePoint>& curve, Root& root) const {
    const auto stands = [&](const CurvePoint& point) {
      return point.mean == question_.target && point.exact;
    };
    if (root.open_low && !root.open_high && stands(curve.front())) {
      root.at.low = std::max(question_.from, root.at.value - (root.at.high - root.at.value));
      root.open_low = false;
      root.mirrored = true;
    } else if (root.open_high && !root.open_low && stands(curve.back())) {
      root.at.high = std::min(question_.to, root.at.value + (root.at.value - root.at.low));
      root.open_high = false;
      root.mirrored = true;
    }
  }

  // Crossings whose intervals overlap are one root, known that well.
  static void add(Solution& solution, const Root& root) {
    if (solution.roots.empty() || solution.roots.back().at.high < root.at.low) {
      solution.roots.push_back(root);
      return;
    }
    Root& last = solution.roots.back();
    last.at.value = last.at.value + (root.at.value - last.at.value) / 2;
    last.at.high = std::max(last.at.high, root.at.high);
    last.at.low = std::min(last.at.low, root.at.low);
    last.open_low = last.open_low || root.open_low;
    last.open_high = last.open_high || root.open_high;
  }

  const RootQuestion& question_;
  const std::function<CurvePoint(double)>& evaluate_;
  std::map<double, CurvePoint> known_;
  bool strict_ = true;
};

}  // namespace

CurvePoint around(double at, double mean, double half_width) {
  return {at, mean, mean - half_width, mean + half_width, half_width == 0};
}

CurvePoint curve_point(double at, ResponseKind kind, std::span<const double> values) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  if (kind == ResponseKind::date) {
    std::vector<double> sorted(values.begin(), values.end());
    for (double& value : sorted)
      if (std::isnan(value)) value = kNever;
    std::sort(sorted.begin(), sorted.end());
    const Interval interval = median_interval(sorted);
    return {at, sorted_median(sorted), interval.low, interval.high, false};
  }
  Moments moments;
  for (const double value : values)
    if (!std::isnan(value)) moments.add(value);
  if (kind == ResponseKind::number) {
    CurvePoint point = around(at, moments.mean(), half_width(moments));
    point.exact = false;
    return point;
  }
  const Interval interval =
      wilson(static_cast<std::uint64_t>(std::llround(moments.sum())), moments.count());
  return {at, moments.mean(), interval.low, interval.high, false};
}

Solution solve_for(const RootQuestion& question,
                   const std::function<CurvePoint(double)>& evaluate) {
  ensure(question.from < question.to, "a range to search");
  ensure(question.points >= 3, "a curve of three points or more");
  return Solver{question, evaluate}.run();
}

}  // namespace railhead
