#include "railhead/base/error.hpp"

namespace railhead {

void internal_fault(std::string_view text) {
  throw Error(ExitCode::kRuntime, "internal fault: " + std::string(text));
}

}  // namespace railhead
