#pragma once

#include <span>
#include <vector>

#include "railhead/base/unknown.hpp"
#include "railhead/model/network.hpp"

#include "curvature.hpp"
#include "draws_ahead.hpp"

namespace railhead {

// The network's numeric fields as one replication sees them: parameters drawn,
// expressions evaluated, laws prepared, for every stretch of time between two
// breakpoints. Not thread-safe.
class Values {
 public:
  // A stretch of time on which a value has one law or one constant.
  struct Segment {
    Instant from = Instant::min();
    std::uint32_t step = 0;  // into Network::steps, kNoStep before the first one
    bool law = false;        // a law, even where its mean stands for it
    bool random = false;     // draws from `sampler`, otherwise `constant`
    bool varies = false;     // changes inside the stretch: evaluated when asked
    bool curved = false;     // more than a cubic in time
    double constant = 0.0;   // also the mean of the law, once known_mean
    bool known_mean = true;
    Sampler sampler{};
  };
  static constexpr std::uint32_t kNoStep = 0xffffffffU;

  explicit Values(const Network& network);
  Values(const Values&) = delete;  // it points into itself
  Values& operator=(const Values&) = delete;

  // Draws the parameters of a replication and resolves what depends on them.
  // Throws Error (run-time) naming the field where a value is impossible.
  void begin(std::uint64_t replication);

  [[nodiscard]] std::uint64_t replication() const { return replication_; }
  [[nodiscard]] std::span<const double> parameters() const { return parameters_; }

  // The stretch in force at an instant, and the instant at which it ends.
  const Segment& segment(ValueId value, Instant at);
  [[nodiscard]] Instant segment_end(ValueId value) const;  // of the one last asked for
  [[nodiscard]] bool is_simple(ValueId value) const;       // one stretch that does not vary

  // Value in force of a field that is not random; of a law, its mean.
  double at(ValueId value, Instant instant) {
    const Known& known = known_[value.index()];
    return instant >= known.from && instant < known.until ? known.mean : at_instant(value, instant);
  }
  double at_or(ValueId value, Instant instant, double otherwise) {
    return value.is_none() ? otherwise : at(value, instant);
  }
  // Until when a value, or the mean of its law, surely is what it is at an instant: that instant
  // where it may change at any time. Requires: at(value, instant) has been asked for last.
  [[nodiscard]] Instant steady_until(ValueId value, Instant instant) const {
    const Known& known = known_[value.index()];
    return instant >= known.from && instant < known.until ? known.until : instant;
  }
  // Integral over (a, b], in value x days; laws do not count: they are
  // drawn for whole periods. To 1e-11 of what it is over a day.
  double integral(ValueId value, Instant a, Instant b);
  // The greatest value, rounded, of a field that is neither random nor negative,
  // from an instant on; where it runs straight, as seen each day before `until`.
  Rounds greatest(ValueId value, Instant from, Instant until);
  // When a field that is not random next has another rounded value than at an
  // instant; Instant::max() where that is not before `until`. What it does
  // between two looks at it, a day apart, and makes undone is not seen.
  Instant next_change(ValueId value, Instant at, Instant until);

  // Draw `index` of the field's stream, or of another one.
  double draw(ValueId value, Instant at, std::uint64_t index) {
    return draw(value, network_.values[value].key, at, index);
  }
  double draw(ValueId value, StreamKey key, Instant at, std::uint64_t index) {
    const Fixed& fixed = fixed_[value.index()];
    if (fixed.constant == fixed.constant) return fixed.constant;
    if (fixed.law == nullptr) return draw_at_instant(value, key, at, index);
    ++draws_;
    return ahead_.draw(*fixed.law, key, replication_, index);
  }
  // Draws `first` … of the field's stream for periods that begin in the stretch
  // in force at an instant, from 32-bit uniforms.
  void draw_periodic(ValueId value, Instant at, std::uint64_t first, std::span<double> out);
  // A standard exponential, draw `index` of the field's stream.
  double draw_exponential(ValueId value, std::uint64_t index);
  // The arrival of a Poisson process of this rate per day after `from`: where the
  // integral of the rate reaches the exponential draw `index`. Instant::max() if
  // that is not before `horizon`.
  Instant next_arrival(ValueId rate, Instant from, std::uint64_t index, Instant horizon);
  // Whether what has probability `value` happens.
  bool happens(ValueId value, StreamKey key, Instant at, std::uint64_t index);

  [[nodiscard]] std::uint64_t draws() const { return draws_; }
  void count_draws(std::uint64_t n) { draws_ += n; }

  // Evaluation at an instant, with the steps that are in force at another: the
  // two differ at the end of a stretch, where the limit from inside is wanted.
  struct When {
    Instant at, stretch;
    When(Instant instant) : at(instant), stretch(instant) {}
    When(Instant instant, Instant of_stretch) : at(instant), stretch(of_stretch) {}
  };
  // The expression's value; profiles are read there.
  double evaluate(const Argument& argument, When when) const;

 private:
  const Segment& known_segment(ValueId value, Instant at);
  double at_instant(ValueId value, Instant instant);
  double know(ValueId value, const Segment& in_force);
  double simpson(ValueId value, const Segment& segment, Instant a, Instant b) const;
  double curved_integral(ValueId value, const Segment& segment, Instant a, Instant b);
  double draw_at_instant(ValueId value, StreamKey key, Instant at, std::uint64_t index);

  // A stretch of time on which a value (of a law: its mean) does not change.
  struct Known {
    Instant from = Instant::max(), until = Instant::min();
    double mean = 0.0;
  };

  // What a value draws from all the time: a constant, else a law.
  struct Fixed {
    double constant = kUnknown;    // NaN: none
    const Sampler* law = nullptr;  // null: none
  };

  struct Stretches {
    std::uint32_t first = 0;  // into segments_
    std::uint32_t capacity = 0;
    std::uint32_t count = 0;
    std::uint32_t cursor = 0;
  };

  void reserve();
  void prepare_tables(bool all);
  void prepare_table(std::size_t table);
  void draw_parameters();
  double draw_parameter(const Parameter& parameter, double uniform);
  void resolve_profile(ProfileId profile);
  void resolve(ValueId value);
  void collect_breakpoints(const LawTemplate& law, Instant from, Instant until);
  void add_segment(ValueId value, Instant from, Instant evaluated_at, std::uint32_t step);
  void fill_segment(ValueId value, Segment& segment, Instant at);
  Sampler make_sampler(const LawTemplate& law, double low, double high, Instant at) const;
  double evaluate_step(std::uint32_t step, std::uint32_t steps_end, When when,
                       Duration shift) const;
  double profile_at(ProfileId profile, When when) const;
  [[noreturn]] void refuse_table(std::size_t table, const std::string& what) const;
  [[noreturn]] void refuse(const Value& value, Instant at, const std::string& what) const;
  [[noreturn]] void refuse(const Parameter& parameter, const std::string& what) const;
  [[noreturn]] void refuse(const std::string& name, const std::string& place, Instant at,
                           const std::string& what) const;
  void check_range(const Value& value, double found, Instant at) const;

  const Network& network_;
  const Curvature curvature_;
  DrawsAhead ahead_;
  bool resolved_ = false;
  std::uint64_t replication_ = 0;
  std::uint64_t draws_ = 0;
  std::uint64_t pieces_ = 0;  // of integrals over time, as many as events at most
  std::vector<double> parameters_;
  std::vector<double> copula_uniforms_;  // by parameter, where correlated
  std::vector<char> correlated_;
  std::vector<Duration> profile_shift_;
  std::vector<LawTable> tables_;
  std::vector<char> table_per_replication_;
  std::vector<double> table_scratch_[2];
  std::vector<Stretches> stretches_;  // by value
  std::vector<Fixed> fixed_;          // by value: where it draws from one thing all the time
  std::vector<Known> known_;          // by value: what it was when last asked for
  std::vector<Segment> segments_;
  std::vector<Instant> breakpoints_;  // scratch
  std::vector<ValueId> per_replication_;
};

}  // namespace railhead
