#include "override.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "railhead/base/suggest.hpp"
#include "railhead/base/text.hpp"
#include "railhead/scenario/fields.hpp"

#include "merge.hpp"
#include "toml_reader.hpp"
#include "toml_scan.hpp"

namespace railhead {
namespace {

struct PathKey {
  std::string key;
  Position position;
};

struct Override {
  std::vector<PathKey> path;
  Node value;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

class OverrideParser {
 public:
  OverrideParser(std::string_view text, std::uint32_t source, Faults& faults)
      : text_(text), source_(source), faults_(faults) {}

  std::optional<Override> parse() {
    if (const auto fault = scan_toml_bytes()) return refuse(fault->offset, fault->message);
    Override result;
    while (true) {
      const std::size_t start = at_;
      auto key = read_key();
      if (!key)
        return refuse(start, "an override is PATH=VALUE, such as parameter.fire_rate=12000");
      result.path.push_back({std::move(*key), place(start)});
      if (at_ >= text_.size()) {
        return refuse(0, "an override is PATH=VALUE, such as parameter.fire_rate=12000");
      }
      if (text_[at_++] == '=') break;
    }
    return read_value(result) ? std::optional<Override>(std::move(result)) : std::nullopt;
  }

 private:
  // UTF-8 only matters here; nesting is checked when the value is read.
  std::optional<ScanFault> scan_toml_bytes() const {
    auto fault = scan_toml(text_);
    return fault && fault->message.starts_with("not UTF-8") ? fault : std::nullopt;
  }

  // A key of the path, up to the '.' or '=' behind it.
  std::optional<std::string> read_key() {
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      if (end == std::string_view::npos) return std::nullopt;
      std::string key(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      const bool ends = at_ >= text_.size() || text_[at_] == '.' || text_[at_] == '=';
      return ends ? std::optional<std::string>(std::move(key)) : std::nullopt;
    }
    const std::size_t end = std::min(text_.find_first_of(".=", at_), text_.size());
    const std::string_view key = trimmed(text_.substr(at_, end - at_));
    at_ = end;
    return key.empty() ? std::nullopt : std::optional<std::string>(key);
  }

  bool read_value(Override& result) {
    const std::string_view value = trimmed(text_.substr(at_));
    if (value.empty()) return refuse(at_, "there is no value after the =").has_value();
    const auto start = static_cast<std::size_t>(value.data() - text_.data());
    std::string fault;
    if (read_toml_value(value, source_, place(start).column, result.value, fault)) return true;
    if (!fault.empty()) return refuse(start, std::move(fault)).has_value();
    constexpr std::string_view kTomlOnly = "\"'[{";
    const bool word = kTomlOnly.find(value.front()) == std::string_view::npos &&
                      value.find('\n') == std::string_view::npos;
    if (!word) return refuse(start, fmt::format("\"{}\" is not a TOML value", value)).has_value();
    result.value = Node{std::string(value), place(start)};
    return true;
  }

  Position place(std::size_t offset) const {
    return {source_, 1, static_cast<std::uint32_t>(character_count(text_.substr(0, offset))) + 1};
  }

  std::optional<Override> refuse(std::size_t offset, std::string message) {
    faults_.add(place(offset), std::move(message));
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t source_;
  Faults& faults_;
};

std::string path_text(const std::vector<PathKey>& path, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += '.';
    text += toml_key(path[i].key);
  }
  return text;
}

// Kinds whose entities may come into being by setting one of their keys.
bool may_be_made(std::string_view kind) {
  return kind == "scenario" || kind == "cost" || kind == "origin" || kind == "munition";
}

class Setter {
 public:
  Setter(Scenario& scenario, Faults& faults)
      : document_(scenario.document), removals_(scenario.removals), faults_(faults) {}

  void apply(Override&& change) {
    const auto& path = change.path;
    if (path.size() < 2) {
      return refuse(path[0], fmt::format("\"{}\" alone cannot be set; name an entity or a field, "
                                         "such as parameter.fire_rate",
                                         path[0].key));
    }
    if (path.back().key == "like" && path.size() == 3) {
      return refuse(path.back(), "like cannot be set by an override");
    }
    if (path.back().key == "remove" && path.size() == (path[0].key == "scenario" ? 2U : 3U))
      return remove(path, change.value);
    if (path[0].key == "parameter" && path.size() == 2 && change.value.as<NodeTable>() == nullptr) {
      return pin(std::move(change));
    }
    if (!entity_is_known(path)) return;
    Node* target = walk(path);
    if (target == nullptr) return;
    *target = std::move(change.value);
  }

 private:
  const Node* kind_of(const std::vector<PathKey>& path) const {
    return find(document_, path[0].key);
  }

  bool refuse_unknown(const std::vector<PathKey>& path) {
    std::vector<std::string_view> ids;
    if (const Node* kind = kind_of(path); kind != nullptr && kind->as<NodeTable>() != nullptr) {
      for (const Member& member : *kind->as<NodeTable>()) ids.push_back(member.key);
    }
    refuse(path[1], fmt::format("{} \"{}\" is not defined{}", path[0].key, path[1].key,
                                did_you_mean(path[1].key, ids)));
    return false;
  }

  bool entity_is_known(const std::vector<PathKey>& path) {
    // A table that does not exist is a fault of the whole document.
    const bool unknown = entity_kind(path[0].key) == nullptr;
    if (path.size() < 3 || unknown || may_be_made(path[0].key)) return true;
    const Node* kind = kind_of(path);
    return (kind != nullptr && find(*kind, path[1].key) != nullptr) || refuse_unknown(path);
  }

  // true deletes the entity, false leaves it, a list drops keys of it.
  void remove(const std::vector<PathKey>& path, const Node& what) {
    if (!check_removal(path[0].key, what, faults_)) return;
    Member* kind = find_member(document_, path[0].key);
    if (path.size() == 2) {
      if (kind != nullptr) drop_keys(kind->node, what);
      return;
    }
    Member* entity = kind == nullptr ? nullptr : find_member(kind->node, path[1].key);
    if (entity == nullptr) {
      refuse_unknown(path);
    } else if (what.as<NodeArray>() != nullptr) {
      drop_keys(entity->node, what);
    } else if (*what.as<bool>()) {
      removals_[path[0].key + '.' + path[1].key] = path[1].position;
      erase_member(kind->node, path[1].key);
    }
  }

  void pin(Override&& change) {
    Member* kind = find_member(document_, "parameter");
    Member* parameter = kind == nullptr ? nullptr : find_member(kind->node, change.path[1].key);
    if (parameter == nullptr || parameter->node.as<NodeTable>() == nullptr) {
      refuse_unknown(change.path);
      return;
    }
    erase_member(parameter->node, "uncertainty");
    Member& value = member_at(parameter->node, "value", change.path[1].position);
    value.key_position = change.path[1].position;
    value.node = std::move(change.value);
  }

  // The place that the path leads to, made where it is not there.
  Node* walk(const std::vector<PathKey>& path) {
    Node* at = &document_;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (auto* array = at->as<NodeArray>()) {
        at = element(*array, path, i);
        if (at == nullptr) return nullptr;
      } else if (at->as<NodeTable>() != nullptr) {
        Member& member = member_at(*at, path[i].key, path[i].position);
        member.key_position = path[i].position;
        at = &member.node;
      } else {
        refuse(path[i], fmt::format("{} is {}, not a table", path_text(path, i), kind_text(*at)));
        return nullptr;
      }
    }
    return at;
  }

  Node* element(NodeArray& array, const std::vector<PathKey>& path, std::size_t i) {
    const std::string& key = path[i].key;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
    const bool whole = error == std::errc{} && end == key.data() + key.size();
    if (!whole || number < 1 || number > array.size()) {
      refuse(path[i], fmt::format("{} is an array of {}; its elements are 1 to {}",
                                  path_text(path, i), array.size(), array.size()));
      return nullptr;
    }
    return &array[number - 1];
  }

  void refuse(const PathKey& key, std::string message) {
    faults_.add(key.position, std::move(message));
  }

  Node& document_;
  Removals& removals_;
  Faults& faults_;
};

}  // namespace

std::string override_fault(const std::string& text) {
  const Sources sources{std::make_shared<const Source>("--set", text, true)};
  Faults faults{sources};
  if (OverrideParser{text, 0, faults}.parse()) return {};
  return faults.take().front().message;
}

void apply_override(Scenario& scenario, std::uint32_t source, Faults& faults) {
  OverrideParser parser{scenario.sources[source]->text, source, faults};
  if (auto change = parser.parse()) Setter{scenario, faults}.apply(std::move(*change));
}

}  // namespace railhead
