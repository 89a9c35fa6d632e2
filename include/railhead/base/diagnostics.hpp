// Faults of what the user wrote, with the place where they stand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "railhead/base/error.hpp"

namespace railhead {

enum class PositionKind : std::uint8_t {
  kFile,         // a place in a file
  kCommandLine,  // an override of the command line: it stands in no file
};

// Lines and columns count from 1, columns in characters (code points). 0: not known.
struct SourcePosition {
  PositionKind kind = PositionKind::kFile;
  std::string file;  // as the user named it; not used for the command line
  std::uint32_t line = 0;
  std::uint32_t column = 0;  // within the line, or within the override's text

  bool operator==(const SourcePosition&) const = default;
};

enum class Severity : std::uint8_t { kError, kWarning, kNote };

struct Diagnostic {
  Severity severity = Severity::kError;
  SourcePosition position;
  std::string message;
  std::string source_line = {};  // the line of the file or the override as typed; may be empty

  bool operator==(const Diagnostic&) const = default;
};

// "north.toml:41:9: error: …" and, where the source line is known, the line and a caret under the
// column. For an override "command line: error: …". No newline at the end. Control characters are
// shown as spaces, and of a very long line only the part around the column.
std::string format(const Diagnostic& diagnostic);

// Orders by file, line and column, those of the command line last; keeps the order of equals, and
// drops exact repetitions.
void sort_by_position(std::vector<Diagnostic>& diagnostics);

bool has_errors(const std::vector<Diagnostic>& diagnostics);

// All faults of a scenario in one go: ExitCode::kScenario, what() is all of them formatted.
class DiagnosticError : public Error {
 public:
  explicit DiagnosticError(std::vector<Diagnostic> diagnostics);
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace railhead
