#include "railhead/scenario/json_schema.hpp"

#include "console.hpp"
#include "verbs.hpp"

namespace railhead {

Verb schema_verb() {
  Verb verb;
  verb.name = "schema";
  verb.summary = "Print the JSON Schema of scenario files";
  verb.description =
      "Prints a JSON Schema (draft 7) of scenario files, from which editors complete keys and mark "
      "faults while one types.";
  verb.examples = {"railhead schema > scenario.schema.json"};
  verb.run = [](const Arguments&) {
    print(scenario_json_schema());
    return ExitCode::kSuccess;
  };
  return verb;
}

}  // namespace railhead
