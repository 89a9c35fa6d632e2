#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "railhead/experiment/executor.hpp"
#include "railhead/experiment/verify.hpp"

namespace railhead {

// Which of `groups` groups of consecutive replications are run again: each with probability
// `sample`, drawn from the seed, and one at least.
std::vector<bool> sampled_groups(std::uint64_t groups, double sample, std::uint64_t seed);

// Runs the chosen groups, of `every` replications each (the last may be shorter), and passes each
// group's records on. False where cancelled.
bool rerun(const Network& network, const RunRequest& request, std::uint64_t replications,
           std::uint64_t every, const std::vector<bool>& chosen, const VerifyOptions& options,
           const std::function<void(std::span<const RunRecord>)>& use);

// Those of the inputs that are not what they were, or not there, in any of the folders.
void check_inputs(const std::vector<RecordedInput>& inputs, const std::vector<std::string>& folders,
                  VerifyOutcome& outcome);

// Counts a difference and keeps the first few in words.
void note_difference(VerifyOutcome& outcome, const std::string& text);

}  // namespace railhead
