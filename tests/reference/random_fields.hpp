// Fields of random networks: what the values of one entity are, whatever the others are.
#pragma once

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/reference/builder.hpp"
#include "tests/reference/generator.hpp"

namespace railhead::reference {

// The choices of one entity: those of others don't depend on how many it makes.
class Dice {
 public:
  Dice(std::uint64_t seed, std::string_view what) : engine_(stream_key(seed, what).value) {}
  int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(n)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  bool chance(double p) { return static_cast<double>(engine_() >> 11) * 0x1p-53 < p; }

 private:
  std::mt19937_64 engine_;
};

class RandomFields {
 protected:
  RandomFields(std::uint64_t seed, Features features)
      : seed_(seed),
        features_(features),
        days_(Dice{seed, "days"}.between(8, 45)),
        b_(days_, seed) {}

  bool on(Feature feature) const { return has(features_, feature); }
  static std::string name(std::string_view kind, int i) {
    return std::string{kind} + std::to_string(i);
  }

  void make_inputs() {
    Dice dice{seed_, "inputs"};
    for (int i = 0; i < 3; ++i) {
      const LawTemplate law = uniform(0.5, 1.5);
      b_.parameter(name("p", i), 1, i < 2 ? &law : nullptr);
    }
    if (dice.chance(0.3))
      b_.network.correlations.push_back({{ParameterId{0}, ParameterId{1}}, {1, 0, 0.6, 0.8}});
    for (int i = 0; i < 2; ++i) {
      std::vector<Step> steps;
      double at = i == 0 ? 0 : dice.between(0, 3);
      for (int k = dice.between(1, 3); k >= 0; --k) {
        const bool linear = on(Feature::linear) && i == 1 && k > 0;
        steps.push_back({b_.day(at), constant(dice.between(1, 6) / 4.0), linear});
        at += dice.between(2, 24) / 2.0;
      }
      if (i == 0) steps.front().from = Instant::min();
      const ProfileId p = b_.profile(name("profile", i), steps);
      if (dice.chance(0.3)) b_.network.profiles[p].shift_days.expression = parameter(1);
    }
  }

  ExpressionId parameter(int i) {
    return b_.expression({{OpCode::parameter, static_cast<std::uint32_t>(i), 0}});
  }

  // `typical` times a parameter, or a profile, or the larger of them, or what falls as one grows.
  LawTemplate plain(Dice& dice, double typical, bool positive = false) {
    if (!on(Feature::expressions) || dice.chance(0.6)) return constant(typical);
    const Instruction p{OpCode::parameter, static_cast<std::uint32_t>(dice.below(3)), 0};
    const Instruction f{OpCode::profile, static_cast<std::uint32_t>(dice.below(2)), 0};
    const Instruction c{OpCode::constant, 0, typical};
    const Instruction times{OpCode::multiply, 0, 0};
    const Instruction larger{OpCode::maximum, 0, 0};
    const Instruction one{OpCode::constant, 0, 1};
    const Instruction plus{OpCode::add, 0, 0};
    const int form = on(Feature::curves) ? dice.below(5) : dice.below(3) + 2;
    switch (form == 4 && positive ? 3 : form) {  // a profile may be 0 before its first step
      case 0: return b_.of(b_.expression({f, c, times, c, p, times, larger}));
      case 1: return b_.of(b_.expression({c, f, one, plus, {OpCode::divide, 0, 0}}));
      case 2: return b_.of(b_.expression({p, c, times}));
      case 3: return b_.of(b_.expression({f, c, times, c, plus}));
      default: return b_.of(b_.expression({p, f, times, c, times}));
    }
  }

  LawTemplate law(Dice& dice, double typical, bool positive) {
    LawTemplate l;
    const auto set = [&](LawKind kind, double a0, double a1 = 0, double a2 = 0, double a3 = 0) {
      l.kind = kind;
      const std::array<double, 4> a{a0, a1, a2, a3};
      for (std::size_t i = 0; i < a.size(); ++i) l.a[i].constant = a[i];
      return l;
    };
    const double m = typical;
    switch (dice.below(positive ? 10 : 14)) {
      case 0: return set(LawKind::uniform, 0.5 * m, 1.5 * m);
      case 1: return set(LawKind::triangular, 0.2 * m, m, 2 * m);
      case 2: return set(LawKind::exponential, m);
      case 3: return set(LawKind::erlang, 3, m);
      case 4: return set(LawKind::gamma, m, 0.5 * m);
      case 5: return set(LawKind::lognormal, m, 0.4 * m);
      case 6: return set(LawKind::weibull, 1.5, m);
      case 7: return set(LawKind::pert, 0.5 * m, m, 2 * m);
      case 8: return set(LawKind::beta, m, 0.2 * m, 0.2 * m, 2 * m);
      case 9:
        set(LawKind::normal, m, 0.2);
        l.second_is_cv = true;
        l.min.constant = 0.25 * m;
        return l;
      case 10: return set(LawKind::poisson, m);
      case 11: return set(LawKind::binomial, 12, 0.4);
      case 12: return table(LawKind::discrete, {m, 2 * m, 0.5 * m}, {1, 2, 1});
      default: return table(LawKind::quantiles, {0, 0.5, 1}, {0.3 * m, m, 3 * m});
    }
  }

  LawTemplate table(LawKind kind, std::initializer_list<double> first,
                    std::initializer_list<double> second) {
    TableTemplate t;
    t.kind = kind;
    for (const double x : first) t.first.push_back({x, {}});
    for (const double x : second) t.second.push_back({x, {}});
    b_.network.tables.push_back(t);
    LawTemplate l;
    l.kind = kind;
    l.table = static_cast<std::int32_t>(b_.network.tables.size()) - 1;
    return l;
  }

  // A flow's rate or an amount: any form.
  ValueId amount(const std::string& field, double typical, bool positive = false) {
    Dice dice{seed_, field};
    const bool random = dice.chance(0.5) && on(Feature::laws);
    const auto form = [&] {
      return random ? law(dice, typical, positive) : plain(dice, typical, positive);
    };
    if (!on(Feature::time_steps) || dice.chance(0.7)) return b_.value(field, form());
    std::vector<Step> steps{{Instant::min(), form(), false}};
    int at = 0;
    for (int k = dice.between(1, 2); k > 0; --k) {
      at += dice.between(2, 10);
      const bool linear = on(Feature::linear) && !random && k > 1 && dice.chance(0.5);
      steps.push_back({b_.day(at + (random || dice.chance(0.5) ? 0 : 0.25)), form(), linear});
    }
    return b_.value(field, steps);
  }

  // A duration: often whole days, so that events fall together.
  ValueId days(const std::string& field, int typical) {
    Dice dice{seed_, field};
    if (dice.chance(0.5) || !on(Feature::laws)) return b_.value(dice.between(1, typical + 1));
    if (dice.chance(0.2)) return b_.value(field, table(LawKind::discrete, {1, 2, 4}, {1, 1, 1}));
    return b_.value(field, law(dice, typical, true));
  }

  ValueId fixed(const std::string& field, double typical) {  // takes no law
    Dice dice{seed_, field};
    return b_.value(field, plain(dice, typical));
  }

  ValueId once(const std::string& field, double typical) {  // of a replication
    Dice dice{seed_, field};
    if (!on(Feature::expressions) || dice.chance(0.5)) return b_.value(typical);
    const Instruction p{OpCode::parameter, static_cast<std::uint32_t>(dice.below(3)), 0};
    const Instruction c{OpCode::constant, 0, typical};
    return b_.value(field, b_.of(b_.expression({p, c, {OpCode::multiply, 0, 0}})));
  }

  std::uint64_t seed_;
  Features features_;
  int days_;
  NetworkBuilder b_;
};

}  // namespace railhead::reference
