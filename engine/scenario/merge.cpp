#include "merge.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "railhead/base/suggest.hpp"
#include "railhead/scenario/fields.hpp"
#include "railhead/scenario/scenario.hpp"

namespace railhead {
namespace {

bool is_removal(const Node& entity) {
  const Node* remove = find(entity, "remove");
  return remove != nullptr && remove->as<bool>() != nullptr && *remove->as<bool>();
}

// The list under `remove`, or null.
const Node* removed_keys(const Node& entity) {
  const Node* remove = find(entity, "remove");
  return remove != nullptr && remove->as<NodeArray>() != nullptr ? remove : nullptr;
}

std::string suggestion(const Node& kind, std::string_view name) {
  std::vector<std::string_view> ids;
  if (const auto* table = kind.as<NodeTable>()) {
    for (const Member& member : *table) ids.push_back(member.key);
  }
  return did_you_mean(name, ids);
}

// The entities of one kind. Requires: both tables.
void merge_kind(Member& base, Node&& over, Removals& removals, Faults& faults) {
  for (Member& entity : *over.as<NodeTable>()) {
    Member* below = find_member(base.node, entity.key);
    if (is_removal(entity.node)) {
      if (below == nullptr) {
        faults.add(entity.key_position,
                   fmt::format("{} \"{}\" is removed but not defined in what this file extends{}",
                               base.key, entity.key, suggestion(base.node, entity.key)));
      } else {
        erase_member(base.node, entity.key);
        removals[base.key + '.' + entity.key] = entity.key_position;
      }
      continue;
    }
    Member& target = member_at(base.node, entity.key, entity.key_position);
    target.key_position = entity.key_position;
    if (const Node* keys = removed_keys(entity.node)) drop_keys(target.node, *keys);
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
      if (const Node* keys = removed_keys((*link)->node)) drop_keys(whole, *keys);
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

bool check_removal(std::string_view kind, const Node& remove, Faults& faults) {
  if (remove.as<bool>() != nullptr && kind != "scenario") return true;
  const auto* keys = remove.as<NodeArray>();
  if (keys == nullptr) {
    faults.add(remove.position,
               fmt::format("remove takes {}a list of keys, found {}",
                           kind == "scenario" ? "" : "true, false or ", kind_text(remove)));
    return false;
  }
  const TableForm* form = entity_kind(kind);
  std::vector<std::string_view> known;
  if (form != nullptr)
    for (const Field& field : form->fields) known.push_back(field.key);
  for (const Field& field : common_fields()) known.push_back(field.key);
  bool good = true;
  for (const Node& key : *keys) {
    const auto* name = key.as<std::string>();
    if (name != nullptr && std::find(known.begin(), known.end(), *name) != known.end()) continue;
    good = false;
    faults.add(key.position,
               name == nullptr
                   ? fmt::format("remove takes a list of keys, found {}", kind_text(key))
                   : fmt::format("remove names \"{}\", which is no field of a {}{}", *name, kind,
                                 did_you_mean(*name, known)));
  }
  return good;
}

void drop_keys(Node& base, const Node& remove) {
  if (base.as<NodeTable>() == nullptr) return;
  for (const Node& key : *remove.as<NodeArray>())
    if (const auto* name = key.as<std::string>()) erase_member(base, *name);
}

void merge_documents(Node& base, Node&& over, Removals& removals, Faults& faults) {
  for (Member& kind : *over.as<NodeTable>()) {
    Member& below = member_at(base, kind.key, kind.key_position);
    const bool tables =
        kind.node.as<NodeTable>() != nullptr && below.node.as<NodeTable>() != nullptr;
    if (tables && kind.key != "scenario") {
      merge_kind(below, std::move(kind.node), removals, faults);
    } else {
      const Node* keys = kind.key == "scenario" ? removed_keys(kind.node) : nullptr;
      if (keys != nullptr) drop_keys(below.node, *keys);
      merge(below.node, std::move(kind.node));
    }
  }
}

static void check_removals(const Node& document, Faults& faults) {
  for (const Member& kind : *document.as<NodeTable>()) {
    const auto check = [&](const Node& entity) {
      const Node* remove = find(entity, "remove");
      if (remove != nullptr) check_removal(kind.key, *remove, faults);
    };
    const auto* entities = kind.node.as<NodeTable>();
    if (entities == nullptr || entity_kind(kind.key) == nullptr) continue;
    if (kind.key == "scenario") {
      check(kind.node);
    } else {
      for (const Member& entity : *entities) check(entity.node);
    }
  }
}

void resolve_like(Node& document, Faults& faults) {
  check_removals(document, faults);
  std::size_t nodes = count_nodes(document);
  for (Member& kind : *document.as<NodeTable>()) {
    if (kind.key == "scenario" || kind.node.as<NodeTable>() == nullptr) continue;
    nodes += resolve_like_of_kind(kind, kMaximumNodes - std::min(nodes, kMaximumNodes), faults);
    if (nodes > kMaximumNodes) return;
  }
  for (Member& kind : *document.as<NodeTable>()) {
    if (kind.node.as<NodeTable>() == nullptr) continue;
    if (kind.key == "scenario") {
      erase_member(kind.node, "remove");
      continue;
    }
    for (Member& entity : *kind.node.as<NodeTable>()) {
      if (entity.node.as<NodeTable>() == nullptr) continue;
      erase_member(entity.node, "like");
      erase_member(entity.node, "remove");
    }
  }
}

}  // namespace railhead
