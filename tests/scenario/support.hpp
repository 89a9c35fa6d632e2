// Small scenarios for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "railhead/base/diagnostics.hpp"
#include "railhead/scenario/compile.hpp"

namespace railhead::test {

// A month with one depot, one front and everything else that entities refer to.
inline constexpr std::string_view kBase = R"(schema = 1
[scenario]
start = 2024-01-01
end = 2024-02-01
[parameter.rate]
value = 100
uncertainty = { dist = "uniform", low = 50, high = 150 }
[profile.tempo]
steps = [ { from = 2024-01-01, value = 1 }, { from = 2024-01-15, value = "rate" } ]
[munition.shell]
[munition.charge]
[origin.home]
[site.depot]
[site.front]
[resource.crane]
units = 2
[route.rail]
from = "depot"
to = "front"
)";

inline Scenario load_base(std::string_view more, std::vector<std::string> overrides = {}) {
  return load_text("test.toml", std::string(kBase) + std::string(more), overrides);
}

inline Compiled compile_base(std::string_view more, std::vector<std::string> overrides = {}) {
  return compile(load_base(more, std::move(overrides)));
}

// What compiling tells, empty where nothing is wrong.
inline std::string faults_of_text(const std::string& text,
                                  std::vector<std::string> overrides = {}) {
  try {
    compile(load_text("test.toml", text, overrides));
  } catch (const DiagnosticError& error) {
    return error.what();
  }
  return {};
}

inline std::string faults_of(std::string_view more, std::vector<std::string> overrides = {}) {
  return faults_of_text(std::string(kBase) + std::string(more), std::move(overrides));
}

// The line of `more` behind kBase, as messages count it.
inline std::string line_of(int line_of_more) {
  int lines = line_of_more;
  for (const char c : kBase) lines += c == '\n' ? 1 : 0;
  return std::to_string(lines);
}

}  // namespace railhead::test
