#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace railhead {

// Writes one JSON document (RFC 8259) in the order of the calls. Numbers are the shortest text that
// reads back to the same bits, whatever the locale; what JSON has no number for (NaN, infinities)
// is null. Containers that are open at less than `indented_levels` put each value on a line of its
// own.
class JsonWriter {
 public:
  explicit JsonWriter(std::size_t indented_levels = 2) : indented_levels_(indented_levels) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view{text}); }
  JsonWriter& value(double number);
  JsonWriter& value(bool truth);
  template <std::integral T>
  JsonWriter& value(T number) {
    return raw(std::to_string(number));
  }
  // A value that is JSON already.
  JsonWriter& raw(std::string_view json);

  template <class T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  // The document so far.
  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  struct Level {
    bool empty = true;
  };
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void new_line();

  std::size_t indented_levels_;
  std::vector<Level> levels_;
  bool after_key_ = false;
  std::string text_;
};

// In quotes, escaped.
std::string json_quoted(std::string_view text);

// Shortest round trip, independent of the locale: 0.1, 1e+22. NaN and infinities as "nan", "inf".
std::string number_text(double number);

}  // namespace railhead
