#include "notes.hpp"

#include "railhead/base/diagnostics.hpp"

#include "console.hpp"

namespace railhead {

void print_warnings(const Scenario& scenario) {
  for (const Diagnostic& warning : warnings(scenario)) print_note(format(warning));
}

}  // namespace railhead
