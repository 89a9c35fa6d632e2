#include "verbs.hpp"

#include "memory.hpp"

namespace railhead {

std::vector<Verb> all_verbs() {
  std::vector<Verb> verbs = {
      new_verb(),    check_verb(), run_verb(),   report_verb(),  sensitivity_verb(), solve_verb(),
      strike_verb(), plan_verb(),  sweep_verb(), compare_verb(), query_verb(),       export_verb(),
      verify_verb(), show_verb(),  diff_verb(),  schema_verb(),  completions_verb(), manual_verb(),
  };
  for (Verb& verb : verbs) verb.options.push_back(max_memory_option());
  return verbs;
}

std::string_view program_version() {
  return RAILHEAD_VERSION;
}

}  // namespace railhead
