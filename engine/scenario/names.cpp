#include "names.hpp"

#include <algorithm>

namespace railhead {

Names::Names(const Node& document) {
  for (const Member& kind : *document.as<NodeTable>()) {
    const auto* entities = kind.node.as<NodeTable>();
    if (entities == nullptr) continue;
    auto& ids = ids_[kind.key];
    for (const Member& entity : *entities) ids.push_back(entity.key);
  }
}

const std::vector<std::string_view>& Names::ids(std::string_view kind) const {
  static const std::vector<std::string_view> kNone;
  const auto found = ids_.find(kind);
  return found == ids_.end() ? kNone : found->second;
}

std::optional<std::uint32_t> Names::find(std::string_view kind, std::string_view id) const {
  const auto& all = ids(kind);
  const auto at = std::lower_bound(all.begin(), all.end(), id);
  if (at == all.end() || *at != id) return std::nullopt;
  return static_cast<std::uint32_t>(at - all.begin());
}

}  // namespace railhead
