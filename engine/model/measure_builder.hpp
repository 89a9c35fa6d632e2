#pragma once

#include <algorithm>

#include "measure.hpp"

namespace railhead {

// Finds the terms of each metric and series.
class MeasureBuilder {
 public:
  MeasureBuilder(Measures& measures)
      : m_(measures), net_(measures.network_), l_(measures.layout_) {}

  Plan metric(const Metric& metric) {
    of_ = metric.of;
    Plan plan;
    plan.first = size();
    span(plan);
    build(metric.name, plan);
    return plan;
  }
  Plan series(const Series& series);

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(m_.terms_.size()); }
  void add(Source source, std::uint32_t column, double sign = 1.0, std::int32_t weight = -1) {
    m_.terms_.push_back({source, column, sign, weight});
  }
  void close_above(Plan& plan) { plan.above = size() - plan.first; }
  void ratio(Plan& plan) {
    plan.formula = Formula::ratio;
    plan.below = size() - plan.first - plan.above;
  }
  std::int32_t weight(Coefficient coefficient) {
    auto& all = m_.coefficients_;
    const auto place = std::find(all.begin(), all.end(), coefficient);
    const auto index = static_cast<std::int32_t>(place - all.begin());
    if (place == all.end()) all.push_back(coefficient);
    return index;
  }

  void span(Plan& plan) const;
  void build(MetricName name, Plan& plan);
  void build_stock(MetricName name, Plan& plan);
  void build_fire(MetricName name, Plan& plan);
  void build_supply(MetricName name, Plan& plan);
  void build_cost(Plan& plan);
  void build_journey(MetricName name, Plan& plan);
  void build_departed(MetricName name, Plan& plan);
  void build_resource(MetricName name, Plan& plan);
  void days_of_supply(Plan& plan);
  void consumers(std::uint32_t column, double sign = 1.0);
  void seated(std::uint32_t column);  // a count of consumers, by seat
  void cells(Source source, std::uint32_t column, std::int32_t kind = -1);

  bool matches(PoolId pool) const {
    const Pool& p = net_.pools[pool];
    return (of_.site.is_none() || of_.site == p.site) &&
           (of_.munition.is_none() || of_.munition == p.munition);
  }
  bool matches(ConsumerId id) const {
    if (!of_.consumer.is_none()) return of_.consumer == id;
    return matches(net_.consumers[id].pool);
  }
  bool matches(ProgrammeId id) const {
    if (!of_.shipment.is_none()) return l_.is_shipment(id) && l_.shipment(id) == of_.shipment;
    const RouteId route = l_.is_shipment(id) ? net_.shipments[l_.shipment(id)].route
                                             : net_.replenishments[l_.replenishment(id)].route;
    if (!of_.route.is_none()) return route == of_.route;
    return l_.is_shipment(id);
  }
  RouteId route_of(ProgrammeId id) const {
    return l_.is_shipment(id) ? net_.shipments[l_.shipment(id)].route
                              : net_.replenishments[l_.replenishment(id)].route;
  }
  template <class Visit>
  void programmes(Visit visit) const {
    for (std::uint32_t p = 0; p < l_.programmes; ++p)
      if (matches(ProgrammeId{p})) visit(ProgrammeId{p});
  }
  template <class Visit>
  void lanes(Visit visit) const {
    for (LaneId id : l_.lanes.ids())
      if (matches(l_.lanes[id].programme) &&
          (of_.munition.is_none() || of_.munition == l_.lanes[id].munition))
        visit(id);
  }
  NodeId node() const;

  Measures& m_;
  const Network& net_;
  const Layout& l_;
  Dimensions of_;
};

}  // namespace railhead
