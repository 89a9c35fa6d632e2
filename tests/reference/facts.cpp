#include "tests/reference/facts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace railhead::reference {
namespace {

constexpr double kNever = std::numeric_limits<double>::quiet_NaN();

// What a figure is taken over: everything after `from` up to and with `until`. The run's own start
// takes in what happens at the start itself.
struct Segment {
  Instant from, until;
  bool with_start = false;
  bool contains(Instant at) const {
    return (at > from || (with_start && at == from)) && at <= until;
  }
  bool before(Instant at) const { return !contains(at) && at <= from; }
  double days() const { return days_of(until - from); }
};

Segment segment_of(const Network& network, const Dimensions& of) {
  Segment s{network.statistics_from, network.end};
  if (of.window >= 0) {
    const Window& window = network.windows[static_cast<std::size_t>(of.window)];
    s.from = std::max(s.from, window.from);
    s.until = std::min(s.until, window.until);
  }
  s.with_start = s.from <= network.start;
  s.from = std::min(std::max(s.from, network.start), s.until);
  return s;
}

// Figures of programmes of shipments: where neither one of them nor a route is asked for, loads of
// replenishments do not count.
bool is_of_programmes(What what) {
  switch (what) {
    case What::shipments:
    case What::trains:
    case What::departed:
    case What::arrived:
    case What::containers:
    case What::railcars:
    case What::tonnes:
    case What::sojourn_days: return true;
    default: return false;
  }
}

bool counts(What what, const Dimensions& fact, const Dimensions& of) {
  return !is_of_programmes(what) || !fact.shipment.is_none() || !of.route.is_none();
}

bool matches(const Dimensions& fact, const Dimensions& of) {
  const auto same = [](auto has, auto wanted) { return wanted.is_none() || has == wanted; };
  return same(fact.site, of.site) && same(fact.munition, of.munition) &&
         same(fact.origin, of.origin) && same(fact.consumer, of.consumer) &&
         same(fact.line, of.line) && same(fact.shipment, of.shipment) &&
         same(fact.route, of.route) && same(fact.resource, of.resource);
}

// Questions to the list of facts about one thing and segment.
class Query {
 public:
  Query(const Facts& facts, const Dimensions& of, const Segment& segment)
      : facts_(facts), of_(of), segment_(segment) {}

  double sum(What what) const {
    double total = 0;
    for (const Fact& f : facts_.list)
      if (f.what == what && segment_.contains(f.at) && matches(f.of, of_) &&
          counts(what, f.of, of_))
        total += f.amount;
    return total;
  }
  double mean(What what) const {
    double total = 0;
    double count = 0;
    for (const Fact& f : facts_.list)
      if (f.what == what && segment_.contains(f.at) && matches(f.of, of_) &&
          counts(what, f.of, of_)) {
        total += f.amount;
        ++count;
      }
    return count > 0 ? total / count : kNever;
  }
  double first(What what) const {
    for (const Fact& f : facts_.list)
      if (f.what == what && f.amount > 0 && segment_.contains(f.at) && matches(f.of, of_))
        return static_cast<double>(f.at.time_since_epoch().count());
    return kNever;
  }
  double level_at(What what, Instant at) const {
    double level = 0;
    for (const Fact& f : facts_.list)
      if (f.what == what && f.at <= at && matches(f.of, of_)) level += f.amount;
    return level;
  }
  double level_end(What what) const { return level_at(what, segment_.until); }

  struct Stretch {
    double level;
    Duration length;
  };
  // The level and how long it was held, in order of time.
  std::vector<Stretch> stretches(What what) const {
    std::vector<Stretch> result;
    double level = level_at(what, segment_.from);
    Instant since = segment_.from;
    for (const Fact& f : facts_.list) {
      if (f.what != what || f.at <= segment_.from || f.at > segment_.until || !matches(f.of, of_))
        continue;
      if (f.at > since) result.push_back({level, f.at - since});
      since = f.at;
      level += f.amount;
    }
    if (segment_.until > since) result.push_back({level, segment_.until - since});
    return result;
  }
  double integral(What what) const {  // in level-days
    long double total = 0;
    for (const Stretch& s : stretches(what))
      total += static_cast<long double>(s.level) * static_cast<long double>(s.length.count());
    return static_cast<double>(total / static_cast<long double>(kDay.count()));
  }
  double time_average(What what) const {
    return segment_.days() > 0 ? integral(what) / segment_.days() : kNever;
  }
  double minimum(What what) const {
    if (segment_.until == segment_.from) return kNever;
    double least = level_end(what);
    for (const Stretch& s : stretches(what)) least = std::min(least, s.level);
    return least;
  }
  double stockout_days() const;

 private:
  const Facts& facts_;
  Dimensions of_;
  Segment segment_;
};

// Days in periods with unmet demand, and from short missions to the next receipts, each moment
// once.
double Query::stockout_days() const {
  double days = 0;
  std::map<Instant, Instant> counted;  // disjoint stretches, by their beginnings
  for (const Fact& f : facts_.list) {
    if (f.what != What::shortage || !matches(f.of, of_)) continue;
    const Instant since = f.at - Duration{static_cast<Duration::rep>(f.amount)};
    Instant from = since;
    Instant until = f.at;
    Duration fresh = until - from;
    for (auto other = counted.begin(); other != counted.end();) {
      if (other->second < from || other->first > until) {
        ++other;
        continue;
      }
      fresh -= std::max(Duration{}, std::min(f.at, other->second) - std::max(since, other->first));
      from = std::min(from, other->first);
      until = std::max(until, other->second);
      other = counted.erase(other);
    }
    counted[from] = until;
    if (segment_.contains(f.at)) days += days_of(fresh);
  }
  return days;
}

double ratio(double part, double whole) {
  return whole != 0 ? part / whole : kNever;
}

bool pool_matches(const Network& network, PoolId pool, const Dimensions& of) {
  Dimensions own;
  own.site = network.pools[pool].site;
  own.munition = network.pools[pool].munition;
  Dimensions wanted;
  wanted.site = of.site;
  wanted.munition = of.munition;
  return matches(own, wanted);
}

// On hand over the mean demand of the pools themselves and of all that they replenish, each once.
double days_of_supply(const Network& network, const Facts& facts, const Dimensions& of,
                      Instant at) {
  std::set<PoolId> pools;
  for (const PoolId pool : network.pools.ids())
    if (pool_matches(network, pool, of)) pools.insert(pool);
  for (std::size_t before = 0; before != pools.size();) {
    before = pools.size();
    for (const Replenishment& r : network.replenishments)
      if (!r.from.is_none() && pools.count(r.from) > 0) pools.insert(r.pool);
  }
  double demand = 0;
  for (const PoolId pool : pools) demand += facts.demand_at.at(at).at(pool);
  const Query query{facts, of, {at, at}};
  return ratio(query.level_at(What::on_hand, at), demand);
}

double cost(const Network& network, const Facts& facts, const Dimensions& of,
            const Segment& segment) {
  double total = 0;
  for (const MunitionId m : network.munitions.ids()) {
    if (!of.munition.is_none() && of.munition != m) continue;
    Dimensions one = of;
    one.munition = m;
    const Query query{facts, one, segment};
    const CostRates& rates = facts.costs[m];
    total += rates.holding_per_round_day * query.integral(What::on_hand) +
             rates.backlog_per_round_day * query.integral(What::backlog) +
             rates.order_fixed * query.sum(What::orders) +
             rates.order_per_round * query.sum(What::sent);
  }
  return total;
}

}  // namespace

double metric(const Network& network, const Facts& facts, const Metric& metric) {
  const Segment segment = segment_of(network, metric.of);
  const Query q{facts, metric.of, segment};
  Dimensions all_origins = metric.of;
  all_origins.origin = OriginId{};
  switch (metric.name) {
    case MetricName::stock_end: return q.level_end(What::on_hand);
    case MetricName::stock_min: return q.minimum(What::on_hand);
    case MetricName::stock_mean: return q.time_average(What::on_hand);
    case MetricName::backlog_mean: return q.time_average(What::backlog);
    case MetricName::backlog_end: return q.level_end(What::backlog);
    case MetricName::received: return q.sum(What::received);
    case MetricName::consumed: return q.sum(What::consumed);
    case MetricName::lost: return q.sum(What::lost);
    case MetricName::used_up: return q.sum(What::used_up);
    case MetricName::demanded: return q.sum(What::demanded);
    case MetricName::rationed: return q.sum(What::rationed);
    case MetricName::unmet: return q.sum(What::unmet);
    case MetricName::fill_rate:
      return ratio(q.sum(What::met), q.sum(What::demanded) - q.sum(What::rationed));
    case MetricName::stockout: return q.sum(What::unmet) > 0 ? 1 : 0;
    case MetricName::stockout_days: return q.stockout_days();
    case MetricName::stockout_date: return q.first(What::unmet);
    case MetricName::days_of_supply_end:
      return days_of_supply(network, facts, metric.of, segment.until);
    case MetricName::origin_share:
      return ratio(q.sum(What::consumed), Query{facts, all_origins, segment}.sum(What::consumed));
    case MetricName::effective: return q.sum(What::effective);
    case MetricName::duds: return q.sum(What::duds);
    case MetricName::orders: return q.sum(What::orders);
    case MetricName::ordered: return q.sum(What::ordered);
    case MetricName::on_order_mean: return q.time_average(What::on_order);
    case MetricName::cost: return cost(network, facts, metric.of, segment);
    case MetricName::produced: return q.sum(What::produced);
    case MetricName::availability: return q.time_average(What::up);
    case MetricName::starved_days: return q.sum(What::starved_days);
    case MetricName::shipments: return q.sum(What::shipments);
    case MetricName::trains: return q.sum(What::trains);
    case MetricName::departed: return q.sum(What::departed);
    case MetricName::arrived: return q.sum(What::arrived);
    case MetricName::in_transit_end: return q.level_end(What::in_transit);
    case MetricName::in_transit_mean: return q.time_average(What::in_transit);
    case MetricName::containers_departed: return q.sum(What::containers);
    case MetricName::railcars_departed: return q.sum(What::railcars);
    case MetricName::tonnes_departed: return q.sum(What::tonnes);
    case MetricName::sojourn_days: return q.mean(What::sojourn_days);
    case MetricName::short_shipments: return q.sum(What::short_shipments);
    case MetricName::wait_days: return q.mean(What::wait_days);
    case MetricName::queue_length: return q.time_average(What::queued);
    case MetricName::utilisation: {
      Dimensions resource;
      resource.resource = metric.of.resource;
      return ratio(q.integral(What::held), Query{facts, resource, segment}.integral(What::units));
    }
  }
  return kNever;
}

double series(const Network& network, const Facts& facts, const Series& series, Instant at) {
  const Query q{facts, series.of, {network.start, at, true}};
  Dimensions all_origins = series.of;
  all_origins.origin = OriginId{};
  switch (series.name) {
    case SeriesName::stock: return q.level_end(What::on_hand);
    case SeriesName::in_transit: return q.level_end(What::in_transit);
    case SeriesName::backlog: return q.level_end(What::backlog);
    case SeriesName::produced: return q.sum(What::produced);
    case SeriesName::received: return q.sum(What::received);
    case SeriesName::consumed: return q.sum(What::consumed);
    case SeriesName::unmet: return q.sum(What::unmet);
    case SeriesName::lost: return q.sum(What::lost);
    case SeriesName::containers_departed: return q.sum(What::containers);
    case SeriesName::railcars_departed: return q.sum(What::railcars);
    case SeriesName::tonnes_departed: return q.sum(What::tonnes);
    case SeriesName::days_of_supply: return days_of_supply(network, facts, series.of, at);
    case SeriesName::origin_share: {
      const Instant since = at - 30 * kDay;
      const Segment month{std::max(since, network.start), at, since < network.start};
      return ratio(Query{facts, series.of, month}.sum(What::consumed),
                   Query{facts, all_origins, month}.sum(What::consumed));
    }
  }
  return kNever;
}

}  // namespace railhead::reference
