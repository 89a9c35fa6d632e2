// Figures of what moves (journeys, departures, resources), and all series.
#include "measure_builder.hpp"

namespace railhead {

void MeasureBuilder::build_journey(MetricName name, Plan& plan) {
  const Columns& c = l_.columns;
  const auto each = [&](Source source, std::uint32_t column) {
    programmes([&](ProgrammeId id) { add(source, column + id.index()); });
  };
  const auto each_lane = [&](Source source, std::uint32_t column) {
    lanes([&](LaneId id) { add(source, column + id.index()); });
  };
  switch (name) {
    case MetricName::shipments: each(Source::count, c.shipments); break;
    case MetricName::trains: each(Source::count, c.trains); break;
    case MetricName::short_shipments: each(Source::count, c.short_shipments); break;
    case MetricName::arrived: each_lane(Source::count, c.arrived); break;
    case MetricName::in_transit_end: each_lane(Source::level, c.in_transit); break;
    case MetricName::in_transit_mean:
      each_lane(Source::area, c.in_transit);
      close_above(plan);
      add(Source::span, 0);
      return ratio(plan);
    default:
      each(Source::time, c.journey_time);
      close_above(plan);
      each(Source::count, c.journeys);
      return ratio(plan);
  }
  close_above(plan);
}

void MeasureBuilder::build_departed(MetricName name, Plan& plan) {
  lanes([&](LaneId id) {
    const Lane& lane = l_.lanes[id];
    const Munition& munition = net_.munitions[lane.munition];
    std::int32_t factor = -1;
    if (name == MetricName::containers_departed) {
      if (munition.rounds_per_container.is_none()) return;
      factor = weight({Coefficient::Kind::inverse, munition.rounds_per_container.index(), {}});
    } else if (name == MetricName::railcars_departed) {
      if (munition.rounds_per_railcar.is_none()) return;
      if (l_.fill_varies[id.index()]) return add(Source::sum, l_.columns.railcars + id.index());
      factor =
          weight({Coefficient::Kind::railcars, lane.munition.index(), route_of(lane.programme)});
    } else if (name == MetricName::tonnes_departed) {
      if (munition.mass_kg.is_none()) return;
      factor = weight({Coefficient::Kind::tonnes, munition.mass_kg.index(), {}});
    }
    add(Source::count, l_.columns.departed + id.index(), 1.0, factor);
  });
  close_above(plan);
}

void MeasureBuilder::build_resource(MetricName name, Plan& plan) {
  const Columns& c = l_.columns;
  const auto each_call = [&](Source source, std::uint32_t column) {
    for (CallId id : l_.routes.calls.ids()) {
      const Call& call = l_.routes.calls[id];
      if (!of_.resource.is_none() && call.resource != of_.resource) continue;
      if (!of_.shipment.is_none() &&
          (!l_.is_shipment(call.programme) || l_.shipment(call.programme) != of_.shipment))
        continue;
      add(source, column + id.index());
    }
  };
  switch (name) {
    case MetricName::wait_days:
      each_call(Source::time, c.wait_time);
      close_above(plan);
      each_call(Source::count, c.waits);
      return ratio(plan);
    case MetricName::queue_length:
      each_call(Source::area, c.queue);
      close_above(plan);
      add(Source::span, 0);
      return ratio(plan);
    default:
      each_call(Source::area, c.held);
      close_above(plan);
      for (ResourceId id : net_.resources.ids())
        if (of_.resource.is_none() || of_.resource == id) add(Source::area, c.units + id.index());
      return ratio(plan);
  }
}

// Series are read as totals from the start to now; what is not a sum is made of
// figures that the recorder keeps (origin_share).
Plan MeasureBuilder::series(const Series& series) {
  of_ = series.of;
  Plan plan;
  plan.first = size();
  const Columns& c = l_.columns;
  const auto to_site = [&](LaneId id) { return matches(l_.lanes[id].to); };
  switch (series.name) {
    case SeriesName::stock: cells(Source::level, c.on_hand); break;
    case SeriesName::in_transit:
      for (LaneId id : l_.lanes.ids()) {
        const bool mine = of_.shipment.is_none() ? to_site(id)
                                                 : matches(l_.lanes[id].programme) &&
                                                       (of_.munition.is_none() ||
                                                        of_.munition == l_.lanes[id].munition);
        if (mine) add(Source::level, c.in_transit + id.index());
      }
      break;
    case SeriesName::backlog:
      for (ConsumerId id : net_.consumers.ids())
        if (matches(id)) add(Source::level, c.backlog + id.index());
      break;
    case SeriesName::produced:
      for (LineId id : net_.lines.ids())
        if (matches(net_.lines[id].pool)) add(Source::count, c.produced + l_.line_seat[id.index()]);
      break;
    case SeriesName::received: cells(Source::count, c.received); break;
    case SeriesName::consumed:
    case SeriesName::origin_share: cells(Source::count, c.fired); break;
    case SeriesName::unmet: consumers(c.unmet); break;
    case SeriesName::lost: cells(Source::count, c.lost); break;
    case SeriesName::containers_departed:
      build_departed(MetricName::containers_departed, plan);
      break;
    case SeriesName::railcars_departed: build_departed(MetricName::railcars_departed, plan); break;
    case SeriesName::tonnes_departed: build_departed(MetricName::tonnes_departed, plan); break;
    case SeriesName::days_of_supply: days_of_supply(plan); return plan;
  }
  close_above(plan);
  if (series.name != SeriesName::origin_share) return plan;
  of_.origin = OriginId{};
  cells(Source::count, c.fired);
  ratio(plan);
  return plan;
}

}  // namespace railhead
