#include "railhead/base/diagnostics.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "railhead/base/text.hpp"

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

// The characters [from, from + kWidth) of a line.
std::string excerpt(std::string_view line, std::size_t from) {
  const std::string text = shown(line);
  const auto offset = [&text](std::size_t start, std::size_t count) {
    std::size_t at = start;
    for (; count > 0 && at < text.size(); --count) at += utf8_length(text, at);
    return at;
  };
  const std::size_t begin = offset(0, from);
  return text.substr(begin, offset(begin, kWidth) - begin);
}

}  // namespace

std::string format(const Diagnostic& diagnostic) {
  std::string text = place_of(diagnostic.position) + ": ";
  text += name_of(diagnostic.severity);
  text += ": " + shown(diagnostic.message);
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
