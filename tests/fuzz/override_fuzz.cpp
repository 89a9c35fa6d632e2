// Any bytes are an override PATH=VALUE of a scenario that compiles, or faults; nothing else may
// happen.
#include <cstddef>
#include <cstdint>
#include <string>

#include "railhead/base/error.hpp"
#include "railhead/scenario/compile.hpp"
#include "railhead/scenario/diff.hpp"
#include "railhead/scenario/provenance.hpp"

namespace {

constexpr const char* kScenario = R"(schema = 1
[scenario]
start = 2024-01-01
end = 2024-02-01
[parameter.a]
value = 3
[munition.shell]
mass_kg = 45
[origin.home]
[site.depot]
stock = { shell = { home = 10 } }
[site.front]
[route.r]
from = "depot"
to = "front"
[[route.r.step]]
transit_days = { dist = "triangular", low = 1, mode = 2, high = 4 }
[shipment.s]
route = "r"
draw_from = "stock"
cargo = { shell = 1 }
departures = [2024-01-05, 2024-01-15]
[consumer.guns]
site = "front"
munition = "shell"
unmet = "lost"
demand_per_day = [ { from = 2024-01-01, value = 5 }, { from = 2024-01-15, value = "a" } ]
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const railhead::Scenario base = railhead::load_text("fuzz.toml", kScenario);
  const std::string overrides[] = {std::string(reinterpret_cast<const char*>(data), size)};
  try {
    const railhead::Scenario changed = railhead::with_overrides(base, overrides);
    static_cast<void>(railhead::compile(changed));
    const auto again = railhead::load_text("again.toml", railhead::effective_toml(changed));
    railhead::ensure(railhead::diff(changed, again).empty(),
                     "the effective text means another scenario");
  } catch (const railhead::DiagnosticError&) {
    // The faults were told.
  }
  return 0;
}
