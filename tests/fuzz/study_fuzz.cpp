// Any bytes are a study with its points, or a fault; nothing else may happen.
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

#include "railhead/base/error.hpp"
#include "railhead/experiment/design.hpp"
#include "railhead/experiment/study.hpp"

#include "tests/fuzz/folder.hpp"

namespace {

constexpr const char* kScenario = R"(schema = 1
[scenario]
start = 2024-01-01
end = 2024-02-01
[parameter.a]
value = 3
uncertainty = { dist = "uniform", low = 1, high = 5 }
[munition.shell]
[origin.home]
[site.depot]
stock = { shell = { home = 10 } }
)";

// A folder with a scenario, in which the study stands.
struct Place {
  Place() { std::ofstream{folder.path("s.toml")} << kScenario; }
  railhead::fuzz::Folder folder;
};

constexpr std::size_t kMostPoints = 2000;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Place place;
  const std::string path = place.folder.path("study.toml");
  std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(data),
                                              static_cast<std::streamsize>(size));
  try {
    const railhead::Study study = railhead::load_study(path);
    if (study.points > kMostPoints) return 0;
    const railhead::StudyDesign design = railhead::make_design(study);
    static_cast<void>(railhead::labels_of(study, design));
  } catch (const railhead::Error& error) {
    if (error.code() == railhead::ExitCode::kRuntime) throw;  // an internal fault
  }
  return 0;
}
