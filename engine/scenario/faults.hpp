// Collects what is wrong with a scenario, so that it can be told in one go.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "railhead/scenario/document.hpp"

namespace railhead {

class Faults {
 public:
  explicit Faults(const Sources& sources) : sources_(sources) {}

  // Beyond kMaximumReportedFaults they are only counted.
  void add(Position position, std::string message);
  void add(Diagnostic diagnostic);
  // Nothing more is said of this place.
  void settle(SourcePosition position) { settled_.push_back(std::move(position)); }

  const Sources& sources() const { return sources_; }
  bool any() const { return !diagnostics_.empty(); }
  bool full() const { return left_out_ > 0; }
  std::size_t count() const { return diagnostics_.size() + left_out_; }
  // Sorted by place, repetitions dropped; leaves nothing behind.
  std::vector<Diagnostic> take();
  void throw_if_any();

 private:
  const Sources& sources_;
  bool is_settled(const SourcePosition& position) const;

  std::vector<Diagnostic> diagnostics_;
  std::vector<SourcePosition> settled_;
  std::size_t left_out_ = 0;
};

// "north.toml:41:9", or "--set site.north.keep_rounds=5".
std::string place_text(const Sources& sources, Position position);

// A diagnostic for a place in the sources, with the line it stands on.
Diagnostic diagnostic_at(const Sources& sources, Position position, std::string message);

}  // namespace railhead
