// A compiled network in a few lines, to look at where the engine and the reference differ.
#include <cmath>

#include "tests/reference/generator.hpp"

namespace railhead::reference {
namespace {

class Description {
 public:
  explicit Description(const Network& network) : n_(network) {}

  std::string text() {
    line("start " + to_iso_date(n_.start) + ", days " + number(days_of(n_.end - n_.start)) +
         ", warm-up " + day(n_.statistics_from) + (n_.deterministic ? ", deterministic" : ""));
    for (const auto& s : n_.initial_stock)
      line("stock " + pool(s.pool) + " of " + n_.origins[s.origin].id + " " + value(s.rounds));
    places();
    flows();
    for (const Route& r : n_.routes) route(r);
    for (const Shipment& s : n_.shipments) shipment(s);
    for (const Replenishment& r : n_.replenishments) replenishment(r);
    for (const Disruption& d : n_.disruptions) disruption(d);
    return text_;
  }

 private:
  void line(const std::string& text) { text_ += text + "\n"; }
  static std::string number(double x) {
    return std::floor(x) == x && std::abs(x) < 1e15 ? std::to_string(static_cast<long long>(x))
                                                    : std::to_string(x);
  }
  std::string day(Instant at) const {
    if (at == Instant::max() || at == Instant::min()) return "-";
    return number(days_of(at - n_.start));
  }
  std::string pool(PoolId id) const {
    if (id.is_none()) return "external";
    return n_.sites[n_.pools[id].site].id + "/" + n_.munitions[n_.pools[id].munition].id;
  }
  std::string law(const LawTemplate& law) const {
    std::string text = law.kind == LawKind::constant
                           ? ""
                           : "law" + std::to_string(static_cast<int>(law.kind)) + " ";
    if (!law.a[0].expression.is_none())
      return text + "expression " + std::to_string(law.a[0].expression.index());
    return text + number(law.a[0].constant);
  }
  std::string value(ValueId id) const {
    if (id.is_none()) return "-";
    const Value& v = n_.values[id];
    std::string text = "(";
    for (std::uint32_t i = v.first_step; i < v.first_step + v.step_count; ++i) {
      const Step& step = n_.steps[i];
      if (v.step_count > 1) text += " @" + day(step.from) + (step.linear ? "/" : ":");
      text += law(step.law);
    }
    return text + ")";
  }
  std::string failure(const Failure& f) const {
    return f.active() ? ", up " + value(f.up_days) + " down " + value(f.down_days) : "";
  }

  void places() {
    for (const Site& s : n_.sites)
      line("site " + s.id + ", capacity " + value(s.capacity_rounds) + ", keep " +
           value(s.keep_rounds) + ", issue " + std::to_string(static_cast<int>(s.issue)) +
           ", allocation " + std::to_string(static_cast<int>(s.allocation)));
    for (const Resource& r : n_.resources)
      line("resource " + r.id + ", units " + value(r.units) + ", queue " +
           std::to_string(static_cast<int>(r.queue)) + failure(r.failure));
  }
  void flows() {
    for (const Line& l : n_.lines) {
      std::string text = "line " + l.id + " " + pool(l.pool) + " " + value(l.output_per_day) +
                         " every " + number(days_of(l.period)) + failure(l.failure) +
                         ", workdays " + std::to_string(l.workdays);
      for (const Component& c : l.consumes) text += ", of " + pool(c.pool) + value(c.rounds);
      if (!l.refurbishes.is_none())
        text += ", from " + pool(l.refurbishes) + " yield " + value(l.yield_fraction);
      line(text);
    }
    for (const Consumer& c : n_.consumers) {
      std::string text = "consumer " + c.id + " " + pool(c.pool) + " priority " +
                         std::to_string(c.priority) +
                         (c.unmet == Unmet::backlog ? ", backlog" : ", lost") +
                         (c.counts == Counts::effective ? ", effective" : "") + ", reserve " +
                         value(c.reserve_rounds);
      text += c.mission.active()
                  ? ", missions every " + value(c.mission.interval_days) + " rate " +
                        value(c.mission.rate_per_day) + " of " + value(c.mission.rounds)
                  : ", " + value(c.demand_per_day) + " every " + number(days_of(c.period));
      for (const Ration& r : c.ration)
        text += ", below " + value(r.below_days) + " fires " + value(r.fraction);
      for (const PoolId p : c.substitutes) text += ", or " + pool(p);
      line(text);
    }
  }
  std::string step(const RouteStep& step) const {
    if (const auto* use = std::get_if<UseStep>(&step))
      return "use " + n_.resources[use->resource].id + value(use->units) + " for " +
             value(use->service_days);
    if (const auto* travel = std::get_if<TravelStep>(&step))
      return (travel->transit ? "transit " : "dwell ") + value(travel->days) + " loss " +
             value(travel->loss_fraction);
    if (const auto* taken = std::get_if<TakeStep>(&step))
      return "take " + n_.resources[taken->resource].id + value(taken->units);
    const auto& back = std::get<GiveBackStep>(step);
    return "give back " + n_.resources[back.resource].id + " after " + value(back.return_days);
  }
  void route(const Route& r) {
    std::string text = "route " + r.id + " " + n_.sites[r.from].id + " to " + n_.sites[r.to].id +
                       ", railcars " + value(r.train_railcars) + ", containers " +
                       value(r.train_containers);
    for (const RouteStep& s : r.steps) text += "; " + step(s);
    line(text);
  }
  std::string departures(const Departures& departures) const {
    if (const auto* dated = std::get_if<DatedDepartures>(&departures)) {
      std::string text = "on";
      for (const Instant at : dated->at) text += " " + day(at);
      return text;
    }
    if (const auto* regular = std::get_if<RegularDepartures>(&departures))
      return "from " + day(regular->first) + " every " + value(regular->every_days) + " jitter " +
             value(regular->jitter_days) + " until " + day(regular->until);
    if (const auto* renewal = std::get_if<RenewalDepartures>(&departures))
      return "from " + day(renewal->from) + " intervals " + value(renewal->interval_days) +
             " until " + day(renewal->until);
    const auto& poisson = std::get<PoissonDepartures>(departures);
    return "from " + day(poisson.from) + " rate " + value(poisson.rate_per_day) + " until " +
           day(poisson.until);
  }
  void shipment(const Shipment& s) {
    std::string text = "shipment " + s.id + " on " + n_.routes[s.route].id + " unit " +
                       std::to_string(static_cast<int>(s.cargo_unit)) + value(s.cargo_count);
    for (const CargoItem& item : s.cargo)
      text += ", " + n_.munitions[item.munition].id + value(item.amount);
    text += s.draw_from == DrawFrom::stock
                ? ", from stock, if short " + std::to_string(static_cast<int>(s.if_short))
                : ", external";
    line(text + ", priority " + std::to_string(s.priority) + ", lost " + value(s.loss_probability) +
         ", " + departures(s.departures));
  }
  void replenishment(const Replenishment& r) {
    line("replenishment " + r.id + " " + pool(r.pool) + " from " + pool(r.from) + " policy " +
         std::to_string(static_cast<int>(r.policy)) + ", reorder " + value(r.reorder_point) +
         (r.strictly_below ? " below" : "") + ", target " + value(r.target) + ", review " +
         value(r.review_days) + ", " +
         (r.route.is_none() ? "lead " + value(r.lead_time_days) : n_.routes[r.route].id) +
         (r.if_short == IfShort::wait ? ", waits" : "") + ", minimum " + value(r.minimum_order) +
         ", most " + value(r.max_rounds) + ", priority " + std::to_string(r.priority));
  }
  void disruption(const Disruption& d) {
    std::string text = "disruption " + d.id + " at " + value(d.at) + " every " +
                       value(d.interval_days) + " for " + value(d.duration_days) + " fraction " +
                       value(d.fraction) + " rounds " + value(d.rounds) + " tonnes " +
                       value(d.tonnes) + " units " + value(d.units) + " factor " + value(d.factor) +
                       (d.hold ? " hold" : "") + " probability " + value(d.probability) + " on";
    for (const std::uint32_t target : d.targets) text += " " + std::to_string(target);
    line(text);
  }

  const Network& n_;
  std::string text_;
};

}  // namespace

std::string describe(const Network& network) {
  return Description{network}.text();
}

}  // namespace railhead::reference
