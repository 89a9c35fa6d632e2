// Any bytes are a scenario that compiles or a list of faults; nothing else may happen.
#include <cstddef>
#include <cstdint>
#include <string>

#include "railhead/base/error.hpp"
#include "railhead/scenario/compile.hpp"
#include "railhead/scenario/diff.hpp"
#include "railhead/scenario/provenance.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  // What stands behind a line "#set" is an override.
  const std::size_t mark = text.rfind("\n#set ");
  std::vector<std::string> overrides;
  if (mark != std::string::npos) overrides.push_back(text.substr(mark + 6));
  try {
    const auto scenario =
        railhead::load_text("/nonexistent/fuzz.toml", text.substr(0, mark), overrides);
    const auto compiled = railhead::compile(scenario);
    static_cast<void>(compiled);
    const std::string effective = railhead::effective_toml(scenario);
    const auto again = railhead::load_text("/nonexistent/effective.toml", effective);
    railhead::ensure(railhead::diff(scenario, again).empty(),
                     "the effective text means another scenario");
    static_cast<void>(railhead::provenance(scenario));
  } catch (const railhead::DiagnosticError&) {
    // The faults were told.
  }
  return 0;
}
