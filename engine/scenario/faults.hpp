// Collects what is wrong with a scenario, so that it can be told in one go.
#pragma once

#include <string>
#include <vector>

#include "railhead/scenario/document.hpp"

namespace railhead {

class Faults {
 public:
  explicit Faults(const Sources& sources) : sources_(sources) {}

  // Beyond kMaximumReportedFaults they are only counted.
  void add(Position position, std::string message);
  void add(Diagnostic diagnostic);

  bool any() const { return !diagnostics_.empty(); }
  bool full() const { return left_out_ > 0; }
  std::size_t count() const { return diagnostics_.size() + left_out_; }
  // Sorted by place, repetitions dropped; leaves nothing behind.
  std::vector<Diagnostic> take();
  void throw_if_any();

 private:
  const Sources& sources_;
  std::vector<Diagnostic> diagnostics_;
  std::size_t left_out_ = 0;
};

// A diagnostic for a place in the sources, with the line it stands on.
Diagnostic diagnostic_at(const Sources& sources, Position position, std::string message);

}  // namespace railhead
