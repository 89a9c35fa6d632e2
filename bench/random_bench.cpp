// Random blocks of 1,024 by SIMD target: words, uniforms, and every law's draws.

#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "railhead/random/law.hpp"
#include "railhead/random/simd.hpp"

namespace {

using namespace railhead;

constexpr std::size_t kBlock = 1024;

struct Case {
  std::string name;
  LawKind kind;
  LawArguments arguments;
};

std::vector<Case> cases() {
  static const LawTable discrete = [] {
    LawTable table;
    table.assign_discrete(std::vector<double>{1, 2, 3}, std::vector<double>{1, 2, 1});
    return table;
  }();
  static const LawTable list = [] {
    LawTable table;
    table.assign_quantiles(std::vector<double>{0, 0.1, 0.5, 0.9, 1},
                           std::vector<double>{1, 2, 4, 9, 20});
    return table;
  }();
  const double none = LawArguments{}.max;
  return {{"uniform", LawKind::uniform, {{1, 3}}},
          {"triangular", LawKind::triangular, {{8, 11, 20}}},
          {"pert", LawKind::pert, {{7000, 10000, 16000}}},
          {"normal", LawKind::normal, {{1250, 250}}},
          {"normal_from_0", LawKind::normal, {{1250, 250}, 0, none, nullptr}},
          {"lognormal", LawKind::lognormal, {{10, 5}}},
          {"exponential", LawKind::exponential, {{60}}},
          {"erlang", LawKind::erlang, {{3, 12}}},
          {"gamma", LawKind::gamma, {{10, 4}}},
          {"weibull", LawKind::weibull, {{1.7, 30}}},
          {"beta", LawKind::beta, {{5, 1, 0, 20}}},
          {"poisson_4", LawKind::poisson, {{4}}},
          {"poisson_1e4", LawKind::poisson, {{1e4}}},
          {"binomial", LawKind::binomial, {{1000, 0.3}}},
          {"discrete", LawKind::discrete, {{}, -none, none, &discrete}},
          {"quantiles", LawKind::quantiles, {{}, -none, none, &list}}};
}

// Times `draw(first)` over consecutive blocks.
template <class Draw>
void run(benchmark::State& state, SimdTarget target, Draw&& draw) {
  const SimdTarget before = simd_target();
  use_simd_target(target);
  std::uint64_t first = 0;
  for (auto step : state) {
    (void)step;
    draw(first);
    benchmark::ClobberMemory();
    first += kBlock;
  }
  use_simd_target(before);
  state.SetItemsProcessed(static_cast<std::int64_t>(first));
}

void register_target(SimdTarget target) {
  const std::string prefix = "random/" + std::string(name(target)) + "/";
  const StreamKey key = stream_key(1, "bench");
  const auto add = [&](const std::string& what, auto draw) {
    benchmark::RegisterBenchmark((prefix + what).c_str(),
                                 [=](benchmark::State& state) { run(state, target, draw); });
  };
  static std::vector<std::uint32_t> words(kBlock);
  static std::vector<double> numbers(kBlock);
  add("words", [=](std::uint64_t first) { fill_words(key, 7, first, words); });
  add("uniform32", [=](std::uint64_t first) { fill_uniform32(key, 7, first, numbers); });
  add("uniform53", [=](std::uint64_t first) { fill_uniform53(key, 7, first, 1, numbers); });
  for (const Case& c : cases()) {
    const Sampler sampler = prepare(c.kind, c.arguments);
    add("from32/" + c.name, [=](std::uint64_t first) { fill32(sampler, key, 7, first, numbers); });
    add("from53/" + c.name,
        [=](std::uint64_t first) { fill53(sampler, key, 7, first, 1, numbers); });
  }
}

const bool kRegistered = [] {
  for (const SimdTarget target : available_simd_targets()) register_target(target);
  return true;
}();

}  // namespace
