#include "compare_sides.hpp"

#include "railhead/base/error.hpp"

namespace railhead {
namespace {

[[noreturn]] void refuse_pairs(const std::string& name, const std::string& what,
                               const std::string& before, const std::string& after,
                               const std::string& remedy) {
  throw Error(ExitCode::kUsage, "the runs are not pairs: " + name + " has " + what + " " + after +
                                    ", the baseline " + before + remedy);
}

void check_pairs(const Network& a, const Network& b, const std::string& name) {
  if (a.seed != b.seed)
    refuse_pairs(name, "seed", std::to_string(a.seed), std::to_string(b.seed),
                 "; --seed gives all of them one");
  if (a.start != b.start) refuse_pairs(name, "start", to_iso(a.start), to_iso(b.start), "");
  if (a.end != b.end) refuse_pairs(name, "end", to_iso(a.end), to_iso(b.end), "");
  if (a.statistics_from != b.statistics_from)
    refuse_pairs(name, "the end of its warm-up at", to_iso(a.statistics_from),
                 to_iso(b.statistics_from), "");
}

}  // namespace

std::vector<Side> sides_of(const std::vector<Scenario>& scenarios, const CompareOptions& options) {
  std::vector<Side> sides;
  CompileOptions compile_options;
  compile_options.seed = options.seed;
  for (const Scenario& scenario : scenarios) {
    Side side;
    side.compiled = std::make_shared<Compiled>(compile(scenario, compile_options));
    if (!sides.empty()) {
      check_pairs(sides.front().network(), side.network(), scenario.path);
      side.compiled->network.record_every = sides.front().network().record_every;
    } else if (!options.all_series) {
      widen_grid(side.compiled->network, 120);
    }
    sides.push_back(std::move(side));
  }
  return sides;
}

}  // namespace railhead
