// Reads the fields of one table by the rows of its TableForm, reporting what is wrong with each.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/scenario/fields.hpp"
#include "railhead/scenario/scenario.hpp"

#include "faults.hpp"
#include "names.hpp"
#include "value_binder.hpp"

namespace railhead {

// What all readers of one compilation share.
struct ReaderContext {
  const Scenario& scenario;
  const Names& names;
  Faults& faults;
  ValueBinder& binder;
};

// Every getter returns nothing (or none) where the key is absent or at fault; a fault is reported
// once, when the key is read.
class Reader {
 public:
  // Reports unknown keys and missing required ones. `stream` begins the names of the table's
  // streams ("line.tula-152"), `subject` its messages ("line \"tula-152\"").
  Reader(ReaderContext& context, const Node& table, const TableForm& form, bool entity,
         std::string stream, std::string subject, Position at);

  const std::string& subject() const { return subject_; }
  const std::string& stream() const { return stream_; }
  Position position() const { return at_; }
  const Node* node(std::string_view key) const { return find(table_, key); }
  bool has(std::string_view key) const { return node(key) != nullptr; }
  bool is_table() const { return is_table_; }
  // Of the key where it is there, else of the table.
  Position key_position(std::string_view key) const;

  std::string text(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key);
  std::optional<double> number(std::string_view key);
  std::optional<Instant> date(std::string_view key);
  std::vector<Instant> dates(std::string_view key);
  std::optional<double> moment_or_number(std::string_view key);
  // The rank of the word among those allowed; `fallback` where there is none.
  std::uint8_t word(std::string_view key, std::uint8_t fallback);
  std::vector<std::uint8_t> words(std::string_view key);
  std::optional<std::uint32_t> reference(std::string_view key);
  // The same of an id that stands at `id`, for other kinds than the row's.
  std::optional<std::uint32_t> resolve(std::string_view kind, std::string_view id, Position at);
  std::vector<std::uint32_t> references(std::string_view key);
  bool is_also(std::string_view key) const;  // the field holds one of its other words

  ValueId value(std::string_view key);
  ValueRequest request(const Field& field, std::string_view suffix = {}) const;

  struct Amount {
    std::uint32_t munition;
    ValueId value;
    Position position;
  };
  // In order of munition id.
  std::vector<Amount> amounts(std::string_view key);

  std::optional<Reader> table(std::string_view key);
  std::vector<Reader> tables(std::string_view key, std::string_view element_name);

  void fault(std::string_view key, std::string_view message);  // at the key, or the table
  void fault_at(Position at, std::string_view message);
  // Exactly one of the keys: reports none and more than one.
  bool exactly_one(std::initializer_list<std::string_view> keys);
  // Reports each of the keys that is there: it does not go with what `reason` says.
  void refuse_keys(std::initializer_list<std::string_view> keys, std::string_view reason);
  void require(std::string_view key, std::string_view reason);

 private:
  const Field& field(std::string_view key) const;
  std::uint32_t layer(std::string_view key) const;  // of the key's place
  const Node* typed(std::string_view key, std::string_view expected, bool good);
  void check_keys(bool entity);
  void check_cites(const Node& cite, bool entity);
  void check_cite_list(const Node& list);
  std::optional<std::uint8_t> word_of(const Field& field, const Node& node);
  bool in_range(const Field& field, double number, Position at);

  ReaderContext& context_;
  const Node& table_;
  bool is_table_;  // else it was reported, and reads as an empty one
  const TableForm& form_;
  std::string stream_;
  std::string subject_;
  Position at_;
};

// The words of a '|'-separated list.
std::vector<std::string_view> split_words(std::string_view words);

}  // namespace railhead
