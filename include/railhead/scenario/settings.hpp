// What a scenario says beside the network: how to run it and what to hold it against.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "railhead/base/diagnostics.hpp"
#include "railhead/model/metrics.hpp"

namespace railhead {

struct Reference {
  std::string id, title, author, date, url, grade;
};

enum class ObservationKind : std::uint8_t { point, floor, ceiling };

// Something that was seen, to be overlaid on trajectories and scored.
struct Observation {
  std::string id;
  Metric metric;
  Instant at;  // cumulative to here; the window's or the run's end where the file has none
  double value = 0.0;
  std::optional<double> low, high;
  ObservationKind kind = ObservationKind::point;
  std::vector<std::string> cites;
};

// How a check sums up a metric over the replications.
enum class CheckStatistic : std::uint8_t { minimum, maximum, mean, sd, quantile };

enum class CheckOp : std::uint8_t {
  constant,
  statistic,
  add,
  subtract,
  multiply,
  divide,
  negate,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  both,    // and
  either,  // or
  inverse  // not
};

// One instruction in postfix order, on a stack of doubles; truth is 1 and 0.
struct CheckInstruction {
  CheckOp op = CheckOp::constant;
  double constant = 0.0;  // a date is microseconds since 1970 UTC, as in metrics
  CheckStatistic statistic = CheckStatistic::mean;
  double probability = 0.5;  // of the quantile
  Metric metric;
};

// A condition over metrics that `run` reports.
struct Check {
  std::string id;
  std::string text;  // as written
  std::vector<CheckInstruction> code;
  SourcePosition position;
};

// title and note of an entity, for the reader.
struct EntityText {
  std::string title, note;
};

struct Settings {
  std::string title, question;
  std::uint64_t replications = 1000;
  std::vector<Reference> references;        // in order of id
  std::vector<Observation> observations;    // in order of id
  std::vector<Check> checks;                // in order of id
  std::map<std::string, EntityText> texts;  // by "kind.id", where there is either
};

}  // namespace railhead
