// A scenario as loaded: files merged, `extends`, `remove` and `like` resolved, overrides laid on.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "railhead/base/diagnostics.hpp"
#include "railhead/scenario/document.hpp"

namespace railhead {

// A value: copies are independent, overriding makes a new one, nothing is global.
struct Scenario {
  std::string path;                   // as the user named it, "-" for the standard input
  Node document;                      // the effective document, a table
  Sources sources;                    // every file read, the main one first, then the overrides
  std::size_t overrides = 0;          // how many of the sources are overrides
  std::vector<std::uint32_t> layers;  // by source: those laid over others have the higher numbers
  std::map<std::string, Position> removals;  // where entities were deleted, by "kind.id"
  std::vector<Diagnostic> faults;            // found so far; compile() reports them with its own
};

// What is laid over others has the higher number.
inline std::uint32_t layer_of(const Scenario& scenario, Position position) {
  return position.source < scenario.layers.size() ? scenario.layers[position.source] : 0U;
}

inline constexpr std::size_t kMaximumFileSize = 8U << 20U;  // bytes
inline constexpr std::size_t kMaximumExtendsDepth = 32;
inline constexpr std::size_t kMaximumFiles = 256;  // read by one scenario
inline constexpr std::size_t kMaximumLikeDepth = 32;
inline constexpr std::size_t kMaximumNodes = 4'000'000;  // of the effective document
inline constexpr std::size_t kMaximumReportedFaults = 1000;

// Reads a file ("-": the standard input) and what it extends, then applies overrides
// "PATH=VALUE" in order. Path: keys joined by dots, quoted where they hold a dot; a number selects
// an element of an array, counted from 1. Value: TOML, or text that is none (a word, a date, an
// expression), taken as a string. `parameter.x=VALUE` sets the value and removes the uncertainty.
// Throws DiagnosticError where a file cannot be read, is not TOML, or extends itself.
Scenario load(const std::string& path, std::span<const std::string> overrides = {});

// The same from memory. `extends` is relative to the folder of `name`.
Scenario load_text(const std::string& name, std::string text,
                   std::span<const std::string> overrides = {});

// What keeps a text from being PATH=VALUE; empty where nothing does.
std::string override_fault(const std::string& text);

// Faults of the overrides are added to the new scenario's `faults`.
Scenario with_overrides(const Scenario& scenario, std::span<const std::string> overrides);

// What is no fault, but hardly what was meant, in order of place.
std::vector<Diagnostic> warnings(const Scenario& scenario);

}  // namespace railhead
