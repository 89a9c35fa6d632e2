#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "railhead/base/ids.hpp"
#include "railhead/base/time.hpp"
#include "railhead/random/law.hpp"
#include "railhead/random/stream.hpp"

namespace railhead {

using ValueId = Id<struct ValueTag>;
using ExpressionId = Id<struct ExpressionTag>;
using ParameterId = Id<struct ParameterTag>;
using ProfileId = Id<struct ProfileTag>;

// One instruction of an expression in postfix order, run on a stack of doubles.
enum class OpCode : std::uint8_t {
  constant,   // push `constant`
  parameter,  // push parameter `operand` of this replication
  profile,    // push profile `operand` at the instant asked for
  add,
  subtract,
  multiply,
  divide,
  power,
  negate,
  minimum,
  maximum,
};

struct Instruction {
  OpCode code = OpCode::constant;
  std::uint32_t operand = 0;
  double constant = 0.0;
};

struct Expression {
  std::vector<Instruction> code;
  std::uint32_t depth = 1;          // stack needed, at most kMaximumExpressionDepth
  bool uses_parameters = false;     // directly or through a profile
  std::vector<ProfileId> profiles;  // those it reads, each once, in order of id
  std::string text;                 // as written, for messages
};

inline constexpr std::uint32_t kMaximumExpressionDepth = 64;

// A constant, or an expression where `expression` is not none.
struct Argument {
  double constant = 0.0;
  ExpressionId expression{};
};

// The lists of a discrete (values, weights), empirical (values) or quantiles
// (p, x) law, in that order; they may hold expressions over parameters.
struct TableTemplate {
  LawKind kind = LawKind::discrete;
  std::vector<Argument> first, second;
};

// A law whose arguments may be expressions. A plain number or expression is
// LawKind::constant with a[0]. The meaning of a[] is that of LawArguments.
struct LawTemplate {
  LawKind kind = LawKind::constant;
  std::array<Argument, 4> a{};
  bool second_is_cv = false;  // a[1] is a coefficient of variation: sd = cv * mean (a[0])
  Argument min{-std::numeric_limits<double>::infinity(), {}};
  Argument max{std::numeric_limits<double>::infinity(), {}};
  std::int32_t table = -1;  // index into Network::tables, -1: none
};

// A step in time: `law` is in force from `from` until the next step. Where
// `linear`, a constant or expression runs straight to the next step's value.
struct Step {
  Instant from = Instant::min();
  LawTemplate law;
  bool linear = false;
};

// A numeric field as compiled: its steps in time, the range that its laws are
// conditioned on, and the stream that its draws come from. A value without
// steps in the file has one step from Instant::min(). Before the first step it
// is 0, or an error.
struct Value {
  std::uint32_t first_step = 0;  // into Network::steps
  std::uint32_t step_count = 0;
  double low = -std::numeric_limits<double>::infinity();  // the field's range
  double high = std::numeric_limits<double>::infinity();
  StreamKey key{};               // stream (entity, field)
  bool random = false;           // any step holds a law other than constant
  bool per_replication = false;  // depends on a parameter (also through a profile)
  bool varies = false;           // changes inside a step: linear, or reads a linear profile
  bool needs_step = false;       // may not be asked for before its first step
  std::string name;              // "line.tula-152.output_per_day", for messages and traces
  std::string place;             // "north.toml:41:9", where it was written; may be empty
};

// A function of time for use in expressions.
struct Profile {
  std::string id;
  std::uint32_t first_step = 0;
  std::uint32_t step_count = 0;
  Argument shift_days{};  // all instants of the steps move by this many days
  bool linear = false;    // any step is linear or reads a linear profile
  bool per_replication = false;
};

// An epistemic input, drawn or evaluated once per replication.
struct Parameter {
  std::string id;
  Argument central{};  // value without uncertainty, and the central value
  bool uncertain = false;
  LawTemplate uncertainty{};  // arguments are constants or read earlier parameters
  StreamKey key{};            // stream (parameter, "uncertainty"), index 0
  std::string unit;
  std::string place;  // as of a Value
};

// A Gaussian copula between the draws of uncertain parameters.
struct Correlation {
  std::vector<ParameterId> parameters;
  std::vector<double> cholesky;  // lower triangle, row major, n x n
};

}  // namespace railhead
