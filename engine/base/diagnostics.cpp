#include "railhead/base/diagnostics.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace railhead {
namespace {

constexpr std::size_t kWidth = 120;  // characters of a source line that are shown

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::kError: return "error";
    case Severity::kWarning: return "warning";
    case Severity::kNote: return "note";
  }
  return "error";
}

std::string place_of(const SourcePosition& position) {
  if (position.kind == PositionKind::kCommandLine) return "command line";
  std::string place = position.file;
  if (position.line > 0) place += ":" + std::to_string(position.line);
  if (position.line > 0 && position.column > 0) place += ":" + std::to_string(position.column);
  return place;
}

bool starts_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

// The characters [from, from + kWidth) of an UTF-8 text, control characters as spaces.
std::string excerpt(std::string_view text, std::size_t from) {
  std::string shown;
  std::size_t character = 0;
  for (const char c : text) {
    if (starts_character(c)) ++character;
    if (character <= from) continue;
    if (character > from + kWidth) break;
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7F ? ' ' : c;
  }
  return shown;
}

}  // namespace

std::string format(const Diagnostic& diagnostic) {
  std::string text = place_of(diagnostic.position) + ": ";
  text += name_of(diagnostic.severity);
  text += ": " + diagnostic.message;
  if (diagnostic.source_line.empty()) return text;
  const std::size_t column = diagnostic.position.column;
  const std::size_t from = column > kWidth ? column - kWidth / 2 : 0;
  text += "\n    " + excerpt(diagnostic.source_line, from);
  if (column > 0) text += "\n    " + std::string(column - 1 - from, ' ') + "^";
  return text;
}

void sort_by_position(std::vector<Diagnostic>& diagnostics) {
  const auto key = [](const Diagnostic& d) {
    const SourcePosition& p = d.position;
    return std::tie(p.kind, p.file, p.line, p.column);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end()), diagnostics.end());
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

namespace {

std::string format_all(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!text.empty()) text += "\n";
    text += format(diagnostic);
  }
  return text;
}

}  // namespace

DiagnosticError::DiagnosticError(std::vector<Diagnostic> diagnostics)
    : Error(ExitCode::kScenario, format_all(diagnostics)), diagnostics_(std::move(diagnostics)) {}

}  // namespace railhead
