// Any bytes are the document of a run, or a fault told in words.
#include <cstddef>
#include <cstdint>
#include <string>

#include "railhead/base/error.hpp"
#include "railhead/results/run_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    static_cast<void>(railhead::parse_run("run.json", {reinterpret_cast<const char*>(data), size}));
  } catch (const railhead::Error&) {
    // The fault was told.
  }
  return 0;
}
