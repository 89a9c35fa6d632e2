#include "reader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "railhead/base/error.hpp"
#include "railhead/base/suggest.hpp"

namespace railhead {
namespace {

const Node& empty_table() {
  static const Node kEmpty{NodeTable{}, {}};
  return kEmpty;
}

}  // namespace

std::vector<std::string_view> split_words(std::string_view words) {
  std::vector<std::string_view> all;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    all.push_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return all;
}

Reader::Reader(ReaderContext& context, const Node& table, const TableForm& form, bool entity,
               std::string stream, std::string subject, Position at)
    : context_(context),
      table_(table.as<NodeTable>() != nullptr ? table : empty_table()),
      is_table_(table.as<NodeTable>() != nullptr),
      form_(form),
      stream_(std::move(stream)),
      subject_(std::move(subject)),
      at_(at) {
  if (!is_table_) {
    context_.faults.add(table.position,
                        fmt::format("{} must be a table, found {}", subject_, kind_text(table)));
    return;
  }
  check_keys(entity);
}

void Reader::check_keys(bool entity) {
  std::vector<std::string_view> known;
  for (const Field& field : form_.fields) known.push_back(field.key);
  if (entity) {
    for (const Field& field : common_fields()) known.push_back(field.key);
  } else {
    known.insert(known.end(), {"cite", "note"});
  }
  for (const Member& member : *table_.as<NodeTable>()) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    fault_at(member.key_position,
             fmt::format("there is no key \"{}\"{}", member.key, did_you_mean(member.key, known)));
  }
  for (const Field& field : form_.fields) {
    if (field.required && !has(field.key)) {
      fault_at(at_, fmt::format("{} is missing ({})", field.key, field.doc));
    }
  }
  for (const std::string_view key : {"title", "note"}) {
    const Node* found = node(key);
    if (found != nullptr && found->as<std::string>() == nullptr) {
      fault_at(found->position,
               fmt::format("{} must be a string, found {}", key, kind_text(*found)));
    }
  }
  if (const Node* cite = node("cite")) check_cites(*cite, entity);
}

void Reader::check_cites(const Node& cite, bool entity) {
  const auto* table = cite.as<NodeTable>();
  if (table == nullptr || !entity) return check_cite_list(cite);
  std::vector<std::string_view> keys;
  for (const Field& field : form_.fields) keys.push_back(field.key);
  for (const Member& member : *table) {
    if (form_.field(member.key) == nullptr) {
      fault_at(member.key_position,
               fmt::format("cite names \"{}\", which is no field of a {}{}", member.key, form_.name,
                           did_you_mean(member.key, keys)));
    }
    check_cite_list(member.node);
  }
}

void Reader::check_cite_list(const Node& list) {
  const auto check = [&](const Node& entry) {
    const auto* id = entry.as<std::string>();
    if (id == nullptr) {
      fault_at(entry.position,
               fmt::format("cite takes ids of references, found {}", kind_text(entry)));
    } else if (*id != "assumed") {  // may stand without an entry of its own
      resolve("reference", *id, entry.position);
    }
  };
  if (const auto* entries = list.as<NodeArray>()) {
    for (const Node& entry : *entries) check(entry);
  } else {
    check(list);
  }
}

const Field& Reader::field(std::string_view key) const {
  const Field* field = form_.field(key);
  ensure(field != nullptr, "a key was read that is not in the table of fields");
  return *field;
}

Position Reader::key_position(std::string_view key) const {
  const Member* member = find_member(table_, key);
  return member == nullptr ? at_ : member->key_position;
}

void Reader::fault(std::string_view key, std::string_view message) {
  fault_at(key_position(key), message);
}

void Reader::fault_at(Position at, std::string_view message) {
  context_.faults.add(at, fmt::format("{}: {}", subject_, message));
}

// The node where it is there and `good`; else null, with a fault where it is there.
const Node* Reader::typed(std::string_view key, std::string_view expected, bool good) {
  const Node* found = node(key);
  if (found == nullptr || good) return found;
  fault_at(found->position,
           fmt::format("{} must be {}, found {}", key, expected, kind_text(*found)));
  return nullptr;
}

bool Reader::in_range(const Field& field, double number, Position at) {
  if (!std::isfinite(number)) {
    fault_at(at, fmt::format("{} must be a finite number", field.key));
    return false;
  }
  const Range& range = field.range;
  const bool good =
      number >= range.low && number <= range.high && !(range.above_low && number == range.low);
  if (!good) fault_at(at, fmt::format("{} {}, found {}", field.key, range_text(range), number));
  return good;
}

std::string Reader::text(std::string_view key) {
  const Node* found = node(key);
  found = typed(key, "a string", found != nullptr && found->as<std::string>() != nullptr);
  return found == nullptr ? std::string{} : *found->as<std::string>();
}

std::optional<bool> Reader::boolean(std::string_view key) {
  const Node* found = node(key);
  found = typed(key, "true or false", found != nullptr && found->as<bool>() != nullptr);
  return found == nullptr ? std::nullopt : std::optional<bool>(*found->as<bool>());
}

std::optional<std::int64_t> Reader::integer(std::string_view key) {
  const Node* found = node(key);
  found = typed(key, "a whole number", found != nullptr && found->as<std::int64_t>() != nullptr);
  if (found == nullptr) return std::nullopt;
  if (!in_range(field(key), found->number(), found->position)) return std::nullopt;
  return *found->as<std::int64_t>();
}

std::optional<double> Reader::number(std::string_view key) {
  const Node* found = node(key);
  found = typed(key, "a number", found != nullptr && found->is_number());
  if (found == nullptr) return std::nullopt;
  if (!in_range(field(key), found->number(), found->position)) return std::nullopt;
  return found->number();
}

std::optional<Instant> Reader::date(std::string_view key) {
  const Node* found = node(key);
  found = typed(key, "a date", found != nullptr && found->as<Moment>() != nullptr);
  return found == nullptr ? std::nullopt : std::optional<Instant>(found->as<Moment>()->at);
}

std::vector<Instant> Reader::dates(std::string_view key) {
  const Node* found = node(key);
  found = typed(key, "a list of dates", found != nullptr && found->as<NodeArray>() != nullptr);
  std::vector<Instant> all;
  if (found == nullptr) return all;
  for (const Node& element : *found->as<NodeArray>()) {
    if (const auto* moment = element.as<Moment>()) {
      all.push_back(moment->at);
    } else {
      fault_at(element.position,
               fmt::format("{} must be a list of dates, found {}", key, kind_text(element)));
    }
  }
  return all;
}

std::optional<double> Reader::moment_or_number(std::string_view key) {
  const Node* found = node(key);
  if (found != nullptr && found->as<Moment>() != nullptr) {
    return static_cast<double>(found->as<Moment>()->at.time_since_epoch().count());
  }
  found = typed(key, "a number or a date", found != nullptr && found->is_number());
  if (found == nullptr || !in_range(field(key), found->number(), found->position)) {
    return std::nullopt;
  }
  return found->number();
}

std::optional<std::uint8_t> Reader::word_of(const Field& field, const Node& node) {
  const auto allowed = split_words(field.words);
  const auto* word = node.as<std::string>();
  if (word != nullptr) {
    const auto at = std::find(allowed.begin(), allowed.end(), *word);
    if (at != allowed.end()) return static_cast<std::uint8_t>(at - allowed.begin());
  }
  const std::string found = word == nullptr ? std::string(kind_text(node)) : '"' + *word + '"';
  fault_at(node.position,
           fmt::format("{} must be one of {}, found {}{}", field.key, fmt::join(allowed, ", "),
                       found, word == nullptr ? std::string{} : did_you_mean(*word, allowed)));
  return std::nullopt;
}

std::uint8_t Reader::word(std::string_view key, std::uint8_t fallback) {
  const Node* found = node(key);
  return found == nullptr ? fallback : word_of(field(key), *found).value_or(fallback);
}

std::vector<std::uint8_t> Reader::words(std::string_view key) {
  const Node* found = node(key);
  found = typed(key, "a list of words", found != nullptr && found->as<NodeArray>() != nullptr);
  std::vector<std::uint8_t> all;
  if (found == nullptr) return all;
  if (found->as<NodeArray>()->empty()) fault(key, fmt::format("{} is empty", key));
  for (const Node& element : *found->as<NodeArray>()) {
    if (const auto rank = word_of(field(key), element)) all.push_back(*rank);
  }
  return all;
}

std::optional<std::uint32_t> Reader::resolve(std::string_view kind, std::string_view id,
                                             Position at) {
  if (const auto found = context_.names.find(kind, id)) return found;
  if (context_.faults.full()) return std::nullopt;  // a search for near names takes time
  const auto& removals = context_.scenario.removals;
  const auto removed = removals.find(std::string(kind) + '.' + std::string(id));
  if (removed != removals.end()) {
    fault_at(at, fmt::format("{} \"{}\" is not there: {} removes it", kind, id,
                             place_text(context_.scenario.sources, removed->second)));
    return std::nullopt;
  }
  fault_at(at, fmt::format("{} \"{}\" is not defined{}", kind, id,
                           did_you_mean(id, context_.names.ids(kind))));
  return std::nullopt;
}

std::optional<std::uint32_t> Reader::reference(std::string_view key) {
  const Field& row = field(key);
  const Node* found = node(key);
  found = typed(key, fmt::format("the id of a {}", row.words),
                found != nullptr && found->as<std::string>() != nullptr);
  if (found == nullptr || is_also(key)) return std::nullopt;
  return resolve(row.words, *found->as<std::string>(), found->position);
}

bool Reader::is_also(std::string_view key) const {
  const Node* found = node(key);
  const auto* word = found == nullptr ? nullptr : found->as<std::string>();
  if (word == nullptr) return false;
  const auto also = split_words(field(key).also);
  return std::find(also.begin(), also.end(), *word) != also.end();
}

std::vector<std::uint32_t> Reader::references(std::string_view key) {
  const Field& row = field(key);
  const Node* found = node(key);
  found = typed(key, fmt::format("a list of ids of a {}", row.words),
                found != nullptr && found->as<NodeArray>() != nullptr);
  std::vector<std::uint32_t> all;
  if (found == nullptr) return all;
  for (const Node& element : *found->as<NodeArray>()) {
    const auto* id = element.as<std::string>();
    if (id == nullptr) {
      fault_at(element.position, fmt::format("{} must be a list of ids of a {}, found {}", key,
                                             row.words, kind_text(element)));
    } else if (const auto rank = resolve(row.words, *id, element.position)) {
      if (std::find(all.begin(), all.end(), *rank) == all.end()) {
        all.push_back(*rank);
      } else {
        fault_at(element.position, fmt::format("{} names \"{}\" twice", key, *id));
      }
    }
  }
  return all;
}

}  // namespace railhead
