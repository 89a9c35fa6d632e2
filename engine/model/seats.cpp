// Who posts together: periods, batches of lines, seats side by side, and pools with quiet days.
#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "layout.hpp"

namespace railhead {

void Layout::add_periods(const Network& network) {
  const auto group_of = [](std::vector<PeriodGroup>& known, Duration period) {
    auto place = std::find_if(known.begin(), known.end(),
                              [&](const PeriodGroup& group) { return group.period == period; });
    if (place == known.end()) place = known.insert(place, PeriodGroup{period});
    return static_cast<std::uint32_t>(place - known.begin());
  };
  for (const Line& line : network.lines) line_group.push_back(group_of(line_periods, line.period));
  for (const Consumer& consumer : network.consumers)
    consumer_group.push_back(
        consumer.mission.active() ? kNoGroup : group_of(consumer_periods, consumer.period));
}

void Layout::add_output(const Network& network) {
  // Pools whose lines must be posted one by one, in order of id.
  IdMap<PoolId, std::uint8_t> by_line(pools);
  for (const Line& line : network.lines) {
    for (const Component& component : line.consumes) by_line[component.pool] = 1;
    if (!line.refurbishes.is_none()) by_line[line.refurbishes] = 1;
    if (!simple[line.pool] || !line.consumes.empty() || !line.refurbishes.is_none())
      by_line[line.pool] = 1;
  }
  IdMap<PoolId, std::uint32_t> latest(pools);  // batch of the pool, counted from 1
  for (LineId id : network.lines.ids()) {
    const Line& line = network.lines[id];
    if (by_line[line.pool] != 0) {
      single_lines.push_back(id);
      continue;
    }
    std::uint32_t& batch = latest[line.pool];
    if (batch == 0 || output_batches[batch - 1].origin != line.origin ||
        output_batches[batch - 1].group != line_group[id.index()]) {
      output_batches.push_back({line.pool, line.origin, line_group[id.index()], {}});
      batch = static_cast<std::uint32_t>(output_batches.size());
    }
    output_batches[batch - 1].lines.push_back(id);
  }
}

void Layout::add_seats(const Network& network) {
  std::vector<std::uint32_t> batch_of(lines, std::numeric_limits<std::uint32_t>::max());
  for (std::uint32_t b = 0; b < output_batches.size(); ++b)
    for (LineId id : output_batches[b].lines) batch_of[id.index()] = b;
  // Seats in order of a key that begins with the group.
  const auto seat = [](std::uint32_t count, std::size_t periods, auto key,
                       std::vector<std::uint32_t>& seats, std::vector<std::uint32_t>& first) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return key(a) < key(b); });
    seats.resize(count);
    first.assign(periods + 1, 0);
    for (std::uint32_t k = 0; k < count; ++k) {
      seats[order[k]] = k;
      const std::uint32_t group = std::get<0>(key(order[k]));
      if (group < periods) ++first[group + 1];
    }
    for (std::size_t g = 1; g <= periods; ++g) first[g] += first[g - 1];
  };
  seat(
      lines, line_periods.size(),
      [&](std::uint32_t i) {
        return std::tuple{line_group[i], batch_of[i], i};
      },
      line_seat, line_first_seat);
  seat(
      consumers, consumer_periods.size(),
      [&](std::uint32_t i) {
        return std::tuple{consumer_group[i], network.consumers[ConsumerId{i}].pool, i};
      },
      consumer_seat, consumer_first_seat);
  for (OutputBatch& batch : output_batches) batch.first_seat = line_seat[batch.lines[0].index()];
  first_seat.resize(pools);
  seated_together.assign(pools, 1);
  for (PoolId pool : network.pools.ids()) {
    const auto& firing = consumers_of[pool];
    for (ConsumerId id : firing)
      if (consumer_group[id.index()] != consumer_group[firing[0].index()])
        seated_together[pool] = 0;
    if (!firing.empty()) first_seat[pool] = consumer_seat[firing[0].index()];
  }
}

bool Layout::has_quiet_days(const Network& network) const {
  if (line_periods.size() != 1 || consumer_periods.size() != 1 || !single_lines.empty() ||
      !reviewers.empty() || line_periods[0].period != consumer_periods[0].period)
    return false;
  for (const Site& site : network.sites)
    if (site.issue != Issue::fifo) return false;
  for (SiteId site : firing_sites)
    if (!plain_site[site.index()]) return false;
  for (PoolId pool : network.pools.ids())
    if (!consumers_of[pool].empty() && !simple[pool]) return false;
  return true;
}

void Layout::add_quiet_pools(const Network& network) {
  if (!has_quiet_days(network)) return;
  std::vector<std::vector<std::uint32_t>> batches_of(pools);
  for (std::uint32_t b = 0; b < output_batches.size(); ++b)
    batches_of[output_batches[b].pool.index()].push_back(b);
  constexpr std::uint32_t kNotQuiet = 0xffffffffU;
  std::vector<std::uint32_t> number_of(pools, kNotQuiet);  // among the quiet pools
  for (PoolId pool : network.pools.ids()) {
    const Pool& of = network.pools[pool];
    QuietPool quiet;
    quiet.pool = pool;
    quiet.site = of.site;
    quiet.ledger = of.munition.index() * origins;
    quiet.cell = cell(pool, OriginId{0});
    quiet.first_batch = static_cast<std::uint32_t>(quiet_batches.size());
    for (std::uint32_t b : batches_of[pool.index()]) {
      const OutputBatch& batch = output_batches[b];
      const auto count = static_cast<std::uint32_t>(batch.lines.size());
      quiet_batches.push_back({batch.origin, batch.first_seat, batch.first_seat + count,
                               quiet.ledger + batch.origin.index(), cell(pool, batch.origin)});
    }
    quiet.batches = static_cast<std::uint32_t>(quiet_batches.size()) - quiet.first_batch;
    quiet.first_seat = first_seat[pool];
    quiet.end_seat = quiet.first_seat + static_cast<std::uint32_t>(consumers_of[pool].size());
    if (quiet.batches == 0 && consumers_of[pool].empty()) continue;
    number_of[pool.index()] = static_cast<std::uint32_t>(quiet_pools.size());
    quiet_pools.push_back(quiet);
  }
  for (NodeId node : nodes.ids()) {
    QuietNode quiet{node, {}};
    for (PoolId pool : nodes[node])
      if (number_of[pool.index()] != kNotQuiet) quiet.pools.push_back(number_of[pool.index()]);
    if (!quiet.pools.empty()) quiet_nodes.push_back(quiet);
  }
}

}  // namespace railhead
