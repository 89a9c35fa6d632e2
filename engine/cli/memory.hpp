#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "verb.hpp"

namespace railhead {

// Of every verb: the most memory that it may take.
Option max_memory_option();

// Of verbs that trace: the largest file. Throws Error (usage) where it cannot be read.
Option max_trace_option();
std::uint64_t max_trace(const Arguments& arguments);

// Has the system refuse the process more than --max-memory says, half of the machine's memory
// unless given, so that a scenario that is too large ends with a word rather than with the machine.
// Throws Error (usage) where it cannot be read.
void limit_memory(const Arguments& arguments);

// What to say where memory was refused.
std::string out_of_memory_text();

// Throws Error (run-time) where so much is sure to be more than limit_memory() allows. `what` is a
// plural: "the figures of 10 replications".
void require_memory(double bytes, std::string_view what);

}  // namespace railhead
