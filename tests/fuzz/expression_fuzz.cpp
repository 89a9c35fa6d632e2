// Any bytes are an expression, a check or a metric selector, or a fault.
#include <cstddef>
#include <cstdint>
#include <string>

#include "railhead/base/error.hpp"
#include "railhead/model/metrics.hpp"
#include "railhead/scenario/compile.hpp"

namespace {

constexpr const char* kScenario = R"(schema = 1
[scenario]
start = 2024-01-01
end = 2024-02-01
[parameter.a]
value = 3
uncertainty = { dist = "uniform", low = 1, high = 5 }
[profile.p]
steps = [ { from = 2024-01-01, value = 1, interpolate = "linear" }, { from = 2024-01-15, value = "a" } ]
[munition.shell]
[origin.home]
[site.depot]
[consumer.guns]
site = "depot"
munition = "shell"
unmet = "lost"
demand_per_day = 5
[check.k]
expr = "min(stock_min) >= 0"
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const railhead::Scenario base = railhead::load_text("fuzz.toml", kScenario);
  static const railhead::Compiled compiled = railhead::compile(base);
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const char* path : {"consumer.guns.demand_per_day=", "check.k.expr=", ""}) {
    const std::string overrides[] = {path + text};
    try {
      static_cast<void>(railhead::compile(railhead::with_overrides(base, overrides)));
    } catch (const railhead::DiagnosticError&) {
      // The fault was told.
    }
  }
  try {
    const railhead::Metric metric = railhead::parse_metric(compiled.network, text);
    const std::string again = railhead::to_string(compiled.network, metric);
    railhead::ensure(railhead::parse_metric(compiled.network, again) == metric,
                     "a metric's text means another metric");
  } catch (const railhead::DiagnosticError&) {
    throw;
  } catch (const railhead::Error& error) {
    if (error.code() != railhead::ExitCode::kUsage) throw;
  }
  return 0;
}
