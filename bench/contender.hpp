#pragma once
// Programs that do the same work, compared side by side: answers first, then interleaved times.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bench {

// One outcome of one replication for each question of the case; NaN: this program does not say.
using Outcome = std::vector<double>;

// What a call of a program took and found.
struct Run {
  double seconds = 0.0;  // processor time of the work alone, on one core
  std::vector<Outcome> outcomes;
};

struct Contender {
  std::string name;
  // Replications (or customers) from number `first` on.
  std::function<Run(std::uint64_t first, std::uint64_t count)> run;
  std::uint64_t at_least = 1;  // `count` is a multiple of it
  bool slow = false;           // an interpreter: fewer replications are compared
};

// A figure known from elsewhere.
struct Truth {
  std::string name;
  double value = 0.0;
  double standard_error = 0.0;  // of `value`
  double spread = 0.0;          // standard deviation of one outcome; 0: estimated from them
};

struct Case {
  std::string name;
  std::string unit;  // "replication"
  std::vector<Truth> truths;
  std::vector<Contender> contenders;
  std::uint64_t compared = 1;      // replications whose answers are compared
  std::uint64_t timed = 0;         // replications a repetition; 0: about 100 ms of them
  double outcomes_per_unit = 1.0;  // units of work of an outcome
};

struct Timing {
  std::string name;
  std::vector<double> seconds_per_unit;  // by repetition
  double median = 0.0;
  std::vector<double> answers;  // means
};

struct CaseResult {
  std::string name, unit;
  std::vector<Timing> timings;
};

// Throws std::runtime_error where an answer differs from the truth by more than five standard
// errors; a right program fails so with probability 6e-7 a figure.
CaseResult compare(const Case& work, int repetitions);

double median(std::vector<double> values);

// The cases of bench/; programs that this machine lacks are left out.
Case supply_case(const std::string& folder);
Case recorded_case(const std::string& folder);
Case mm1_case(const std::string& folder);
// Processor seconds of this thread so far.
double thread_seconds();

}  // namespace bench
