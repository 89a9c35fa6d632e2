#include "faults.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "railhead/base/text.hpp"
#include "railhead/scenario/scenario.hpp"

namespace railhead {

static constexpr std::size_t kLongestShownLine = 20'000;

Diagnostic diagnostic_at(const Sources& sources, Position position, std::string message) {
  Diagnostic diagnostic;
  diagnostic.position = source_position(sources, position);
  diagnostic.message = std::move(message);
  if (position.source < sources.size()) {
    const std::string_view line = sources[position.source]->line(position.line);
    // A thousand faults may stand on one line of eight megabytes.
    if (line.size() <= kLongestShownLine) diagnostic.source_line = std::string(line);
  }
  return diagnostic;
}

std::string place_text(const Sources& sources, Position position) {
  const SourcePosition at = source_position(sources, position);
  if (at.kind == PositionKind::kFile) return fmt::format("{}:{}:{}", at.file, at.line, at.column);
  return "--set " + shown(std::string_view{sources[position.source]->text}.substr(0, 80));
}

void Faults::add(Position position, std::string message) {
  if (diagnostics_.size() >= kMaximumReportedFaults) {
    ++left_out_;
    return;
  }
  if (is_settled(source_position(sources_, position))) return;
  diagnostics_.push_back(diagnostic_at(sources_, position, std::move(message)));
}

bool Faults::is_settled(const SourcePosition& position) const {
  return std::find(settled_.begin(), settled_.end(), position) != settled_.end();
}

void Faults::add(Diagnostic diagnostic) {
  if (diagnostics_.size() >= kMaximumReportedFaults) {
    ++left_out_;
    return;
  }
  diagnostics_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Faults::take() {
  sort_by_position(diagnostics_);
  if (left_out_ > 0 && !diagnostics_.empty()) {
    Diagnostic note;
    note.severity = Severity::kNote;
    note.position.file = diagnostics_.back().position.file;
    note.message = std::to_string(left_out_) + " more faults are not shown";
    diagnostics_.push_back(std::move(note));
  }
  left_out_ = 0;
  return std::exchange(diagnostics_, {});
}

void Faults::throw_if_any() {
  if (any()) throw DiagnosticError(take());
}

}  // namespace railhead
