#pragma once

#include <vector>

#include "verb.hpp"

namespace railhead {

// Each verb stands in a file of its own, NAME_verb.cpp.
Verb new_verb();
Verb check_verb();
Verb run_verb();
Verb report_verb();
Verb sensitivity_verb();
Verb solve_verb();
Verb strike_verb();
Verb plan_verb();
Verb sweep_verb();
Verb compare_verb();
Verb query_verb();
Verb export_verb();
Verb verify_verb();
Verb show_verb();
Verb diff_verb();
Verb schema_verb();
Verb completions_verb();
Verb manual_verb();

// All of them, in the order of the manual.
std::vector<Verb> all_verbs();

// The version of the program, "0.1.0".
std::string_view program_version();

}  // namespace railhead
