#include "merge.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "railhead/base/suggest.hpp"
#include "railhead/scenario/scenario.hpp"

namespace railhead {
namespace {

bool is_removal(const Node& entity) {
  const Node* remove = find(entity, "remove");
  return remove != nullptr && remove->as<bool>() != nullptr && *remove->as<bool>();
}

std::string suggestion(const Node& kind, std::string_view name) {
  std::vector<std::string_view> ids;
  if (const auto* table = kind.as<NodeTable>()) {
    for (const Member& member : *table) ids.push_back(member.key);
  }
  return did_you_mean(name, ids);
}

// The entities of one kind. Requires: both tables.
void merge_kind(Member& base, Node&& over, Faults& faults) {
  for (Member& entity : *over.as<NodeTable>()) {
    Member* below = find_member(base.node, entity.key);
    if (is_removal(entity.node)) {
      if (below == nullptr) {
        faults.add(entity.key_position,
                   fmt::format("{} \"{}\" is removed but not defined in what this file extends{}",
                               base.key, entity.key, suggestion(base.node, entity.key)));
      } else {
        erase_member(base.node, entity.key);
      }
      continue;
    }
    Member& target = member_at(base.node, entity.key, entity.key_position);
    target.key_position = entity.key_position;
    merge(target.node, std::move(entity.node));
  }
}

// The chain of `like` from an entity of `kind` to the one that stands by itself; nothing on a
// fault.
std::optional<std::vector<const Member*>> chain_of_like(const Member& kind, const Member& entity,
                                                        Faults& faults) {
  std::vector<const Member*> chain{&entity};
  while (const Node* like = find(chain.back()->node, "like")) {
    const auto* name = like->as<std::string>();
    if (name == nullptr) {
      faults.add(like->position,
                 fmt::format("{} \"{}\": like takes the id of another {}, found {}", kind.key,
                             chain.back()->key, kind.key, kind_text(*like)));
      return std::nullopt;
    }
    const Member* next = find_member(kind.node, *name);
    if (next == nullptr) {
      faults.add(like->position,
                 fmt::format("{} \"{}\" is like \"{}\", which is not defined{}", kind.key,
                             chain.back()->key, *name, suggestion(kind.node, *name)));
      return std::nullopt;
    }
    const bool cycle = std::find(chain.begin(), chain.end(), next) != chain.end();
    if (cycle || chain.size() >= kMaximumLikeDepth) {
      std::string path;
      for (const Member* member : chain) path += fmt::format("\"{}\" like ", member->key);
      faults.add(like->position, cycle ? fmt::format("cycle in like: {}\"{}\"", path, next->key)
                                       : fmt::format("a chain of like has more than {} entities",
                                                     kMaximumLikeDepth));
      return std::nullopt;
    }
    chain.push_back(next);
  }
  return chain;
}

std::size_t resolve_like_of_kind(Member& kind, std::size_t budget, Faults& faults) {
  std::vector<std::pair<std::string, Node>> resolved;
  std::size_t nodes = 0;
  for (const Member& entity : *kind.node.as<NodeTable>()) {
    if (find(entity.node, "like") == nullptr) continue;
    const auto chain = chain_of_like(kind, entity, faults);
    if (!chain) continue;
    for (const Member* member : *chain) nodes += count_nodes(member->node);
    if (nodes > budget) {
      faults.add(entity.key_position,
                 fmt::format("with its copies by like, the scenario has more than {} values",
                             kMaximumNodes));
      return nodes;
    }
    Node whole = chain->back()->node;
    for (auto link = chain->rbegin() + 1; link != chain->rend(); ++link) {
      merge(whole, Node{(*link)->node});
    }
    resolved.emplace_back(entity.key, std::move(whole));
  }
  for (auto& [id, node] : resolved) find_member(kind.node, id)->node = std::move(node);
  return nodes;
}

}  // namespace

void merge(Node& base, Node&& over) {
  auto* members = over.as<NodeTable>();
  if (members == nullptr || base.as<NodeTable>() == nullptr || find(over, "dist") != nullptr) {
    base = std::move(over);
    return;
  }
  base.position = over.position;
  for (Member& member : *members) {
    Member& below = member_at(base, member.key, member.key_position);
    below.key_position = member.key_position;
    merge(below.node, std::move(member.node));
  }
}

void merge_documents(Node& base, Node&& over, Faults& faults) {
  for (Member& kind : *over.as<NodeTable>()) {
    Member& below = member_at(base, kind.key, kind.key_position);
    const bool tables =
        kind.node.as<NodeTable>() != nullptr && below.node.as<NodeTable>() != nullptr;
    if (tables && kind.key != "scenario") {
      merge_kind(below, std::move(kind.node), faults);
    } else {
      merge(below.node, std::move(kind.node));
    }
  }
}

void resolve_like(Node& document, Faults& faults) {
  std::size_t nodes = count_nodes(document);
  for (Member& kind : *document.as<NodeTable>()) {
    if (kind.key == "scenario" || kind.node.as<NodeTable>() == nullptr) continue;
    nodes += resolve_like_of_kind(kind, kMaximumNodes - std::min(nodes, kMaximumNodes), faults);
    if (nodes > kMaximumNodes) return;
  }
  for (Member& kind : *document.as<NodeTable>()) {
    if (kind.key == "scenario" || kind.node.as<NodeTable>() == nullptr) continue;
    for (Member& entity : *kind.node.as<NodeTable>()) {
      if (entity.node.as<NodeTable>() != nullptr) erase_member(entity.node, "like");
    }
  }
}

}  // namespace railhead
