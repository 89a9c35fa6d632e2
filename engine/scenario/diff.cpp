#include "railhead/scenario/diff.hpp"

#include <utility>

#include "tree_order.hpp"

namespace railhead {
namespace {

class Differ {
 public:
  std::vector<Difference> run(const Node& before, const Node& after) {
    for (const TableForm& kind : entity_kinds()) {
      const Node* a = find(before, kind.name);
      const Node* b = find(after, kind.name);
      const std::string path(kind.name);
      if (kind.name == "scenario") {
        compare(path, a, b, &kind);
      } else {
        members(path, a == nullptr ? Node{NodeTable{}, {}} : *a,
                b == nullptr ? Node{NodeTable{}, {}} : *b, nullptr, &kind);
      }
    }
    return std::move(differences_);
  }

 private:
  void compare(const std::string& path, const Node* a, const Node* b, const TableForm* form) {
    if (a != nullptr && b != nullptr) {
      if (same_value(*a, *b)) return;
      const auto* array = a->as<NodeArray>();
      const auto* other = b->as<NodeArray>();
      // A parameter is no single value, though it has the keys of one.
      const bool entity = form != nullptr;
      if (entity || (!is_single_value(*a) && !is_single_value(*b))) {
        if (array != nullptr && other != nullptr && array->size() == other->size()) {
          for (std::size_t i = 0; i < array->size(); ++i) {
            compare(path + '.' + std::to_string(i + 1), &(*array)[i], &(*other)[i], nullptr);
          }
          return;
        }
        if (a->as<NodeTable>() != nullptr && b->as<NodeTable>() != nullptr) {
          return members(path, *a, *b, form, nullptr);
        }
      }
    }
    const auto text = [](const Node* node) {
      return node == nullptr ? std::nullopt : std::optional<std::string>(to_toml(*node));
    };
    differences_.push_back({path, text(a), text(b)});
  }

  // Both sides' members: those of the first in order, then those that only the second has.
  void members(const std::string& path, const Node& a, const Node& b, const TableForm* form,
               const TableForm* form_below) {
    const auto inner = [&](const Member& member) { return path + '.' + toml_key(member.key); };
    for (const Member* member : members_in_order(a, form)) {
      compare(inner(*member), &member->node, find(b, member->key), form_below);
    }
    for (const Member* member : members_in_order(b, form)) {
      if (find(a, member->key) == nullptr)
        compare(inner(*member), nullptr, &member->node, form_below);
    }
  }

  std::vector<Difference> differences_;
};

}  // namespace

std::vector<Difference> diff(const Scenario& before, const Scenario& after) {
  return Differ{}.run(before.document, after.document);
}

}  // namespace railhead
