#include "study_reader.hpp"

#include <algorithm>

#include "railhead/base/suggest.hpp"

namespace railhead {

Diagnostic study_fault(const Study& study, const SourcePosition& position, std::string message) {
  Diagnostic diagnostic;
  diagnostic.position = position;
  diagnostic.message = std::move(message);
  if (position.line > 0) diagnostic.source_line = study.file.sources.front()->line(position.line);
  return diagnostic;
}

Diagnostic study_fault(const Study& study, Position position, std::string message) {
  return study_fault(study, source_position(study.file.sources, position), std::move(message));
}

void refuse_study(const Study& study, const SourcePosition& position, std::string message) {
  throw DiagnosticError({study_fault(study, position, std::move(message))});
}

SourcePosition design_position(const Study& study) {
  const Member* design = find_member(study.file.document, "design");
  if (design == nullptr) return {PositionKind::kFile, study.path, 0, 0};
  return source_position(study.file.sources, design->key_position);
}

void StudyReader::fault(Position position, std::string message) {
  Diagnostic diagnostic;
  diagnostic.position = place(position);
  diagnostic.message = std::move(message);
  if (position.line > 0)
    diagnostic.source_line = file_.sources[position.source]->line(position.line);
  faults_.push_back(std::move(diagnostic));
}

SourcePosition StudyReader::place(Position position) const {
  return source_position(file_.sources, position);
}

void StudyReader::refuse_unknown(const Node& table, std::string_view where,
                                 std::initializer_list<std::string_view> known) {
  const auto* members = table.as<NodeTable>();
  if (members == nullptr) return;
  const std::vector<std::string_view> names{known};
  for (const Member& member : *members) {
    if (std::find(names.begin(), names.end(), member.key) != names.end()) continue;
    fault(member.key_position,
          std::string{where} + " has no \"" + member.key + "\"" + did_you_mean(member.key, names));
  }
}

const Node* StudyReader::table(const Node& parent, std::string_view key) {
  const Node* node = find(parent, key);
  if (node == nullptr || node->as<NodeTable>() != nullptr) return node;
  fault(node->position,
        std::string{key} + " must be a table, found " + std::string{kind_text(*node)});
  return nullptr;
}

std::string StudyReader::text(const Node& table, std::string_view key) {
  const Node* node = find(table, key);
  if (node == nullptr) return {};
  if (const auto* text = node->as<std::string>()) return *text;
  fault(node->position,
        std::string{key} + " must be a text, found " + std::string{kind_text(*node)});
  return {};
}

bool StudyReader::truth(const Node& table, std::string_view key) {
  const Node* node = find(table, key);
  if (node == nullptr) return false;
  if (const auto* truth = node->as<bool>()) return *truth;
  fault(node->position, std::string{key} + " must be true or false");
  return false;
}

std::optional<std::uint64_t> StudyReader::count(const Node& table, std::string_view key,
                                                std::uint64_t least) {
  const Node* node = find(table, key);
  if (node == nullptr) return std::nullopt;
  const auto* number = node->as<std::int64_t>();
  if (number != nullptr && *number >= 0 && static_cast<std::uint64_t>(*number) >= least)
    return static_cast<std::uint64_t>(*number);
  fault(node->position, std::string{key} + " must be a whole number of at least " +
                            std::to_string(least) + ", found " + to_toml(*node).substr(0, 40));
  return std::nullopt;
}

std::optional<double> StudyReader::positive(const Node& table, std::string_view key) {
  const Node* node = find(table, key);
  if (node == nullptr) return std::nullopt;
  if (node->is_number() && node->number() > 0) return node->number();
  fault(node->position, std::string{key} + " must be a number above 0");
  return std::nullopt;
}

void StudyReader::throw_if_any() {
  if (faults_.empty()) return;
  sort_by_position(faults_);
  throw DiagnosticError(std::move(faults_));
}

}  // namespace railhead
