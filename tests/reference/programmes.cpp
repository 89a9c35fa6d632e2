// Programmes of shipments until they leave: dates, cargo, stock to draw from, embargoes.
#include <algorithm>
#include <set>

#include "tests/reference/simulator.hpp"

namespace railhead::reference {

void Simulator::start_programmes() {
  const auto before_end = [&](Instant until) { return std::min(until, network_.end); };
  for (const ShipmentId id : network_.shipments.ids()) {
    const Departures& departures = network_.shipments[id].departures;
    if (const auto* dated = std::get_if<DatedDepartures>(&departures)) {
      for (std::uint64_t k = 0; k < dated->at.size(); ++k) schedule_departure(id, k, dated->at[k]);
    } else if (const auto* regular = std::get_if<RegularDepartures>(&departures)) {
      Instant nominal = regular->first;
      for (std::uint64_t k = 0; k < regular->count && nominal < before_end(regular->until); ++k) {
        Duration jitter{};
        if (!regular->jitter_days.is_none())
          jitter = duration_of_days(values_.draw(regular->jitter_days, nominal, k));
        schedule_departure(id, k, nominal + jitter);
        nominal += duration_of_days(values_.draw(regular->every_days, nominal, k));
      }
    } else if (const auto* renewal = std::get_if<RenewalDepartures>(&departures)) {
      Instant when = renewal->from;
      for (std::uint64_t k = 0; k < renewal->count; ++k) {
        when += duration_of_days(values_.draw(renewal->interval_days, when, k));
        if (when >= before_end(renewal->until)) break;
        schedule_departure(id, k, when);
      }
    } else {
      const auto& poisson = std::get<PoissonDepartures>(departures);
      Instant from = poisson.from;
      for (std::uint64_t k = 0; k < poisson.count; ++k) {
        const auto when = values_.arrival(poisson.rate_per_day, from, before_end(poisson.until), k);
        if (!when) break;
        schedule_departure(id, k, *when);
        from = *when;
      }
    }
  }
}

void Simulator::schedule_departure(ShipmentId id, std::uint64_t number, Instant when) {
  // Of one programme in order of their numbers, also those that an embargo held back.
  calendar_.push({when, Kind::departure, false, id.index(), number,
                  [this, id, number] { depart(id, number); }});
}

// Rounds of each munition that one shipment is to carry, as of an instant.
std::map<MunitionId, Rounds> Simulator::cargo(ShipmentId id, std::uint64_t number,
                                              Instant at) const {
  const Shipment& shipment = network_.shipments[id];
  std::map<MunitionId, Rounds> result;
  const bool counted = shipment.cargo_unit != CargoUnit::rounds;
  const double vehicles = counted ? values_.draw(shipment.cargo_count, at, number) : 1.0;
  for (const CargoItem& item : shipment.cargo) {
    double rounds = vehicles * values_.draw(item.amount, at, number);
    if (counted) rounds *= rounds_per(item.munition, shipment.cargo_unit, shipment.route, at);
    result[item.munition] = round_half_up(rounds);
  }
  return result;
}

// What the departure site can give now.
std::map<MunitionId, Rounds> Simulator::available(ShipmentId id) const {
  const Shipment& shipment = network_.shipments[id];
  std::map<MunitionId, Rounds> result;
  for (const CargoItem& item : shipment.cargo) {
    Rounds rounds = above_keep(item.from);
    if (!shipment.origin.is_none()) rounds = std::min(rounds, on_hand(item.from, shipment.origin));
    result[item.munition] = rounds;
  }
  return result;
}

void Simulator::depart(ShipmentId id, std::uint64_t number) {
  const Shipment& shipment = network_.shipments[id];
  Programme& programme = programmes_[id];
  if (programme.embargoes > 0) {
    if (programme.embargoes == programme.holds) programme.held.push_back(number);
    return;
  }
  std::map<MunitionId, Rounds> rounds = cargo(id, number, now_);
  if (shipment.draw_from == DrawFrom::external || now_ < network_.start) {
    send(id, number, rounds, now_);
    return;
  }
  const SiteId site = network_.routes[shipment.route].from;
  Dimensions of;
  of.shipment = id;
  of.route = shipment.route;
  if (shipment.if_short == IfShort::wait) {
    if (programme.waiting == 0 && try_waiting(id, number, now_)) return;
    Asked asked;
    asked.shipment = id;
    asked.number = number;
    asked.since = now_;
    sites_[site].waiting.push_back(asked);
    ++programme.waiting;
    note(What::short_shipments, of, 1.0);
    return;
  }
  bool in_full = true;
  const auto there = available(id);
  for (auto& [munition, n] : rounds) {
    if (n > there.at(munition)) in_full = false;
    n = std::min(n, there.at(munition));
  }
  if (!in_full) {
    note(What::short_shipments, of, 1.0);
    if (shipment.if_short == IfShort::skip) return;
  }
  send(id, number, rounds, now_);
}

// Leaves if all that it is to carry is there.
bool Simulator::try_waiting(ShipmentId id, std::uint64_t number, Instant asked) {
  const auto rounds = cargo(id, number, asked);
  const auto there = available(id);
  for (const auto& [munition, n] : rounds)
    if (n > there.at(munition)) return false;
  send(id, number, rounds, asked);
  return true;
}

void Simulator::send(ShipmentId id, std::uint64_t number,
                     const std::map<MunitionId, Rounds>& rounds, Instant asked) {
  const Shipment& shipment = network_.shipments[id];
  Load all;
  all.shipment = id;
  all.route = shipment.route;
  all.to = network_.routes[shipment.route].to;
  all.priority = shipment.priority;
  const bool imported = shipment.draw_from == DrawFrom::external || now_ < network_.start;
  for (const CargoItem& item : shipment.cargo) {
    const Rounds n = rounds.at(item.munition);
    if (n == 0) continue;
    all.pools[item.munition] = item.to;
    if (imported) {
      all.cargo[item.munition][shipment.origin] = n;
      entered_[{item.munition, shipment.origin}] += n;
    } else {
      all.cargo[item.munition] = issue(item.from, n, shipment.origin);
    }
  }
  if (all.cargo.empty()) return;
  if (shipment.cargo_unit == CargoUnit::railcars || shipment.cargo_unit == CargoUnit::containers) {
    all.given_in = shipment.cargo_unit;
    for (const CargoItem& item : shipment.cargo) {
      const double given = values_.draw(shipment.cargo_count, asked, number) *
                           values_.draw(item.amount, asked, number);
      all.per_vehicle[item.munition] =
          static_cast<double>(cargo(id, number, asked).at(item.munition)) / given;
    }
  }
  all.doomed =
      !shipment.loss_probability.is_none() &&
      values_.happens(values_.mean(shipment.loss_probability, now_), shipment.loss_key, number);
  std::uint64_t train = 0;
  dispatch(all, number, train);
  for (const CargoItem& item : shipment.cargo)
    if (!imported) after_leaving(item.from);
}

// Orders take what there is; a shipment leaves only whole, and holds up none but its programme.
void Simulator::serve_waiting(SiteId site) {
  serve_at(site, [this, site] {
    std::set<ShipmentId> passed_over;
    auto& waiting = sites_[site].waiting;
    for (Asked& asked : waiting) {
      if (!asked.replenishment.is_none()) {
        const PoolId from = network_.replenishments[asked.replenishment].from;
        const Rounds n = std::min(asked.outstanding, above_keep(from));
        if (n == 0) continue;
        asked.outstanding -= n;
        stock_[from].waiting_orders -= n;
        send(asked.replenishment, asked.order, n);
        continue;
      }
      Programme& programme = programmes_[asked.shipment];
      if (passed_over.count(asked.shipment) > 0 || programme.embargoes > 0 ||
          !try_waiting(asked.shipment, asked.number, asked.since)) {
        passed_over.insert(asked.shipment);
        continue;
      }
      --programme.waiting;
      asked.shipment = ShipmentId{};  // gone
    }
    std::erase_if(waiting, [](const Asked& asked) {
      return asked.replenishment.is_none() ? asked.shipment.is_none() : asked.outstanding == 0;
    });
  });
}

// What a site keeps back less of may be what somebody waits for.
void Simulator::schedule_keep_steps() {
  for (const SiteId site : network_.sites.ids())
    if (const ValueId keep = network_.sites[site].keep_rounds; !keep.is_none())
      for (const Instant when : values_.breakpoints(keep, network_.start, network_.end))
        at(when, Kind::keep_step, site.index(), [this, site] { serve_waiting(site); });
}

}  // namespace railhead::reference
