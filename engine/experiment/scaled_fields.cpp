#include "scaled_fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "railhead/results/json.hpp"

namespace railhead {
namespace {

// Arguments of laws in the unit of the variable.
constexpr std::array kScaled = {"value", "low", "mode", "high", "mean",  "sd",
                                "scale", "min", "max",  "x",    "values"};

std::vector<std::string> keys_of(const std::string& path) {
  std::vector<std::string> keys(1);
  char quote = 0;
  for (const char c : path) {
    if (quote != 0)
      c == quote ? static_cast<void>(quote = 0) : keys.back().push_back(c);
    else if (c == '"' || c == '\'')
      quote = c;
    else if (c == '.')
      keys.emplace_back();
    else
      keys.back().push_back(c);
  }
  return keys;
}

const Node* node_at(const Node& document, const std::string& path) {
  const Node* node = &document;
  for (const std::string& key : keys_of(path)) {
    if (const auto* array = node->as<NodeArray>()) {
      std::size_t number = 0;
      std::from_chars(key.data(), key.data() + key.size(), number);
      if (number < 1 || number > array->size()) return nullptr;
      node = &(*array)[number - 1];
    } else {
      node = find(*node, key);
    }
    if (node == nullptr) return nullptr;
  }
  return node;
}

bool all_shares(const Node& node) {
  if (node.is_number()) return node.number() <= 1;
  const auto share = [](const Node& each) { return all_shares(each); };
  if (const auto* array = node.as<NodeArray>())
    return std::all_of(array->begin(), array->end(), share);
  const auto* table = node.as<NodeTable>();
  return table == nullptr || std::all_of(table->begin(), table->end(),
                                         [&](const Member& member) { return share(member.node); });
}

class Scaling {
 public:
  Scaling(double factor, bool cap) : factor_(factor), cap_(cap) {}

  // Whether there was anything to scale.
  bool scale(Node& node) const {
    if (node.is_number()) return scale_number(node);
    if (auto* text = node.as<std::string>()) {
      *text = number_text(factor_) + " * (" + *text + ")";
      return true;
    }
    bool any = false;
    if (auto* array = node.as<NodeArray>())
      for (Node& element : *array) any |= scale(element);
    if (auto* table = node.as<NodeTable>()) any = scale_table(*table);
    return any;
  }

 private:
  bool scale_number(Node& node) const {
    const double old = node.number();
    double scaled = old * factor_;
    if (cap_ && old <= 1) scaled = std::min(scaled, 1.0);
    if (node.as<std::int64_t>() != nullptr)
      node.value = static_cast<std::int64_t>(std::llround(scaled));
    else
      node.value = scaled;
    return true;
  }

  // A law, or a step in time, whose date stays.
  bool scale_table(NodeTable& table) const {
    bool any = false;
    for (Member& member : table)
      if (std::find(kScaled.begin(), kScaled.end(), member.key) != kScaled.end())
        any |= scale(member.node);
    return any;
  }

  double factor_;
  bool cap_;
};

}  // namespace

std::string scaled_override(const Scenario& scenario, const FieldOrigin& field, double factor) {
  const Node* node = node_at(scenario.document, field.path);
  if (node == nullptr || node->as<Moment>() != nullptr) return {};
  Node scaled = *node;
  return Scaling{factor, all_shares(*node)}.scale(scaled) ? field.path + "=" + to_toml(scaled)
                                                          : std::string{};
}

}  // namespace railhead
