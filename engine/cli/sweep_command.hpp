#pragma once

#include <functional>
#include <string>

#include "railhead/experiment/sweep.hpp"

#include "verb.hpp"

namespace railhead {

// Runs a sweep somehow; false where it was cancelled.
using SweepRunner = std::function<bool(Sweep& sweep, const std::atomic<bool>* cancel,
                                       const std::function<void()>& progress)>;

// The study that the arguments name, with its store as they say.
Study study_of(const Arguments& arguments);

// The verb's work but for the running: reads the study, opens the store, prints the table or the
// document.
ExitCode sweep_study(const Arguments& arguments, const SweepRunner& runner);

// The program for a set of verbs: what run_program() does with all of them.
int run_verbs(const std::vector<Verb>& verbs, int argc, char** argv);

}  // namespace railhead
