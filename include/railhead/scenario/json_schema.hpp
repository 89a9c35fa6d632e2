#pragma once

#include <string>

namespace railhead {

// JSON Schema (draft 7) of scenario files, for editors (Taplo) and validators. Dates appear as
// strings. Required keys of entities are named in the descriptions only: a file may extend another,
// and an entity may be like another. Ends with a newline.
std::string scenario_json_schema();

}  // namespace railhead
