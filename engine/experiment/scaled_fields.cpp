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
  // By a number, or by an expression.
  Scaling(double factor, bool cap) : factor_(factor), cap_(cap) {}
  Scaling(std::string by, bool cap) : by_(std::move(by)), cap_(cap) {}

  // Whether there was anything to scale.
  bool scale(Node& node) const {
    if (node.is_number()) return scale_number(node);
    if (auto* text = node.as<std::string>()) {
      *text = (by_.empty() ? number_text(factor_) : by_) + " * (" + *text + ")";
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
    const bool capped = cap_ && old <= 1;
    if (!by_.empty()) {
      const std::string scaled = by_ + " * (" + number_text(old) + ")";
      node.value = capped ? "min(1, " + scaled + ")" : scaled;
      return true;
    }
    const double scaled = capped ? std::min(old * factor_, 1.0) : old * factor_;
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

  double factor_ = 1;
  std::string by_;
  bool cap_;
};

template <class By>
std::string overridden(const Scenario& scenario, const FieldOrigin& field, const By& by) {
  const Node* node = node_at(scenario.document, field.path);
  if (node == nullptr || node->as<Moment>() != nullptr) return {};
  Node scaled = *node;
  return Scaling{by, all_shares(*node)}.scale(scaled) ? field.path + "=" + to_toml(scaled)
                                                      : std::string{};
}

}  // namespace

std::string scaled_override(const Scenario& scenario, const FieldOrigin& field, double factor) {
  return overridden(scenario, field, factor);
}

std::string scaled_override(const Scenario& scenario, const FieldOrigin& field,
                            const std::string& expression) {
  return overridden(scenario, field, expression);
}

std::string mixed_override(const Scenario& scenario, const std::string& path,
                           const std::string& alternative, const std::string& weight) {
  const Node* node = node_at(scenario.document, path);
  if (node != nullptr && node->as<NodeTable>() != nullptr) node = find(*node, "value");
  if (node == nullptr || !node->is_number()) return {};
  std::string digits = alternative;
  std::erase(digits, '_');
  double number = 0;
  const char* last = digits.data() + digits.size();
  const auto [end, fault] = std::from_chars(digits.data(), last, number);
  if (fault != std::errc{} || end != last || !std::isfinite(number)) return {};
  return path + "=\"(" + number_text(node->number()) + ") * (1 - " + weight + ") + (" +
         number_text(number) + ") * " + weight + "\"";
}

}  // namespace railhead
