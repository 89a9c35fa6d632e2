// Pools in order of site and munition.
#include <algorithm>
#include <tuple>

#include "compilation.hpp"

namespace railhead {
void number_pools(Compilation& c) {
  std::vector<PoolId> numbered(c.pools.size());
  Network& network = c.network;
  for (const auto& [pair, provisional] : c.pools) {
    numbered[provisional] = network.pools.push_back({SiteId{pair.first}, MunitionId{pair.second}});
  }
  const auto number = [&](PoolId& pool) {
    if (!pool.is_none()) pool = numbered[pool.index()];
  };
  for (InitialStock& stock : network.initial_stock) number(stock.pool);
  std::sort(network.initial_stock.begin(), network.initial_stock.end(),
            [](const InitialStock& a, const InitialStock& b) {
              return std::tie(a.pool, a.origin) < std::tie(b.pool, b.origin);
            });
  for (Line& line : network.lines) {
    number(line.pool);
    number(line.refurbishes);
    for (Component& component : line.consumes) number(component.pool);
  }
  for (Shipment& shipment : network.shipments) {
    for (CargoItem& item : shipment.cargo) {
      number(item.from);
      number(item.to);
    }
  }
  for (Consumer& consumer : network.consumers) {
    number(consumer.pool);
    for (PoolId& pool : consumer.substitutes) number(pool);
  }
  for (Replenishment& order : network.replenishments) {
    number(order.pool);
    number(order.from);
  }
}

}  // namespace railhead
