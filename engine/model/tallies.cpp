#include "tallies.hpp"

namespace railhead {

Tallies::Tallies(const Network& network, const Layout& layout)
    : nodes(layout.nodes.size()),
      short_time(layout.nodes.size() + layout.consumers),
      at_end_of(layout.boundaries.size()) {
  const Columns& c = layout.columns;
  now.counts.resize(c.counts);
  now.levels.resize(c.levels);
  now.times.resize(c.times);
  now.sums.resize(c.sums);
  now.least.resize(layout.nodes.size());
  now.first_short.resize(layout.consumers);
  now.demand_of_pool.resize(layout.pools);
  now.demand_of_munition.resize(network.munitions.size());
  for (TallyColumns& end : at_end_of) end = now;
}

void Tallies::clear(Instant since) {
  std::fill(now.counts.begin(), now.counts.end(), 0);
  std::fill(now.levels.begin(), now.levels.end(), Level{});
  std::fill(now.times.begin(), now.times.end(), Int128{0});
  std::fill(now.sums.begin(), now.sums.end(), 0.0);
  std::fill(now.first_short.begin(), now.first_short.end(), Instant::max());
  std::fill(nodes.begin(), nodes.end(), NodeLevel{.since = since});
  for (ShortTime& time : short_time) time.clear();
}

}  // namespace railhead
