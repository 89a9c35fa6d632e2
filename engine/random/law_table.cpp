#include "railhead/random/law_table.hpp"

#include <algorithm>
#include <cmath>

namespace railhead {
std::string_view describe(TableFault fault) {
  switch (fault) {
    case TableFault::none: return "no fault";
    case TableFault::empty: return "the list must not be empty";
    case TableFault::lengths_differ: return "the two lists must be of one length";
    case TableFault::not_finite: return "every entry must be a finite number";
    case TableFault::weight_negative: return "weights must not be negative";
    case TableFault::no_weight: return "at least one weight must be positive";
    case TableFault::probability_outside: return "probabilities must be in [0, 1]";
    case TableFault::not_increasing: return "p must increase strictly, and x must not decrease";
    case TableFault::ends_missing: return "p must begin with 0 and end with 1";
  }
  return "?";
}

TableFault LawTable::assign_discrete(std::span<const double> values,
                                     std::span<const double> weights) {
  points_.clear();
  if (values.empty()) return TableFault::empty;
  if (values.size() != weights.size()) return TableFault::lengths_differ;
  double total = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i]) || !std::isfinite(weights[i])) return TableFault::not_finite;
    if (weights[i] < 0) return TableFault::weight_negative;
    total += weights[i];
  }
  if (!std::isfinite(total)) return TableFault::not_finite;
  if (!(total > 0)) return TableFault::no_weight;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (weights[i] > 0) points_.push_back({values[i], weights[i] / total});
  std::sort(points_.begin(), points_.end(),
            [](const Point& a, const Point& b) { return a.x < b.x || (a.x == b.x && a.p < b.p); });
  double sum = 0;
  for (Point& point : points_) {
    sum += point.p;
    point.p = sum;
  }
  points_.back().p = 1;
  return TableFault::none;
}

TableFault LawTable::assign_empirical(std::span<const double> values) {
  points_.clear();
  if (values.empty()) return TableFault::empty;
  for (const double value : values)
    if (!std::isfinite(value)) return TableFault::not_finite;
  for (const double value : values) points_.push_back({value, 0});
  std::sort(points_.begin(), points_.end(),
            [](const Point& a, const Point& b) { return a.x < b.x; });
  const double steps = static_cast<double>(points_.size() - 1);
  for (std::size_t i = 0; i < points_.size(); ++i)
    points_[i].p = steps > 0 ? static_cast<double>(i) / steps : 1;
  return TableFault::none;
}

TableFault LawTable::assign_quantiles(std::span<const double> p, std::span<const double> x) {
  points_.clear();
  if (p.empty()) return TableFault::empty;
  if (p.size() != x.size()) return TableFault::lengths_differ;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!std::isfinite(p[i]) || !std::isfinite(x[i])) return TableFault::not_finite;
    if (p[i] < 0 || p[i] > 1) return TableFault::probability_outside;
    if (i > 0 && (p[i] <= p[i - 1] || x[i] < x[i - 1])) return TableFault::not_increasing;
  }
  if (p.front() != 0 || p.back() != 1) return TableFault::ends_missing;
  for (std::size_t i = 0; i < p.size(); ++i) points_.push_back({x[i], p[i]});
  return TableFault::none;
}

}  // namespace railhead
