// What a numeric field is worth: parameters, expressions, profiles, laws and integrals, each worked
// out afresh from the compiled network every time it is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "railhead/base/error.hpp"
#include "railhead/model/network.hpp"

namespace railhead::reference {

// A factor in force from an instant until the next piece.
struct Piece {
  Instant from;
  double factor = 1.0;
};

class Values {
 public:
  Values(const Network& network, std::uint64_t replication);

  double parameter(ParameterId id) const { return parameters_[id]; }

  // The field where it takes no law; the law's mean where it has one.
  double mean(ValueId id, Instant at) const;
  // The same for an optional field.
  double mean_or(ValueId id, Instant at, double absent) const;
  // The field at an event: a law's draw `index` of its own stream, or of `key`.
  double draw(ValueId id, Instant at, std::uint64_t index) const;
  double draw(ValueId id, Instant at, std::uint64_t index, StreamKey key) const;
  // Whether the event of a yes-or-no draw of probability p happens.
  bool happens(double p, StreamKey key, std::uint64_t index) const;

  // The amount of a flow over the period [from, until): see scenario-format.md, "Values".
  double amount(ValueId id, Instant from, Instant until, std::uint64_t period,
                const std::vector<Piece>& capability) const;

  // Where the field's integral since `from`, the arrival before, reaches standard exponential draw
  // k of its stream; nothing where that is not before `until`.
  std::optional<Instant> arrival(ValueId id, Instant from, Instant until, std::uint64_t k) const;

  // When the field, which takes no law, next has another rounded value than at `now`; `until` where
  // it does not before.
  Instant next_change(ValueId id, Instant now, Instant until) const;

  // Instants strictly inside (from, until) at which the field may jump or bend.
  std::vector<Instant> breakpoints(ValueId id, Instant from, Instant until) const;

 private:
  // All evaluation is at `at`, with the steps in force at `chosen`; the two differ only at the end
  // of a stretch, where the left limit is wanted.
  struct When {
    Instant at, chosen;
  };
  double argument(const Argument& argument, When when) const;
  double expression(ExpressionId id, When when) const;
  double profile(ProfileId id, When when) const;
  double stepped(std::uint32_t first, std::uint32_t count, Duration shift, When when) const;
  const LawTemplate* law_in_force(ValueId id, Instant at) const;
  double sample(const Value& value, const LawTemplate& law, Instant at, double u) const;
  double integral(ValueId id, Instant from, Instant until) const;
  std::vector<Instant> stretches(ValueId id, Instant from, Instant until) const;
  void add_breakpoints(ExpressionId id, std::vector<Instant>& points) const;
  void draw_parameters();

  const Network& network_;
  std::uint64_t replication_;
  IdMap<ParameterId, double> parameters_;
};

// The time integral of the pieces over [from, until), in days.
double integral_of(const std::vector<Piece>& pieces, Instant from, Instant until);

}  // namespace railhead::reference
