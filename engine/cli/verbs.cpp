#include "verbs.hpp"

namespace railhead {

std::vector<Verb> all_verbs() {
  return {
      check_verb(),
      run_verb(),
  };
}

std::string_view program_version() {
  return RAILHEAD_VERSION;
}

}  // namespace railhead
