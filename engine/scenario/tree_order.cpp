#include "tree_order.hpp"

#include <algorithm>

namespace railhead {
namespace {

template <class Rank>
std::vector<const Member*> in_order(const Node& node, Rank&& rank) {
  std::vector<const Member*> members;
  if (const auto* table = node.as<NodeTable>()) {
    for (const Member& member : *table) members.push_back(&member);
  }
  std::stable_sort(members.begin(), members.end(),
                   [&](const Member* a, const Member* b) { return rank(a->key) < rank(b->key); });
  return members;
}

}  // namespace

std::vector<const Member*> kinds_in_order(const Node& document) {
  const auto kinds = entity_kinds();
  auto members = in_order(document, [&](std::string_view key) {
    return std::find_if(kinds.begin(), kinds.end(),
                        [&](const TableForm& kind) { return kind.name == key; }) -
           kinds.begin();
  });
  std::erase_if(members, [](const Member* m) { return m->node.as<NodeTable>() == nullptr; });
  return members;
}

std::vector<const Member*> members_in_order(const Node& table, const TableForm* form) {
  return in_order(table, [&](std::string_view key) -> std::ptrdiff_t {
    if (key == "title") return -3;
    if (key == "note") return -2;
    const auto fields = form == nullptr ? std::span<const Field>{} : form->fields;
    return std::find_if(fields.begin(), fields.end(),
                        [&](const Field& f) { return f.key == key; }) -
           fields.begin();
  });
}

bool is_single_value(const Node& node) {
  if (const auto* array = node.as<NodeArray>()) {
    return array->empty() || array->front().as<NodeTable>() == nullptr;
  }
  if (node.as<NodeTable>() == nullptr) return true;
  return find(node, "dist") != nullptr || find(node, "value") != nullptr;
}

}  // namespace railhead
