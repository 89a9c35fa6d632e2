// Reads tables of a study file and collects what is wrong with them, each fault at its place.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/experiment/study.hpp"

namespace railhead {

// A fault at a place of the study file, with the line it stands on.
Diagnostic study_fault(const Study& study, Position position, std::string message);
Diagnostic study_fault(const Study& study, const SourcePosition& position, std::string message);

// Throws DiagnosticError with this fault alone.
[[noreturn]] void refuse_study(const Study& study, const SourcePosition& position,
                               std::string message);

// The place of [design], or the file as a whole.
SourcePosition design_position(const Study& study);

class StudyReader {
 public:
  explicit StudyReader(const Scenario& file) : file_(file), faults_(file.faults) {}

  void fault(Position position, std::string message);
  // Members of `table` that are not in `known`.
  void refuse_unknown(const Node& table, std::string_view where,
                      std::initializer_list<std::string_view> known);
  // The member as a table; nothing where it is not there or, with a fault, no table.
  const Node* table(const Node& parent, std::string_view key);
  std::string text(const Node& table, std::string_view key);
  bool truth(const Node& table, std::string_view key);
  // A whole number of at least `least`.
  std::optional<std::uint64_t> count(const Node& table, std::string_view key, std::uint64_t least);
  std::optional<double> positive(const Node& table, std::string_view key);
  SourcePosition place(Position position) const;
  void throw_if_any();

 private:
  const Scenario& file_;
  std::vector<Diagnostic> faults_;
};

}  // namespace railhead
